"""Targets: values a company means to reach, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from dateline.events.measured import Metric as MetricEvent
from dateline.events.measured import Target as TargetEvent
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.projection import Projection, View
from dateline.state.seen import Seen
from dateline.state.subject import Subject
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty, PartialDate
from dateline.values.money import Amount, Quantity
from dateline.values.text import compared
from dateline.values.vocabulary import Bound


class Outcome(Enum):
    PENDING = "pending"
    MET = "met"
    MISSED = "missed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, eq=False)
class Target(View):
    value: Chosen[Amount | Quantity]
    by: Chosen[PartialDate] | None

    @property
    def event(self) -> TargetEvent:
        event = self.value.seen.event
        assert isinstance(event, TargetEvent)
        return event

    @property
    def due(self) -> date | None:
        """The last day to reach it; None for a target without a date, or with none that ends."""
        return self.by.value.last if self.by is not None else None


def view(subject: Subject[TargetEvent]) -> Target:
    return Target(
        subject=subject,
        value=subject.always("value", Course.CHANGES, lambda event: event.value),
        by=subject.choose("by", Course.CHANGES, lambda event: event.by),
    )


PROJECTION = Projection("targets", "Targets", kinds=(TargetEvent,), makes=Target, view=view)


def outcome(target: Target, figures: Iterable[Seen], vantage: Vantage) -> tuple[Outcome, Seen | None]:
    """What became of a target at a vantage, and the figure that met it (help rules, 5.4).

    `figures` are the standing metric events that count, by date.
    """
    measured = [seen for seen in figures if _same_measure(seen, target)]
    met_by = next((seen for seen in measured if _in_time(seen, target, vantage.dates) and _reaches(seen, target)), None)
    if met_by is not None:
        return Outcome.MET, met_by
    if target.due is None or vantage.on < target.due:
        return Outcome.PENDING, None
    late = [seen for seen in measured if seen.event.when.counts_from(vantage.dates) >= target.due]
    return (Outcome.MISSED if any(_is_below(seen, target) for seen in late) else Outcome.UNKNOWN), None


def _same_measure(seen: Seen, target: Target) -> bool:
    return isinstance(seen.event, MetricEvent) and seen.event.measured == target.event.measured


def _in_time(seen: Seen, target: Target, certainty: Certainty) -> bool:
    return target.due is None or seen.event.when.counts_from(certainty) <= target.due


def _reaches(seen: Seen, target: Target) -> bool:
    """Whether the figure is at least the target; a target "over" a number needs more, or a figure "over" the same."""
    numbers = _numbers(seen, target)
    if numbers is None:
        return False
    figure, bound, goal, goal_bound = numbers
    if bound is Bound.UNDER:
        return False
    return figure > goal or (figure == goal and (goal_bound is not Bound.OVER or bound is Bound.OVER))


def _is_below(seen: Seen, target: Target) -> bool:
    """Whether the figure is surely less than the target: "over 900" may be anything above."""
    numbers = _numbers(seen, target)
    if numbers is None or _reaches(seen, target):
        return False
    figure, bound, goal, _ = numbers
    return figure <= goal and bound is not Bound.OVER


def _numbers(seen: Seen, target: Target) -> tuple[Decimal, Bound, Decimal, Bound] | None:
    """Figure and goal as numbers of one currency or unit; None if they have not the same."""
    event, goal = seen.event, target.value.value
    assert isinstance(event, MetricEvent)
    if isinstance(goal, Amount):
        if event.money is None or event.money.currency != goal.currency:
            return None
        return event.money.amount, event.money.bound, goal.amount, goal.bound
    if event.count is None or event.unit is None or compared(event.unit) != compared(goal.unit):
        return None
    return event.count, event.bound, goal.count, goal.bound
