"""Erasing in a file: nothing of it is left in any byte, and nothing else is missing."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from builders import event, founded, funding, profile
from log_cases import ALL, NOW, many

from dateline.errors import CorruptLog, StoreUnavailable
from dateline.events.event import Event
from dateline.log.cut import Cut
from dateline.log.opening import open_log
from dateline.log.record import StoredRecord
from dateline.log.selection import Selection
from dateline.log.sqlite import SqliteLog, reader
from dateline.log.sqlite.erasing import clear_away
from dateline.log.verification import verify

NAME = "Zacharias Quimby"
SECRET = [
    event("role", "acme/ceo/zacharias-quimby", company="acme", person=NAME, title="CEO"),
    founded("acme/founded", company="acme", name="Acme", founders=[NAME]),
    profile("z/profile", company="zacharias-quimby", name=NAME, aliases=["Quimby & Sons"]),
    funding("acme/seed", company="acme", round="seed", leads=[NAME], note=f"{NAME} told us so"),
]
TRACES = [part.encode() for part in (NAME, "zacharias-quimby", "zacharias quimby", "Quimby", "quimby")]


def files(path: Path) -> Iterator[Path]:
    return path.parent.glob(f"{path.name}*")


def left(path: Path) -> list[tuple[str, bytes]]:
    """What is found in the bytes of a log's files."""
    return [(file.name, trace) for file in files(path) for trace in TRACES if trace in file.read_bytes()]


async def log_of(path: Path, events: list[Event]) -> None:
    async with open_log(path) as log:
        await log.append(events, now=NOW)


async def test_the_bytes_are_gone_from_the_file_and_from_all_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    await log_of(path, [*many(400), *SECRET, *many(400, "f")])
    assert left(path)
    async with open_log(path) as log:
        await log.append(many(3, "g"), now=NOW)  # so that changes wait in the -wal
        await log.erase([401, 402, 403, 404], now=NOW, reason="asked for", by="a clerk")
        assert left(path) == []
        assert await log.companies(ALL, search="quimby", limit=9) == []
        assert (await verify(log)).position == 807
    assert left(path) == []
    async with open_log(path, read_only=True) as log:
        assert log.erased == 0  # until its head is asked for
        assert (await verify(log)).position == 807
        assert log.erased == 4


async def test_whoever_reads_meanwhile_is_told_nothing_of_it_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "ERASURES_SECONDS", 0.0)
    path = tmp_path / "log.db"
    await log_of(path, [*SECRET, *many(5)])
    everything = Selection(Cut(None, ALL))
    async with open_log(path, read_only=True) as reading, open_log(path) as writing:
        assert len(await reading.select(everything)) == 9
        await writing.erase([1], now=NOW, reason="asked for")
        assert (await reading.head()).position == 9
        assert reading.erased == 1
        assert len(await reading.select(everything)) == await reading.count(everything) == 8
        assert all(one.event.id != SECRET[0].id for one in await reading.select(everything))
        assert await reading.by_ids([SECRET[0].id], ALL) == {}


async def test_a_page_that_would_hold_an_erased_event_is_full_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    await log_of(path, many(10))
    async with open_log(path) as log:
        await log.erase([2, 3], now=NOW, reason="asked for")
        assert len(await log.select(Selection(Cut(None, ALL), limit=4))) == 4


async def test_the_newest_record_can_be_erased_and_others_come_behind_it(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    await log_of(path, many(3))
    async with open_log(path) as log:
        before = await log.head()
        await log.erase([3], now=NOW, reason="asked for")
        assert await log.head() == await log.at_position(3) == before
        assert await log.at_instant(NOW) == before
        await log.append([funding("next")], now=NOW)
        assert (await verify(log)).position == 4


def altered(path: Path, *statements: str) -> None:
    """By a hand that knows how to take away the triggers."""
    with closing(sqlite3.connect(path)) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in guards:
            connection.execute(sql)
        connection.commit()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE event SET content = zeroblob(0) WHERE position = 2", "record 2 .*no erasure of it is on record"),
        ("DELETE FROM erasure", "record 1 .*no erasure of it is on record"),
        ("UPDATE event SET content = x'7b7d' WHERE position = 1", "record 1 .*although that was erased"),
        ("INSERT INTO erasure VALUES (2, 'x', 0, '', '')", "record 2 .*although that was erased"),
        ("UPDATE event SET company = 'acme' WHERE position = 1", "says what no record does"),
        ("UPDATE event SET known = '2025-01-01' WHERE position = 1", "says what no record does"),
        ("INSERT INTO mention VALUES ('quimby', 'lead', 1)", "says what no record does"),
        ("INSERT INTO act VALUES ('e', 1)", "says what no record does"),
        ("INSERT INTO name VALUES ('acme', 'quimby', 1)", "says what no record does"),
        ("UPDATE event SET digest = zeroblob(32) WHERE position = 1", "record 1 .*hash does not follow"),
    ],
)
async def test_verify_accepts_what_is_on_record_and_names_all_else_that_is_missing(
    tmp_path: Path, statement: str, told: str
) -> None:
    path = tmp_path / "log.db"
    await log_of(path, [*SECRET, *many(2)])
    async with open_log(path) as log:
        await log.erase([1], now=NOW, reason="asked for")
        await verify(log)
    altered(path, statement)
    async with open_log(path, read_only=True) as log:
        with pytest.raises(CorruptLog, match=told):
            await verify(log)


async def test_the_database_itself_lets_nothing_of_it_be_changed(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    await log_of(path, many(2))
    async with open_log(path) as log:
        await log.erase([1], now=NOW, reason="asked for")
    with closing(sqlite3.connect(path)) as connection:
        for statement in (
            "UPDATE event SET content = zeroblob(0) WHERE position = 2",
            "UPDATE erasure SET reason = ''",
            "DELETE FROM erasure",
            "INSERT OR REPLACE INTO erasure SELECT position, 'x', 0, '', '' FROM erasure",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)


async def test_what_broke_off_before_the_file_was_written_anew_is_done_when_it_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.db"
    await log_of(path, [*SECRET, *many(2)])

    async def die(*_: object) -> None:
        raise StoreUnavailable("killed")

    with monkeypatch.context() as patched:
        patched.setattr("dateline.log.sqlite.writer.clear_away", die)
        async with open_log(path) as log:
            with pytest.raises(StoreUnavailable, match="killed"):
                await log.erase([1, 2, 3, 4], now=NOW, reason="asked for")
            await log.head()
            assert log.erased == 4
    async with open_log(path) as log:
        assert (await verify(log)).position == 6
        await log.erase([1, 2, 3, 4], now=NOW, reason="again")
        assert [one.reason for one in await log.erasures(0, 9)] == ["asked for"] * 4
    assert left(path) == []


async def test_whoever_gives_up_waiting_has_the_file_written_anew_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.db"
    await log_of(path, [*SECRET, *many(2)])
    begun, given_up = asyncio.Event(), asyncio.Event()

    async def when_given_up(*which: Any) -> None:
        begun.set()
        await given_up.wait()
        await clear_away(*which)

    monkeypatch.setattr("dateline.log.sqlite.writer.clear_away", when_given_up)
    async with open_log(path) as log:
        erasing = asyncio.ensure_future(log.erase([1, 2, 3, 4], now=NOW, reason="asked for"))
        await begun.wait()
        erasing.cancel()
        asyncio.get_running_loop().call_soon(given_up.set)
        with pytest.raises(asyncio.CancelledError):
            await erasing
        assert left(path) == []


async def test_why_nothing_was_erased_is_not_hidden_by_what_looks_for_it(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    await log_of(path, many(2))
    async with open_log(path) as log:
        head = await log.head()
    with pytest.raises(StoreUnavailable, match="cannot be written: it is closed"):
        await log.erase([1], now=NOW, reason="asked for")
    with pytest.raises(StoreUnavailable, match="cannot be written: it is closed"):
        await log.append_copied((), (), (), behind=head)


async def test_a_reader_that_keeps_the_old_file_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    await log_of(path, [*SECRET, *many(2)])
    with closing(sqlite3.connect(path, isolation_level=None)) as keeping:
        keeping.execute("BEGIN")
        keeping.execute("SELECT * FROM event").fetchall()
        async with open_log(path) as log:
            with pytest.raises(StoreUnavailable, match=r"may still stand in log\.db-wal"):
                await log.erase([1], now=NOW, reason="asked for")
            keeping.execute("COMMIT")
            await log.erase([1], now=NOW, reason="asked for")
            assert SECRET[0].id.encode() not in path.read_bytes()


async def test_a_log_of_before_is_read_as_one_of_which_nothing_was_erased(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    await log_of(path, many(2))
    altered(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("DROP TABLE erasure; DROP TABLE tally")  # no log has the second without the first
    async with open_log(path, read_only=True) as log:
        assert ((await verify(log)).position, log.erased, await log.erasures(0, 9)) == (2, 0, [])
        with pytest.raises(StoreUnavailable, match="read only"):
            await log.erase([1], now=NOW, reason="asked for")
    async with SqliteLog.opened(path) as log:
        await log.erase([1], now=NOW, reason="asked for")
        assert (await verify(log)).position == 2


async def test_what_is_erased_while_the_log_is_verified_is_no_finding(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    await log_of(path, many(2_100))

    async with open_log(path) as log:
        erased = False

        async def stored(after: int, limit: int) -> list[StoredRecord]:
            nonlocal erased
            if after and not erased:
                erased = True
                await log.erase([2_050], now=NOW, reason="asked for")
            return await type(log).stored(log, after, limit)

        log.stored = stored  # type: ignore[method-assign]
        assert (await verify(log)).position == 2_100
        assert erased
