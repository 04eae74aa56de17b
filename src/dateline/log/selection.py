"""Which events to list, and in which order, as far as columns tell."""

from __future__ import annotations

from datetime import date

import msgspec

from dateline.log.cut import Cut
from dateline.log.record import Record
from dateline.values.dates import Certainty
from dateline.values.described import Described
from dateline.values.vocabulary import Confidence


class Order(Described):
    """How events are listed. By date: the day it counts from, then the other end, then the id."""

    ON_ASC = "on-asc", "By since when it is true, the earliest first."
    ON_DESC = "on-desc", "By since when it is true, the latest first."
    KNOWN_ASC = "known-asc", "By since when anyone could know it, the earliest first."
    KNOWN_DESC = "known-desc", "By since when anyone could know it, the latest first."
    POSITION_ASC = "position-asc", "By place in the log, as recorded."
    POSITION_DESC = "position-desc", "By place in the log, the newest record first."

    @property
    def descending(self) -> bool:
        return self.value.endswith("-desc")

    @property
    def reversed(self) -> Order:
        ends = {True: "-asc", False: "-desc"}
        return Order(self.value.rpartition("-")[0] + ends[self.descending])


SortKey = tuple[str | int, ...]
"""The place of an event in an order: (ISO day, ISO day, id), (ISO day, id) or (position,)."""


def is_place(key: SortKey, order: Order) -> bool:
    """Whether a key has the form that `sort_key` gives in this order."""
    match order, key:
        case ((Order.ON_ASC | Order.ON_DESC), (str(), str(), str())):
            return True
        case ((Order.KNOWN_ASC | Order.KNOWN_DESC), (str(), str())):
            return True
        case ((Order.POSITION_ASC | Order.POSITION_DESC), (int(position),)):
            return 0 <= position < 2**63
    return False


def sort_key(record: Record, order: Order, dates: Certainty = Certainty.CERTAIN) -> SortKey:
    """The place of a record in an order; `dates` says from which day it counts."""
    match order:
        case Order.ON_ASC | Order.ON_DESC:
            counted, other = record.event.when.sort_key(dates)
            return counted.isoformat(), other.isoformat(), record.event.id
        case Order.KNOWN_ASC | Order.KNOWN_DESC:
            return record.known.isoformat(), record.event.id
        case Order.POSITION_ASC | Order.POSITION_DESC:
            return (record.position,)


class Selection(msgspec.Struct, frozen=True):
    """Which events to list, as far as a store's columns tell; None is no condition. All ends are inclusive."""

    cut: Cut
    """How much of the log is read."""
    kinds: frozenset[str] | None = None
    companies: frozenset[str] | None = None
    subject: str | None = None
    counts_from: date | None = None
    counts_until: date | None = None
    begins_until: date | None = None
    """Its first day, where it has one, is not later: past the day of knowledge a date is a plan."""
    known_from: date | None = None
    known_until: date | None = None
    confidence: Confidence = Confidence.RUMORED
    """At least."""
    contains: str | None = None
    """ASCII text that the canonical bytes must hold, whatever its case."""
    sieve: str | None = None
    """The same, unless they hold more than ASCII: a first sieve for a search that compares the rest in full."""
    among: frozenset[int] | None = None
    """Only these positions."""
    beyond: frozenset[int] = frozenset()
    """None of these positions."""
    dates: Certainty = Certainty.CERTAIN
    order: Order = Order.ON_ASC
    after: SortKey | None = None
    """Only what comes behind this place, in the order listed."""
    limit: int | None = None
