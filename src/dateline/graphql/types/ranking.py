"""Many companies, and the rounds of all companies, at one vantage: in order, narrowed down, in pages."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import strawberry

from dateline.answers.paging import Page, Slice, cursor, page
from dateline.answers.ranking import order as ranking
from dateline.answers.ranking.order import Direction, OrderField
from dateline.answers.ranking.ordered_list import Ranked
from dateline.answers.ranking.ranking import RankedCompany, RankedRound, is_company_place, is_round_place
from dateline.graphql.scalars import CurrencyCode
from dateline.graphql.scope import Scope
from dateline.graphql.types.company import CompanyState, state_of
from dateline.graphql.types.connections import PageInfo, page_info
from dateline.graphql.types.measures import Measure, figure_measure, total_measure
from dateline.graphql.types.parts import FundingRound
from dateline.graphql.types.values import PartialDate
from dateline.state.company import Status
from dateline.state.vantage import Vantage
from dateline.values import vocabulary
from dateline.values.money import Money

Count = Callable[[], Awaitable[int]]


@strawberry.input(description="By what companies are ordered. Ties break on the slug.")
class CompanyOrder:
    field: OrderField
    metric: str | None = strawberry.field(default=strawberry.UNSET, description="For METRIC.")
    scope: str | None = strawberry.field(
        default=strawberry.UNSET, description="For METRIC: of this product, division or site."
    )
    per: vocabulary.Per | None = strawberry.field(
        default=strawberry.UNSET, description="For METRIC, as in `metric(per:)`."
    )
    currency: CurrencyCode | None = strawberry.field(
        default="USD",
        description="What money is compared in, at the rate of its day; money without a rate counts as no value.",
    )
    direction: Direction = Direction.DESC


@strawberry.input(description="Which companies; what is left out is no condition, and all ends are inclusive.")
class CompanyFilter:
    slugs: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="A slug that was merged into another names that other one."
    )
    countries: list[str] | None = strawberry.field(default=strawberry.UNSET, description="ISO 3166-1 alpha-2.")
    sectors: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="Whatever their case and accents."
    )
    status: Status | None = strawberry.UNSET
    name_contains: str | None = strawberry.field(default=strawberry.UNSET, description="Whatever its case and accents.")
    investor: str | None = strawberry.field(
        default=strawberry.UNSET, description="Slug of a lead or investor of one of its rounds, or of a holder."
    )
    founded_from: date | None = strawberry.field(
        default=strawberry.UNSET, description="Tests the day the founding counts from."
    )
    founded_until: date | None = strawberry.field(
        default=strawberry.UNSET, description="Tests the day the founding counts from."
    )


@strawberry.input(description="An amount in a currency.")
class MoneyInput:
    amount: Decimal
    currency: CurrencyCode


@strawberry.input(description="Which rounds; what is left out is no condition, and all ends are inclusive.")
class RoundFilter:
    companies: list[str] | None = strawberry.field(default=strawberry.UNSET, description="Slugs.")
    series: list[str] | None = strawberry.field(default=strawberry.UNSET, description="Whatever their case.")
    stage: vocabulary.FundingStage | None = strawberry.UNSET
    instruments: list[vocabulary.Instrument] | None = strawberry.UNSET
    investor: str | None = strawberry.field(default=strawberry.UNSET, description="Slug of a lead or investor.")
    from_: date | None = strawberry.field(
        name="from", default=strawberry.UNSET, description="Tests the day a round counts from."
    )
    until: date | None = strawberry.field(default=strawberry.UNSET, description="Tests the day a round counts from.")
    raised_min: MoneyInput | None = strawberry.field(
        default=strawberry.UNSET, description="At least as much, at the rate of its day."
    )


def order_of(asked: CompanyOrder | None) -> ranking.CompanyOrder:
    """Raises InvalidInput."""
    if not asked:
        return ranking.CompanyOrder()
    return ranking.CompanyOrder(
        asked.field,
        asked.direction,
        asked.currency or "USD",
        asked.metric or None,
        asked.scope or None,
        asked.per or None,
    )


def companies_asked(asked: CompanyFilter | None) -> ranking.CompanyFilter:
    if not asked:
        return ranking.CompanyFilter()
    return ranking.CompanyFilter(
        slugs=_set(asked.slugs),
        countries=_set(asked.countries),
        sectors=_set(asked.sectors),
        status=asked.status or None,
        name_contains=asked.name_contains or None,
        investor=asked.investor or None,
        founded_from=asked.founded_from or None,
        founded_until=asked.founded_until or None,
    )


def rounds_asked(asked: RoundFilter | None) -> ranking.RoundFilter:
    if not asked:
        return ranking.RoundFilter()
    least = asked.raised_min
    return ranking.RoundFilter(
        companies=_set(asked.companies),
        series=_set(asked.series),
        stage=asked.stage or None,
        instruments=_set(asked.instruments),
        investor=asked.investor or None,
        since=asked.from_ or None,
        until=asked.until or None,
        raised_min=Money(least.amount, least.currency) if least else None,
    )


def _set(asked: list[Any] | None) -> frozenset[Any] | None:
    """An empty list is no condition, as everywhere."""
    return frozenset(asked) if asked else None


def company_page(order: ranking.CompanyOrder, asked: dict[str, Any]) -> Page:
    """The page asked for; an argument that was left out is UNSET."""
    return page(_company_list(order), lambda place: is_company_place(place, order), **_given(asked))


def round_page(asked: dict[str, Any]) -> Page:
    return page(_ROUNDS, is_round_place, **_given(asked))


_ROUNDS = "rounds"


def _company_list(order: ranking.CompanyOrder) -> str:
    """What cursors name the list by."""
    per = order.per.value if order.per is not None else None
    of_metric = [order.metric, order.scope, per] if order.field is OrderField.METRIC else []
    money = [order.currency] if order.field in ranking.NUMBERS else []
    return " ".join(["ranked", order.field.value, order.direction.value, *(one or "-" for one in (*money, *of_metric))])


def _given(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if value is not strawberry.UNSET}


@strawberry.type
class CompanyStateEdge:
    cursor: str
    rank: int = strawberry.field(description="Its place in the whole list, from 1, whatever the page.")
    value: Measure | None = strawberry.field(description="What it was ordered by.")
    node: CompanyState


@strawberry.type(description="A page of companies at one vantage; at a pinned one its cursors stay valid for ever.")
class CompanyStateConnection:
    edges: list[CompanyStateEdge]
    page_info: PageInfo
    count: strawberry.Private[Count]

    @strawberry.field
    def nodes(self) -> list[CompanyState]:
        return [edge.node for edge in self.edges]

    @strawberry.field(description="How many there are in all pages. With a filter all that may pass are looked at.")
    async def total_count(self) -> int:
        return await self.count()


@strawberry.type
class RoundEdge:
    cursor: str
    node: FundingRound


@strawberry.type(description="A page of rounds, the latest first.")
class RoundConnection:
    edges: list[RoundEdge]
    page_info: PageInfo
    count: strawberry.Private[Count]

    @strawberry.field
    def nodes(self) -> list[FundingRound]:
        return [edge.node for edge in self.edges]

    @strawberry.field(description="How many there are in all pages: all rounds that may pass are looked at.")
    async def total_count(self) -> int:
        return await self.count()


async def company_connection(
    info: strawberry.Info, found: Slice[Ranked[RankedCompany]], order: ranking.CompanyOrder, at: Vantage, count: Count
) -> CompanyStateConnection:
    edges = []
    for one in found.items:
        node = await state_of(info, one.entry.item.slug, at)
        assert node is not None, "it was in reach when it was ranked, at the same vantage"
        place = cursor(_company_list(order), one.entry.place)
        edges.append(CompanyStateEdge(cursor=place, rank=one.rank, value=_measure(one, node, order), node=node))
    return CompanyStateConnection(edges=edges, page_info=_page_info(found, edges), count=count)


def _measure(one: Ranked[RankedCompany], node: CompanyState, order: ranking.CompanyOrder) -> Measure | None:
    value, scope = one.entry.item.value, node.scope
    if value is None:
        return None
    if value.figure is not None:
        return figure_measure(value.figure, scope, order.currency, value.conversion)
    if value.total is not None:
        return total_measure(value.total, value.counted, scope)
    when = PartialDate(told=value.date) if value.date is not None else None
    return Measure(seen=value.because, scope=scope, date=when, text=value.text)


def round_connection(found: Slice[Ranked[RankedRound]], at: Vantage, count: Count) -> RoundConnection:
    edges = []
    for one in found.items:
        item = one.entry.item
        node = FundingRound(view=item.round, scope=Scope.at(at).inside(item.state))
        edges.append(RoundEdge(cursor=cursor(_ROUNDS, one.entry.place), node=node))
    return RoundConnection(edges=edges, page_info=_page_info(found, edges), count=count)


def _page_info(found: Slice[Any], edges: Sequence[CompanyStateEdge | RoundEdge]) -> PageInfo:
    return page_info(found, [edge.cursor for edge in edges])
