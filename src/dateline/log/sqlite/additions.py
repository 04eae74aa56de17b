"""Filling tables that earlier releases did not have, when a log of before is opened to be written."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

import aiosqlite

from dateline.log.sql.rows import Cells, SqlRow, as_head
from dateline.log.sqlite.queries import QUERIES
from dateline.log.subtrees import FAN, GrowingTree

SUBTREES: Final = ("table", "subtree")

_AT_ONCE: Final = 16 * FAN


class Unchecked:
    """What writes a log that is not open yet: the named queries on a connection."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def rows(self, query: str, /, **params: object) -> list[SqlRow]:
        return list(await self._connection.execute_fetchall(QUERIES[query], params))

    async def insert(self, query: str, rows: Sequence[Cells]) -> None:
        async with self._connection.executemany(QUERIES[query], rows):
            pass


async def fill_subtrees(writing: aiosqlite.Connection) -> None:
    """The nodes above all records that are there, in a table that is empty."""

    async def hashes_of(after: int, upto: int) -> list[bytes]:
        rows = await writing.execute_fetchall(QUERIES["record_hashes"], {"after": after, "upto": upto})
        return [hash for (hash,) in rows]

    async def subtrees_of(level: int, start: int, end: int) -> Mapping[int, bytes]:
        asked = {"level": level, "start": start, "end": end}
        rows = await writing.execute_fetchall(QUERIES["subtrees"], asked)
        return {number: hash for number, hash in rows}  # noqa: C416 - rows are no pairs to the type checker

    tree = GrowingTree(hashes_of, subtrees_of)
    (row,) = await writing.execute_fetchall(QUERIES["head"])
    size, position, previous = as_head(row).position, 0, b""
    while position < size:
        upto = min(position + _AT_ONCE, size)
        hashes = await hashes_of(position, upto)
        grown = await tree.grown(previous, position, hashes)
        async with writing.executemany(QUERIES["insert_subtree"], grown):
            pass
        position, previous = upto, hashes[-1]
        await asyncio.sleep(0)  # others have their turn between two chunks
