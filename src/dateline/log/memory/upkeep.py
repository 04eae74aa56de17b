"""The upkeep of a log in memory: records as stored, its tree, the files it has taken in, and what was erased."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

import msgspec

from dateline.errors import PositionAhead, StoreUnavailable
from dateline.log.chain import GENESIS
from dateline.log.memory.stored import Stored
from dateline.log.record import Erasure, LogHead, StoredRecord, erased_id
from dateline.log.recording import Held, LogEntry
from dateline.log.subtrees import GrowingTree


class MemoryUpkeep:
    """What a MemoryLog holds, and how it is kept."""

    def __init__(self) -> None:
        self._head = LogHead(0, GENESIS, 1, None)
        self._stored: list[Stored] = []
        self._held: dict[str, Held] = {}
        self._erasures: dict[int, Erasure] = {}
        self._taken: dict[bytes, tuple[str, int]] = {}
        self._closed = False
        self._subtrees: dict[tuple[int, int], bytes] = {}
        self._tree = GrowingTree(self.record_hashes, self.subtrees)

    async def close(self) -> None:
        self._closed = True

    async def head(self) -> LogHead:
        self._upto(0)
        return self._head

    async def stored(self, after: int, limit: int) -> list[StoredRecord]:
        return [
            StoredRecord(
                erased_id(entry.position) if entry.position in self._erasures else entry.id,
                entry.position,
                entry.recorded_at,
                entry.content,
                entry.digest,
                entry.hash,
            )
            for entry in (one.entry for one in self._all()[after : after + limit])
        ]

    async def record_hashes(self, after: int, upto: int) -> list[bytes]:
        return [one.entry.hash for one in self._all()[after:upto]]

    async def subtrees(self, level: int, start: int, end: int) -> Mapping[int, bytes]:
        self._upto(0)
        return {of: hash for (on, of), hash in self._subtrees.items() if on == level and start <= of < end}

    async def taken(self, digests: Collection[bytes]) -> set[bytes]:
        return {digest for digest in digests if digest in self._taken}

    async def traces(self, prefix: str) -> list[tuple[str, int]]:
        return sorted((one for one in self._taken.values() if one[0].startswith(prefix)), key=lambda one: one[::-1])

    @property
    def erased(self) -> int:
        return len(self._erasures)

    async def erase(self, positions: Collection[int], *, now: datetime, reason: str, by: str = "") -> list[int]:
        for position in positions:
            if not 1 <= position <= self._head.position:
                raise PositionAhead(position, self._head.position)
        gone = [one for one in self._all() if one.entry.position in positions and one.entry.content]
        for one in gone:
            position = one.entry.position
            self._erasures[position] = Erasure(position, now, reason, by)
            self._held[one.entry.id] = Held(position, one.entry.digest)
            self._stored[position - 1] = Stored(msgspec.structs.replace(one.entry, content=b""), one.record)
        ids = {one.entry.id for one in gone}
        return [one.entry.position for one in self._upto(self._head.position) if ids.intersection(one.entry.acts_on)]

    async def erasures(self, after: int, limit: int) -> list[Erasure]:
        self._upto(0)
        return [self._erasures[position] for position in sorted(self._erasures) if position > after][: max(limit, 0)]

    async def misfiled(self, entries: Sequence[LogEntry]) -> int | None:
        positions = (entry.position for entry in entries)
        return next((each for each in positions if self._stored[each - 1].entry.position != each), None)

    async def unsound(self) -> str | None:
        """It is nothing but its records."""
        self._upto(0)
        return None

    async def reindex(self, progress: Callable[[int], None] | None = None) -> int:
        """There is nothing to make: its index reads the records themselves."""
        if progress is not None:
            progress(self._head.position)
        return (await self.head()).position

    def _stored_as(self, id: str) -> Stored | None:
        held = self._held.get(id)
        return self._stored[held.position - 1] if held is not None else None

    def _upto(self, upto: int) -> list[Stored]:
        """The records up to a position whose contents are there."""
        there = self._all()[: max(upto, 0)]
        if not self._erasures:
            return there
        return [one for one in there if one.entry.position not in self._erasures]

    def _all(self) -> list[Stored]:
        if self._closed:
            raise StoreUnavailable("the log in memory is closed")
        return self._stored
