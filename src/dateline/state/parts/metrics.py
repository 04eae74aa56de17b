"""Metrics: figures of a company or a part of it, as they change."""

from __future__ import annotations

from dateline.events.measured import Metric as MetricEvent
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.parts.measures import Measure, measure_of
from dateline.state.projection import Projection, View
from dateline.state.subject import Subject
from dateline.values.dates import PartialDate
from dateline.values.money import Amount, Quantity
from dateline.values.text import slugify
from dateline.values.vocabulary import Per


class Metric(View, frozen=True, eq=False):
    value: Chosen[Amount | Quantity]

    @property
    def event(self) -> MetricEvent:
        """The event whose account is used."""
        event = self.value.seen.event
        assert isinstance(event, MetricEvent)
        return event

    @property
    def measure(self) -> Measure:
        """What is measured, by the name that is kept."""
        return measure_of(self.subject, self.event)

    @property
    def name(self) -> str:
        return slugify(self.measure.metric)

    @property
    def scope(self) -> str | None:
        return slugify(self.measure.scope) if self.measure.scope else None

    @property
    def per(self) -> Per | None:
        return self.measure.per

    @property
    def period(self) -> PartialDate | None:
        """The span of time that the figure describes."""
        return self.event.period


def view(subject: Subject[MetricEvent]) -> Metric:
    return Metric(subject=subject, value=subject.always("value", Course.CHANGES, lambda event: event.value))


PROJECTION = Projection(
    "metrics", "Metrics", kinds=(MetricEvent,), makes=Metric, view=view, has_one_changing_field=True
)
