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

    @strawberry.field
    def name(self) -> str:
        return self.view.name

    @strawberry.field(name="scope", description="The product, division or site it is of; null for the company.")
    def part(self) -> str | None:
        return self.view.scope

    @strawberry.field
    def per(self) -> vocabulary.Per | None:
        return self.view.per

    @strawberry.field(description="The span of time that the figure describes.")
    def period(self) -> PartialDate | None:
        return partial_date(self.view.period)

    @strawberry.field
    def figure(self) -> Figure:
        return Figure(chosen=self.view.value, scope=self.scope)


@part("A value the company means to reach.")
class Target(Part):
    view: strawberry.Private[targets.Target]
    outcome: targets.Outcome
    met: strawberry.Private[Seen | None]

    @classmethod
    def of(cls, view: View, state: CompanyState, scope: Scope) -> Self:
        assert isinstance(view, targets.Target)
        outcome, met = state.outcome(view)
        return cls(view=view, scope=scope, outcome=outcome, met=met)

    @strawberry.field
    def metric(self) -> str:
        return self.view.measure.metric

    @strawberry.field(name="scope", description="The product, division or site it is of; null for the company.")
    def part(self) -> str | None:
        return self.view.measure.scope

    @strawberry.field
    def per(self) -> vocabulary.Per | None:
        return self.view.measure.per

    value = ViewField()
    by = ViewField("The day to reach it by; null where none was said.")

    @strawberry.field(description="The figure that met it.")
    async def met_by(self, info: strawberry.Info) -> Event | None:
        return await one_event(info, self.met, self.scope) if self.met is not None else None
