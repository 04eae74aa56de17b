"""Many companies at one vantage, in order: the first of them without asking all.

Bound first, then ask: candidates come in the order of a bound (`candidates.py`), their states are asked for what they
are ordered by (`ranking.py`), and an entry is in its place as soon as no candidate left can come before it. What was
found of an order at a vantage never changes, and is kept for the pages that follow.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Hashable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from dateline.answers.paging import Page, Slice
from dateline.answers.ranking.order import (
    DATES,
    NUMBERS,
    CompanyFilter,
    CompanyOrder,
    Direction,
    Key,
    OrderField,
    RoundFilter,
    Value,
    day_key,
    value_of,
)
from dateline.answers.ranking.ordered_list import Bounds, Entry, List, Ranked, Sort
from dateline.answers.ranking.rate_bounds import Exchange
from dateline.answers.ranking.threshold import Search, ranked
from dateline.answers.reading import Timeline
from dateline.answers.states import distinct_states
from dateline.events.kinds import Funding
from dateline.log.selection import SortKey
from dateline.state.company import CompanyState
from dateline.state.parts.funding import FundingRound
from dateline.state.vantage import Vantage
from dateline.values.groups import Groups
from dateline.values.rates import ecb

E = TypeVar("E")

_KEPT_LISTS = 32
_WITH_VALUE, _WITHOUT = 0, 1
"""Where the sort of an entry begins: those without a value come last."""
_AT_ONCE = (-1,)
"""The bound of companies that are all asked before anything is in its place."""


@dataclass(frozen=True, slots=True, eq=False)
class RankedCompany:
    """A company, by the slug that is kept, and what it is ordered by."""

    slug: str
    value: Value | None


@dataclass(frozen=True, slots=True, eq=False)
class RankedRound:
    """A round, in the state of its company."""

    round: FundingRound
    state: CompanyState


class Many:
    """What is asked of many companies at one vantage."""

    def __init__(self, timeline: Timeline, vantage: Vantage) -> None:
        self.timeline = timeline
        self.vantage = vantage
        self.reach = vantage.reach
        self.index = timeline.log.index
        self._kept = _KEPT.setdefault(timeline, _Kept())

    async def companies(
        self, filter: CompanyFilter, order: CompanyOrder, wanted: Page
    ) -> tuple[Slice[Ranked[RankedCompany]], Callable[[], Awaitable[int]]]:
        """A page of the companies that pass, in an order; and how to count them all."""

        def make() -> List[RankedCompany]:
            return List(self.states, self._company_bounds(filter, order), partial(_company_entries, filter, order))

        found = self._kept.of((self.vantage, filter, order), make)

        async def count() -> int:
            return len(await found.all()) if filter != CompanyFilter() else await self._count()

        place = wanted.before if wanted.backward else wanted.after
        return await found.page(wanted, _company_sort(place, order) if place is not None else None), count

    async def rounds(
        self, filter: RoundFilter, wanted: Page
    ) -> tuple[Slice[Ranked[RankedRound]], Callable[[], Awaitable[int]]]:
        """A page of the rounds that pass, the latest first; and how to count them all."""

        def make() -> List[RankedRound]:
            return List(self.states, self._round_bounds(filter), partial(_round_entries, filter))

        found = self._kept.of((self.vantage, filter), make)

        async def count() -> int:
            return len(await found.all())

        place = wanted.before if wanted.backward else wanted.after
        return await found.page(wanted, _round_sort(place) if place is not None else None), count

    async def states(self, slugs: Collection[str]) -> list[CompanyState]:
        """Each of these companies once, under the slug that is kept; none of which nothing is in reach."""
        return await distinct_states(self.timeline.reading(), slugs, self.vantage)

    async def _count(self) -> int:
        """All companies of which something is in reach: only of those that a merge may join must it be asked."""
        return await self.index.count_slugs(self.reach) + len(await self.states(sorted(await self._groups())))

    async def _company_bounds(self, filter: CompanyFilter, order: CompanyOrder) -> Bounds:
        if filter.slugs is not None:
            for slug in sorted(filter.slugs):
                yield _AT_ONCE, slug
            return
        exchange = Exchange(ecb(), order.currency, self.vantage)
        search = Search(self.index, self.reach, filter.sieve, exchange, await self._groups())
        async for bound, slug in await search.of(order, self._most_subjects):
            yield (_WITH_VALUE, *bound), slug
        async for _, slug in search.by_slug():
            yield (_WITHOUT, slug), slug

    async def _round_bounds(self, filter: RoundFilter) -> Bounds:
        if filter.companies is not None:
            for slug in sorted(filter.companies):
                yield _AT_ONCE, slug
            return
        until = min(self.vantage.on, filter.until or self.vantage.on)
        reach = replace(self.reach, counts_until=until)
        exchange = Exchange(ecb(), "EUR", self.vantage)
        search = Search(self.index, reach, filter.sieve, exchange, await self._groups())
        async for bound, slug in search.by_day(Funding.kind):
            if filter.since is not None and -bound[0] < filter.since.toordinal():
                return
            yield (_WITH_VALUE, *bound), slug

    async def _groups(self) -> Groups[str]:
        return Groups(await self.index.joined(self.reach.cut.position))

    async def _most_subjects(self, measure: str) -> int:
        """Of how many subjects a company tells at most; counted once, then only what is new."""
        behind, most = self._kept.most.get(measure, (0, 0))
        upto = self.vantage.at.position
        if upto > behind:
            most = max(most, await self.index.most_subjects(measure, behind, upto))
            self._kept.most[measure] = (upto, most)
        return most


class _Kept:
    """What was found in a log before: lists at vantages, which never change, and the most subjects of a measure."""

    def __init__(self) -> None:
        self._lists: OrderedDict[Hashable, List[Any]] = OrderedDict()
        self.most: dict[str, tuple[int, int]] = {}

    def of(self, key: Hashable, make: Callable[[], List[E]]) -> List[E]:
        found = self._lists.get(key)
        if found is None or found.broken:
            found = self._lists[key] = make()
        self._lists.move_to_end(key)
        if len(self._lists) > _KEPT_LISTS:
            self._lists.popitem(last=False)
        return found


_KEPT: WeakKeyDictionary[Timeline, _Kept] = WeakKeyDictionary()


def _company_entries(filter: CompanyFilter, order: CompanyOrder, state: CompanyState) -> Iterator[Entry[RankedCompany]]:
    if filter.passes(state):
        value = value_of(state, order)
        key = value.key if value is not None else ()
        place = (*(part if isinstance(part, int) else str(part) for part in key), state.slug)
        yield Entry(_sort(key, state.slug, order), place, RankedCompany(state.slug, value))


def _sort(key: Key, slug: str, order: CompanyOrder) -> Sort:
    if not key:
        return _WITHOUT, slug
    descending = order.direction is Direction.DESC
    return (_WITH_VALUE, *(ranked(part, descending=descending) for part in key), slug)


def _company_sort(place: SortKey, order: CompanyOrder) -> Sort:
    *key, slug = place
    written = Decimal if order.field in NUMBERS else lambda part: part
    return _sort(tuple(written(part) for part in key), str(slug), order)


def _round_entries(filter: RoundFilter, state: CompanyState) -> Iterator[Entry[RankedRound]]:
    for round_ in state.rounds:
        if filter.passes(round_, state):
            place: SortKey = (*day_key(round_.on.value, state), state.slug, round_.key)
            yield Entry(_round_sort(place), place, RankedRound(round_, state))


def _round_sort(place: SortKey) -> Sort:
    counted, other, *name = place
    return (_WITH_VALUE, ranked(counted, descending=True), ranked(other, descending=True), *name)


def is_company_place(place: SortKey, order: CompanyOrder) -> bool:
    """Whether a cursor's place is one that this order can give."""
    match place:
        case (str(),):
            return True
        case (str() as number, str()) if order.field in NUMBERS:
            return _is_number(number)
        case (str(), str()):
            return order.field is OrderField.NAME
        case (int(), int(), str()):
            return order.field in DATES
    return False


def is_round_place(place: SortKey) -> bool:
    match place:
        case (int(), int(), str(), str()):
            return True
    return False


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False
