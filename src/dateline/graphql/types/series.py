"""Series: a metric of one company over time."""

from datetime import date

import msgspec
import strawberry

from dateline.answers.change import series
from dateline.graphql.context import context_of
from dateline.graphql.scalars import CurrencyCode
from dateline.graphql.scope import Scope
from dateline.graphql.types.measures import Measure, figure_measure, total_measure
from dateline.graphql.types.object_types import object_type
from dateline.graphql.types.values import Vantage
from dateline.state.company import CompanyState
from dateline.state.vantage import Vantage as DomainVantage
from dateline.values import vocabulary


@object_type(description="A value, and the day since which it holds.")
class Point(msgspec.Struct, kw_only=True, gc=False):
    point: series.Point
    state: CompanyState
    currency: str | None

    @strawberry.field(description="The first day of the value, which holds until the day of the next point.")
    def on(self) -> date:
        return self.point.on

    @strawberry.field(
        description="What holds from this day on, read at the vantage of that day; null where it is unknown from here."
    )
    def value(self) -> Measure | None:
        scope = Scope.at(self.point.at).inside(self.state)
        match self.point.value:
            case None:
                return None
            case series.Sum(total=total, counted=counted):
                return total_measure(total, counted, scope)
            case chosen:
                return figure_measure(chosen, scope, self.currency, self.point.converted)


@object_type(description="A step function: one point where the value changes.")
class Series(msgspec.Struct, kw_only=True, gc=False):
    drawn: series.Series
    state: CompanyState
    at: DomainVantage

    @strawberry.field(description="What is measured, in lower case, words joined by hyphens.")
    def metric(self) -> str:
        return self.drawn.metric

    @strawberry.field(description="The one asked for; null where none was: money is then as reported.")
    def currency(self) -> CurrencyCode | None:
        return CurrencyCode(self.drawn.currency) if self.drawn.currency is not None else None

    @strawberry.field(
        description="The span of time that the figures are counted over; without one asked for, that with the most"
        " points."
    )
    def per(self) -> vocabulary.Per | None:
        return self.drawn.per

    @strawberry.field(
        description="Spans over which the same metric is told too, each a line of its own; null is no span."
    )
    def other_spans(self) -> list[vocabulary.Per | None]:
        return list(self.drawn.other_spans)

    @strawberry.field(description="Its last day, and what else it was read at.")
    def vantage(self) -> Vantage:
        return Vantage(view=self.at)

    @strawberry.field(
        description="Where the value changes: by date, one a day at most; empty for what nobody ever spoke of."
    )
    def points(self) -> list[Point]:
        return [Point(point=point, state=self.state, currency=self.drawn.currency) for point in self.drawn.points]


async def series_of(
    info: strawberry.Info, company: str, wanted: series.SeriesRequest, at: DomainVantage
) -> Series | None:
    """The series; None if nothing of the company is in reach.

    Raises InvalidInput for more points than a series may have, or a currency for what is no money.
    """
    state = await context_of(info).state(company, at)
    return Series(drawn=series.series(state, wanted), state=state, at=at) if state is not None else None
