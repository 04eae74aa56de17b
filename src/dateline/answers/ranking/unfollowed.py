"""What can be the latest event of a company at any of the vantages near each other, the oldest first.

Of nearly all old events it is sure that a later one of their company follows, whichever of those vantages is asked
from. Which ones are left takes an index as long to tell as it has events that old; so it is kept for the questions that
come from near by.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from cachetools import LRUCache

from dateline.answers.ranking.batches import Batches
from dateline.answers.ranking.cells import Cell, cells_of
from dateline.answers.ranking.places import Sort
from dateline.answers.ranking.threshold import BoundedRow
from dateline.log.cut import Reach
from dateline.log.index_contract import Index, KeyedEntry, Place

_KEPT_CELLS: Final = 32
_UNNUMBERED: Final = -1


class UnfollowedEvents:
    """The events of one cell that are not surely followed, as far as any list has read them."""

    def __init__(self, index: Index, cell: Cell, batches: Batches) -> None:
        self.cell = cell
        self.is_worn = False
        """Whether a list met many events that were followed after all: then a narrower cell is worth its while."""
        self._index = index
        self._batches = batches
        self._entries: list[KeyedEntry] = []
        self._ended = False
        self._one_reads = asyncio.Lock()

    async def behind(self, place: Place | None, limit: int) -> list[tuple[KeyedEntry, Place]]:
        """So many of them behind a place, each with its own: its number and where the index has it.

        What is far behind is not kept; a list that is there has no numbers any more.
        """
        number, *last = place if place is not None else (0,)
        start = int(number)
        if start == _UNNUMBERED or len(self._entries) <= start >= self._batches.kept_rows:
            found = await self._index.unfollowed(self.cell.inner, self.cell.outer, after=tuple(last), limit=limit)
            return [(entry, (_UNNUMBERED, *entry.place)) for entry in found]
        await self._keep(start + limit)
        kept = self._entries[start : start + limit]
        return [(entry, (number, *entry.place)) for number, entry in enumerate(kept, start + 1)]

    async def _keep(self, size: int) -> None:
        async with self._one_reads:
            while (lacking := size - len(self._entries)) > 0 and not self._ended:
                after = self._entries[-1].place if self._entries else None
                found = await self._index.unfollowed(self.cell.inner, self.cell.outer, after=after, limit=lacking)
                self._ended = len(found) < lacking
                self._entries += found


class OldestFirst:
    """A list of companies by events of a cell, at one of the vantages of that cell."""

    def __init__(self, events: UnfollowedEvents, index: Index, reach: Reach, batches: Batches) -> None:
        self._events = events
        self._index = index
        self._reach = reach
        self._batches = batches
        self._read: dict[str, int] = {}
        """The days that companies were read with, until their bounds are asked for."""
        self._followed = 0

    async def rows(self, place: Place | None, limit: int) -> list[BoundedRow]:
        """So many rows behind a place, none of a day past that of the vantage."""
        last_day = self._reach.counts_until.toordinal()
        found = [(entry, place) for entry, place in await self._events.behind(place, limit) if entry.key <= last_day]
        for entry, _ in found:
            self._read.setdefault(entry.company, int(entry.key))
        return [BoundedRow((entry.key,), None, entry.company, place) for entry, place in found]

    async def bounds_of(self, companies: Sequence[str]) -> dict[str, Sort]:
        """A day without its other end comes before that day with any."""
        found = dict(await self._index.latest_days(companies, self._reach))
        self._followed += sum(self._read.get(slug, day) != day for slug, day in found.items())
        self._events.is_worn |= self._followed > self._batches.worn_rows
        self._read.clear()
        return {slug: (day, 0) for slug, day in found.items()}


class KeptUnfollowed:
    """Those of the cells that were asked for last."""

    def __init__(self) -> None:
        self._cells: LRUCache[Cell, UnfollowedEvents] = LRUCache(_KEPT_CELLS)

    def near(self, index: Index, reach: Reach, batches: Batches) -> UnfollowedEvents:
        """Those of a kept cell that holds the vantage and is not worn, or else of the widest that is not worn."""
        held = [
            cell for cell, found in self._cells.items() if not found.is_worn and cell.holds(reach, batches.new_records)
        ]
        if held:
            return self._cells[max(held, key=lambda cell: cell.inner.counts_until)]
        *wider, narrowest = cells_of(reach, batches.new_records)
        cell = next((cell for cell in wider if cell not in self._cells), narrowest)
        if cell not in self._cells:
            self._cells[cell] = UnfollowedEvents(index, cell, batches)
        return self._cells[cell]
