"""Columns: what a vantage asks of each event of a company, in numbers, by the places of the events in an outline."""

from __future__ import annotations

from array import array
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from dateline.log.cut import Cut, Reach

NO_BEGIN, NO_END = date.min.toordinal(), date.max.toordinal()
"""How the day is written of what has none."""
_EVER = NO_END


class Columns(NamedTuple):
    counts: array[int]
    """The day since which it counts: its last."""
    begins: array[int]
    """Its first day."""
    known: array[int]
    """The day since which it can be known."""
    in_full: array[int]
    """The day since which all of its sources can be known."""
    positions: array[int]
    confidence: array[int]
    """The rank of how sure it is."""
    kinds: array[int]
    """The number of its kind."""
    subjects: array[int]
    """The number of its subject."""


BYTES_OF_COLUMNS = 34
"""Of memory, for one event, with its place among the records."""


class Thresholds(NamedTuple):
    """What every event that makes a state keeps to, in numbers."""

    counts: int
    begins: int
    known: int
    position: int
    confidence: int
    silent: Collection[int]
    """The places of those that make none though they keep to all of these: what does not stand."""

    @classmethod
    def of_cut(cls, cut: Cut, silent: Collection[int] = ()) -> Thresholds:
        """Of what is within it, whether it counts or not."""
        return cls(_EVER, _EVER, _day(cut.known_by), cut.position, 0, silent)

    @classmethod
    def of_reach(cls, reach: Reach, silent: Collection[int]) -> Thresholds:
        """Of one in which dates are certain."""
        known, position = _day(reach.cut.known_by), reach.cut.position
        return cls(reach.counts_until.toordinal(), _day(reach.begins_until), known, position, reach.confidence, silent)


class Within:
    """The places of what is within a cut, told one by one."""

    __slots__ = ("_columns", "_thresholds")

    def __init__(self, columns: Columns, cut: Cut) -> None:
        self._columns = columns
        self._thresholds = Thresholds.of_cut(cut)

    def __contains__(self, place: object) -> bool:
        assert isinstance(place, int)
        columns, thresholds = self._columns, self._thresholds
        return columns.known[place] <= thresholds.known and columns.positions[place] <= thresholds.position


def _day(day: date | None) -> int:
    return day.toordinal() if day is not None else _EVER
