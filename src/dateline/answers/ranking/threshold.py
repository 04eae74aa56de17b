"""Candidates for a ranking: every company that can have a value, in the order of a bound that its value cannot pass.

Fagin's threshold algorithm: the index gives accounts in the order of their numbers; as soon as a company's own bound
is not passed by the bound of whatever has not been read, nothing unread can come before it.
"""

from __future__ import annotations

import heapq
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import total_ordering
from typing import Any

from dateline.answers.ranking.order import CompanyOrder, OrderField
from dateline.answers.ranking.rate_bounds import Exchange
from dateline.log.cut import Reach
from dateline.log.index_contract import Index, KeyedEntry, Place, Sieve, Summand
from dateline.log.index_entries import FOUNDED, RAISED, VALUATION, measures_of, name_key
from dateline.values.dates import Certainty
from dateline.values.groups import Groups

_FIRST_CHUNK = 16
_LARGEST_CHUNK = 4096
_ALL_APART = Groups[str]()


@total_ordering
class Down:
    """A text in descending order."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Down) and self.text == other.text

    def __lt__(self, other: Down) -> bool:
        return self.text > other.text

    def __hash__(self) -> int:
        return hash(self.text)


def ranked(part: Any, *, descending: bool) -> Any:
    """A part of a key so that what comes first is less."""
    if not descending:
        return part
    return Down(part) if isinstance(part, str) else -part


Bound = tuple[Any, ...]
"""The beginning of a key, or all of it and the slug, as `ranked` writes its parts."""
Bounded = tuple[Bound, str]
"""A company, and what its key cannot come before."""
Candidates = AsyncIterator[Bounded]


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of a list: `loose` bounds it and whatever comes behind it, `own` bounds it alone, None if it is void."""

    loose: Bound
    own: Bound | None
    company: str
    place: Place


Fetch = Callable[[Place | None, int], Awaitable[Sequence[Row]]]


@dataclass(slots=True)
class _List:
    """A list of the index, read in chunks that grow."""

    fetch: Fetch
    rows: list[Row] = field(default_factory=list)
    """What is left of the chunk, the next one last."""
    place: Place | None = None
    size: int = field(default_factory=lambda: _FIRST_CHUNK)
    ended: bool = False

    async def next(self) -> Row | None:
        """The next entry, which stays; None at the end."""
        if not self.rows and not self.ended:
            found = await self.fetch(self.place, self.size)
            self.ended = len(found) < self.size
            self.place = found[-1].place if found else None
            self.size = min(self.size * 2, _LARGEST_CHUNK)
            self.rows = list(found)[::-1]
        return self.rows[-1] if self.rows else None


async def merged(fetches: Iterable[Fetch], groups: Groups[str]) -> Candidates:
    """The companies of several lists, each where its first bound stands; those of one bound by slug."""
    lists = [_List(fetch) for fetch in fetches]
    heads = [(row.loose, place) for place, one in enumerate(lists) if (row := await one.next()) is not None]
    heapq.heapify(heads)
    seen: set[str] = set()
    waiting: list[Bounded] = []
    while heads or waiting:
        while waiting and (not heads or waiting[0][0] < heads[0][0]):
            bounded = heapq.heappop(waiting)
            if bounded[1] not in seen:
                seen.add(bounded[1])
                yield bounded
        if heads:
            _, place = heads[0]
            row = lists[place].rows.pop()
            if row.own is not None and row.company not in seen:
                heapq.heappush(waiting, ((*row.own, *_tie(row.company, groups)), row.company))
            if (behind := await lists[place].next()) is not None:
                heapq.heapreplace(heads, (behind.loose, place))
            else:
                heapq.heappop(heads)


def _tie(slug: str, groups: Groups[str]) -> tuple[str, ...]:
    """What follows a bound: among equals the slug decides, unless the company may be listed under another one."""
    return (slug,) if slug not in groups else ()


@dataclass(frozen=True, slots=True)
class Search:
    """Where candidates are searched."""

    index: Index
    reach: Reach
    sieve: Sieve
    exchange: Exchange
    groups: Groups[str]
    """The companies that any merge ever joins, in force or not."""

    async def of(self, order: CompanyOrder, most: Callable[[str], Awaitable[int]]) -> Candidates:
        """Every company that can have a value in this order; `most` says how many subjects of a measure one has."""
        descending = order.direction.value == "desc"
        match order.field:
            case OrderField.NAME:
                return merged([self._names(descending=descending), *self._slugs(descending=descending)], self.groups)
            case OrderField.LATEST_EVENT:
                if descending:
                    return merged([self._days(None, descending=True)], self.groups)
                return self._refined([self._days(None, descending=False)], self._latest_days)
            case OrderField.RAISED if descending:
                return self._sums(RAISED, await most(RAISED))
        return merged(await self._accounts(_measures(order), descending=descending), self.groups)

    def by_slug(self) -> Candidates:
        """Every company of which something is in reach."""
        return merged(self._slugs(descending=False), self.groups)

    def by_day(self, kind: str) -> Candidates:
        """Every company with an event of the kind, the latest first."""
        return merged([self._days(kind, descending=True)], self.groups)

    async def _accounts(self, measures: Collection[str], *, descending: bool) -> list[Fetch]:
        return [
            self._of_unit(measure, unit, descending=descending)
            for measure, unit in await self.index.units(measures)
            if self.exchange.bound(1.0, unit, up=True) is not None
        ]

    def _of_unit(self, measure: str, unit: str, *, descending: bool) -> Fetch:
        async def fetch(place: Place | None, limit: int) -> list[Row]:
            found = await self.index.entries(
                measure, unit, self.reach, self.sieve, descending=descending, after=place, limit=limit
            )
            if measure == FOUNDED:
                return [self._dated(told, descending=descending) for told in found]
            return [self._numbered(told, unit, descending=descending) for told in found]

        return fetch

    def _numbered(self, told: KeyedEntry, unit: str, *, descending: bool) -> Row:
        loose = self.exchange.bound(told.key, unit, up=descending)
        own = self.exchange.bound(told.key, unit, told.first_day, told.last_day, up=descending)
        mine = (ranked(own, descending=descending),) if own is not None else None
        return Row((ranked(loose, descending=descending),), mine, told.company, told.place)

    def _dated(self, told: KeyedEntry, *, descending: bool) -> Row:
        """A day and its other end are all of the key, unless an ascending list has the earliest of several events."""
        possible = self.reach.dates is Certainty.POSSIBLE
        day = told.possible_day if possible else told.last_day
        other = told.last_day if possible and told.first_day == told.possible_day else told.first_day
        own = (ranked(day, descending=descending), ranked(other, descending=descending))
        return Row((ranked(int(told.key), descending=descending),), own, told.company, told.place)

    def _days(self, kind: str | None, *, descending: bool) -> Fetch:
        """Events of a kind, or of all kinds, by day."""

        async def fetch(place: Place | None, limit: int) -> list[Row]:
            found = await self.index.days(kind, self.reach, self.sieve, descending=descending, after=place, limit=limit)
            return [self._dated(told, descending=descending) for told in found]

        return fetch

    def _names(self, *, descending: bool) -> Fetch:
        async def fetch(place: Place | None, limit: int) -> list[Row]:
            found = await self.index.names(self.reach, self.sieve, descending=descending, after=place, limit=limit)
            keys = [((ranked(named.key, descending=descending),), named) for named in found]
            return [Row(key, key, named.company, named.place) for key, named in keys]

        return fetch

    def _slugs(self, *, descending: bool) -> list[Fetch]:
        """Companies by slug, and those that merges join: a slug without events of its own may be the one kept.

        In a slug a blank orders as a hyphen does.
        """
        joined = sorted(self.groups, reverse=descending)

        async def fetch(place: Place | None, limit: int) -> list[Row]:
            after = str(place[0]) if place is not None else None
            found = await self.index.slugs(self.reach, self.sieve, descending=descending, after=after, limit=limit)
            return rows(found)

        async def fetch_joined(place: Place | None, _: int) -> list[Row]:
            return rows(joined) if place is None else []

        def rows(slugs: Iterable[str]) -> list[Row]:
            keys = (((ranked(name_key(slug), descending=descending),), slug) for slug in slugs)
            return [Row(key, key, slug, (slug,)) for key, slug in keys]

        return [fetch, fetch_joined]

    async def _sums(self, measure: str, most: int) -> Candidates:
        """By what the accounts of a company can add up to: for each subject the largest.

        A company of which nothing has been read cannot have more than the next account times the `most` subjects.
        """
        most *= max(map(len, self.groups.values()), default=1)

        async def bounds(companies: Sequence[str]) -> dict[str, Bound]:
            return {company: (-bound,) for company, bound in (await self._bounds(measure, companies)).items()}

        fetches = await self._accounts([measure], descending=True)
        async for bounded in self._refined(fetches, bounds, most, met_as_one=self.groups):
            yield bounded

    async def _latest_days(self, companies: Sequence[str]) -> dict[str, Bound]:
        """A day without its other end comes before that day with any."""
        return {slug: (day, 0) for slug, day in await self.index.latest_days(companies, self.reach)}

    async def _refined(
        self,
        fetches: Iterable[Fetch],
        bounds: Callable[[Sequence[str]], Awaitable[dict[str, Bound]]],
        most: int = 1,
        met_as_one: Groups[str] = _ALL_APART,
    ) -> Candidates:
        """The companies of several lists, by a bound that is read when a company is first met.

        What has not been met is bounded by the next entry times `most`. Who is met as one has one bound; all of them
        are asked, since the merge that joins them may have no force.
        """
        lists = [_List(fetch) for fetch in fetches]
        seen: set[str] = set()
        waiting: list[Bounded] = []
        while True:
            best = min([row.loose[0] for one in lists if (row := await one.next()) is not None], default=None)
            while waiting and (best is None or waiting[0][0] < (best * most,)):
                yield heapq.heappop(waiting)
            if best is None:
                return
            for company, bound in (await bounds(_unread(lists, seen, met_as_one))).items():
                for member in met_as_one.of(company):
                    heapq.heappush(waiting, ((*bound, *_tie(member, self.groups)), member))

    async def _bounds(self, measure: str, companies: Sequence[str]) -> dict[str, float]:
        members = {slug: company for company in companies for slug in self.groups.of(company)}
        most: dict[tuple[str, str], float] = {}
        for share in await self.index.summands(measure, list(members), self.reach):
            subject = (share.company, share.subject)
            most[subject] = max(most.get(subject, 0.0), self._share(share))
        bounds = dict.fromkeys(companies, 0.0)
        for (company, _), bound in most.items():
            bounds[members[company]] += bound
        return bounds

    def _share(self, share: Summand) -> float:
        return self.exchange.bound(share.number, share.unit, share.first_day, share.last_day, up=True) or 0.0


def _unread(lists: Iterable[_List], seen: set[str], met_as_one: Groups[str]) -> list[str]:
    """The companies in the chunks at hand that were not met before, one of each group; the chunks are used up."""
    new = []
    for one in lists:
        for row in reversed(one.rows):
            if row.company not in seen:
                seen |= met_as_one.of(row.company)
                new.append(row.company)
        one.rows.clear()
    return new


def _measures(order: CompanyOrder) -> tuple[str, ...]:
    match order.field:
        case OrderField.FOUNDED:
            return (FOUNDED,)
        case OrderField.VALUATION:
            return (VALUATION,)
        case OrderField.METRIC:
            assert order.metric is not None
            return measures_of(order.metric, order.scope, order.per)
    return (RAISED,)
