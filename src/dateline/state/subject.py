"""Subject: its events, and the choice of each of its fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from dateline.state.accounts import Chosen, accounts
from dateline.state.choice import Course, choose, unite
from dateline.state.seen import Seen
from dateline.values.agreement import Exchange, no_exchange
from dateline.values.dates import PartialDate
from dateline.values.vocabulary import Stage


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
