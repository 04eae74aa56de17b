"""Which metric is drawn, until when and in which currency, as it is asked for."""

from datetime import date
from typing import Annotated

import strawberry

from dateline.graphql.scalars import CurrencyCode
from dateline.values.vocabulary import Per

MetricName = Annotated[
    str,
    strawberry.argument(
        description="What is measured: arr, revenue, headcount … in any case, words joined by blanks or hyphens. For"
        " a series also"
        " valuation, raised, megawatts, chips of the company."
    ),
]
MetricScope = Annotated[
    str | None, strawberry.argument(description="The product, division or site it is of. Default: the company.")
]
MetricSpan = Annotated[
    Per | None,
    strawberry.argument(
        description="The span of time it is counted over. Default: what is counted at a moment, or else the only span"
        " there is; for a series, the one with the most points."
    ),
]
Until = Annotated[date | None, strawberry.argument(description="The last day. Default: today, UTC.")]
Currency = Annotated[
    CurrencyCode | None,
    strawberry.argument(description="Each point in this currency, at the rate of its day; for money only."),
]
