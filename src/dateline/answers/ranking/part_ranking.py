"""Parts of the states of all companies at one vantage, in order: the first of them without asking all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Generic, TypeVar, cast

import msgspec
from msgspec.structs import replace

from dateline.answers.paging import Page, Slice
from dateline.answers.ranking.batches import Batches
from dateline.answers.ranking.candidates import Candidates
from dateline.answers.ranking.listed_parts import ListedPart, PartOrder
from dateline.answers.ranking.ordered_list import KeptLists, OrderedEntry, OrderedList
from dateline.answers.ranking.part_filters import AcquisitionFilter, DatedPart, PartFilter
from dateline.answers.ranking.places import part_place, part_sort
from dateline.answers.reading import Reading
from dateline.answers.states import distinct_states, states_of
from dateline.events.deals import Acquisition
from dateline.log.loop_turns import loop_turns
from dateline.log.selection import SortKey
from dateline.state.company import CompanyState
from dateline.state.vantage import Vantage

P = TypeVar("P", bound=DatedPart)

_BATCHES = Batches()
_RANKED_IN_ONE_STEP = 32
"""Then other requests have their turn: what a company has of a sort may have to be made anew."""


class RankedPart(msgspec.Struct, Generic[P], frozen=True, eq=False):
    """A part in its place, from 1, and the state of its company."""

    rank: int
    state: CompanyState
    part: P
    place: SortKey
    """What a cursor holds of it."""


class PartRanking(Generic[P]):
    """The parts of one sort of all companies at a vantage that pass a filter, in an order."""

    def __init__(
        self,
        reading: Reading,
        vantage: Vantage,
        listed: ListedPart[P],
        filter: PartFilter[P],
        order: PartOrder,
        batches: Batches = _BATCHES,
    ) -> None:
        self._reading = reading
        self._vantage = vantage
        self._listed = listed
        self._filter = filter
        self._order = order
        self._batches = batches
        self._candidates = Candidates(reading.timeline, vantage, batches)

    async def page(self, wanted: Page) -> Slice[RankedPart[P]]:
        """A page of them, each with the state of its company."""
        listed = await self._list()
        found = await listed.page(wanted, part_sort(wanted.start) if wanted.start is not None else None)
        states = await states_of(self._reading, {one.entry.item.slug for one in found.items}, self._vantage)
        ranked: list[RankedPart[P]] = []
        turns = loop_turns()
        for number, one in enumerate(found.items, 1):
            if number % _RANKED_IN_ONE_STEP == 0:
                await turns.step()
            ranked.append(self._ranked(one.rank, one.entry, states[one.entry.item.slug]))
        return Slice(ranked, found.has_next, found.has_previous)

    async def count(self) -> int:
        """How many there are in all pages: all companies with such parts that may pass are asked."""
        return len(await (await self._list()).all())

    def _ranked(self, rank: int, entry: OrderedEntry[_Named], state: CompanyState) -> RankedPart[P]:
        part = next(each for each in state.views(self._listed.part) if each.key == entry.item.key)
        return RankedPart(rank, state, part, entry.place)

    async def _list(self) -> OrderedList[_Named]:
        filter = await with_all_slugs(self._reading, self._vantage, self._filter)
        key = (self._vantage, self._listed.name, filter, self._order)
        return self._reading.timeline.cache(_KeptPartLists).at(key, lambda: self._new_list(filter))

    def _new_list(self, filter: PartFilter[P]) -> OrderedList[_Named]:
        candidates = self._candidates.of_parts(self._listed, filter, self._order)
        entries_of = partial(_entries, self._listed, filter, self._order)
        return OrderedList(self._candidates.states, candidates, entries_of, self._batches)


async def with_all_slugs(reading: Reading, vantage: Vantage, filter: PartFilter[P]) -> PartFilter[P]:
    """Of deals by their targets: with all slugs of these, and with those that buy them, who alone are asked."""
    asked: PartFilter[Any] = filter
    if not isinstance(asked, AcquisitionFilter) or asked.targets is None:
        return filter
    states = await distinct_states(reading, asked.targets, vantage)
    targets = asked.targets.union(*(state.history.slugs for state in states))
    if asked.companies is not None:
        return cast(PartFilter[P], replace(asked, targets=targets))
    histories = await reading.kept.histories.of(sorted(targets), vantage.at.position)
    deals = (record.event for history in histories.values() for record in history)
    buyers = frozenset(deal.company for deal in deals if isinstance(deal, Acquisition))
    return cast(PartFilter[P], replace(asked, targets=targets, companies=buyers))


class _Named(msgspec.Struct, frozen=True, gc=False):
    """A part by what names it: a list is kept for long, so its entries hold no states."""

    slug: str
    key: str


class _KeptPartLists(KeptLists[_Named]):
    """Of a timeline."""


def _entries(
    listed: ListedPart[Any], filter: PartFilter[Any], order: PartOrder, state: CompanyState
) -> Iterator[OrderedEntry[_Named]]:
    for part in state.views(listed.part):
        if filter.passes(part, state):
            place = part_place(part, state, order, listed.number(part, state, order.currency))
            yield OrderedEntry(part_sort(place), place, _Named(state.slug, part.key))
