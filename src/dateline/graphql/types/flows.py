"""Flows: a metric that is counted over spans, added up over a time."""

from datetime import date
from typing import Annotated

import msgspec
import strawberry

from dateline.answers import flows, spans_told
from dateline.graphql.scope import Scope
from dateline.graphql.types.figures import Converted, Figure
from dateline.graphql.types.object_types import object_type
from dateline.graphql.types.totals import Total
from dateline.values.vocabulary import Per


@object_type(description="A span of whole days.")
class DaySpan(msgspec.Struct, kw_only=True, gc=False):
    first: Annotated[date, strawberry.field(description="The first of them.")]
    last: Annotated[date, strawberry.field(description="The last of them, which is in it.")]


@object_type(description="The figure of one span that is added up.")
class SpanFigure(msgspec.Struct, kw_only=True, gc=False):
    days: Annotated[DaySpan, strawberry.field(description="From when to when.")]
    figure: Annotated[Figure, strawberry.field(description="The account that is used, with where it comes from.")]
    converted: Annotated[
        Converted | None,
        strawberry.field(description="What it is in the currency asked for, if one was and it is money; else null."),
    ]


@object_type(
    description="A metric that is counted over spans, added up over a time: never figures of two lengths, which would"
    " tell the same twice."
)
class Flow(msgspec.Struct, kw_only=True, gc=False):
    flow: flows.Flow
    scope: Scope

    @strawberry.field(description="The time it is added up over.")
    def over(self) -> DaySpan:
        return _days(self.flow.over)

    @strawberry.field(description="The length of the spans; null where each figure says its own.")
    def per(self) -> Per | None:
        return self.flow.per

    @strawberry.field(description="The sum; `unknown` counts the gaps, `excluded` what overlaps or reaches beyond.")
    def total(self) -> Total:
        return Total(total=self.flow.total, told=lambda: self.flow.because, scope=self.scope)

    @strawberry.field(description="What is added up, in the order of time.")
    def figures(self) -> list[SpanFigure]:
        return [
            SpanFigure(
                days=_days(one.days),
                figure=Figure(chosen=one.value, scope=self.scope),
                converted=Converted(conversion=one.conversion) if one.conversion is not None else None,
            )
            for one in self.flow.figures
        ]

    @strawberry.field(description="The days that nobody tells of, as long spans in the order of time.")
    def missing(self) -> list[DaySpan]:
        return [_days(one) for one in self.flow.missing]

    @strawberry.field(description="Over which other lengths figures of that time are told; they are not in it.")
    def other_spans(self) -> list[Per]:
        return [per for per in self.flow.other_spans if per is not None]


def _days(days: spans_told.DaySpan) -> DaySpan:
    return DaySpan(first=days.first, last=days.last)
