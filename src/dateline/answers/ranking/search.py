"""Search: every company that can have a value, from the index, in the order of a bound that its value cannot pass."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Sequence

import msgspec

from dateline.answers.ranking.batches import Batches
from dateline.answers.ranking.order import CompanyOrder, Direction, OrderField
from dateline.answers.ranking.places import BoundedCompany, Sort, sort_part
from dateline.answers.ranking.rate_bounds import RateBounds
from dateline.answers.ranking.threshold import BoundedRow, FetchRows, RefinedLists, merged_lists
from dateline.answers.ranking.unfollowed import KeptUnfollowed, OldestFirst
from dateline.log.cut import Reach
from dateline.log.index_contract import NO_SIEVE, Index, KeyedEntry, Place, Sieve, Summand
from dateline.log.index_entries import FOUNDED, RAISED, VALUATION, measures_of, name_key
from dateline.log.loop_turns import loop_turns
from dateline.values.dates import Certainty
from dateline.values.groups import Groups

_BOUNDS_IN_ONE_STEP = 50
"""Rows of the index that are converted before others have their turn: each may look through the rates of years."""


class Search(msgspec.Struct, frozen=True):
    """Where candidates are searched. `groups`: the companies that any merge ever joins, in force or not."""

    index: Index
    reach: Reach
    sieve: Sieve
    rates: RateBounds
    groups: Groups[str]
    batches: Batches
    unfollowed: KeptUnfollowed

    async def of(
        self, order: CompanyOrder, most: Callable[[str], Awaitable[int]], subjects: Groups[str]
    ) -> AsyncIterator[BoundedCompany]:
        """Every company that can have a value in this order.

        `most` says how many subjects of a measure one has, and `subjects` which of them any merge joins.
        """
        descending = order.direction is Direction.DESC
        match order.field:
            case OrderField.NAME:
                return self._merged([self._names(descending=descending), *self._slugs(descending=descending)])
            case OrderField.LATEST_EVENT:
                if descending:
                    return self._merged([self._days(None, descending=True)])
                return await self._oldest_first()
            case OrderField.RAISED if descending:
                return await self._sums(RAISED, await most(RAISED))
        return self._merged(await self._lists_of(_measures(order, subjects), descending=descending))

    async def telling_of(self, order: CompanyOrder, subjects: Groups[str]) -> AsyncIterator[BoundedCompany]:
        """Every company with figures of the order's metric: no figure alone bounds what several add up to."""
        return self._merged(await self._lists_of(_measures(order, subjects), descending=True))

    def by_slug(self) -> AsyncIterator[BoundedCompany]:
        """Every company of which something is in reach."""
        return self._merged(self._slugs(descending=False))

    def by_day(self, kind: str) -> AsyncIterator[BoundedCompany]:
        """Every company with an event of the kind, the latest first."""
        return self._merged([self._days(kind, descending=True)])

    async def by_size(self, measure: str) -> AsyncIterator[BoundedCompany]:
        """Every company that is told of under a measure, the largest first."""
        return self._merged(await self._lists_of([measure], descending=True))

    def _merged(self, fetches: Iterable[FetchRows]) -> AsyncIterator[BoundedCompany]:
        return merged_lists(fetches, self.groups, self.batches)

    # --- the lists of the index --------------------------------------------------------------------------------------

    async def _lists_of(self, measures: Collection[str], *, descending: bool) -> list[FetchRows]:
        return [
            self._of_unit(measure, unit, descending=descending)
            for measure, unit in await self.index.units(measures)
            if self.rates.bound(1.0, unit, up=True) is not None
        ]

    def _of_unit(self, measure: str, unit: str, *, descending: bool) -> FetchRows:
        async def fetch(place: Place | None, limit: int) -> list[BoundedRow]:
            found = await self.index.entries(
                measure, unit, self.reach, self.sieve, descending=descending, after=place, limit=limit
            )
            if measure == FOUNDED:
                return [self._dated(entry, descending=descending) for entry in found]
            bounded: list[BoundedRow] = []
            turns = loop_turns()
            for number, entry in enumerate(found, 1):
                if number % _BOUNDS_IN_ONE_STEP == 0:
                    await turns.step()
                bounded.append(self._numbered(entry, unit, descending=descending))
            return bounded

        return fetch

    def _numbered(self, entry: KeyedEntry, unit: str, *, descending: bool) -> BoundedRow:
        bound = self.rates.bound(entry.key, unit, up=descending)
        assert bound is not None, "units that no rate converts are not read"
        loose = (sort_part(bound, descending=descending),)
        if self.rates.is_exact(unit):
            return BoundedRow(loose, loose, entry.company, entry.place)
        own = self.rates.bound(entry.key, unit, entry.first_day, entry.last_day, up=descending)
        mine = (sort_part(own, descending=descending),) if own is not None else None
        return BoundedRow(loose, mine, entry.company, entry.place)

    def _dated(self, entry: KeyedEntry, *, descending: bool) -> BoundedRow:
        """A day and its other end are all of the key, unless an ascending list has the earliest of several events."""
        possible = self.reach.dates is Certainty.POSSIBLE
        day = entry.possible_day if possible else entry.last_day
        other = entry.last_day if possible and entry.first_day == entry.possible_day else entry.first_day
        own = (sort_part(day, descending=descending), sort_part(other, descending=descending))
        return BoundedRow((sort_part(int(entry.key), descending=descending),), own, entry.company, entry.place)

    def _days(self, kind: str | None, *, descending: bool) -> FetchRows:
        """Events of a kind, or of all kinds, by day."""

        async def fetch(place: Place | None, limit: int) -> list[BoundedRow]:
            found = await self.index.days(kind, self.reach, self.sieve, descending=descending, after=place, limit=limit)
            return [self._dated(entry, descending=descending) for entry in found]

        return fetch

    def _names(self, *, descending: bool) -> FetchRows:
        async def fetch(place: Place | None, limit: int) -> list[BoundedRow]:
            found = await self.index.names(self.reach, self.sieve, descending=descending, after=place, limit=limit)
            keys = [((sort_part(named.key, descending=descending),), named) for named in found]
            return [BoundedRow(key, key, named.company, named.place) for key, named in keys]

        return fetch

    def _slugs(self, *, descending: bool) -> list[FetchRows]:
        """Companies by slug, and those that merges join: a slug without events of its own may be the one kept.

        In a slug a blank orders as a hyphen does.
        """
        joined = sorted(self.groups, reverse=descending)

        async def fetch(place: Place | None, limit: int) -> list[BoundedRow]:
            after = str(place[0]) if place is not None else None
            found = await self.index.slugs(self.reach, self.sieve, descending=descending, after=after, limit=limit)
            return rows(found)

        async def fetch_joined(place: Place | None, _: int) -> list[BoundedRow]:
            return rows(joined) if place is None else []

        def rows(slugs: Iterable[str]) -> list[BoundedRow]:
            keys = (((sort_part(name_key(slug), descending=descending),), slug) for slug in slugs)
            return [BoundedRow(key, key, slug, (slug,)) for key, slug in keys]

        return [fetch, fetch_joined]

    # --- bounds that are read for each company -----------------------------------------------------------------------

    async def _oldest_first(self) -> AsyncIterator[BoundedCompany]:
        """By their latest event: where all companies may pass, what surely is none need not be read again."""
        near = self.unfollowed.near(self.index, self.reach, self.batches)
        listed = OldestFirst(near, self.index, self.reach, self.batches)
        lists = [self._days(None, descending=False)]
        if self.sieve == NO_SIEVE:
            new = await self.index.told_of(near.cell.position, self.reach.cut.position)
            lists = [listed.rows, _before_all(new)]
        return RefinedLists(self.groups, self.batches, listed.bounds_of).candidates(lists)

    async def _sums(self, measure: str, most: int) -> AsyncIterator[BoundedCompany]:
        """By what the accounts of a company can add up to: for each subject the largest.

        A company of which nothing has been read cannot have more than the next account times the `most` subjects.
        """
        most *= max(map(len, self.groups.values()), default=1)

        async def bounds_of(companies: Sequence[str]) -> dict[str, Sort]:
            return {company: (-bound,) for company, bound in (await self._sum_bounds(measure, companies)).items()}

        fetches = await self._lists_of([measure], descending=True)
        return RefinedLists(self.groups, self.batches, bounds_of, most, self.groups).candidates(fetches)

    async def _sum_bounds(self, measure: str, companies: Sequence[str]) -> dict[str, float]:
        members = {slug: company for company in companies for slug in self.groups.of(company)}
        most: dict[tuple[str, str], float] = {}
        for summand in await self.index.summands(measure, list(members), self.reach):
            subject = (summand.company, summand.subject)
            most[subject] = max(most.get(subject, 0.0), self._summand_bound(summand))
        bounds = dict.fromkeys(companies, 0.0)
        for (company, _), bound in most.items():
            bounds[members[company]] += bound
        return bounds

    def _summand_bound(self, summand: Summand) -> float:
        return self.rates.bound(summand.number, summand.unit, summand.first_day, summand.last_day, up=True) or 0.0


def _before_all(companies: Iterable[str]) -> FetchRows:
    """A list of companies whose bounds are to be read before those of any other one."""
    rows = [BoundedRow((0,), None, company, (company,)) for company in companies]

    async def fetch(place: Place | None, _: int) -> list[BoundedRow]:
        return rows if place is None else []

    return fetch


def _measures(order: CompanyOrder, subjects: Groups[str]) -> tuple[str, ...]:
    """Under which measures there can be a figure of the order: also under those that a merge joins with them."""
    match order.field:
        case OrderField.FOUNDED:
            return (FOUNDED,)
        case OrderField.VALUATION:
            told = measures_of(VALUATION, None, None)
            return (VALUATION, *(other for other in _joined(told, subjects) if other not in told))
        case OrderField.METRIC:
            assert order.metric is not None
            return _joined(measures_of(order.metric, order.scope, order.per), subjects)
    return (RAISED,)


def _joined(measures: Iterable[str], subjects: Groups[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(other for measure in measures for other in (measure, *sorted(subjects.of(measure)))))
