"""ManyFigures: those of one subject of which there are many, among which a vantage finds the few that decide.

A figure changes: what ends before another begins is superseded, and decides nothing but which step chose, by whether it
says anything else. So a vantage looks back from the day asked about, as far as nothing is superseded, and for one more
figure that is another. What does not make its state is passed over by blocks.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence

from dateline.state.columns import Columns, Thresholds

MANY = 64
"""Figures of one subject are looked through sooner if they are fewer."""
BYTES_OF_FIGURE = 13
"""Of memory, for one."""
_BLOCK = 128


class ManyFigures:
    """By the day they certainly happened. Never changes."""

    __slots__ = ("_columns", "_least", "_places", "_runs", "_values")

    def __init__(self, columns: Columns, places: Sequence[int], values: Sequence[int]) -> None:
        """`values`: of each a number, which is that of another if its value is the same."""
        self._columns = columns
        self._places = array("i", places)
        self._values = array("i", values)
        self._runs = array("i", _runs(values))
        """Of each where the run of figures with its value begins."""
        self._least = [_least(columns, places[at : at + _BLOCK]) for at in range(0, len(places), _BLOCK)]

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        return len(self._places) * BYTES_OF_FIGURE

    def first(self, thresholds: Thresholds) -> int | None:
        """The place of the first that makes the state; None if none does."""
        at, end = 0, self._end(thresholds)
        while at < end:
            behind = min(at - at % _BLOCK + _BLOCK, end)
            if self._may_make(at, thresholds):
                for place in self._places[at:behind]:
                    if self._makes(place, thresholds):
                        return place
            at = behind
        return None

    def making(self, thresholds: Thresholds) -> list[int]:
        """The places of all that make the state."""
        return [place for place in self._places[: self._end(thresholds)] if self._makes(place, thresholds)]

    def deciding(self, thresholds: Thresholds) -> list[int]:
        """The places of those of them among which any choice of the value is the choice among all.

        These are those that no other supersedes, and, if there is any, one of another value that is superseded.
        """
        counts, begins, places = self._columns.counts, self._columns.begins, self._places
        found, values, latest = [], set(), 0
        at = self._last(self._end(thresholds) - 1, thresholds)
        # Nothing begins after its own last day: what lies further back can begin no later than what was passed.
        while at >= 0 and counts[places[at]] >= latest:
            found.append(places[at])
            values.add(self._values[at])
            latest = max(latest, begins[places[at]])
            at = self._last(at - 1, thresholds)
        while at >= 0 and self._values[at] in values:
            at = self._last(self._runs[at] - 1, thresholds)
        if at >= 0:
            found.append(places[at])
        return found[::-1]

    def _end(self, thresholds: Thresholds) -> int:
        """Behind all that count by the day asked about."""
        return bisect_right(self._places, thresholds.counts, key=self._columns.counts.__getitem__)

    def _last(self, at: int, thresholds: Thresholds) -> int:
        """The last one up to there that makes the state; -1 if none does."""
        while at >= 0:
            begin = at - at % _BLOCK
            if self._may_make(at, thresholds):
                for place in range(at, begin - 1, -1):
                    if self._makes(self._places[place], thresholds):
                        return place
            at = begin - 1
        return -1

    def _may_make(self, at: int, thresholds: Thresholds) -> bool:
        """Whether any of its block may make the state, of those that count."""
        begins, known, position, confidence = self._least[at // _BLOCK]
        return (
            known <= thresholds.known
            and position <= thresholds.position
            and begins <= thresholds.begins
            and confidence >= thresholds.confidence
        )

    def _makes(self, place: int, thresholds: Thresholds) -> bool:
        columns = self._columns
        return (
            columns.known[place] <= thresholds.known
            and columns.positions[place] <= thresholds.position
            and columns.begins[place] <= thresholds.begins
            and columns.confidence[place] >= thresholds.confidence
            and place not in thresholds.silent
        )


def _least(columns: Columns, places: Sequence[int]) -> tuple[int, int, int, int]:
    """What a vantage must reach to reach any of these: of first days, days of knowledge and positions the least, and of
    confidence the highest."""
    lows = [min([column[place] for place in places]) for column in (columns.begins, columns.known, columns.positions)]
    return lows[0], lows[1], lows[2], max([columns.confidence[place] for place in places])


def _runs(values: Sequence[int]) -> list[int]:
    runs = [0]
    for place in range(1, len(values)):
        runs.append(runs[-1] if values[place] == values[place - 1] else place)
    return runs
