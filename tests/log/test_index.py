"""The index for rankings: all stores give the same candidates, `verify` checks it, and `reindex` makes it anew."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from builders import eur, funding, metric, profile
from histories import law
from hypothesis import given
from hypothesis import strategies as st
from ranking_cases import COMPANIES, DAYS, filters, histories
from stores import STORES

from dateline.answers.ranking.cells import cells_of
from dateline.answers.ranking.filters import CompanyFilter
from dateline.errors import CorruptLog, StoreUnavailable
from dateline.events.event import Event
from dateline.log.cut import Cut, Reach
from dateline.log.drafts import draft
from dateline.log.index_contract import Index, Sieve
from dateline.log.index_entries import MOST_ENTRIES, index_entries_of
from dateline.log.memory.store import MemoryLog
from dateline.log.opening import log_in_memory, open_log
from dateline.log.sqlite import SqliteLog
from dateline.log.verification import verify
from dateline.values.dates import Certainty

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
reaches = st.builds(
    Reach,
    cut=st.builds(Cut, st.none() | st.sampled_from(DAYS), st.integers(0, 26)),
    counts_until=st.sampled_from(DAYS),
    begins_until=st.none() | st.sampled_from(DAYS),
    confidence=st.integers(0, 2),
    dates=st.sampled_from(Certainty),
)


async def everything(read: Callable[[Any, int], Awaitable[list[Any]]], size: int = 3) -> list[Any]:
    """A list in chunks, without the places, which each store writes as it likes."""
    found: list[Any] = []
    place = None
    while True:
        chunk = await read(place, size)
        found += [one[:-1] for one in chunk]
        if len(chunk) < size:
            return found
        place = chunk[-1].place


async def unfollowed(index: Index, reach: Reach) -> list[Any]:
    """What is told of the vantages near one, in chunks; those of one day may come in any order."""
    found: list[Any] = []
    for cell in cells_of(reach, 4):
        read = await everything(
            lambda place, size, cell=cell: index.unfollowed(cell.inner, cell.outer, after=place, limit=size)
        )
        assert [entry[0] for entry in read] == sorted(entry[0] for entry in read)
        found.append(sorted(read))
    return found


async def answers(index: Index, reach: Reach, wanted: CompanyFilter, descending: bool) -> list[Any]:
    sieve = wanted.sieve
    down = {"descending": descending}
    measures = ["valuation", "raised", "founded", "metric/arr", "metric/headcount@year"]
    units = sorted(await index.units(measures))
    found: list[Any] = [units]
    for measure, unit in units:
        found.append(
            await everything(
                lambda place, size, measure=measure, unit=unit: index.entries(
                    measure, unit, reach, sieve, after=place, limit=size, **down
                )
            )
        )
    found += [
        await everything(lambda place, size, kind=kind: index.days(kind, reach, sieve, after=place, limit=size, **down))
        for kind in (None, "funding")
    ]
    found.append(await everything(lambda place, size: index.names(reach, sieve, after=place, limit=size, **down)))
    found.append(await index.slugs(reach, sieve, after=None, limit=4, **down))
    found.append(await index.slugs(reach, sieve, after="c", limit=4, **down))
    found.append(sorted(await index.latest_days(COMPANIES[:5], reach)))
    found.append(await unfollowed(index, reach))
    found += [sorted(await index.told_of(behind, reach.cut.position)) for behind in (0, 9)]
    found.append(sorted(await index.summands("raised", COMPANIES[:4], reach)))
    found.append(await index.count_slugs(reach))
    found.append(sorted(await index.joined(reach.cut.position)))
    found += [sorted(await index.joined_subjects(behind, reach.cut.position)) for behind in (0, 9)]
    found += [sorted(await index.shaken(behind, reach.cut.position)) for behind in (0, 9)]
    found.append(sorted(await index.doubtful(COMPANIES, reach.cut)))
    return found


@pytest.mark.parametrize(("store", "examples"), [("sqlite", 60), ("postgres", 40)])
def test_all_stores_give_the_same_candidates(store: str, examples: int) -> None:
    @law(examples)
    @given(histories, reaches, filters, st.booleans())
    def agree(history: list[Event], reach: Reach, wanted: CompanyFilter, descending: bool) -> None:
        async def compare() -> None:
            async with STORES[store]() as log, MemoryLog.opened() as plain:
                for one in (log, plain):
                    await one.append(history, now=NOW)
                assert await answers(log.index, reach, wanted, descending) == await answers(
                    plain.index, reach, wanted, descending
                )
                half = len(history) // 2
                for behind in (0, half):
                    both = [await one.index.most_subjects("raised", behind, len(history)) for one in (log, plain)]
                    assert both[0] == both[1]

        asyncio.run(compare())

    agree()


@law(200)
@given(histories)
def test_no_event_has_more_entries_than_have_a_number(history: list[Event]) -> None:
    assert all(len(index_entries_of(event)) <= MOST_ENTRIES for event in history)


def test_an_event_tells_what_companies_are_ranked_by() -> None:
    raising = funding("a", round="seed", stage="closed", raised=eur(5), valuation=eur(50))
    assert [(one.measure, one.unit, one.number) for one in index_entries_of(raising)] == [
        ("raised", "EUR", 5.0), ("valuation", "EUR", 50.0),
    ]  # fmt: skip
    talks = funding("b", stage="talks", raised=eur(5), valuation=eur(50))
    assert [one.measure for one in index_entries_of(talks)] == ["raised"]
    before = funding("c", stage="closed", valuation=eur(50), pre_money=True)
    assert index_entries_of(before) == ()
    told = metric("d", metric="Valuation", money=eur(7))
    assert [one.measure for one in index_entries_of(told)] == ["metric/valuation", "valuation"]
    named = profile("e", name="Mistral-AI", country="FR", sector="Ai")
    assert [(one.measure, one.unit) for one in index_entries_of(named)] == [
        ("name", "mistral ai"), ("country", "FR"), ("sector", "ai"),
    ]  # fmt: skip


def by_hand(path: Path, *statements: str) -> None:
    """Does this to the file; a trigger that is dropped stands there again at the end."""
    with closing(sqlite3.connect(path)) as connection:
        triggers = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
        before = dict(connection.execute(triggers))
        connection.executescript(";".join(statements))
        for name in before.keys() - dict(connection.execute(triggers)).keys():
            connection.execute(before[name])
        connection.commit()


HISTORY = [funding(f"e{place}", round=f"r{place}", stage="closed", raised=eur(place + 1)) for place in range(5)]


@pytest.mark.parametrize(
    ("spoilt", "position"),
    [
        ("DELETE FROM account WHERE id / 8 = 3", 3),
        ("DROP TRIGGER account_is_never_changed; UPDATE account SET number = 7 WHERE id / 8 = 2", 2),
        ("INSERT INTO account SELECT id + 1, 'valuation', unit, number, company, subject, first_day, last_day,"
         " possible_day, known, confidence FROM account WHERE id / 8 = 4", 4),
    ],
)  # fmt: skip
async def test_verify_finds_a_wrong_entry_and_reindex_makes_it_right(
    tmp_path: Path, spoilt: str, position: int
) -> None:
    path = tmp_path / "dateline.db"
    async with SqliteLog.opened(path) as log:
        await log.append(HISTORY, now=NOW)
        await verify(log)
    by_hand(path, spoilt)
    async with SqliteLog.opened(path) as log:
        with pytest.raises(CorruptLog) as found:
            await verify(log)
        assert found.value.position == position
        reached: list[int] = []
        assert await log.reindex(reached.append) == 5
        assert reached == [5]
        assert (await verify(log)).position == 5


async def test_an_entry_is_never_changed(tmp_path: Path) -> None:
    async with SqliteLog.opened(tmp_path / "dateline.db") as log:
        await log.append(HISTORY, now=NOW)
    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        by_hand(tmp_path / "dateline.db", "UPDATE account SET number = 0")


async def test_a_log_that_is_only_read_is_not_reindexed(tmp_path: Path) -> None:
    path = tmp_path / "dateline.db"
    async with SqliteLog.opened(path) as log:
        await log.append(HISTORY, now=NOW)
    async with SqliteLog.opened(path, read_only=True) as log:
        with pytest.raises(StoreUnavailable, match="read only"):
            await log.reindex()


@pytest.mark.parametrize("opening", [log_in_memory, None])
async def test_a_name_may_be_a_word_that_is_also_a_status(tmp_path: Path, opening: Any) -> None:
    reach = Reach(Cut(None, 2), date(2027, 1, 1), None, 0, Certainty.CERTAIN)
    async with opening() if opening else open_log(tmp_path / "dateline.db") as log:
        await log.append([profile("a", company="a", name="Acquired Inc"), profile("b", company="b", name="B")], now=NOW)
        called = Sieve(called="acquired")
        assert await log.index.slugs(reach, called, descending=False, after=None, limit=9) == ["a"]


async def test_in_memory_there_is_nothing_to_reindex() -> None:
    async with MemoryLog.opened() as log:
        await log.append(HISTORY, now=NOW)
        assert await log.reindex() == 5


def test_entries_follow_from_the_content_alone() -> None:
    assert [draft(event).index_entries for event in HISTORY] == [index_entries_of(event) for event in HISTORY]
    assert date.min.toordinal() == 1
