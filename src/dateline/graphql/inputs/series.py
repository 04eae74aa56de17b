"""Which metric is drawn, until when and in which currency, as it is asked for."""

from datetime import date
from typing import Annotated

import strawberry

from dateline.graphql.scalars import CurrencyCode

MetricName = Annotated[
    str,
    strawberry.argument(
        description="arr, revenue, headcount … as reported; or valuation, raised, megawatts, chips of the company."
    ),
]
Until = Annotated[date | None, strawberry.argument(description="The last day. Default: today, UTC.")]
Currency = Annotated[
    CurrencyCode | None,
    strawberry.argument(description="Each point in this currency, at the rate of its day; for money only."),
]
