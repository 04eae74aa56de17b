"""What a rule has found: who shows findings needs no rule for it."""

from __future__ import annotations

import msgspec

from dateline.log.selection import SortKey
from dateline.state.company import CompanyState
from dateline.state.seen import Seen


class Finding(msgspec.Struct, frozen=True, eq=False):
    """What a rule sees in the events of a company at a vantage."""

    rule: str
    message: str
    company: str
    events: tuple[Seen, ...]
    remedy: str | None
    """The event that would settle it, as a line of an event file."""

    @property
    def place(self) -> tuple[str, ...]:
        """Among the findings of its company."""
        return self.rule, self.events[0].id, self.message


class Reviewed(msgspec.Struct, frozen=True, eq=False):
    """A finding, the state it is about, and its place in the list: company, rule, first event, sentence."""

    finding: Finding
    state: CompanyState
    place: SortKey
