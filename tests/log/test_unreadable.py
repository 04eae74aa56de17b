"""What an append accepts can be read, and a record that cannot be read takes nothing else down with it."""

from __future__ import annotations

import asyncio
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from builders import eur, founded, funding, profile, retraction
from click.testing import CliRunner
from log_cases import NOW, ids

from dateline.cli import program
from dateline.errors import CorruptLog, EventIdTaken, InvalidEvent, UnreadableRecord
from dateline.events import checks
from dateline.events.codec import canonical, decode, restore, says_the_same
from dateline.events.event import Event
from dateline.log.cut import Cut
from dateline.log.drafts import Draft, draft_of_read
from dateline.log.opening import log_in_memory, open_log
from dateline.log.selection import Order, Selection
from dateline.log.verification import verify
from dateline.notebook import Log
from dateline.values import countries, currencies


def as_earlier(event: Event, change: Callable[[dict[str, object]], dict[str, object]]) -> Draft:
    """The event as an earlier release wrote it: other bytes of the same meaning."""
    said = change(json.loads(canonical(event)))
    return draft_of_read(event, msgspec.json.encode(said, order="sorted"))


WEDDING = draft_of_read(funding("acme/wedding", company="acme", round="b"), b'{"id":"acme/wedding","type":"wedding"}')
LOST = draft_of_read(retraction("acme/lost", of="acme/seed", company="acme"), b"garbled")


async def fill(path: Path) -> None:
    async with open_log(path) as log:
        await log.append(
            [
                founded("acme/founded", company="acme", name="Acme", on="2020"),
                funding("acme/seed", company="acme", round="seed", raised=eur(5), on="2021-01-01"),
                WEDDING,
                funding("bolt/seed", company="bolt", round="seed", raised=eur(7), on="2021-01-01"),
                LOST,
                draft_of_read(founded("cray/founded", company="cray", name="Cray"), b"{}"),
            ],
            now=NOW,
        )


async def _verified(path: Path) -> CorruptLog:
    async with open_log(path, read_only=True) as log:
        with pytest.raises(CorruptLog) as found:
            await verify(log)
    return found.value


def test_verify_names_all_records_that_cannot_be_read(tmp_path: Path) -> None:
    asyncio.run(fill(tmp_path / "x.db"))
    found = asyncio.run(_verified(tmp_path / "x.db"))
    named = [(one.position, one.id) for one in found.unreadable]
    assert (found.position, named) == (3, [(3, "acme/wedding"), (5, "acme/lost"), (6, "cray/founded")])
    first, *others = str(found).split("\n")
    assert first == "record 3 is wrong: its content cannot be read: type: is none that this release knows"
    assert [line.split(",")[0] for line in others] == ["record 5", "record 6"]
    done = CliRunner().invoke(program, ["verify", "--db", str(tmp_path / "x.db"), "--json"])
    told = json.loads(done.stdout)
    assert (done.exit_code, told["sound"], [one["position"] for one in told["unreadable"]]) == (1, False, [3, 5, 6])


@pytest.mark.parametrize(
    ("command", "word", "warned"),
    [
        ("show acme", "Acme", True),
        ("show bolt", "bolt", False),
        ("timeline acme", "round seed", True),
        ("rank --by raised --currency EUR", "bolt", True),
        ("rank --by latest-event", "bolt", True),
        ("companies", "bolt", True),
        ("export states", "bolt", True),
        ("export events", "bolt", False),  # a copy of all that is stored, byte for byte
        ("export events --company acme", "acme/seed", True),
        ("diff acme --from-on 2020-12-31", "5", True),
        ("series acme raised --currency EUR", "5", True),
    ],
)
def test_every_answer_without_it_stands_and_says_so(tmp_path: Path, command: str, word: str, warned: bool) -> None:
    asyncio.run(fill(tmp_path / "x.db"))
    done = CliRunner().invoke(program, [*command.split(), "--db", str(tmp_path / "x.db")])
    assert (done.exit_code, done.exception) == (0, None), done.output
    assert word in done.stdout
    assert ("cannot be read, and no answer has it: " in done.stderr) == warned


@pytest.mark.filterwarnings("ignore::dateline.errors.UnreadableRecord")
async def test_pages_of_events_stay_full_and_indexes_are_made_without_it(tmp_path: Path) -> None:
    await fill(tmp_path / "x.db")
    async with open_log(tmp_path / "x.db") as log:
        page = await log.select(Selection(Cut(None, 6), order=Order.POSITION_ASC, limit=3))
        assert ids(page) == ["acme/founded", "acme/seed", "bolt/seed"]
        assert ids(await log.select(Selection(Cut(None, 6), order=Order.POSITION_ASC, after=(4,), limit=3))) == []
        assert await log.reindex() == 6


def test_a_notebook_warns(tmp_path: Path) -> None:
    asyncio.run(fill(tmp_path / "x.db"))
    with Log(tmp_path / "x.db") as log, pytest.warns(UnreadableRecord):
        assert log.company("acme") is not None


# --- one content in other bytes --------------------------------------------------------------------------------------


def _with_slugs(said: dict[str, object]) -> dict[str, object]:
    return said | {"leads": [{"name": "ASML", "slug": "asml"}]}


def _decomposed(said: dict[str, object]) -> dict[str, object]:
    return said | {"note": unicodedata.normalize("NFD", str(said["note"]))}


@pytest.mark.parametrize("change", [_with_slugs, _decomposed])
@pytest.mark.parametrize("opening", ["memory", "sqlite"])
async def test_what_an_earlier_release_wrote_in_other_bytes_is_repeated(
    tmp_path: Path, opening: str, change: Callable[[dict[str, object]], dict[str, object]]
) -> None:
    event = funding("e", leads=["ASML"], note="Société")
    async with log_in_memory() if opening == "memory" else open_log(tmp_path / "x.db") as log:
        first = await log.append([as_earlier(event, change)], now=NOW)
        assert (await verify(log)) == first.head
        again = await log.append([event, event, as_earlier(event, change)], now=NOW, positions=True)
        assert (again.appended, again.repeated, list(again.positions)) == (0, 3, [1, 1, 1])
        with pytest.raises(EventIdTaken):
            await log.append([funding("e", leads=["ASML NV"], note="Société")], now=NOW)


def test_only_what_means_the_same_is_the_same() -> None:
    event = funding("e", leads=[{"name": "ASML", "slug": "asml-holding"}])
    assert not says_the_same(canonical(event), canonical(funding("e", leads=["ASML"])))
    assert not says_the_same(b"garbled", canonical(event))
    assert says_the_same(b"garbled", b"garbled")


async def test_bytes_in_another_order_are_in_no_canonical_form() -> None:
    content = b'{"type":"funding",' + canonical(funding("e"))[1:].replace(b',"type":"funding"', b"")
    assert decode(content) == funding("e")
    async with log_in_memory() as log:
        await log.append([draft_of_read(funding("e"), content)], now=NOW)
        with pytest.raises(CorruptLog, match="not in canonical form"):
            await verify(log)


# --- lists that become shorter ----------------------------------------------------------------------------------------

CURRENCIES = {code: funding("e", raised=eur(5) | {"currency": code}, on="2020-01-01") for code in currencies.IN_USE}
COUNTRIES = {code: profile("p", company="acme", country=code) for code in countries.CODES - set(countries.WITHDRAWN)}


def test_what_an_append_accepted_is_read_though_its_code_left_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """A law: of whatever is on a list of a dependency today, and is gone from it tomorrow."""
    assert len(CURRENCIES) + len(COUNTRIES) > 400
    for code, event in {**CURRENCIES, **COUNTRIES}.items():
        content = canonical(event)
        with monkeypatch.context() as shorter:
            shorter.delitem(currencies.MINOR_UNITS, code, raising=False)
            shorter.setattr(checks, "CODES", checks.CODES - {code})
            with pytest.raises(InvalidEvent):  # nobody may append it anew
                decode(content)
            assert restore(content) == event


@pytest.mark.parametrize("command", ["show mistral-ai", "export states", "export rounds", "rank --by raised", "verify"])
def test_every_answer_tells_of_it_as_before(tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.db"

    async def keep() -> None:
        async with open_log(path) as log:
            await log.append([CURRENCIES["SEK"], founded("f", company="mistral-ai", country="SE")], now=NOW)

    asyncio.run(keep())
    before = CliRunner().invoke(program, [*command.split(), "--db", str(path)])
    monkeypatch.delitem(currencies.MINOR_UNITS, "SEK")
    monkeypatch.setattr(checks, "CODES", checks.CODES - {"SE"})
    after = CliRunner().invoke(program, [*command.split(), "--db", str(path)])
    assert (after.exit_code, after.stdout, after.stderr) == (0, before.stdout, before.stderr)
