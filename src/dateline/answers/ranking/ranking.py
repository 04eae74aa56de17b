"""Many companies at one vantage, in order: the first of them without asking all.

Bound first, then ask: candidates come in the order of a bound (`candidates.py`), their states are asked for what they
are ordered by (`order.py`), and an entry is in its place as soon as no candidate left can come before it. What was
found of an order at a vantage never changes, and is kept for the pages that follow.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from dateline.answers.paging import Page, Slice
from dateline.answers.ranking.batches import Batches
from dateline.answers.ranking.candidates import Candidates
from dateline.answers.ranking.filters import CompanyFilter
from dateline.answers.ranking.order import CompanyOrder, OrderValue, value_of
from dateline.answers.ranking.ordered_list import KeptLists, OrderedEntry, OrderedList
from dateline.answers.ranking.places import company_place, company_sort, sort_of_company_place
from dateline.answers.reading import Reading
from dateline.answers.states import states_of
from dateline.log.selection import SortKey
from dateline.state.company import CompanyState
from dateline.state.vantage import Vantage

_BATCHES = Batches()


class RankedCompany(msgspec.Struct, frozen=True, eq=False):
    """A company in its place: its rank in the whole list, from 1, its state, and what it is ordered by."""

    rank: int
    state: CompanyState
    value: OrderValue | None
    place: SortKey
    """What a cursor holds of it."""

    def __repr__(self) -> str:
        return f"{self.rank}. {self.state.name}"


class CompanyRanking:
    """The companies at a vantage that pass a filter, in an order."""

    def __init__(
        self,
        reading: Reading,
        vantage: Vantage,
        filter: CompanyFilter,
        order: CompanyOrder,
        batches: Batches = _BATCHES,
    ) -> None:
        self._reading = reading
        self._vantage = vantage
        self._filter = filter
        self._order = order
        self._batches = batches
        self._candidates = Candidates(reading.timeline, vantage, batches)

    async def page(self, wanted: Page) -> Slice[RankedCompany]:
        """A page of them, with their states."""
        sort = sort_of_company_place(wanted.start, self._order) if wanted.start is not None else None
        found = await self._list().page(wanted, sort)
        slugs = [one.entry.item.slug for one in found.items]
        states = await states_of(self._reading, slugs, self._vantage)
        ranked = [
            RankedCompany(one.rank, states[slug], one.entry.item.value, one.entry.place)
            for slug, one in zip(slugs, found.items, strict=True)
        ]
        return Slice(ranked, found.has_next, found.has_previous)

    async def count(self) -> int:
        """How many there are in all pages: with a filter, all that may pass are asked."""
        return len(await self._list().all()) if self._filter != CompanyFilter() else await self._candidates.count()

    def _list(self) -> OrderedList[_CompanyValue]:
        kept = self._reading.timeline.cache(_KeptCompanyLists)
        return kept.at((self._vantage, self._filter, self._order), self._new_list)

    def _new_list(self) -> OrderedList[_CompanyValue]:
        candidates = self._candidates.of_companies(self._filter, self._order)
        entries_of = partial(_company_entries, self._filter, self._order)
        return OrderedList(self._candidates.states, candidates, entries_of, self._batches)


# --- what is kept, and the entries of one company --------------------------------------------------------------------


class _CompanyValue(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A company, by the slug that is kept: a list is kept for long, so its entries hold no states."""

    slug: str
    value: OrderValue | None


class _KeptCompanyLists(KeptLists[_CompanyValue]):
    """Of a timeline."""


def _company_entries(
    filter: CompanyFilter, order: CompanyOrder, state: CompanyState
) -> Iterator[OrderedEntry[_CompanyValue]]:
    if filter.passes(state):
        value = value_of(state, order)
        key = value.key if value is not None else ()
        sort, place = company_sort(key, state.slug, order), company_place(key, state.slug)
        yield OrderedEntry(sort, place, _CompanyValue(state.slug, value))
