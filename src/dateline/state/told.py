"""Told: the events that the state of a company can depend on, made ready once for every vantage.

What does not depend on a vantage is worked out when the events are first read: their order, and the days since which
their sources can be known. A vantage then cuts; nothing is sorted or copied for it again, and only what it looks at is
decoded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import overload

import msgspec

from dateline.events.acts import Merge
from dateline.log.contents import Contents
from dateline.log.record import Record
from dateline.state.act_groups import ActGroups
from dateline.state.kept_views import KeptViews
from dateline.state.outline import Outline
from dateline.state.outline_draft import has_outline, outline_of
from dateline.state.remembered import Remembered
from dateline.state.seen import Seen, by_date, see
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty
from dateline.values.once import Once

_BYTES_OF_SEEN = 200
"""Of memory, that an event takes beside its record when it was looked at."""
_BESIDE = 2_000
"""Bytes of memory that a history takes beside its events."""


class _Entry(msgspec.Struct, frozen=True, eq=False, gc=False):
    """An event with what a cut asks of it."""

    known: date
    position: int
    in_full: date
    """The day since which all of its sources can be known."""
    seen: Seen
    """With all of its sources."""


class Told(Sequence[Record]):
    """A company's history as `EventLog.histories` gives it, in any order. Never changes."""

    def __init__(
        self, records: Iterable[Record], outline: Outline | None = None, remembered: Remembered | None = None
    ) -> None:
        """`outline`: of these records, which are looked at only where they are asked for, then. `remembered`: what
        was made of their subjects before; None where that is not kept."""
        self._records = records if isinstance(records, Contents) else tuple(records)
        self.outline = outline
        self._seen: dict[int, Seen] = {}
        self._orders: dict[Certainty, list[_Entry]] = {}
        self._in_part: dict[tuple[int, int], Seen] = {}
        self.kept_views = KeptViews()
        self.remembered = remembered

    @classmethod
    def kept(cls, records: Sequence[Record], remembered: Remembered | None = None) -> Told:
        """The same, to be asked at many vantages: it can be packed, where records come as bytes and have an outline."""
        outline = outline_of(records) if isinstance(records, Contents) and has_outline(records) else None
        return cls(records, outline, remembered)

    @property
    def is_packable(self) -> bool:
        return self.outline is not None

    def undecoded(self, *, deflated: bool = False) -> Told | None:
        """The same, of which only bytes and the outline are in memory; None where that is not all that is asked for.

        `deflated`: in still fewer bytes, which have to be inflated before anything is decoded.
        """
        if self.outline is None or not isinstance(self._records, Contents):
            return None
        return Told(self._records.undecoded(deflated=deflated), self.outline, self.remembered)

    @property
    def size(self) -> int:
        """Bytes of memory, about: without what is decoded, where it can do without."""
        if self.outline is None or not isinstance(self._records, Contents):
            return self.size_looked_at
        return self._records.size + self.outline.size + _BESIDE

    @Once
    def size_looked_at(self) -> int:
        """Bytes of memory, about, when all of it was looked at."""
        records = self._records
        decoded = records.decoded_size if isinstance(records, Contents) else sum([one.size for one in records])
        return decoded + len(records) * _BYTES_OF_SEEN + _BESIDE

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
            entry.seen if entry.in_full <= known_by else self._seen_in_part(entry.seen, known_by)
            for entry in self._ordered(vantage.dates)
            if entry.known <= known_by and entry.position <= position
        ]

    def _ordered(self, dates: Certainty) -> list[_Entry]:
        if dates not in self._orders:
            self._orders[dates] = sorted(self._entries, key=lambda entry: by_date(entry.seen, dates))
        return self._orders[dates]

    @Once
    def _entries(self) -> list[_Entry]:
        return [_entry(self._seen_in_full(place)) for place in range(len(self._records))]

    def outlined(self, place: int, known_by: date | None) -> Seen:
        """An event by its place in the outline, as a reader of that day sees it."""
        assert self.outline is not None, "it has an outline"
        seen = self._seen_in_full(self.outline.order[place])
        if known_by is None or self.outline.is_in_full(place, known_by):
            return seen
        return self._seen_in_part(seen, known_by)

    def _seen_in_full(self, place: int) -> Seen:
        seen = self._seen.get(place)
        if seen is None:
            seen = self._seen[place] = see(self._records[place], None)
        return seen

    def _seen_in_part(self, seen: Seen, known_by: date) -> Seen:
        """The event with the sources that a reader of that day could know: the same object for the same sources."""
        in_part = see(seen.record, known_by)
        return self._in_part.setdefault((seen.record.position, len(in_part.sources)), in_part)

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
