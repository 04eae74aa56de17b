"""Metrics, and targets: values that a company means to reach."""

from typing import Self

import strawberry

from dateline.graphql.scope import Scope
from dateline.graphql.types.events import Event, one_event
from dateline.graphql.types.figures import Figure
from dateline.graphql.types.parts import Part, ViewField, part
from dateline.graphql.types.values import PartialDate, partial_date
from dateline.state.company import CompanyState
from dateline.state.parts import metrics, targets
from dateline.state.projection import View
from dateline.state.seen import Seen
from dateline.values import vocabulary


@part("A figure of a company or of a part of it.")
class MetricState(Part):
    view: strawberry.Private[metrics.Metric]

    @strawberry.field(
        description="What is measured, in lower case, words joined by hyphens: arr, revenue, headcount, users …"
    )
    def name(self) -> str:
        return self.view.name

    @strawberry.field(name="scope", description="The product, division or site it is of; null for the company.")
    def part(self) -> str | None:
        return self.view.scope

    @strawberry.field(description="The span of time it is counted over; null for what is counted at a moment.")
    def per(self) -> vocabulary.Per | None:
        return self.view.per

    @strawberry.field(description="The span of time that the figure describes; null where none was told.")
    def period(self) -> PartialDate | None:
        return partial_date(self.view.period)

    @strawberry.field(description="Its value: the account that was chosen, with where it comes from.")
    def figure(self) -> Figure:
        return Figure(chosen=self.view.value, scope=self.scope)


@part("A value the company means to reach.")
class Target(Part):
    view: strawberry.Private[targets.Target]
    outcome: targets.Outcome = strawberry.field(description="What became of it by the vantage's `on`.")
    met: strawberry.Private[Seen | None]

    @classmethod
    def of(cls, view: View, state: CompanyState, scope: Scope) -> Self:
        assert isinstance(view, targets.Target)
        outcome, met = state.outcome(view)
        return cls(view=view, scope=scope, outcome=outcome, met=met)

    @strawberry.field(description="What is to be measured, as its event says it.")
    def metric(self) -> str:
        return self.view.measure.metric

    @strawberry.field(name="scope", description="The product, division or site it is of; null for the company.")
    def part(self) -> str | None:
        return self.view.measure.scope

    @strawberry.field(description="The span of time it is counted over; null for what is counted at a moment.")
    def per(self) -> vocabulary.Per | None:
        return self.view.measure.per

    value = ViewField("The amount or the count to reach.")
    by = ViewField("The day to reach it by; null where none was said.")

    @strawberry.field(description="The event of the figure that met it; null unless MET.")
    async def met_by(self, info: strawberry.Info) -> Event | None:
        return await one_event(info, self.met, self.scope) if self.met is not None else None
