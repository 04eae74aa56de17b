"""What companies and rounds are ordered by and narrowed down to, as it is asked for."""

from datetime import date
from decimal import Decimal

import strawberry

from dateline.answers.ranking import filters, order
from dateline.errors import of_argument
from dateline.graphql.inputs.arguments import among
from dateline.graphql.scalars import CurrencyCode
from dateline.state.company import Status
from dateline.values import vocabulary
from dateline.values.money import Money


@strawberry.input(description="By what companies are ordered. Ties break on the slug.")
class CompanyOrder:
    field: order.OrderField
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
    direction: order.Direction = order.Direction.DESC


@strawberry.input(
    description="Which companies; what is left out is open, an empty list lets nothing pass, ends are inclusive."
)
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


@strawberry.input(
    description="Which rounds; what is left out is open, an empty list lets nothing pass, ends are inclusive."
)
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


def company_order_of(asked: CompanyOrder | None) -> order.CompanyOrder:
    """The order asked for. Raises InvalidInput for a metric that is not named, or is where no metric is meant."""
    if not asked:
        return order.CompanyOrder()
    with of_argument("orderBy"):
        return order.CompanyOrder(
            asked.field,
            asked.direction,
            asked.currency or "USD",
            asked.metric or None,
            asked.scope or None,
            asked.per or None,
        )


def company_filter_of(asked: CompanyFilter | None) -> filters.CompanyFilter:
    if not asked:
        return filters.CompanyFilter()
    return filters.CompanyFilter(
        slugs=among(asked.slugs),
        countries=among(asked.countries),
        sectors=among(asked.sectors),
        status=asked.status or None,
        name_contains=asked.name_contains or None,
        investor=asked.investor or None,
        founded_from=asked.founded_from or None,
        founded_until=asked.founded_until or None,
    )


def round_filter_of(asked: RoundFilter | None) -> filters.RoundFilter:
    if not asked:
        return filters.RoundFilter()
    least = asked.raised_min
    return filters.RoundFilter(
        companies=among(asked.companies),
        series=among(asked.series),
        stage=asked.stage or None,
        instruments=among(asked.instruments),
        investor=asked.investor or None,
        since=asked.from_ or None,
        until=asked.until or None,
        raised_min=Money(least.amount, least.currency) if least else None,
    )
