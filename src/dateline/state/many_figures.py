"""ManyFigures: those of one subject of which there are many, among which a vantage finds the few that decide.

A figure changes: what ends before another begins is superseded, and decides nothing but which step chose, by whether it
says anything else. So a vantage looks back from the day asked about, as far as nothing is superseded, and for one more
figure that is another. What does not make its state is passed over by blocks.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

from dateline.state.accounts import Step
from dateline.state.columns import NO_BEGIN, NO_END, Columns, Thresholds

MANY = 64
"""Figures of one subject are looked through sooner if they are fewer."""
BYTES_OF_FIGURE = 30
"""Of memory, for one."""
_BLOCK = 128


class Said(NamedTuple):
    """What figures say, and who."""

    values: array[int]
    """Of each a number, which is that of another if its value is the same."""
    heard: array[int]
    """The day since which it can be known of a source that does not foretell it."""
    voices: array[int]
    """The number of its publisher, or SEVERAL."""

    def of(self, places: Iterable[int]) -> Said:
        return Said(*[array("i", [column[place] for place in places]) for column in self])


SEVERAL: Final = -1
"""Instead of the number of a publisher, where there are several sources."""


NEVER: Final = NO_END + 1
"""A day behind all days of knowledge."""


class Decided(NamedTuple):
    places: list[int]
    """Of the figures among which any choice of the value is the choice among all: those that no other supersedes, and,
    if there is any, one of another value that is superseded."""
    chosen: tuple[int, Step] | None
    """The place of the one whose account is used, and by which step; None where the figures themselves have to tell."""


class ManyFigures:
    """By the day they certainly happened. Never changes."""

    __slots__ = ("_columns", "_counts", "_least", "_least_behind", "_places", "_runs", "_said")

    def __init__(self, columns: Columns, places: Sequence[int], said: Said) -> None:
        """`said`: by each of them, in the order of the places."""
        self._columns = columns
        self._places = array("i", places)
        self._counts = array("i", [columns.counts[place] for place in places])
        self._said = said
        self._runs = array("i", _runs(said.values))
        """Of each where the run of figures with its value begins."""
        self._least_behind = array("i", _least_behind([columns.known[place] for place in places]))
        """Of each the first day since which it, or any behind it, can be known."""
        self._least = [_least(columns, places[at : at + _BLOCK]) for at in range(0, len(places), _BLOCK)]

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        return len(self._places) * BYTES_OF_FIGURE

    def first(self, thresholds: Thresholds) -> int | None:
        """The place of the first that makes the state; None if none does."""
        end = self._end(thresholds)
        for block, least in enumerate(self._least):
            if block * _BLOCK >= end:
                break
            if least.reaches(thresholds):
                for place in self._places[block * _BLOCK : min((block + 1) * _BLOCK, end)]:
                    if self._makes(place, thresholds):
                        return place
        return None

    def making(self, thresholds: Thresholds) -> list[int]:
        """The places of all that make the state."""
        return [place for place in self._places[: self._end(thresholds)] if self._makes(place, thresholds)]

    def decided(self, thresholds: Thresholds) -> Decided:
        """What is decided among those of them that make the state."""
        left, behind = self._not_superseded(thresholds)
        other = self._other_value(behind, {self._said.values[at] for at in left}, thresholds)
        places = [self._places[at] for at in left]
        chosen = self._chosen(left, Step.ONLY if other is None else Step.DATE, thresholds)
        return Decided(
            places if other is None else [self._places[other], *places],
            (self._places[chosen[0]], chosen[1]) if chosen is not None else None,
        )

    def _not_superseded(self, thresholds: Thresholds) -> tuple[list[int], int]:
        """Those that no other supersedes, and where they begin."""
        counts, begins, places = self._counts, self._columns.begins, self._places
        found, latest = list[int](), 0
        # Nothing begins after its own last day: what lies further back can begin no later than what was passed.
        for at in self._back(self._end(thresholds), thresholds):
            if counts[at] < latest:
                break
            found.append(at)
            if begins[places[at]] > latest:
                latest = begins[places[at]]
        found.reverse()
        return found, found[0] if found else 0

    def _other_value(self, end: int, values: Container[int], thresholds: Thresholds) -> int | None:
        """The last one before there of none of these values."""
        while (at := next(self._back(end, thresholds), None)) is not None and self._said.values[at] in values:
            end = self._runs[at]
        return at

    def _chosen(self, left: list[int], rule: Step, thresholds: Thresholds) -> tuple[int, Step] | None:
        """One of these, which are of one moment, as `choice.settle` chooses; None where columns do not tell that."""
        values = self._said.values
        if len(left) > 1 and not self._tell_all(left, thresholds):
            return None
        for step, merits_of in _STEPS:
            if len(left) == 1:
                break
            merits = merits_of(self, left)
            highest = max(merits)
            if min(merits) == highest:
                continue
            kept = [at for at, merit in zip(left, merits, strict=True) if merit == highest]
            if not {values[at] for at in left} <= {values[at] for at in kept}:
                rule = step
            left = kept
        return (left[0], rule) if len(left) == 1 else None

    def _tell_all(self, left: list[int], thresholds: Thresholds) -> bool:
        """Whether columns have all that the choice among these rests on: none is foretold, each has one publisher, and
        begins and ends."""
        heard, voices = self._said.heard, self._said.voices
        begins, counts, places = self._columns.begins, self._counts, self._places
        return all(
            heard[at] <= thresholds.known
            and voices[at] != SEVERAL
            and begins[places[at]] > NO_BEGIN
            and counts[at] < NO_END
            for at in left
        )

    def _confidence(self, left: list[int]) -> list[int]:
        return [self._columns.confidence[self._places[at]] for at in left]

    def _publishers(self, left: list[int]) -> list[int]:
        """How many give its value."""
        values, voices = self._said.values, self._said.voices
        publishers: dict[int, set[int]] = {}
        if len({values[at] for at in left}) == len(left):
            return [1] * len(left)
        for at in left:
            publishers.setdefault(values[at], set()).add(voices[at])
        return [len(publishers[values[at]]) for at in left]

    def _precision(self, left: list[int]) -> list[int]:
        begins, counts, places = self._columns.begins, self._counts, self._places
        return [begins[places[at]] - counts[at] for at in left]

    def _known(self, left: list[int]) -> list[int]:
        return [self._columns.known[self._places[at]] for at in left]

    def _id(self, left: list[int]) -> list[int]:
        """Those of one date come by their ids."""
        counts = {self._counts[at] for at in left}
        return left if len(counts) == 1 else [0] * len(left)

    def _end(self, thresholds: Thresholds) -> int:
        """Behind all that count by the day asked about, and can be known by that of knowledge."""
        counted = bisect_right(self._counts, thresholds.counts)
        return bisect_right(self._least_behind, thresholds.known, hi=counted)

    def _back(self, end: int, thresholds: Thresholds) -> Iterator[int]:
        """Before there those that make the state, the last one first."""
        places, makes, at = self._places, self._makes, end - 1
        while at >= 0:
            begin = at - at % _BLOCK
            if self._least[at // _BLOCK].reaches(thresholds):
                for each in range(at, begin - 1, -1):
                    if makes(places[each], thresholds):
                        yield each
            at = begin - 1

    def _makes(self, place: int, thresholds: Thresholds) -> bool:
        columns = self._columns
        return (
            columns.known[place] <= thresholds.known
            and columns.positions[place] <= thresholds.position
            and columns.begins[place] <= thresholds.begins
            and columns.confidence[place] >= thresholds.confidence
            and place not in thresholds.silent
        )


_STEPS: tuple[tuple[Step, Callable[[ManyFigures, list[int]], list[int]]], ...] = (
    (Step.CONFIDENCE, ManyFigures._confidence),
    (Step.PUBLISHERS, ManyFigures._publishers),
    (Step.PRECISION, ManyFigures._precision),
    (Step.KNOWN, ManyFigures._known),
    (Step.ID, ManyFigures._id),
)
"""By which one of those of a moment is chosen, where none was foretold: more wins."""


class _Least(NamedTuple):
    """What a vantage must reach to reach any of a block: the least of each column, and the highest confidence."""

    known: int
    position: int
    begins: int
    confidence: int

    def reaches(self, thresholds: Thresholds) -> bool:
        return (
            self.known <= thresholds.known
            and self.position <= thresholds.position
            and self.begins <= thresholds.begins
            and self.confidence >= thresholds.confidence
        )


def _least(columns: Columns, places: Sequence[int]) -> _Least:
    known, position, begins = (
        min([column[place] for place in places]) for column in (columns.known, columns.positions, columns.begins)
    )
    return _Least(known, position, begins, max([columns.confidence[place] for place in places]))


def _least_behind(days: list[int]) -> list[int]:
    return list(accumulate(reversed(days), min))[::-1]


def _runs(values: Sequence[int]) -> list[int]:
    runs = [0]
    for place in range(1, len(values)):
        runs.append(runs[-1] if values[place] == values[place - 1] else place)
    return runs
