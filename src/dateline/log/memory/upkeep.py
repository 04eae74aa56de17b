"""The upkeep of a log in memory: records as stored, its tree, the files it has taken in, and what was erased."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from dateline.errors import PositionAhead, PositionConflict, StoreUnavailable
from dateline.log.chain import GENESIS
from dateline.log.memory.stored import Stored, erased, readable, stored_record
from dateline.log.record import Erasure, FileTaken, LogHead, StoredRecord, id_digest
from dateline.log.recording import Held, LogEntry
from dateline.log.subtrees import GrowingTree


class MemoryUpkeep:
    """What a MemoryLog holds, and how it is kept."""

    def __init__(self) -> None:
        self._head = LogHead(0, GENESIS, 1, None)
        self._stored: list[Stored] = []
        self._held: dict[str, Held] = {}
        self._erasures: dict[int, Erasure] = {}
        self._held_erased: dict[str, Held] = {}
        """By the digests of their ids."""
        self._taken: dict[str, FileTaken] = {}
        self._closed = False
        self._subtrees: dict[tuple[int, int], bytes] = {}
        self._tree = GrowingTree(self.record_hashes, self.subtrees)

    async def close(self) -> None:
        self._closed = True

    async def head(self) -> LogHead:
        self._upto(0)
        return self._head

    async def stored(self, after: int, limit: int) -> list[StoredRecord]:
        return [stored_record(one) for one in self._all()[after : after + limit]]

    async def record_hashes(self, after: int, upto: int) -> list[bytes]:
        return [one.entry.hash for one in self._all()[after:upto]]

    async def subtrees(self, level: int, start: int, end: int) -> Mapping[int, bytes]:
        self._upto(0)
        return {of: hash for (on, of), hash in self._subtrees.items() if on == level and start <= of < end}

    async def taken(self, digests: Collection[bytes]) -> set[bytes]:
        return {digest for digest in digests if digest.hex() in self._taken}

    async def traces(self, prefix: str) -> list[tuple[str, int]]:
        found = [(one.name, one.position) for one in self._taken.values() if one.name.startswith(prefix)]
        return sorted(found, key=lambda one: one[::-1])

    async def files_taken(self, after: str, limit: int) -> list[FileTaken]:
        self._upto(0)
        return [self._taken[digest] for digest in sorted(self._taken) if digest > after][: max(limit, 0)]

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
            self._erasures[position] = Erasure(position, now, reason, by, id_digest(one.entry.id))
            self._held_erased[id_digest(one.entry.id)] = Held(position, one.entry.digest)
            del self._held[one.entry.id]
            self._stored[position - 1] = erased(stored_record(one))
        ids = {one.entry.id for one in gone}
        return [one.entry.position for one in self._upto(self._head.position) if ids.intersection(one.entry.acts_on)]

    async def erasures(self, after: int, limit: int) -> list[Erasure]:
        self._upto(0)
        return [self._erasures[position] for position in sorted(self._erasures) if position > after][: max(limit, 0)]

    async def append_copied(
        self,
        records: Sequence[StoredRecord],
        erasures: Collection[Erasure],
        taken: Sequence[FileTaken],
        *,
        behind: LogHead,
    ) -> LogHead:
        start = await self.head()
        if (start.position, start.hash) != (behind.position, behind.hash):
            raise PositionConflict(behind.position, start.position)
        new = [erased(one) if one.is_erased else readable(one) for one in records]
        epoch = behind.epoch if start.position == 0 else start.epoch
        if records:
            self._head = LogHead(records[-1].position, records[-1].hash, epoch, records[-1].recorded_at)
            self._stored += new
            await self._grow(start, new)
        there = [one.entry for one in new if one.entry.content]
        self._held |= {one.id: Held(one.position, one.digest, one.content) for one in there}
        for gone in erasures:
            self._erasures[gone.position] = gone
            self._held_erased[gone.id_digest] = Held(gone.position, self._stored[gone.position - 1].entry.digest)
        self._taken = {**{one.digest: one for one in taken}, **self._taken}
        return self._head

    async def _grow(self, start: LogHead, stored: Sequence[Stored]) -> None:
        if stored:
            grown = await self._tree.grown(start.hash, start.position, [one.entry.hash for one in stored])
            self._subtrees |= {(level, number): hash for level, number, hash in grown}

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
