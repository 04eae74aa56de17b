"""Cut and Reach: how much of a log may be read, and from which day on an event counts there.

This is the one place where the knowledge and the log cut are made in Python (help rules, 5.1 and 5.4);
a store makes the same cuts in its own language, and tests compare it with the log in memory, which calls this file.
"""

from __future__ import annotations

from datetime import date

import msgspec

from dateline.events.event import Event
from dateline.log.record import Record
from dateline.values.dates import Certainty, PartialDate


class Cut(msgspec.Struct, frozen=True):
    """How much of a log may be read: what was known by a day (None: with hindsight), up to a position."""

    known_by: date | None
    position: int

    def reaches(self, record: Record) -> bool:
        """Whether a record is inside both ends of the cut: past either of them nothing exists."""
        return record.position <= self.position and (self.known_by is None or record.known <= self.known_by)


class Reach(msgspec.Struct, frozen=True):
    """What every event of a state at a vantage fulfils: it is within the cut, it counts, and it is believed."""

    cut: Cut
    counts_until: date
    """The day asked about: nothing counts before the day it counts from."""
    begins_until: date | None
    """The day of knowledge: a date that begins later is a plan. None where the log is empty."""
    confidence: int
    """The rank of the least confidence that is believed."""
    dates: Certainty

    def reaches(self, record: Record) -> bool:
        """Whether a record is within the cut, is believed, and counts."""
        event = record.event
        return self.cut.reaches(record) and event.confidence.rank >= self.confidence and self.counts(event)

    def counts(self, event: Event) -> bool:
        """Whether the event has happened; what has not is never part of a state."""
        return self.is_past(event.when)

    def is_past(self, when: PartialDate) -> bool:
        """Whether what is of this date has happened."""
        return when.counts_from(self.dates) <= self.counts_until and not self.is_planned(when)

    def may_be_past(self, when: PartialDate) -> bool:
        """Whether what does not count may have happened by the day asked about, which lies inside its date."""
        return (when.first is None or when.first <= self.counts_until) and not self.is_planned(when)

    def is_planned(self, when: PartialDate) -> bool:
        """Whether it begins later than anybody could know by."""
        return when.first is not None and self.begins_until is not None and when.first > self.begins_until
