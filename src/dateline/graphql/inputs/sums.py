"""What is added up over companies, as it is asked for."""

from datetime import date
from typing import Annotated

import strawberry

from dateline.answers.sums.company_sums import SumRequest
from dateline.answers.sums.grouping import SumBy
from dateline.answers.sums.summands import SumOf
from dateline.graphql.inputs.arguments import given
from dateline.graphql.inputs.declared import input_type
from dateline.graphql.inputs.ranking import OfCompanies, company_filter_of
from dateline.graphql.scalars import CurrencyCode
from dateline.values.vocabulary import Per


@input_type(description="What is added up; what is left out is open, ends are inclusive.")
class SumInput:
    of: SumOf = strawberry.field(description="What is added up.")
    metric: str | None = strawberry.field(
        default=strawberry.UNSET, description="For METRIC, which needs it: what is measured, like layoffs or revenue."
    )
    scope: str | None = strawberry.field(
        default=strawberry.UNSET, description="For METRIC: of this product, division or site."
    )
    per: Per | None = strawberry.field(
        default=strawberry.UNSET,
        description="For METRIC: figures of this length. Default: for each company those that cover most of the time.",
    )
    by: list[SumBy] | None = strawberry.field(
        default=strawberry.UNSET, description="By what its rows are told apart, in this order. Default: one row."
    )
    from_: date | None = strawberry.field(
        name="from", default=strawberry.UNSET, description="From this day on: tests the day something counts from."
    )
    until: date | None = strawberry.field(
        default=strawberry.UNSET, description="Until this day: tests the day something counts from."
    )


InCurrency = Annotated[
    CurrencyCode | None,
    strawberry.argument(description="Converts each amount, at the rate of its day; without it, one sum a currency."),
]
SumWhat = Annotated[SumInput, strawberry.argument(description="What is added up, and what tells the rows apart.")]


def sum_request_of(asked: SumInput, companies: OfCompanies, currency: CurrencyCode | None) -> SumRequest:
    """Raises InvalidInput for what does not go together."""
    return SumRequest(
        of=asked.of,
        by=tuple(given(asked.by) or ()),
        since=asked.from_ or None,
        until=asked.until or None,
        companies=company_filter_of(companies),
        currency=currency or None,
        metric=asked.metric or None,
        scope=asked.scope or None,
        per=asked.per or None,
    )
