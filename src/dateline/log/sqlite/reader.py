"""Readers: statements with their parameters, and records from rows, decoded once as long as they are in use."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import warnings
from collections.abc import Collection, Iterable
from pathlib import Path
from time import perf_counter
from typing import Final

from cachetools import LRUCache

from dateline.errors import CorruptLog, InvalidEvent, StoreUnavailable, UnreadableRecord
from dateline.events.codec import restore
from dateline.log.chain import instant, refuse_altered
from dateline.log.record import Record
from dateline.log.recording import record
from dateline.log.sqlite.connection import Readers, translated
from dateline.log.sqlite.queries import QUERIES
from dateline.log.sqlite.rows import Params, SqlRow

KEPT_RECORDS: Final = 20_000
_DECODED_AT_ONCE: Final = 500
"""About ten milliseconds; then others have their turn."""

FEW: Final = 200
"""Rows that are read on the spot: what is read and decoded in some milliseconds."""
_SLOW_SECONDS: Final = 0.05
"""Who reads on the spot for longer has waited for a disk."""
_SPARED_SECONDS: Final = 1.0
"""For so long nothing is read on the spot then, so that one reader in a second waits and holds up the others."""


def as_json(values: Collection[object]) -> str:
    """A list or a set of values as one parameter."""
    return json.dumps(list(values))


class Records:
    """Decoded records by position, the last used ones: what stands at a position never changes."""

    def __init__(self, size: int) -> None:
        self._records: LRUCache[int, Record] = LRUCache(size)
        self._unreadable: set[int] = set()

    async def of(self, rows: Iterable[SqlRow]) -> list[Record]:
        """The records of rows that end with id, position, recorded_at, content, digest, hash. Raises CorruptLog for one
        that was altered since it was recorded: an answer without it would be as wrong as one that is made of it."""
        return [record for _, record in await self.with_rows(rows)]

    async def with_rows(self, rows: Iterable[SqlRow], *, keep: bool = True) -> list[tuple[SqlRow, Record]]:
        """The same, each beside its row. A record that cannot be read is left out of every answer, and takes nothing
        else down with it: it is told once, as a warning. `keep` unless the reader keeps them itself."""
        records, decoded = [], 0
        for row in rows:
            known = self._records.get(row[-5])
            if known is None:
                known = self._decode(row)
                if keep and known is not None:
                    self._records[row[-5]] = known
                decoded += 1
                if decoded % _DECODED_AT_ONCE == 0:
                    await asyncio.sleep(0)
            if known is not None:
                records.append((row, known))
        return records

    def of_few(self, rows: Iterable[SqlRow]) -> list[Record]:
        """The same, at once, for a reader that keeps them itself."""
        found = (self._records.get(row[-5]) or self._decode(row) for row in rows)
        return [record for record in found if record is not None]

    def _decode(self, row: SqlRow) -> Record | None:
        id, position, recorded_at, content, digest, hash = row[-6:]
        refuse_altered(position, content, digest)
        try:
            decoded = record(restore(content), position, instant(recorded_at), digest, hash)
        except InvalidEvent as error:
            if position not in self._unreadable:
                self._unreadable.add(position)
                warnings.warn(UnreadableRecord(position, id, str(error)), stacklevel=1)
            return None
        return decoded


class SqliteReader:
    """The connections that read."""

    def __init__(self, path: Path, readers: Readers) -> None:
        self._path = path
        self._readers = readers
        self._closed = False
        self._spared_until = 0.0

    async def head(self) -> SqlRow:
        """The row that says where the log ends. Raises StoreUnavailable, and CorruptLog if there is none.

        It is read on the spot, since every question asks for it: that takes some microseconds, and a turn of the thread
        twenty times as long.
        """
        self._refuse_closed()
        try:
            rows: list[SqlRow] = self._readers.on_the_spot.execute(QUERIES["head"]).fetchall()
        except sqlite3.Error:  # another process is putting the file in order, or it is broken: then that is told
            rows = await self.named("head")
        if not rows:
            raise CorruptLog(0, "its head is gone, which says where it ends")
        return rows[0]

    def few(self, query: str, /, **params: object) -> list[SqlRow] | None:
        """All rows of one of the named queries, read on the spot; None where they are more than a few, or where it is
        not sure that the disk has them at hand: then they are read in the thread. Raises StoreUnavailable.
        """
        self._refuse_closed()
        began = perf_counter()
        if began < self._spared_until:
            return None
        try:
            rows: list[SqlRow] = self._readers.on_the_spot.execute(QUERIES[query], _sound(params)).fetchmany(FEW + 1)
        except sqlite3.Error:  # the thread waits for whoever keeps the file, or tells what is broken
            return None
        now = perf_counter()
        if now - began > _SLOW_SECONDS:
            self._spared_until = now + _SPARED_SECONDS
        return rows if len(rows) <= FEW else None

    async def named(self, query: str, /, **params: object) -> list[SqlRow]:
        """All rows of one of the named queries. Raises StoreUnavailable."""
        return await self.rows(QUERIES[query], params)

    async def rows(self, statement: str, params: Params) -> list[SqlRow]:
        """All rows of one statement. Raises StoreUnavailable."""
        self._refuse_closed()
        with translated(self._path, "read"):
            return list(await self._readers.thread.execute_fetchall(statement, _sound(params)))

    def _refuse_closed(self) -> None:
        if self._closed:
            raise StoreUnavailable(f"{self._path} is closed")

    async def close(self) -> None:
        self._closed = True
        await self._readers.close()


def _sound(params: Params) -> Params:
    """Parameters that SQLite takes. What it does not take, no log holds, but a question may."""
    return {name: _sound_value(value) for name, value in params.items()}


def _sound_value(value: object) -> object:
    if isinstance(value, str):
        return value.encode(errors="replace").decode()  # half of a surrogate pair is no text
    if isinstance(value, int):
        return min(value, _LARGEST)
    return value


_LARGEST: Final = 2**63 - 1
