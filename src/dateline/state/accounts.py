"""Account, Alternative, Chosen: what is said of a field, and what was chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, Generic, TypeGuard, TypeVar

import msgspec

from dateline.state.seen import Seen
from dateline.values.agreement import identity
from dateline.values.dates import PartialDate

V = TypeVar("V")
V_co = TypeVar("V_co", covariant=True)


class Step(Enum):
    """The steps of a choice, by the names under which answers show them."""

    ONLY = "only"
    """Nobody says anything else."""
    STAGE = "stage"
    DATE = "date"
    FORETOLD = "foretold"
    """What was told before its date began stands behind what was told since."""
    CONFIDENCE = "confidence"
    PUBLISHERS = "publishers"
    PRECISION = "precision"
    """The shorter span of time."""
    KNOWN = "known"
    """The later known."""
    ID = "id"
    """The id that sorts last: arbitrary, but always the same."""


class Account(msgspec.Struct, Generic[V_co], eq=False, gc=False):
    """What one event says about one field of one subject. Never changes.

    Hundreds are made for one answer, and most are never asked for more than their value: a Struct is made at the speed
    of C.
    """

    value: V_co
    seen: Seen
    told_stage: int | None = None
    """Where the stage is not that of the event."""
    voices: frozenset[str] | None = None
    """Where the publishers are not those of the event."""
    _identity: object = None

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
        if self.told_stage is not None:
            return self.told_stage
        stage = self.seen.event.stage_of
        return stage.rank if stage is not None else 0

    @property
    def has_one_publisher(self) -> bool:
        """As far as it can be told at once."""
        return self.voices is None and len(self.seen.sources) == 1

    @property
    def publishers(self) -> frozenset[str]:
        return self.voices if self.voices is not None else self.seen.publishers


class Alternative(msgspec.Struct, Generic[V_co], frozen=True, eq=False, gc=False):
    """Another account of the same moment."""

    account: Account[V_co]
    agrees: bool


class Chosen(msgspec.Struct, Generic[V_co], frozen=True, eq=False, gc=False):
    """The account that is used, the others of the same moment, and the step that chose."""

    subject: str
    field: str
    value: V_co
    account: Account[V_co]
    others: tuple[Alternative[V_co], ...] | Callable[[], tuple[Alternative[V_co], ...]]
    """The others, or what makes them."""
    rule: Step

    @property
    def alternatives(self) -> tuple[Alternative[V_co], ...]:
        return self.others if isinstance(self.others, tuple) else self.others()

    @property
    def seen(self) -> Seen:
        return self.account.seen

    @property
    def is_conflict(self) -> bool:
        return bool(self.alternatives) and any(not alternative.agrees for alternative in self.alternatives)


def says(value: V | None) -> TypeGuard[V]:
    """Whether an event says something by this; an empty list or text says nothing, the number 0 does."""
    return True if value else value is not None and value.__class__ is not tuple and value.__class__ is not str


def accounts(events: Iterable[Seen], read: Callable[[Any], V | None]) -> list[Account[V]]:
    """What events say about a field.

    `read` takes the kinds of event that there are among them.
    """
    found: list[Account[V]] = []
    for seen in events:
        value = read(seen.event)
        if value or says(value):
            found.append(Account(value, seen))
    return found
