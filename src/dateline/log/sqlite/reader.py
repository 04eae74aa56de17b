"""Readers: statements with their parameters."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import Final

from dateline.errors import CorruptLog, StoreUnavailable
from dateline.log.sql.reader import as_json
from dateline.log.sql.rows import Params, SqlRow
from dateline.log.sql.uninterrupted import to_the_end
from dateline.log.sqlite.connection import Readers, open_reader
from dateline.log.sqlite.given_up import Awaited
from dateline.log.sqlite.queries import QUERIES
from dateline.log.sqlite.sentences import translated

ERASURES_SECONDS = 0.25
"""Between two looks for what others have erased: with each look at the head it would take a quarter longer."""
FEW: Final = 200
"""Rows that are read on the spot: what is read and decoded in some milliseconds."""
_SLOW_SECONDS: Final = 0.05
"""Who reads on the spot for longer has waited for a disk."""
_SPARED_SECONDS: Final = 1.0
"""For so long nothing is read on the spot then, so that one reader in a second waits and holds up the others."""


class SqliteReader:
    """The connections that read: an SqlReader."""

    def __init__(self, path: Path, readers: Readers) -> None:
        self.queries: Mapping[str, str] = QUERIES
        self._path = path
        self._readers = readers
        self._closed = False
        self._spared_until = 0.0
        self._erasures_known_until = 0.0

    async def head(self) -> SqlRow:
        """The row that says where the log ends, with how many contents were erased behind it, unless that was told a
        moment ago. Raises StoreUnavailable, and CorruptLog if there is none.

        It is read on the spot, since every question asks for it: that takes some microseconds, and a turn of the thread
        twenty times as long.
        """
        self._refuse_closed()
        now = perf_counter()
        query = "head"
        if now >= self._erasures_known_until:
            self._erasures_known_until, query = now + ERASURES_SECONDS, "head_and_erasures"
        try:
            rows: list[SqlRow] = self._readers.on_the_spot.execute(self.queries[query]).fetchall()
        except sqlite3.Error:  # another process is putting the file in order, or it is broken: then that is told
            there = await self.named("has_erasures")  # they are not in a log of an earlier release
            rows = await self.named(query if there else "head")
        if not rows:
            raise CorruptLog(0, "its head is gone, which says where it ends")
        return rows[0]

    def ask_for_erasures(self) -> None:
        """Whoever asks next is told how many there are."""
        self._erasures_known_until = 0.0

    def few(self, query: str, /, **params: object) -> list[SqlRow] | None:
        """All rows of one of the named queries, read on the spot; None where they are more than a few, or where it is
        not sure that the disk has them at hand: then they are read in the thread. Raises StoreUnavailable.
        """
        self._refuse_closed()
        began = perf_counter()
        if began < self._spared_until:
            return None
        try:
            asked = self._readers.on_the_spot.execute(self.queries[query], _sound(params))
            rows: list[SqlRow] = asked.fetchmany(FEW + 1)
        except sqlite3.Error:  # the thread waits for whoever keeps the file, or tells what is broken
            return None
        now = perf_counter()
        if now - began > _SLOW_SECONDS:
            self._spared_until = now + _SPARED_SECONDS
        return rows if len(rows) <= FEW else None

    async def named(self, query: str, /, **params: object) -> list[SqlRow]:
        """All rows of one of the named queries. Raises StoreUnavailable."""
        return await self.rows(self.queries[query], params)

    async def rows(self, statement: str, params: Params) -> list[SqlRow]:
        """All rows of one statement. Raises StoreUnavailable. Who is cancelled meanwhile leaves nothing running."""
        self._refuse_closed()
        awaited = Awaited(_sound(params))
        try:
            with translated(self._path, "read"):
                return list(await self._readers.thread.execute_fetchall(statement, awaited))
        finally:
            awaited.given_up = True

    async def look_anew(self) -> None:
        """Where the file was read as one that does not change, since nothing could be written beside it: read it as
        others are. Raises StoreUnavailable."""
        if self._readers.of_what_stays:
            opened = await open_reader(self._path)
            if self._closed:  # meanwhile, and nobody closes these any more
                await to_the_end(opened.close())
            self._refuse_closed()
            before, self._readers = self._readers, opened
            await before.close()

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
    if isinstance(value, list):
        return as_json(value)
    return value


_LARGEST: Final = 2**63 - 1
