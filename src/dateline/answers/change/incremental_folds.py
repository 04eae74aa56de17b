"""Folds and choices that take in events one by one, by date: after each they equal what all of them made anew.

For series: a company with a thousand figures of one metric is looked at on a thousand days, and folding it anew on each
of them would be quadratic.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from dateline.events.event import Event
from dateline.state.accounts import Account, Chosen, Step
from dateline.state.choice import Course, settle
from dateline.state.parts.metrics import PROJECTION as METRICS
from dateline.state.parts.metrics import Metric
from dateline.state.projection import Projection
from dateline.state.seen import Seen
from dateline.state.subject import Subject
from dateline.values.agreement import Exchange
from dateline.values.money import Measurement

V = TypeVar("V")

Kept = Callable[[str], str]
"""The name of a subject after merges."""

_not_superseded = dict(Course.CHANGES.path)[Step.DATE]


class IncrementalFold(Generic[V]):
    """What a projection makes of each subject; only subjects that have grown are viewed again."""

    def __init__(self, projection: Projection[V], kept: Kept, exchange: Exchange, company: str = "") -> None:
        self.projection = projection
        self._company = company
        self._kept = kept
        self._exchange = exchange
        self._events: dict[str, list[Seen]] = {}
        self._views: dict[str, V] = {}
        self._grown: set[str] = set()

    def add(self, seen: Seen) -> None:
        """Take in an event that is filed by this projection; events come in by date."""
        name = self._kept(self.projection.subject_of(seen))
        self._events.setdefault(name, []).append(seen)
        self._grown.add(name)

    @property
    def views(self) -> tuple[V, ...]:
        """In the order of the subjects' first events."""
        for name in self._grown:
            self._views[name] = self._view(Subject(name, tuple(self._events[name]), self._exchange, self._company))
        self._grown.clear()
        return tuple(self._views[name] for name in self._events)

    def _view(self, subject: Subject[Event]) -> V:
        return self.projection.view(subject)


class IncrementalChoice:
    """`choose` for a field that changes, over accounts that come in one by one: what is superseded stays so."""

    def __init__(self, subject: str, field: str, exchange: Exchange) -> None:
        self._named = (subject, field)
        self._exchange = exchange
        self._values: set[object] = set()
        self._highest = -1
        self._of_highest: set[object] = set()
        """The values at the highest stage so far."""
        self._left: list[Account[Measurement]] = []

    def add(self, account: Account[Measurement]) -> None:
        self._values.add(account.identity)
        if account.stage > self._highest:
            self._highest, self._of_highest, self._left = account.stage, set(), []
        if account.stage == self._highest:
            self._of_highest.add(account.identity)
            self._left = _not_superseded([*self._left, account])

    @property
    def chosen(self) -> Chosen[Measurement]:
        left = len({account.identity for account in self._left})
        rule = Step.ONLY
        if len(self._values) > len(self._of_highest):
            rule = Step.STAGE
        if len(self._of_highest) > left:
            rule = Step.DATE
        return settle(*self._named, self._left, rule, self._exchange)


class IncrementalMetrics(IncrementalFold[Metric]):
    """Metrics have one field and may have a thousand figures: no figure is looked at twice."""

    def __init__(self, kept: Kept, exchange: Exchange) -> None:
        super().__init__(METRICS, kept, exchange)
        self._running: dict[str, tuple[IncrementalChoice, int]] = {}

    def _view(self, subject: Subject[Event]) -> Metric:
        running, known = self._running.get(subject.name) or (
            IncrementalChoice(subject.name, "value", subject.exchange),
            0,
        )
        for seen in subject.events[known:]:
            running.add(Account(seen.event.value, seen))  # type: ignore[attr-defined]
        self._running[subject.name] = (running, len(subject.events))
        return Metric(subject, running.chosen)
