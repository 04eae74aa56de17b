"""Which records a vantage sees, which count, in which order."""

from __future__ import annotations

from datetime import date

import msgspec

from dateline.events.event import Event, Source
from dateline.log.record import Record
from dateline.values.dates import Certainty, PartialDate
from dateline.values.text import compared
from dateline.values.vocabulary import Confidence


class Seen(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A record as a vantage sees it: with the sources that had been published by then. Never changes."""

    record: Record
    sources: tuple[Source, ...]
    event: Event
    id: str
    when: PartialDate

    @property
    def publishers(self) -> frozenset[str]:
        """Who says so, each counted once; outlets that a source cites are not publishers of it."""
        return frozenset(compared(source.publisher) for source in self.sources)

    @property
    def foretold(self) -> bool:
        """Whether all who say so said it before its date began: it was a plan when it was told."""
        first = self.when.first
        if first is None or self.record.known >= first:
            return False
        return all(source.day < first for source in self.sources)

    @property
    def confidence(self) -> Confidence:
        """How sure it is: nobody can confirm what has not happened yet."""
        told = self.event.confidence
        return Confidence.REPORTED if told is Confidence.CONFIRMED and self.foretold else told

    def __repr__(self) -> str:
        return f"Seen({self.id!r})"


def see(record: Record, known_by: date | None) -> Seen:
    """The record with the sources that a reader of that day could know."""
    sources = record.event.sources
    if known_by is not None and len(sources) > 1:
        sources = tuple(source for source in sources if source.day <= known_by)
    return Seen(record, sources, record.event, record.event.id, record.event.when)


def by_date(seen: Seen, certainty: Certainty = Certainty.CERTAIN) -> tuple[date, date, str]:
    """Sorting by date: the day it counts from, then the other end, then the id."""
    return (*seen.when.sort_key(certainty), seen.id)
