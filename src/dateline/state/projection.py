"""A projection folds standing events into one part of the state: a value (name, initial, evolve) and a last step, view.

Folding gathers events by subject; choosing between accounts needs them all, so it is `view`'s. `evolve` obeys and
never raises: whatever was recorded is folded, contradictions are for findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar

import msgspec

from dateline.events.event import Event
from dateline.state.accounts import Chosen
from dateline.state.seen import Seen
from dateline.state.subject import Subject
from dateline.values.agreement import Exchange, no_exchange
from dateline.values.vocabulary import Confidence


class View(msgspec.Struct, frozen=True, eq=False, gc=False):
    """What a projection makes of one subject: every field that anyone spoke of, as chosen."""

    subject: Subject[Event]

    @property
    def key(self) -> str:
        return self.subject.key

    @property
    def events(self) -> tuple[Seen, ...]:
        return self.subject.events

    @property
    def told_by(self) -> Seen:
        """The event that says where the subject stands; its newest if none says any field."""
        first = next(iter(self.statements), None)
        return first.seen if first is not None else self.events[-1]

    @property
    def confidence(self) -> Confidence:
        """Of the account that says where the subject stands."""
        return self.told_by.confidence

    @property
    def foretold(self) -> bool:
        """Whether where the subject stands was told before it happened, and by nobody since."""
        return self.told_by.foretold

    @property
    def statements(self) -> tuple[Chosen[object], ...]:
        """Every field with its provenance, in the order of the class."""
        values = [getattr(self, name) for name in field_names(type(self))]
        return tuple([value for value in values if isinstance(value, Chosen)])


_FIELDS: dict[type[View], tuple[str, ...]] = {}


def field_names(view: type[View]) -> tuple[str, ...]:
    """The fields that views of this class have beside their subject, in order."""
    if view not in _FIELDS:  # looked up once, since every state asks for them again
        _FIELDS[view] = tuple(name for name in view.__struct_fields__ if name != "subject")
    return _FIELDS[view]


V_co = TypeVar("V_co", covariant=True)

Gathered = Mapping[str, tuple[Seen, ...]]
"""Events by subject, in the order they were folded."""


class Projection(msgspec.Struct, Generic[V_co], frozen=True):
    """One part of the state: the kinds it takes, the subject it files an event under, what it makes of each subject."""

    name: str
    """Of the part in every answer: an attribute of the state, a key of `--json`, a sheet, a field of the API."""
    title: str
    """Of the part for people."""
    kinds: tuple[type[Event], ...]
    makes: type[V_co]
    """The class of its views: whoever has no table of its own for the part shows the fields of this."""
    view: Callable[[Subject[Any]], V_co]
    """May name the kinds as the type of its subject's events: `fold` lets no others in."""
    filed_under: str | None = None
    """The one subject of all its events, for the kinds that have none of their own."""
    has_one_changing_field: bool = False
    """Whether its events tell one field and no other, which changes: what is superseded decides nothing but the step
    that chose then."""

    @property
    def has_one_subject(self) -> bool:
        """Whether there is at most one view of the part, as of who the company is."""
        return self.filed_under is not None

    @property
    def initial(self) -> Gathered:
        return {}

    def evolve(self, state: Gathered, seen: Seen, name: str) -> Gathered:
        """The state with one event more, under the subject's name."""
        return {**state, name: (*state.get(name, ()), seen)}

    def subject_of(self, seen: Seen) -> str:
        """What an event of its kinds is filed under, before merges."""
        subject = self.filed_under or seen.record.subject
        assert subject is not None, f"{self.name} takes only kinds with a subject"
        return subject


def fold(
    projection: Projection[object], events: Iterable[Seen], kept: Callable[[str], str], start: Gathered | None = None
) -> Gathered:
    """All of evolve in one go: pure outside, lists inside (a tuple that grows with every event is quadratic).

    `kept` gives the name of a subject after merges.
    """
    gathered = {name: list(seen) for name, seen in (projection.initial if start is None else start).items()}
    kinds, together = projection.kinds, dict[str | None, list[Seen]]()
    for seen in events:
        if isinstance(seen.event, kinds):
            same = together.get(seen.record.subject)
            if same is None:
                same = gathered.setdefault(kept(projection.subject_of(seen)), [])
                together[seen.record.subject] = same
            same.append(seen)
    return {name: tuple(seen) for name, seen in gathered.items()}


def views(
    projection: Projection[V_co], state: Gathered, exchange: Exchange = no_exchange, company: str = ""
) -> tuple[V_co, ...]:
    """What the projection makes of each subject of a company, in the order of their first event."""
    return tuple(projection.view(Subject(name, events, exchange, company)) for name, events in state.items())
