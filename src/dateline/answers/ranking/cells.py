"""Vantages that are near each other: what all of them see, and what any of them can see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import msgspec

from dateline.log.cut import Cut, Reach

_MONTHS_OF_YEAR: Final = 12
_WIDTHS: Final = (48, 12, 3)
"""In months: the wider a cell, the more questions it serves, and the less can be told of all of them."""


class Cell(msgspec.Struct, frozen=True):
    """Vantages near each other, up to some records more than a position.

    What is in reach of `inner` is in reach of each of them; what is in reach of any of them, and not recorded behind
    that position, is in reach of `outer`.
    """

    inner: Reach
    outer: Reach

    @property
    def position(self) -> int:
        return self.inner.cut.position

    def holds(self, reach: Reach, records: int) -> bool:
        """Whether a vantage with that reach, up to so many records more than the position, is one of them."""
        known, first, last = reach.cut.known_by, self.inner.cut.known_by, self.outer.cut.known_by
        return (
            (reach.confidence, reach.dates) == (self.inner.confidence, self.inner.dates)
            and self.position == _start(reach, records)
            and self.inner.counts_until <= _day(reach) <= (self.outer.begins_until or date.max)
            and (known is None or (first is not None and first <= known))
            and (last is None or (known is not None and known <= last))
        )


def cells_of(reach: Reach, records: int) -> Iterator[Cell]:
    """Cells that hold a vantage, the widest first. That one has no end: it holds what is seen from later on, too."""
    day, known, position = _day(reach), reach.cut.known_by, _start(reach, records)

    def cell(inner: date, outer: date, known_first: date | None, known_last: date | None) -> Cell:
        return Cell(
            Reach(Cut(known_first, position), inner, inner, reach.confidence, reach.dates),
            Reach(Cut(known_last, position), date.max, outer, reach.confidence, reach.dates),
        )

    earliest, _ = _months(min(day, known or day), _WIDTHS[0])
    yield cell(earliest, date.max, earliest, None)
    for width in _WIDTHS:
        yield cell(*_months(day, width), *(_months(known, width) if known is not None else (None, None)))


def _day(reach: Reach) -> date:
    """The last day on which an event in reach can begin."""
    return min(reach.counts_until, reach.begins_until or reach.counts_until)


def _start(reach: Reach, records: int) -> int:
    return reach.cut.position // records * records


def _months(day: date, width: int) -> tuple[date, date]:
    """The first and the last day of the months, counted since the year 0, that a day is in."""
    start = (day.year * _MONTHS_OF_YEAR + day.month - 1) // width * width
    return _first_of(start), _last_before(start + width)


def _first_of(month: int) -> date:
    year, place = divmod(month, _MONTHS_OF_YEAR)
    return date(year, place + 1, 1) if year >= date.min.year else date.min


def _last_before(month: int) -> date:
    return _first_of(month) - timedelta(days=1) if month < (date.max.year + 1) * _MONTHS_OF_YEAR else date.max
