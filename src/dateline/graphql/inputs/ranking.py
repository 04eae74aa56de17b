"""What companies are ordered by and narrowed down to, as it is asked for."""

from datetime import date
from typing import Annotated

import strawberry

from dateline.answers.asking import partial_date
from dateline.answers.ranking import filters, order
from dateline.answers.spans_told import DaySpan, days_over
from dateline.errors import of_argument
from dateline.graphql.inputs.arguments import among, one
from dateline.graphql.inputs.declared import input_type
from dateline.graphql.scalars import CurrencyCode, Edtf
from dateline.state.company import Status
from dateline.values import vocabulary
from dateline.values.text import slugify


@input_type(description="By what companies are ordered. Ties break on the slug.")
class CompanyOrder:
    field: order.OrderField = strawberry.field(description="What they are compared by.")
    metric: str | None = strawberry.field(
        default=strawberry.UNSET, description="For METRIC, which needs it: what is measured, like arr or headcount."
    )
    scope: str | None = strawberry.field(
        default=strawberry.UNSET, description="For METRIC: of this product, division or site."
    )
    per: vocabulary.Per | None = strawberry.field(
        default=strawberry.UNSET, description="For METRIC, as in `metric(per:)`."
    )
    over: Edtf | None = strawberry.field(
        default=strawberry.UNSET,
        description="For METRIC: the time over which its figures are added up, like 2023 or 2023-Q1, instead of the"
        " latest one.",
    )
    currency: CurrencyCode | None = strawberry.field(
        default="USD",
        description="What money is compared in, at the rate of its day; money without a rate counts as no value.",
    )
    direction: order.Direction = strawberry.field(default=order.Direction.DESC, description="Which end comes first.")


@input_type(
    description="Which companies; what is left out is open, an empty list lets nothing pass, ends are inclusive."
)
class CompanyFilter:
    slugs: list[str] | None = strawberry.field(
        default=strawberry.UNSET,
        description="Only these, by slug; one that was merged into another names that other one.",
    )
    countries: list[str] | None = strawberry.field(
        default=strawberry.UNSET,
        description="With their seat in one of these, ISO 3166-1 alpha-2: as it is known, or else as it may be.",
    )
    sectors: list[str] | None = strawberry.field(
        default=strawberry.UNSET,
        description="In one of these sectors, whatever their case and accents: as it is known, or else as it may be.",
    )
    status: Status | None = strawberry.field(default=strawberry.UNSET, description="What became of them by then.")
    name_contains: str | None = strawberry.field(
        default=strawberry.UNSET, description="Has this in its name, whatever the case and accents."
    )
    investor: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="With this party among the leads and investors of a round, or among the holders: its slug.",
    )
    partner: str | None = strawberry.field(
        default=strawberry.UNSET, description="Works with this party, in a partnership that has not ended: its slug."
    )
    milestone: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="With this milestone, by its key or name, if it has happened and not ended: like membership of an"
        " index.",
    )
    founded_from: date | None = strawberry.field(
        default=strawberry.UNSET, description="From this day on: tests the day the founding counts from."
    )
    founded_until: date | None = strawberry.field(
        default=strawberry.UNSET, description="Until this day: tests the day the founding counts from."
    )


OfCompanies = Annotated[
    CompanyFilter | None,
    strawberry.argument(description="Only companies that meet all of its conditions. Default: all."),
]


TimeOver = Annotated[
    Edtf, strawberry.argument(description="The time to add up over, like 2023 or 2023-Q1: a date with two ends.")
]
FlowSpan = Annotated[
    vocabulary.Per | None,
    strawberry.argument(description="Figures of this length. Default: those that cover most of the time."),
]
FlowCurrency = Annotated[
    CurrencyCode | None,
    strawberry.argument(description="Converts each figure at the rate of its day; without it, one sum a currency."),
]


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
            days_asked(asked.over or None),
        )


def days_asked(over: Edtf | None) -> DaySpan | None:
    """The days of a time. Raises InvalidDate or InvalidInput."""
    with of_argument("over"):
        told = partial_date(over, "over")
        return days_over(told) if told is not None else None


def countries_named(asked: list[str] | None) -> frozenset[str] | None:
    """Raises InvalidInput for what is no country."""
    words = among(asked)
    with of_argument("countries"):
        return filters.country_codes(words) if words is not None else None


def company_filter_of(asked: CompanyFilter | None) -> filters.CompanyFilter:
    if not asked:
        return filters.CompanyFilter()
    return filters.CompanyFilter(
        slugs=among(asked.slugs),
        countries=countries_named(asked.countries),
        sectors=among(asked.sectors),
        statuses=one(asked.status),
        called=one(asked.name_contains),
        investors=one(asked.investor),
        founded_from=asked.founded_from or None,
        founded_until=asked.founded_until or None,
        partners=one(asked.partner),
        milestones=one(slugify(asked.milestone)) if asked.milestone else None,
    )
