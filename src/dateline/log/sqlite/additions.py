"""Writing a log that is not open yet, when it is made or brought up to date."""

from __future__ import annotations

from collections.abc import Sequence

import aiosqlite

from dateline.log.sql.rows import Cells, SqlRow
from dateline.log.sqlite.queries import QUERIES


class Unchecked:
    """What writes a log that is not open yet: the named queries on a connection."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def rows(self, query: str, /, **params: object) -> list[SqlRow]:
        return list(await self._connection.execute_fetchall(QUERIES[query], params))

    async def insert(self, query: str, rows: Sequence[Cells]) -> None:
        await self._connection.executemany(QUERIES[query], rows)
