"""Which account of a field is used, and what else was said of it (DESIGN.md, section 5, rules 5 and 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Generic, TypeVar

from dateline.values.agreement import Exchange, agree, identity, no_exchange
from dateline.values.dates import PartialDate
from dateline.values.vocabulary import Stage
from dateline.vantage import Seen

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


Narrow = Callable[[list["Account[Any]"]], list["Account[Any]"]]
"""One step: the accounts that are left over."""


class Step(Enum):
    """The steps of a choice, by the names under which answers show them."""

    ONLY = "only"
    """Nobody says anything else."""
    STAGE = "stage"
    DATE = "date"
    CONFIDENCE = "confidence"
    PUBLISHERS = "publishers"
    PRECISION = "precision"
    """The shorter span of time."""
    KNOWN = "known"
    """The later known."""
    ID = "id"
    """The id that sorts last: arbitrary, but always the same."""


class Course(Enum):
    """How a field runs through time: which steps narrow its accounts down to those of one moment."""

    ONCE = (Step.STAGE,)
    """It happens once at its stage; accounts compete whatever their dates."""
    CHANGES = (Step.STAGE, Step.DATE)
    """What ends before another begins is superseded."""
    RECURS = (Step.DATE, Step.STAGE)
    """It may start again."""

    path: tuple[tuple[Step, Narrow], ...]
    """The steps with what each of them does."""


class Account(Generic[T_co]):
    """What one event says about one field of one subject. Never changes.

    Not a dataclass, since most accounts are alone and are never asked for more than their value.
    """

    __slots__ = ("_identity", "_publishers", "_stage", "seen", "value")

    def __init__(
        self, value: T_co, seen: Seen, *, stage: int | None = None, publishers: frozenset[str] | None = None
    ) -> None:
        """`stage` and `publishers` are those of the event, unless they are given."""
        self.value = value
        self.seen = seen
        self._stage = stage
        self._publishers = publishers
        self._identity: object = None

    @property
    def identity(self) -> object:
        """What makes two values the same value."""
        if self._identity is None:
            self._identity = identity(self.value)
        return self._identity

    @property
    def moment(self) -> PartialDate:
        return self.seen.when

    @property
    def stage(self) -> int:
        if self._stage is not None:
            return self._stage
        stage = self.seen.event.stage_of
        return stage.rank if stage is not None else 0

    @property
    def publishers(self) -> frozenset[str]:
        return self._publishers if self._publishers is not None else self.seen.publishers


@dataclass(frozen=True, slots=True, eq=False)
class Alternative(Generic[T_co]):
    """Another account of the same moment."""

    account: Account[T_co]
    agrees: bool


@dataclass(frozen=True, slots=True, eq=False)
class Chosen(Generic[T_co]):
    """The account that is used, the others of the same moment, and the step that chose."""

    subject: str
    field: str
    value: T_co
    account: Account[T_co]
    alternatives: tuple[Alternative[T_co], ...]
    rule: Step

    @property
    def seen(self) -> Seen:
        return self.account.seen

    @property
    def is_conflict(self) -> bool:
        return any(not alternative.agrees for alternative in self.alternatives)


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """The standing events about one subject that count, by date."""

    name: str
    events: tuple[Seen, ...]
    exchange: Exchange = no_exchange

    @property
    def key(self) -> str:
        """The name without the kind."""
        return self.name.partition("/")[2]

    def choose(self, field: str, course: Course, read: Callable[[Any], Any] | None = None) -> Chosen[Any] | None:
        """The winner of a field; `read` gets it from an event, None where the event does not say."""
        return choose(self.name, field, accounts(self.events, read or _reader(field)), course, self.exchange)

    def always(self, field: str, course: Course, read: Callable[[Any], Any] | None = None) -> Chosen[Any]:
        """The winner of a field that every event of the subject has: its key, its stage, its date."""
        chosen = self.choose(field, course, read)
        assert chosen is not None, f"{self.name} has no {field}"
        return chosen

    def stage(self, course: Course = Course.ONCE) -> Chosen[Stage]:
        return self.always("stage", course)

    def date(self, course: Course = Course.ONCE) -> Chosen[PartialDate]:
        """Since when: the date of the stage the subject is in."""
        return self.always("on", course, lambda event: event.when)

    def unite(
        self,
        field: str,
        winners: Iterable[Chosen[Any] | None],
        read: Callable[[Any], tuple[Any, ...]] | None = None,
        course: Course = Course.ONCE,
    ) -> Chosen[tuple[Any, ...]] | None:
        """A list, united over the accounts that contradict no winner of another field (rule 5, at its end)."""
        dissenters = {
            other.account.seen.id
            for winner in winners
            if winner is not None
            for other in winner.alternatives
            if not other.agrees
        }
        return unite(self.name, field, accounts(self.events, read or _reader(field)), dissenters, course)


def _reader(field: str) -> Callable[[Any], Any]:
    return lambda event: getattr(event, field)


def accounts(events: Iterable[Seen], read: Callable[[Any], T | None]) -> list[Account[T]]:
    """What these events say about a field; an empty list or text says nothing."""
    found = []
    for seen in events:
        value = read(seen.event)
        if value is not None and value != () and value != "":
            found.append(Account(value, seen))
    return found


def choose(
    subject: str, field: str, found: Sequence[Account[T]], course: Course, exchange: Exchange = no_exchange
) -> Chosen[T] | None:
    """The winner among all accounts of a field, each step over what the last one left; None without accounts."""
    if not found:
        return None
    if len(found) == 1:
        return Chosen(subject, field, found[0].value, found[0], (), Step.ONLY)
    rule = Step.ONLY
    of_the_moment = list(found)
    for step, narrow in course.path:
        rule, of_the_moment = _narrow(rule, step, narrow, of_the_moment)
    return settle(subject, field, of_the_moment, rule, exchange)


def settle(
    subject: str, field: str, of_the_moment: list[Account[T]], rule: Step, exchange: Exchange = no_exchange
) -> Chosen[T]:
    """The winner among accounts of one moment; `rule` is the step that chose the moment."""
    left = of_the_moment
    for step, narrow in _OF_ONE_MOMENT:
        rule, left = _narrow(rule, step, narrow, left)
    winner = left[0]
    others = [
        Alternative(account, agree(winner.value, account.value, account.moment, exchange))
        for account in of_the_moment
        if account is not winner
    ]
    return Chosen(subject, field, winner.value, winner, tuple(others), rule)


def unite(
    subject: str, field: str, found: Sequence[Account[tuple[T, ...]]], dissenters: set[str], course: Course
) -> Chosen[tuple[T, ...]] | None:
    """A list united over its accounts, the winner's entries first; what dissenters say stays apart as alternatives.

    An account agrees if all its entries are in the list.
    """
    loyal = [account for account in found if account.seen.id not in dissenters]
    chosen = choose(subject, field, loyal or found, course)
    if chosen is None:
        return None
    others = [other.account for other in chosen.alternatives]
    value = _united([chosen.value, *(account.value for account in others if loyal)])
    apart = [account for account in found if account.seen.id in dissenters] if loyal else []
    known = set(map(identity, value))
    alternatives = [
        Alternative(account, known.issuperset(map(identity, account.value))) for account in (*others, *apart)
    ]
    return Chosen(subject, field, value, chosen.account, tuple(alternatives), chosen.rule)


def _united(lists: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    """Every entry once, as it was first written."""
    united: dict[object, T] = {}
    for entries in lists:
        for entry in entries:
            united.setdefault(identity(entry), entry)
    return tuple(united.values())


def _narrow(rule: Step, step: Step, narrow: Narrow, left: list[Account[T]]) -> tuple[Step, list[Account[T]]]:
    """One step; it is the rule that chose if it was the last to take a differing value away."""
    if len(left) == 1:
        return rule, left
    kept = narrow(left)
    if len(kept) < len(left) and _values(left) > _values(kept):
        rule = step
    return rule, kept


def _values(found: Iterable[Account[T]]) -> int:
    return len({account.identity for account in found})


def _highest_stage(found: list[Account[T]]) -> list[Account[T]]:
    highest = max(account.stage for account in found)
    return [account for account in found if account.stage == highest]


def _not_superseded(found: list[Account[T]]) -> list[Account[T]]:
    latest_begin = max(account.moment.first or date.min for account in found)
    return [account for account in found if account.moment.last is None or account.moment.last >= latest_begin]


def _most_confident(found: list[Account[T]]) -> list[Account[T]]:
    highest = max(account.seen.event.confidence.rank for account in found)
    return [account for account in found if account.seen.event.confidence.rank == highest]


def _most_published(found: list[Account[T]]) -> list[Account[T]]:
    """The value that more publishers give."""
    publishers: dict[object, set[str]] = {}
    for account in found:
        publishers.setdefault(account.identity, set()).update(account.publishers)
    most = max(map(len, publishers.values()))
    return [account for account in found if len(publishers[account.identity]) == most]


def _most_precise(found: list[Account[T]]) -> list[Account[T]]:
    shortest = min(account.moment.span_days for account in found)
    return [account for account in found if account.moment.span_days == shortest]


def _latest_known(found: list[Account[T]]) -> list[Account[T]]:
    latest = max(account.seen.record.known for account in found)
    return [account for account in found if account.seen.record.known == latest]


def _last_id(found: list[Account[T]]) -> list[Account[T]]:
    return [max(found, key=lambda account: account.seen.id)]


_STEPS: dict[Step, Narrow] = {
    Step.STAGE: _highest_stage,
    Step.DATE: _not_superseded,
    Step.CONFIDENCE: _most_confident,
    Step.PUBLISHERS: _most_published,
    Step.PRECISION: _most_precise,
    Step.KNOWN: _latest_known,
    Step.ID: _last_id,
}
for _course in Course:
    _course.path = tuple((step, _STEPS[step]) for step in _course.value)
_OF_ONE_MOMENT = tuple(
    (step, _STEPS[step]) for step in (Step.CONFIDENCE, Step.PUBLISHERS, Step.PRECISION, Step.KNOWN, Step.ID)
)
