"""Records from rows, decoded once as long as they are in use."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Final

from cachetools import LRUCache

from dateline.errors import InvalidEvent, UnreadableRecord
from dateline.events.codec import restore
from dateline.log.chain import instant, refuse_altered
from dateline.log.contents import Contents
from dateline.log.loop_turns import loop_turns
from dateline.log.record import Record, erased_id
from dateline.log.recording import record
from dateline.log.sql.rows import SqlRow

KEPT_BYTES: Final = 32_000_000
"""Of memory: 20,000 records as most are."""
_DECODED_AT_ONCE: Final = 50
"""About ten milliseconds; then others have their turn."""


class Records:
    """Decoded records by position, the last used ones: what stands at a position never changes."""

    def __init__(self, kept_bytes: int) -> None:
        self._records: LRUCache[int, Record] = LRUCache(kept_bytes, attrgetter("size"))
        self._unreadable: set[int] = set()
        self.erased: frozenset[int] = frozenset()
        """The positions of contents that are gone, as far as is known."""

    def forget_erased(self, erased: frozenset[int]) -> None:
        """These contents are gone: what was decoded of them goes too, and what was read of them a moment ago."""
        self.erased = erased
        for position in erased:
            self._records.pop(position, None)

    def forget(self) -> None:
        """What stands at a position is another life's."""
        self._records.clear()
        self._unreadable.clear()

    async def of(self, rows: Iterable[SqlRow]) -> list[Record]:
        """The records of rows that end with id, position, recorded_at, content, digest, hash. Raises CorruptLog for one
        that was altered since it was recorded: an answer without it would be as wrong as one that is made of it."""
        return [record for _, record in await self.with_rows(rows)]

    async def with_rows(self, rows: Iterable[SqlRow], *, keep: bool = True) -> list[tuple[SqlRow, Record]]:
        """The same, each beside its row. A record that cannot be read is left out of every answer, and takes nothing
        else down with it: it is told once, as a warning. `keep` unless the reader keeps them itself."""
        records, decoded, turns = [], 0, loop_turns()
        for row in rows:
            known = self._records.get(row[-5])
            if known is None:
                known = self._decode(row)
                if keep and known is not None and known.size <= self._records.maxsize:
                    self._records[row[-5]] = known
                decoded += 1
                if decoded % _DECODED_AT_ONCE == 0:
                    await turns.step()
            if known is not None:
                records.append((row, known))
        return records

    def of_few(self, rows: Sequence[SqlRow]) -> Contents:
        """The same, at once, for a reader that keeps them itself."""
        read = [(self._records.get(row[-5]) or self._decode(row), row[-3]) for row in rows]
        readable = [(record, content) for record, content in read if record is not None]
        return Contents([record for record, _ in readable], [content for _, content in readable])

    def _decode(self, row: SqlRow) -> Record | None:
        id, position, recorded_at, content, digest, hash = row[-6:]
        if position in self.erased or (not content and id == erased_id(position)):
            return None
        refuse_altered(position, content, digest)
        try:
            decoded = record(restore(content), position, instant(recorded_at), digest, hash, len(content))
        except InvalidEvent as error:
            if position not in self._unreadable:
                self._unreadable.add(position)
                warnings.warn(UnreadableRecord(position, id, str(error)), stacklevel=1)
            return None
        return decoded
