"""The companies that may stand in a ranking at one vantage, in the order of a bound; and what is kept for rankings.

Nothing here holds the reading of a request: lists are kept for the pages that follow, which other requests ask for.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from typing import Any

from msgspec.structs import replace

from dateline.answers.ranking.batches import Batches
from dateline.answers.ranking.filters import CompanyFilter
from dateline.answers.ranking.listed_parts import ListedPart, ListOrder, PartOrder
from dateline.answers.ranking.order import CompanyOrder, OrderField
from dateline.answers.ranking.part_filters import PartFilter
from dateline.answers.ranking.places import WITH_VALUE, WITHOUT_VALUE, BoundedCompany, Sort
from dateline.answers.ranking.rate_bounds import RateBounds
from dateline.answers.ranking.search import Search
from dateline.answers.ranking.unfollowed import KeptUnfollowed
from dateline.answers.reading import Timeline
from dateline.answers.states import distinct_states
from dateline.answers.untold import untold
from dateline.events.milestones import Milestone
from dateline.log.cut import Reach
from dateline.log.index_contract import Sieve
from dateline.state.company import CompanyState
from dateline.state.vantage import Vantage
from dateline.values.groups import Groups
from dateline.values.rates import ecb

_AT_ONCE: Sort = (-1,)
"""The bound of companies that are all asked before anything is in its place."""


class SubjectCounts:
    """Of how many subjects of a measure a company tells at most: by measure, up to which position, and how many."""

    def __init__(self) -> None:
        self.most: dict[str, tuple[int, int]] = {}


class JoinedSubjects:
    """The pairs of subjects that any merge joins, and up to which position."""

    def __init__(self) -> None:
        self.upto = 0
        self.pairs: list[tuple[str, str]] = []


class Candidates:
    """The candidates of one vantage."""

    def __init__(self, timeline: Timeline, vantage: Vantage, batches: Batches) -> None:
        self._timeline = timeline
        self._vantage = vantage
        self._batches = batches
        self._reach = vantage.reach
        self._index = timeline.log.index

    async def of_companies(self, filter: CompanyFilter, order: CompanyOrder) -> AsyncIterator[BoundedCompany]:
        """Every company that may pass: those that can have a value by its bound, then all by slug."""
        if filter.slugs is not None:
            for slug in sorted(filter.slugs):
                yield _AT_ONCE, slug
            return
        if filter.milestones is not None:
            async for _, slug in (await self._search(self._reach, filter.sieve, "EUR")).by_day(Milestone.kind):
                yield _AT_ONCE, slug
            return
        search = await self._search(self._reach, filter.sieve, order.currency)
        same = await self._subjects() if order.field in (OrderField.METRIC, OrderField.VALUATION) else Groups()
        if order.over is not None:
            async for _, slug in await search.telling_of(order, same):
                yield _AT_ONCE, slug
        else:
            async for bound, slug in await search.of(order, self._most_subjects, same):
                yield (WITH_VALUE, *bound), slug
        async for _, slug in search.by_slug():
            yield (WITHOUT_VALUE, slug), slug

    async def of_parts(
        self, listed: ListedPart[Any], filter: PartFilter[Any], order: PartOrder
    ) -> AsyncIterator[BoundedCompany]:
        """Every company that may have a part that passes, the one that can have the first of them first."""
        if filter.asked is not None:
            for slug in sorted(filter.asked):
                yield _AT_ONCE, slug
        elif order.by is ListOrder.LATEST:
            async for bound, slug in self._by_day(listed, filter):
                yield (WITH_VALUE, *bound), slug
        elif listed.measure is None or filter.since is not None or filter.until is not None:
            async for _, slug in self._by_day(listed, filter):
                yield _AT_ONCE, slug
        else:
            search = await self._search(self._reach, filter.sieve, order.currency)
            async for bound, slug in await search.by_size(listed.measure):
                yield (WITH_VALUE, *bound), slug
            async for bound, slug in search.by_day(listed.kind):
                yield (WITHOUT_VALUE, *bound), slug

    async def _by_day(self, listed: ListedPart[Any], filter: PartFilter[Any]) -> AsyncIterator[BoundedCompany]:
        """The companies with an event of the kind within the time asked for, the latest first."""
        until = min(self._vantage.on, filter.until or self._vantage.on)
        reach = replace(self._reach, counts_until=until)
        search = await self._search(reach, filter.sieve, "EUR")
        async for bound, slug in search.by_day(listed.kind):
            latest_day = bound[0]
            assert isinstance(latest_day, int), "the list is ordered by days"
            if filter.since is not None and -latest_day < filter.since.toordinal():
                return
            yield bound, slug

    async def states(self, slugs: Collection[str], *, keep: bool = True) -> list[CompanyState]:
        """Each of these companies once, under the slug that is kept; none of which nothing is in reach."""
        return await distinct_states(self._timeline.reading(), slugs, self._vantage, keep=keep)

    async def count(self) -> int:
        """All companies of which something is in reach: only of those that a merge may join must it be asked."""
        groups = await self._groups()
        gone = await untold(self._timeline.reading(), self._reach.cut)
        apart = await self._index.count_slugs(self._reach) - len(gone - set(groups))
        return apart + len(await self.states(sorted(groups)))

    async def _search(self, reach: Reach, sieve: Sieve, currency: str) -> Search:
        rates = RateBounds(ecb(), currency, self._vantage)
        unfollowed = self._timeline.cache(KeptUnfollowed)
        return Search(self._index, reach, sieve, rates, await self._groups(), self._batches, unfollowed)

    async def _groups(self) -> Groups[str]:
        return Groups(await self._index.joined(self._reach.cut.position))

    async def _subjects(self) -> Groups[str]:
        """What any merge joins, in force or not, in whichever company: read once, then only what is new."""
        joined = self._timeline.cache(JoinedSubjects)
        upto = self._vantage.at.position
        if upto > joined.upto:
            joined.pairs = [*joined.pairs, *await self._index.joined_subjects(joined.upto, upto)]
            joined.upto = upto
        return Groups(joined.pairs)

    async def _most_subjects(self, measure: str) -> int:
        """Counted once, then only what is new."""
        counts = self._timeline.cache(SubjectCounts).most
        behind, most = counts.get(measure, (0, 0))
        upto = self._vantage.at.position
        if upto > behind:
            most = max(most, await self._index.most_subjects(measure, behind, upto))
            counts[measure] = (upto, most)
        return most
