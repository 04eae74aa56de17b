"""Subject: its events, and the choice of each of its fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from dateline.events.event import Event
from dateline.state.accounts import Chosen, accounts
from dateline.state.choice import Course, choose, unite
from dateline.state.seen import Seen
from dateline.values.agreement import Exchange, no_exchange
from dateline.values.dates import PartialDate

E_co = TypeVar("E_co", bound=Event, covariant=True)
F = TypeVar("F")


@dataclass(frozen=True, slots=True, eq=False)
class Subject(Generic[E_co]):
    """The standing events about one subject that count, by date. Their kinds are those that its projection takes."""

    name: str
    events: tuple[Seen, ...]
    exchange: Exchange = no_exchange

    @property
    def key(self) -> str:
        """The name without the kind."""
        return self.name.partition("/")[2]

    def choose(self, field: str, course: Course, read: Callable[[E_co], F | None]) -> Chosen[F] | None:
        """The winner of a field; `read` gets it from an event, None where the event does not say."""
        return choose(self.name, field, accounts(self.events, read), course, self.exchange)

    def always(self, field: str, course: Course, read: Callable[[E_co], F | None]) -> Chosen[F]:
        """The winner of a field that every event of the subject has: its key, its stage, its date."""
        chosen = self.choose(field, course, read)
        assert chosen is not None, f"{self.name} has no {field}"
        return chosen

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
        dissenters = {
            other.account.seen.id
            for winner in winners
            if winner is not None
            for other in winner.alternatives
            if not other.agrees
        }
        return unite(self.name, field, accounts(self.events, read), dissenters, course)


def _when(event: Event) -> PartialDate:
    return event.when
