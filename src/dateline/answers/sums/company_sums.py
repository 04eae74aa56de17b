"""Sums over companies at one vantage, as one table."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import date
from typing import Any

import msgspec

from dateline.answers.flows import Flow, FlowRequest, SpanFigure, flow, total_of
from dateline.answers.ranking.filters import CompanyFilter
from dateline.answers.ranking.listed_parts import MILESTONES
from dateline.answers.ranking.order import CompanyOrder, OrderField
from dateline.answers.ranking.part_filters import (
    ANY_COMPANY,
    AcquisitionFilter,
    DataCenterFilter,
    MilestoneFilter,
    ModelFilter,
    PartFilter,
    RoundFilter,
)
from dateline.answers.ranking.seats import presumed_country
from dateline.answers.ranking.walking import every_part, every_telling
from dateline.answers.reading import Reading
from dateline.answers.spans_told import DaySpan
from dateline.answers.sums.adding import RunningTotal
from dateline.answers.sums.grouping import TIMES, RowGroup, SumBy, days_of, group_of, period
from dateline.answers.sums.summands import SITES, SUMMANDS, Added, SumOf
from dateline.answers.unsized import COUNTED_BY
from dateline.errors import InvalidInput
from dateline.state.company import CompanyState
from dateline.state.seen import Seen
from dateline.state.vantage import Vantage
from dateline.values.text import slugify
from dateline.values.totals import Total
from dateline.values.vocabulary import Per

_FILTERS: dict[str, type[PartFilter[Any]]] = {
    "rounds": RoundFilter,
    "acquisitions": AcquisitionFilter,
    "models": ModelFilter,
    "data-centers": DataCenterFilter,
    "milestones": MilestoneFilter,
}
_Summand = tuple[CompanyState, RowGroup, Added]
"""What a part of a company adds to a row."""
_UNSIZED: Added = Total(unknown=1, why=("nobody tells how many",)), ()
_ALWAYS = DaySpan(date.min, date.max)
_OF_PARTS = {
    SumBy.CATEGORY: frozenset({SumOf.MILESTONES}),
    SumBy.SERIES: frozenset({SumOf.RAISED, SumOf.ROUNDS}),
    SumBy.STAGE: frozenset(SumOf) - {SumOf.METRIC},
}
"""What only some sums can be told apart by."""


class SumRequest(msgspec.Struct, frozen=True):
    """What is added up, over which companies and days, and what tells the rows apart.

    `metric`, `scope` and `per` are for METRIC. Without a currency money is summed by currency.
    """

    of: SumOf
    by: tuple[SumBy, ...] = ()
    since: date | None = None
    until: date | None = None
    companies: CompanyFilter = ANY_COMPANY
    currency: str | None = None
    metric: str | None = None
    scope: str | None = None
    per: Per | None = None

    def __post_init__(self) -> None:
        if (self.of is SumOf.METRIC) != (self.metric is not None):
            raise InvalidInput("`metric` goes with a sum of METRIC, which needs it: what is measured, like layoffs")
        for name in ("scope", "per") if self.of is not SumOf.METRIC else ():
            if getattr(self, name) is not None:
                raise InvalidInput(f"`{name}` goes with a sum of METRIC, and not of {self.of.value}")
        for each in self.by:
            if each in _OF_PARTS and self.of not in _OF_PARTS[each]:
                raise InvalidInput(f"a sum of {self.of.value} has no {each.value} to tell its rows apart by")

    @property
    def groups(self) -> tuple[SumBy, ...]:
        """What tells the rows apart: of sites the stage too, so that what is planned stands apart."""
        apart = self.of in SITES and SumBy.STAGE not in self.by
        return (*dict.fromkeys(self.by), *((SumBy.STAGE,) if apart else ()))

    @property
    def flow(self) -> FlowRequest:
        """What is added up of each company. For METRIC only."""
        assert self.metric is not None
        over = DaySpan(self.since or _ALWAYS.first, self.until or _ALWAYS.last)
        return FlowRequest(self.metric, over, self.scope, self.per, self.currency)

    @property
    def asks_for_countries(self) -> bool:
        return self.companies.countries is not None or SumBy.COUNTRY in self.by

    def is_one_time(self, days: DaySpan) -> bool:
        """Whether a figure of these days has a row: all of it lies in one month, if rows are months."""
        return all(period(each, days.first, days.last) is not None for each in self.by if each in TIMES)


class SumRow(msgspec.Struct, frozen=True, eq=False):
    group: RowGroup
    total: Total
    because: tuple[Seen, ...]


class SumTable(msgspec.Struct, frozen=True, eq=False):
    """`rows` in the order of their groups, those that are open last; `whole` is all of them in one."""

    asked: SumRequest
    rows: tuple[SumRow, ...]
    whole: SumRow
    other_spans: tuple[Per, ...] = ()
    """Over which other lengths figures of the metric are told: these would tell the same twice, and are not in it."""
    named: Mapping[str, str] = {}
    """By slug the names that the companies of the rows had by then, where rows are companies."""
    presumed: int = 0
    """Of how many companies in it the country that was asked for is told only of later, or of an open past."""

    @property
    def is_told(self) -> bool:
        """Whether anything is in it, or left out of it."""
        whole = self.whole.total
        return bool(whole.counted or whole.unknown or whole.excluded)


async def sums(reading: Reading, vantage: Vantage, asked: SumRequest) -> SumTable:
    """The table. Raises InvalidInput for `per` annualized."""
    running: dict[RowGroup, RunningTotal] = {}
    whole = RunningTotal()
    others: set[Per] = set()
    presumed: set[str] = set()
    named: dict[str, str] = {}
    if asked.of is SumOf.METRIC:
        found = _of_metric(reading, vantage, asked, others)
    else:
        found = _of_parts(reading, vantage, asked)
    async for state, group, (total, counted) in found:
        if asked.asks_for_countries and presumed_country(state) is not None:
            presumed.add(state.slug)
        if SumBy.COMPANY in asked.by and state.is_named:
            named[state.slug] = state.name
        for each in (running.setdefault(group, RunningTotal()), whole):
            each.add(total, counted)
    rows = [_row(group, running[group]) for group in sorted(running, key=_in_order)]
    spans = tuple(per for per in Per if per in others)
    return SumTable(asked, tuple(rows), _row((), whole), spans, named, len(presumed))


def _row(group: RowGroup, running: RunningTotal) -> SumRow:
    return SumRow(group, running.total, tuple(running.seen.values()))


def _in_order(group: RowGroup) -> list[tuple[bool, str]]:
    return [(word is None, word or "") for word in group]


async def _of_parts(reading: Reading, vantage: Vantage, asked: SumRequest) -> AsyncIterator[_Summand]:
    listed, added = SUMMANDS[asked.of]
    filter = _FILTERS[listed.name](since=asked.since, until=asked.until, of=asked.companies)
    sites: set[str] = set()
    async for state, part in every_part(reading, vantage, listed, filter):
        said = added(state, part, asked.currency)
        if asked.of in SITES and said[0].counted:
            site = part.key.rpartition("/")[0]
            if site in sites:
                said = Total(excluded=1, why=("counted with another owner of the site",)), ()
            sites.add(site)
        yield state, group_of(asked.groups, state, part, *days_of(part.on.value)), said


async def _of_metric(
    reading: Reading, vantage: Vantage, asked: SumRequest, others: set[Per]
) -> AsyncIterator[_Summand]:
    """`others` gathers the lengths that are told besides."""
    wanted = asked.flow
    order = CompanyOrder(OrderField.METRIC, metric=wanted.metric, scope=wanted.scope, per=wanted.per, over=wanted.over)
    async for state in _telling(reading, vantage, asked, order):
        found = flow(state, wanted, asked.is_one_time)
        others.update(per for per in found.other_spans if per is not None)
        for group, said in _rows_of(found, state, asked):
            yield state, group, said


async def _telling(
    reading: Reading, vantage: Vantage, asked: SumRequest, order: CompanyOrder
) -> AsyncIterator[CompanyState]:
    """Each company that may tell of the metric, or of something that it counts."""
    told: set[str] = set()
    async for state in every_telling(reading, vantage, asked.companies, order):
        told.add(state.slug)
        yield state
    category = COUNTED_BY.get(slugify(asked.metric or ""))
    if category is None:
        return
    counted = MilestoneFilter(
        since=asked.since, until=asked.until, of=asked.companies, categories=frozenset({category})
    )
    async for state, _ in every_part(reading, vantage, MILESTONES, counted):
        if state.slug not in told:
            told.add(state.slug)
            yield state


def _rows_of(found: Flow, state: CompanyState, asked: SumRequest) -> list[tuple[RowGroup, Added]]:
    """The figures of a company, each in its row; what is missing or left out in the row of no time. One that tells of
    other times only is not missing, nor are the days between figures of single days."""
    if not found.figures and not found.total.excluded and not found.unsized:
        return []
    rows = [
        (group_of(asked.groups, state, None, one.days.first, one.days.last), _added(one, asked))
        for one in found.figures
    ]
    open_ended = asked.since is None or asked.until is None or not TIMES.isdisjoint(asked.by)
    tells = bool(found.figures or found.total.excluded)
    gaps = found.total.unknown - len(found.unsized)
    missing = 0 if open_ended or found.is_of_single_days or not tells else gaps
    why = (*found.total.why[:missing], *found.total.why[found.total.unknown :])
    rows += [(group_of(asked.groups, state, None, one.first, one.last), _UNSIZED) for one in found.unsized]
    if found.total.excluded or missing:
        left = Total(unknown=missing, excluded=found.total.excluded, why=tuple(map(_reason, why)))
        rows.append((group_of(asked.groups, state, None, None, None), (left, ())))
    return rows


def _reason(told: str) -> str:
    return "some of its days are not told of" if told.endswith(": nobody tells") else told


def _added(one: SpanFigure, asked: SumRequest) -> Added:
    return total_of([one], (), (), asked.currency), (one.value,)
