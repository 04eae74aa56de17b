"""Subject: its events, and the choice of each of its fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, Self, TypeVar

import msgspec

from dateline.events.event import Event
from dateline.state.accounts import Account, Chosen, Step, accounts, says
from dateline.state.choice import Course, choose, unite
from dateline.state.seen import Seen
from dateline.values.agreement import Exchange, no_exchange
from dateline.values.dates import PartialDate
from dateline.values.once import Once
from dateline.values.parties import Party

_ONLY = Step.ONLY

E_co = TypeVar("E_co", bound=Event, covariant=True)
F = TypeVar("F")
K = TypeVar("K", bound=Event)


class Deciding(tuple[Seen, ...]):
    """Of many events about a subject those that decide; all of them are had when they are asked for."""

    def __new__(cls, events: Iterable[Seen], _whole: Callable[[], tuple[Seen, ...]]) -> Self:
        return super().__new__(cls, events)

    def __init__(self, _events: Iterable[Seen], whole: Callable[[], tuple[Seen, ...]]) -> None:
        self._whole = whole

    @Once
    def whole(self) -> tuple[Seen, ...]:
        return self._whole()


class Subject(msgspec.Struct, Generic[E_co], frozen=True, eq=False, gc=False):
    """The standing events about one subject that count, by date. Their kinds are those that its projection takes."""

    name: str
    deciding: tuple[Seen, ...]
    """Those among which fields are chosen: all, but where they are `Deciding`."""
    exchange: Exchange = no_exchange
    company: str = ""
    """Whose subject it is, by the slug that is kept."""

    @property
    def events(self) -> tuple[Seen, ...]:
        return self.deciding.whole if isinstance(self.deciding, Deciding) else self.deciding

    @property
    def key(self) -> str:
        """The name without the kind."""
        return self.name.partition("/")[2]

    def choose(self, field: str, course: Course, read: Callable[[E_co], F | None]) -> Chosen[F] | None:
        """The winner of a field; `read` gets it from an event, None where the event does not say."""
        if len(self.deciding) == 1:  # as of most subjects: there is nothing to choose from
            (seen,) = self.deciding
            value = read(seen.event)  # type: ignore[arg-type]  # its projection takes no other kinds
            return Chosen(self.name, field, value, Account(value, seen), (), _ONLY) if says(value) else None
        found = accounts(self.deciding, read)
        return choose(self.name, field, found, course, self.exchange) if found else None

    def always(self, field: str, course: Course, read: Callable[[E_co], F | None]) -> Chosen[F]:
        """The winner of a field that every event of the subject has: its key, its stage, its date."""
        chosen = self.choose(field, course, read)
        assert chosen is not None, f"{self.name} has no {field}"
        return chosen

    def of_key(
        self, field: str, course: Course, read: Callable[[E_co], F | None], written: Callable[[str], F | None]
    ) -> Chosen[F] | None:
        """The winner of a field that the subject is named by: after a merge only what the one that is kept is called.

        `written` makes it of the key, where nobody speaks of the one that is kept but the merge.
        """
        if self.own:
            return choose(self.name, field, accounts(self.own, read), course, self.exchange)
        value = written(self.key)
        if value is None:
            return self.choose(field, course, read)
        return choose(self.name, field, [Account(value, seen) for seen in self.events], course, self.exchange)

    def named(
        self, field: str, course: Course, read: Callable[[E_co], F | None], written: Callable[[str], F | None]
    ) -> Chosen[F]:
        """The same of a field that is part of every key."""
        chosen = self.of_key(field, course, read, written) or self.choose(field, course, read)
        assert chosen is not None, f"{self.name} has no {field}"
        return chosen

    def called(self, key: str, name: Callable[[E_co], str | None], keyed: Callable[[E_co], str]) -> Chosen[str]:
        """What it is called: by a `name`, or else by its key, the field of which is named."""
        told = choose(self.name, "name", accounts(self.own, name), Course.ONCE, self.exchange)
        return told or self.named(key, Course.ONCE, keyed, text_of_key)

    def told_by(self, kind: type[K]) -> Subject[K]:
        """The same with nothing but its events of one kind: for fields that only this kind has."""
        events = tuple([seen for seen in self.events if isinstance(seen.event, kind)])
        return Subject(self.name, events, self.exchange, self.company)

    @property
    def own(self) -> tuple[Seen, ...]:
        """The events that speak of it by the name that is kept; the others speak of what was merged into it."""
        return tuple([seen for seen in self.events if seen.record.subject in (None, self.name)])

    def date(self, course: Course = Course.ONCE) -> Chosen[PartialDate]:
        """Since when: the date of the stage the subject is in."""
        return self.always("on", course, _when)

    def unite(
        self,
        field: str,
        read: Callable[[E_co], tuple[F, ...] | None],
        winners: Iterable[Chosen[object] | None] = (),
        course: Course = Course.ONCE,
    ) -> Chosen[tuple[F, ...]] | None:
        """A list, united over the accounts that contradict no winner of another field (rule 5, at its end)."""
        found = accounts(self.events, read)
        if len(found) <= 1:  # nobody says anything else
            return unite(self.name, field, found, {}, course)
        dissenters = {
            other.account.seen.id: winner.rule
            for winner in winners
            if winner is not None
            for other in winner.alternatives
            if not other.agrees
        }
        return unite(self.name, field, found, dissenters, course)


def _when(event: Event) -> PartialDate:
    return event.when


def party_of_key(key: str) -> Party:
    """The party that a key begins with, named by its slug."""
    slug = text_of_key(key)
    return Party.recorded(slug, slug)


def text_of_key(key: str) -> str:
    """What a key begins with."""
    return key.partition("/")[0]
