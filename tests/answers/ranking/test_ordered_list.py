"""A list in its order: who waits for more of it may go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import suppress

from dateline.answers.ranking.batches import Batches
from dateline.answers.ranking.ordered_list import OrderedList
from dateline.answers.ranking.places import BoundedCompany
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
