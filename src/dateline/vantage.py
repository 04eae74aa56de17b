"""The point the log is looked at from: three clocks and the least confidence accepted (DESIGN.md, section 3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from dateline.events.event import Event, Record, Source
from dateline.values.dates import Certainty, PartialDate
from dateline.values.vocabulary import Confidence


@dataclass(frozen=True, slots=True)
class Head:
    """A place in one log: the record there, the hash of all up to it, and which life of the log it belongs to.

    A position alone is not enough: after a failover or a restore it can be used again with other content.
    """

    position: int
    hash: bytes
    epoch: int
    recorded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Vantage:
    """`on`: the day asked about. `known_by`: the last day of knowledge, None for hindsight. `at`: the place in the log.

    `final` says that the question pinned `on` and `at` itself, so that its answer can never change.
    """

    on: date
    known_by: date | None
    at: Head
    confidence: Confidence = Confidence.REPORTED
    dates: Certainty = Certainty.CERTAIN
    rates_until: date = date.max
    """Exchange rates published later are not used."""
    final: bool = field(default=False, compare=False)

    @property
    def knowledge_day(self) -> date | None:
        """The day past which a date is a plan: `known_by`, or else the day of the record looked from."""
        if self.known_by is not None:
            return self.known_by
        return self.at.recorded_at.date() if self.at.recorded_at is not None else None


class Seen:
    """A record as a vantage sees it: with the sources that had been published by then. Never changes.

    Not a dataclass, since thousands are made for one answer, and each is asked for its event and date many times.
    """

    __slots__ = ("event", "id", "record", "sources", "when")

    def __init__(self, record: Record, sources: tuple[Source, ...]) -> None:
        self.record = record
        self.sources = sources
        self.event: Event = record.event
        self.id: str = record.event.id
        self.when: PartialDate = record.event.when

    @property
    def publishers(self) -> frozenset[str]:
        """Who says so, each counted once; outlets that a source cites are not publishers of it."""
        return frozenset(source.publisher.casefold() for source in self.sources)

    def __repr__(self) -> str:
        return f"Seen({self.id!r})"


def see(record: Record, known_by: date | None) -> Seen:
    """The record with the sources that a reader of that day could know."""
    sources = record.event.sources
    if known_by is not None and len(sources) > 1:
        sources = tuple(source for source in sources if source.day <= known_by)
    return Seen(record, sources)


def in_reach(record: Record, known_by: date | None, position: int) -> bool:
    """Past the knowledge or the log cut nothing exists (DESIGN.md, section 5, rule 1)."""
    return record.position <= position and (known_by is None or record.known <= known_by)


def reach(vantage: Vantage) -> tuple[object, ...]:
    """All of a vantage that decides what is in reach, how it stands and in which order; the rest: what counts."""
    return vantage.known_by, vantage.at.position, vantage.dates


def visible(records: Iterable[Record], vantage: Vantage) -> list[Seen]:
    """The records in reach, in the order of what they tell, never of their arrival."""
    known_by, position = vantage.known_by, vantage.at.position
    seen = [see(record, known_by) for record in records if in_reach(record, known_by, position)]
    seen.sort(key=lambda one: by_date(one, vantage.dates))
    return seen


def by_date(seen: Seen, certainty: Certainty = Certainty.CERTAIN) -> tuple[date, date, str]:
    """Sorting by date: the day it counts from, then the other end, then the id."""
    return (*seen.when.sort_key(certainty), seen.id)


def counts(event: Event, vantage: Vantage) -> bool:
    """Whether the event has happened at the vantage; if not it is upcoming, never state (section 5, rule 4)."""
    when = event.when
    if when.counts_from(vantage.dates) > vantage.on:
        return False
    known = vantage.knowledge_day
    return known is None or when.first is None or when.first <= known
