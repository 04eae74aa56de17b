"""Targets: values a company means to reach, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import Enum

from dateline.events.measured import Metric as MetricEvent
from dateline.events.measured import Target as TargetEvent
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.parts.measures import Measure, due_of_key, measure_of
from dateline.state.projection import Projection, View
from dateline.state.seen import Seen
from dateline.state.subject import Subject
from dateline.state.vantage import Vantage
from dateline.values.agreement import Exchange, agree, no_exchange
from dateline.values.dates import Certainty, PartialDate
from dateline.values.described import Described
from dateline.values.money import Amount, Quantity
from dateline.values.text import compared
from dateline.values.vocabulary import Bound


class Outcome(Described):
    """What became of a target by the day asked about."""

    PENDING = "pending", "Its day has not come, or none was said, and no figure reached it yet."
    MET = "met", "A figure reached it by its day."
    MISSED = "missed", "A figure dated on or after its day is below it."
    UNKNOWN = "unknown", "No figure tells, or none that can be compared."


class Target(View, frozen=True, eq=False):
    value: Chosen[Amount | Quantity]
    by: Chosen[PartialDate] | None

    @property
    def event(self) -> TargetEvent:
        event = self.value.seen.event
        assert isinstance(event, TargetEvent)
        return event

    @property
    def measure(self) -> Measure:
        """What is to be reached, by the name that is kept."""
        return measure_of(self.subject, self.event)

    @property
    def due(self) -> date | None:
        """The last day to reach it; None for a target without a date, or with none that ends."""
        return self.by.value.last if self.by is not None else None


def view(subject: Subject[TargetEvent]) -> Target:
    return Target(
        subject=subject,
        value=subject.always("value", Course.CHANGES, lambda event: event.value),
        by=subject.of_key("by", Course.CHANGES, lambda event: event.by, due_of_key),
    )


PROJECTION = Projection("targets", "Targets", kinds=(TargetEvent,), makes=Target, view=view)


def outcome(
    target: Target, figures: Iterable[Seen], vantage: Vantage, exchange: Exchange = no_exchange
) -> tuple[Outcome, Seen | None]:
    """What became of a target at a vantage, and the figure that met it (help rules, 5.4).

    `figures` are the standing metric events that count and measure what the target does, by date; one dated before the
    target was set may meet it. `exchange` converts a figure in another currency at the rate of its own day.
    """
    told = [(seen, _compared(seen, target, exchange)) for seen in figures]
    for seen, compares in told:
        if compares is Compares.REACHED and _in_time(seen, target, vantage.dates):
            return Outcome.MET, seen
    if target.due is None or vantage.on < target.due:
        return Outcome.PENDING, None
    late = (compares for seen, compares in told if seen.when.counts_from(vantage.dates) >= target.due)
    return (Outcome.MISSED if Compares.BELOW in late else Outcome.UNKNOWN), None


def _in_time(seen: Seen, target: Target, certainty: Certainty) -> bool:
    return target.due is None or seen.event.when.counts_from(certainty) <= target.due


class Compares(Enum):
    """How a figure stands to a target; what is neither leaves it open."""

    REACHED = "reached"
    BELOW = "below"
    OPEN = "open"


def _compared(seen: Seen, target: Target, exchange: Exchange) -> Compares:
    assert isinstance(seen.event, MetricEvent)
    match seen.event.value, target.value.value:
        case Amount() as figure, Amount() as goal if figure.currency == goal.currency:
            return _numbers(figure.amount, figure.bound, goal.amount, goal.bound)
        case Amount() as figure, Amount() as goal:
            return _in_other_currency(figure, goal, seen, exchange)
        case Quantity() as figure, Quantity() as goal if compared(figure.unit) == compared(goal.unit):
            return _numbers(figure.count, figure.bound, goal.count, goal.bound)
    return Compares.OPEN


def _numbers(figure: Decimal, bound: Bound, goal: Decimal, goal_bound: Bound) -> Compares:
    """A target that must be passed needs more than its number, or a figure "over" it; "over 900" may be any more."""
    if bound is Bound.UNDER:
        return Compares.BELOW if figure <= goal else Compares.OPEN
    if figure > goal or (figure == goal and (goal_bound is not Bound.OVER or bound is Bound.OVER)):
        return Compares.REACHED
    return Compares.OPEN if bound is Bound.OVER else Compares.BELOW


def _in_other_currency(figure: Amount, goal: Amount, seen: Seen, exchange: Exchange) -> Compares:
    """As accounts in two currencies are compared: what agrees has reached it."""
    converted = exchange(figure.money, seen.when, goal.currency)
    if converted is None:
        return Compares.OPEN
    if figure.bound is not Bound.UNDER and agree(goal, figure, seen.when, exchange):
        return Compares.REACHED
    return _numbers(converted.amount, figure.bound, goal.amount, goal.bound)
