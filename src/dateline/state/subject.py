"""Subject: its events, and the choice of each of its fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

import msgspec

from dateline.events.event import Event
from dateline.state.accounts import Account, Alternative, Chosen, Step, accounts, says
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


class OfMany:
    """Many events about a subject, which tell one field that changes: none is looked at before it is asked for."""

    def __init__(
        self,
        chosen: tuple[Seen, Step] | None,
        deciding: Callable[[], Iterable[Seen]],
        all: Callable[[], Iterable[Seen]],
    ) -> None:
        """`chosen`: the one of which the account is used, by which step; None where those that decide have to tell."""
        self.chosen = chosen
        self._deciding = deciding
        self._all = all

    @Once
    def deciding(self) -> tuple[Seen, ...]:
        """Those among which any choice is the choice among all."""
        return tuple(self._deciding())

    @property
    def any(self) -> Seen:
        """One of them."""
        return self.chosen[0] if self.chosen is not None else self.deciding[0]

    @Once
    def events(self) -> tuple[Seen, ...]:
        """All of them."""
        return tuple(self._all())


class Subject(msgspec.Struct, Generic[E_co], frozen=True, eq=False, gc=False):
    """The standing events about one subject that count, by date. Their kinds are those that its projection takes."""

    name: str
    told: tuple[Seen, ...] | OfMany
    exchange: Exchange = no_exchange
    company: str = ""
    """Whose subject it is, by the slug that is kept."""

    @property
    def events(self) -> tuple[Seen, ...]:
        return self.told if isinstance(self.told, tuple) else self.told.events

    @property
    def deciding(self) -> tuple[Seen, ...]:
        """Those among which a field is chosen: all of them, where they are not very many."""
        return self.told if isinstance(self.told, tuple) else self.told.deciding

    @property
    def key(self) -> str:
        """The name without the kind."""
        return self.name.partition("/")[2]

    def choose(self, field: str, course: Course, read: Callable[[E_co], F | None]) -> Chosen[F] | None:
        """The winner of a field; `read` gets it from an event, None where the event does not say."""
        if isinstance(self.told, OfMany):
            return self._of_many(self.told, field, course, read)
        if len(self.told) == 1:  # as of most subjects: there is nothing to choose from
            (seen,) = self.told
            value = read(seen.event)  # type: ignore[arg-type]  # its projection takes no other kinds
            return Chosen(self.name, field, value, Account(value, seen), (), _ONLY) if says(value) else None
        found = accounts(self.told, read)
        return choose(self.name, field, found, course, self.exchange) if found else None

    def _of_many(self, told: OfMany, field: str, course: Course, read: Callable[[E_co], F | None]) -> Chosen[F] | None:
        """The same: what was not chosen is looked at where it is asked for."""
        assert course is Course.CHANGES, "they tell one field, which changes"

        def among_all() -> Chosen[F] | None:
            return choose(self.name, field, accounts(told.deciding, read), course, self.exchange)

        def others() -> tuple[Alternative[F], ...]:
            found = among_all()
            return found.alternatives if found is not None else ()

        if told.chosen is None:
            return among_all()
        seen, rule = told.chosen
        value = read(seen.event)  # type: ignore[arg-type]  # its projection takes no other kinds
        assert says(value), "all of them tell it"
        return Chosen(self.name, field, value, Account(value, seen), others, rule)

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
