"""A list in its order: who waits for more of it may go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import suppress

import pytest

from dateline.answers.ranking.batches import Batches
from dateline.answers.ranking.ordered_list import KeptLists, OrderedEntry, OrderedList
from dateline.answers.ranking.places import BoundedCompany
from dateline.errors import StoreUnavailable
from dateline.state.company import CompanyState


class Companies:
    """A hundred batches, of which it is told when the first one is asked for."""

    def __init__(self) -> None:
        self.asked = 0
        self.begun, self.there = asyncio.Event(), asyncio.Event()

    async def candidates(self) -> AsyncIterator[BoundedCompany]:
        for number in range(1_000):
            yield (number,), f"company-{number}"

    async def states(self, _slugs: Collection[str]) -> list[CompanyState]:
        self.asked += 1
        self.begun.set()
        await self.there.wait()
        return []


async def test_no_more_is_looked_for_when_nobody_waits_for_it() -> None:
    companies = Companies()
    batches = Batches(fewest_states=10, most_states=10)
    listed: OrderedList[str] = OrderedList(companies.states, companies.candidates(), lambda _: (), batches)
    waiting = asyncio.create_task(listed.until(500))
    await companies.begun.wait()
    waiting.cancel()
    with suppress(asyncio.CancelledError):
        await waiting
    companies.there.set()
    await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))
    assert (companies.asked, listed.ended, listed.broken) == (1, False, False)
    await listed.until(500)  # whoever comes then goes on from there
    assert (companies.asked, listed.ended) == (100, True)


async def _gone(waiting: asyncio.Task[None]) -> None:
    waiting.cancel()
    with suppress(asyncio.CancelledError):
        await waiting


async def test_what_nobody_waits_for_is_broken_off_and_no_part_of_it_taken_for_the_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("dateline.answers.ranking.ordered_list._SOON", 0.0)
    companies, kept = Companies(), KeptLists[str]()

    def listed() -> OrderedList[str]:
        return OrderedList(companies.states, companies.candidates(), lambda _: (), Batches())

    found = kept.at("a", listed)
    first, second = (asyncio.create_task(found.until(500)) for _ in range(2))
    await companies.begun.wait()
    growing = asyncio.all_tasks() - {asyncio.current_task(), first, second}
    await _gone(first)
    await asyncio.sleep(0)
    assert kept.at("a", listed) is found, "somebody waits for it"
    await _gone(second)
    await asyncio.wait(growing)
    with pytest.raises(StoreUnavailable, match="ask again"):
        await found.until(500)
    assert kept.at("a", listed) is not found


async def test_lists_are_kept_by_how_long_they_have_become() -> None:
    """They grow while they are kept."""
    kept = KeptLists[str](most_entries=1_500)

    def at(key: str) -> OrderedList[str]:
        return kept.at(key, listing)

    def listing() -> OrderedList[str]:
        companies = Companies()
        companies.there.set()
        return OrderedList(companies.states, companies.candidates(), lambda _: (), Batches())

    def grow(listed: OrderedList[str], entries: int) -> None:
        listed.entries += [OrderedEntry((place,), (place,), "") for place in range(entries)]

    first, second, third = at("first"), at("second"), at("third")
    for listed in (first, second, third):
        grow(listed, 500)
    assert [at("first"), at("second"), at("third")] == [first, second, third]
    grow(third, 500)
    assert at("second") is second, "the one that was asked for earliest went"
    assert at("third") is third
    assert at("first") is not first
    grow(third, 5_000)
    assert at("third") is third, "alone, however long"
    assert kept.size == 6_000


async def test_only_so_many_lists_are_kept() -> None:
    kept = KeptLists[str](most_lists=2)
    made = [
        kept.at(key, lambda: OrderedList(Companies().states, Companies().candidates(), lambda _: (), Batches()))
        for key in ("a", "b", "c")
    ]
    assert kept.at("c", NotImplemented) is made[2]
    assert kept.at("b", NotImplemented) is made[1]
