"""Told: the events that the state of a company can depend on, made ready once for every vantage.

What does not depend on a vantage is worked out when the events are first read: their order, and the days since which
their sources can be known. A vantage then cuts; nothing is decoded, sorted or copied for it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, overload

from dateline.events.acts import Merge
from dateline.log.record import Record
from dateline.state.act_groups import ActGroups
from dateline.state.kept_views import KeptViews
from dateline.state.seen import Seen, by_date, see
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty
from dateline.values.once import Once


class _Entry(NamedTuple):
    """An event with what a cut asks of it."""

    known: date
    position: int
    in_full: date
    """The day since which all of its sources can be known."""
    seen: Seen
    """With all of its sources."""


class Told(Sequence[Record]):
    """A company's history as `EventLog.histories` gives it, in any order. Never changes."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._records = tuple(records)
        self._orders: dict[Certainty, list[_Entry]] = {}
        self._in_part: dict[tuple[int, int], Seen] = {}
        self.kept_views = KeptViews()

    @Once
    def companies(self) -> frozenset[str]:
        """Whose events these are."""
        return frozenset({record.event.company for record in self._records})

    @Once
    def has_merges(self) -> bool:
        return any(isinstance(record.event, Merge) for record in self._records)

    @Once
    def acts(self) -> ActGroups:
        """Which acts speak of which events."""
        return ActGroups([record.event for record in self._records])

    def visible(self, vantage: Vantage) -> list[Seen]:
        """The events in reach, in the order of what they tell, never of their arrival."""
        known_by, position = vantage.known_by or date.max, vantage.at.position
        return [
            entry.seen if entry.in_full <= known_by else self._seen_in_part(entry, known_by)
            for entry in self._ordered(vantage.dates)
            if entry.known <= known_by and entry.position <= position
        ]

    def _ordered(self, dates: Certainty) -> list[_Entry]:
        if dates not in self._orders:
            self._orders[dates] = sorted(self._entries, key=lambda entry: by_date(entry.seen, dates))
        return self._orders[dates]

    @Once
    def _entries(self) -> list[_Entry]:
        return [_entry(see(record, None)) for record in self._records]

    def _seen_in_part(self, entry: _Entry, known_by: date) -> Seen:
        """The event with the sources that a reader of that day could know: the same object for the same sources."""
        seen = see(entry.seen.record, known_by)
        return self._in_part.setdefault((entry.position, len(seen.sources)), seen)

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._records)

    @overload
    def __getitem__(self, place: int) -> Record: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Record]: ...
    def __getitem__(self, place: int | slice) -> Record | Sequence[Record]:
        return self._records[place]


def _entry(seen: Seen) -> _Entry:
    known, sources = seen.record.known, seen.sources
    in_full = known if len(sources) == 1 else max(source.day for source in sources)
    return _Entry(known, seen.record.position, in_full, seen)
