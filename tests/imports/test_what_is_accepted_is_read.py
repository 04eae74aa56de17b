"""The law of the log: whatever an append accepts, by whichever way it came, is read again, and the log is sound."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from builders import Json, eur, funding
from histories import histories, law
from hypothesis import example, given
from hypothesis import strategies as st
from table_cases import brought_in, table_map, written

from dateline.errors import UnreadableRecord
from dateline.events.cloudevents import encode
from dateline.events.codec import canonical, decode, restore
from dateline.imports.event_files.importing import import_file
from dateline.imports.streams import StreamReport, import_stream
from dateline.imports.tables.importing import Wishes
from dateline.log.contract import EventLog
from dateline.log.cut import Cut
from dateline.log.drafts import draft_of_read
from dateline.log.opening import log_in_memory, open_log
from dateline.log.selection import Order, Selection
from dateline.log.verification import verify
from dateline.notebook import Log
from dateline.values.currencies import MINOR_UNITS

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
EVERYTHING = Selection(Cut(None, 1_000_000), order=Order.POSITION_ASC)


async def sound(log: EventLog, lists: Callable[[pytest.MonkeyPatch], None] | None = None) -> int:
    """How many records there are: each is read as it was written, also with shorter lists, and could come again."""
    with pytest.MonkeyPatch.context() as patch:
        if lists is not None:
            lists(patch)
        head = await verify(log)
        read = await log.select(EVERYTHING)
        for record, row in zip(read, await log.stored(0, head.position), strict=True):
            assert canonical(record.event) == row.content
            assert restore(row.content) == record.event
    assert all(decode(row.content).id == row.id for row in await log.stored(0, head.position))
    return head.position


def shorter_lists(patch: pytest.MonkeyPatch) -> None:
    """A dependency has lost codes that are used here."""
    left = {code: units for code, units in MINOR_UNITS.items() if code != "EUR"}
    patch.setattr("dateline.values.money.MINOR_UNITS", left)
    patch.setattr("dateline.values.currencies.MINOR_UNITS", left)
    patch.setattr("dateline.events.checks.CODES", frozenset({"US"}))


async def _by_file(folder: Path, log: EventLog, lines: list[bytes]) -> None:
    path = folder / "e.jsonl"
    path.write_bytes(b"\n".join(lines) + b"\n")
    assert not (await import_file(log, path, NOW)).refused


async def _by_stream(_: Path, log: EventLog, lines: list[bytes]) -> None:
    report = StreamReport("stdin")
    await import_stream(log, io.BytesIO(b"\n".join(lines) + b"\n").read, lambda: NOW, report)
    assert not report.refused


async def _by_cloudevents(folder: Path, log: EventLog, lines: list[bytes]) -> None:
    await _by_file(folder, log, [encode(decode(line), NOW) for line in lines])


async def _by_append(_: Path, log: EventLog, lines: list[bytes]) -> None:
    await log.append([decode(line) for line in lines], now=NOW)


WAYS: dict[str, Callable[[Path, EventLog, list[bytes]], Awaitable[None]]] = {
    "file": _by_file,
    "stream": _by_stream,
    "cloudevents": _by_cloudevents,
    "append": _by_append,
}


@pytest.mark.parametrize("way", WAYS)
@law(10)
@given(histories)
def test_what_an_append_accepts_is_read(way: str, lines: list[Json]) -> None:
    async def check(folder: Path) -> None:
        async with open_log(folder / "x.db") as log:
            await WAYS[way](folder, log, [json.dumps(line, ensure_ascii=False).encode() for line in lines])
            assert await sound(log, shorter_lists) == len(lines)

    with TemporaryDirectory() as folder:
        asyncio.run(check(Path(folder)))


@law(5)
@given(histories)
def test_what_a_notebook_imports_is_read(lines: list[Json]) -> None:
    async def check(path: Path) -> None:
        async with open_log(path, read_only=True) as log:
            assert await sound(log, shorter_lists) == len(lines)

    with TemporaryDirectory() as folder:
        path = Path(folder, "e.jsonl")
        path.write_text("".join(json.dumps(line) + "\n" for line in lines))
        with Log(Path(folder, "x.db"), create=True) as notebook:
            notebook.import_files(path)
        asyncio.run(check(Path(folder, "x.db")))


async def test_a_stream_sets_aside_what_an_unreadable_record_holds_the_id_of(tmp_path: Path) -> None:
    async with open_log(tmp_path / "x.db") as log:
        await log.append([draft_of_read(funding("a"), b"{}")], now=NOW)
        lines = b"".join(canonical(event) + b"\n" for event in (funding("a"), funding("b")))
        report = StreamReport("stdin")
        with pytest.warns(UnreadableRecord):
            await import_stream(log, io.BytesIO(lines).read, lambda: NOW, report)
    assert (report.appended, [problem.line for problem in report.problems]) == (1, [1])


async def test_a_stream_repeats_what_an_earlier_release_wrote_in_other_bytes(tmp_path: Path) -> None:
    event, other = funding("a", leads=["ASML"]), funding("b")
    earlier = canonical(event).replace(b'["ASML"]', b'[{"name":"ASML","slug":"asml"}]')
    async with open_log(tmp_path / "x.db") as log:
        await log.append([draft_of_read(event, earlier), other], now=NOW)
        report = StreamReport("stdin")
        clash = canonical(funding("b", round="seed"))
        await import_stream(log, io.BytesIO(canonical(event) + b"\n" + clash + b"\n").read, lambda: NOW, report)
    assert (report.repeated, [problem.line for problem in report.problems]) == (1, [2])


_NAMES = st.one_of(
    st.sampled_from(["Acme", "Bolt AG", "Ünïon", "a" * 90, "b" * 101]),
    st.text("ab-./@+~# \u00e9\u0301", min_size=1, max_size=12),
)
_ROUNDS = st.one_of(
    st.integers(100, 210).map("r".__mul__),
    st.sampled_from(["Seed", "Series A", "Seed@2024", "Seed+0", "x/gone"]),
    st.text(min_size=1, max_size=8),
)
_ROWS = st.lists(
    st.tuples(_NAMES, _ROUNDS, st.sampled_from(["2024-03-14", "2023", "never"]), st.sampled_from(["1", "2", "x"])),
    max_size=4,
)


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@law(30)
@given(st.lists(_ROWS, min_size=1, max_size=4), st.permutations(range(4)), st.booleans())
@example([[("Acme", "r" * 175, "2024-03-14", "1")], [("Acme", "r" * 175, "2024-03-14", "2")], []], [0, 1, 2, 3], True)
def test_what_editions_of_a_table_append_is_read(
    editions: list[list[tuple[str, str, str, str]]], order: list[int], missing: bool
) -> None:
    async def check(folder: Path) -> None:
        async with log_in_memory() as log:
            for place in (place for place in order if place < len(editions)):
                rows = "".join(",".join(map(_cell, (*row, ""))) + "\n" for row in editions[place])
                path = written(folder, rows.replace("\x00", ""))
                wish = Wishes(retract_missing=missing)
                await brought_in(log, path, table_map(), f"2026-0{place + 1}-28", wish)
            await sound(log, shorter_lists)

    with TemporaryDirectory() as folder:
        asyncio.run(check(Path(folder)))


async def test_a_sum_and_a_conversion_of_the_longest_amounts_are_exact(tmp_path: Path) -> None:
    longest = "9" * 30
    lines = [
        {"id": f"acme/{place}", "type": "funding", "company": "acme", "round": f"r{place}", "stage": "closed",
         "on": "2024-01-05", "raised": eur(longest), "sources": [{"publisher": "P", "published": "2024-01-06"}]}
        for place in range(2)
    ]  # fmt: skip
    lines.append(lines[0] | {"id": "acme/least", "raised": eur("0.000001"), "confidence": "rumored"})
    async with open_log(tmp_path / "x.db") as log:
        await _by_append(tmp_path, log, [json.dumps(line).encode() for line in lines])
        assert await sound(log) == 3
    await asyncio.to_thread(_asked, tmp_path / "x.db", 2 * int(longest))


def _asked(path: Path, both: int) -> None:
    with Log(path) as log:
        state = log.company("acme", on="2025-01-01")
        assert state is not None
        assert str(state.raised().money.amount) == str(both)
        assert state.raised(currency="IDR").money.amount > both
