"""Tallies: how many events each company has, and the sum of their positions, counted while they are filed.

An index that does not lead to an event leaves it out of every answer, and nothing else would tell. They are written
once for a transaction, not for each event: that takes a hundredth of the time of an import.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dateline.log.sql.rows import Cells, SqlRow

MOST_COMPANIES: Final = 20_000
"""That are counted before they are written."""
_COMPANY, _POSITION = 1, 10
"""Their places among the columns of `event`."""


class Tallies:
    """Of what was filed and not counted in the file yet."""

    def __init__(self) -> None:
        self._counted: dict[object, list[int]] = {}
        self._end: tuple[int, bytes] | None = None

    def add(self, events: Sequence[Cells], previous: tuple[int, bytes], end: tuple[int, bytes]) -> None:
        """Count rows of `event`, which were filed behind one place in the log, up to another. What was counted of a
        transaction that was undone does not lead up to them, and is forgotten."""
        if previous != self._end:
            self._counted.clear()
        self._end = end
        counted = self._counted
        for row in events:
            position = row[_POSITION]
            assert isinstance(position, int)
            found = counted.get(row[_COMPANY])
            if found is None:
                counted[row[_COMPANY]] = [1, position]
            else:
                found[0] += 1
                found[1] += position

    @property
    def are_many(self) -> bool:
        return len(self._counted) >= MOST_COMPANIES

    def drain(self) -> list[Cells]:
        """The rows to be written; nothing is counted then. An erased event has no company."""
        rows: list[Cells] = [(company, *counted) for company, counted in self._counted.items() if company]
        self._counted.clear()
        return rows


def moved_mark(records: int) -> Cells:
    """The row that says: they are of so many records more. Where an earlier release has appended before, which keeps no
    tallies, the mark stays behind by what that appended."""
    return ("", 0, records)


def are_missing(mark: SqlRow) -> bool:
    """Whether there is no mark though there are records."""
    counted, _, position, _ = mark
    return counted is None and position > 0


def are_behind(mark: SqlRow) -> bool:
    """Whether an earlier release has appended or erased since they were kept."""
    counted, followed, position, erasures = mark
    return counted is not None and (counted < position or followed < erasures)
