"""The reader: statements with their parameters, on connections whose server holds all that this process has told of."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import asyncpg

from dateline.errors import CorruptLog, StoreUnavailable
from dateline.log.postgres.address import PostgresAddress
from dateline.log.postgres.connection import READ_SECONDS
from dateline.log.postgres.failures import FAILURES, is_gone, is_worth_another_try, old_primary, unavailable
from dateline.log.postgres.queries import QUERIES, numbered
from dateline.log.record import LogHead
from dateline.log.sql.rows import FILING, Params, SqlRow, as_head

_TRIES: Final = 3
"""A read does no harm twice: where a connection was lost, a new one is asked."""
CATCH_UP_SECONDS: Final = 5.0
"""How long a standby is waited for that has not yet what this process has told of."""
_CLOSE_SECONDS: Final = 3.0
_LOOK_AGAIN_SECONDS: Final = 0.01
_LARGEST: Final = 2**63 - 1
_OF_WHOLE_TABLES: Final = frozenset({"integrity", "strays", "stray_erasures", "stray_subtrees"})
"""Queries that `verify` alone makes, which take the longer the longer the log is."""


class Behind(StoreUnavailable):
    """No server in reach holds what was told of the log."""


class PostgresReader:
    """Connections that read: an SqlReader."""

    queries: Mapping[str, str] = QUERIES

    def __init__(
        self, address: PostgresAddress, pool: Any, *, prepares: bool, trace: Callable[[str], None] | None
    ) -> None:
        self._address = address
        self._pool = pool
        self._in_transactions = not prepares
        self._trace = trace
        self._closed = False
        self._told = 0
        self.erased = 0
        """How many contents were erased, when the head was last asked for."""
        self._epoch = 0

    def has_told(self, head: LogHead) -> None:
        """Whoever reads from now on sees at least so much of the log: no answer is made of two servers. What was told
        of another life of the log says nothing of this one."""
        if head.epoch > self._epoch:
            self._told, self._epoch = head.position, head.epoch
        elif head.epoch == self._epoch:
            self._told = max(self._told, head.position)

    async def head(self) -> LogHead:
        """Where the log ends. Raises Behind where that is before what was told, StoreUnavailable, and CorruptLog if it
        is not there."""
        told, epoch = self._told, self._epoch  # before it is asked: others may be told of more meanwhile
        rows = await self.named("head_and_erasures")
        if not rows:
            raise CorruptLog(0, "its head is gone, which says where it ends")
        *place, self.erased = rows[0]
        head = as_head(place)
        if head.epoch < epoch:
            raise Behind(old_primary(self._address, "read", head.epoch, epoch))
        if head.epoch == epoch and head.position < told:
            raise self._behind(head.position)
        self.has_told(head)
        return head

    async def named(self, query: str, /, **params: object) -> list[SqlRow]:
        """All rows of one of the named queries. Raises StoreUnavailable."""
        return await self._rows(QUERIES[query], params, None if query in _OF_WHOLE_TABLES else READ_SECONDS)

    async def rows(self, statement: str, params: Params) -> list[SqlRow]:
        """All rows of one statement. Raises StoreUnavailable."""
        return await self._rows(statement, params, READ_SECONDS)

    async def _rows(self, statement: str, params: Params, seconds: float | None) -> list[SqlRow]:
        """The same, within so many seconds, if any."""
        text, names = numbered(statement)
        arguments = [_sound(params[name]) for name in names]
        if self._trace is not None:
            self._trace(statement)
        left = _TRIES
        while True:
            left -= 1
            asked = False
            try:
                async with self._connection() as connection:
                    asked = True
                    rows: list[SqlRow] = await connection.fetch(text, *arguments, timeout=seconds)
                    return rows
            except FAILURES as error:
                self._refuse_closed()
                is_slow = asked and isinstance(error, TimeoutError)  # and will be so again
                if not left or is_slow or not is_worth_another_try(error):
                    raise unavailable(self._address, "read", error) from error
                if is_gone(error):
                    await self._pool.expire_connections()

    async def filing(self) -> int:
        """By which rules the rows are filed: see FILING. Raises StoreUnavailable."""
        ((version,),) = await self.named("version")
        return int(version)

    async def until_filed(self) -> None:
        """Wait until what is read is filed by this release, as it is on the primary. Raises Behind."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + CATCH_UP_SECONDS
        while await self.filing() != FILING:
            if clock() >= deadline:
                raise Behind(f"{self._address} cannot be read: the standby is far behind its primary")
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        self._refuse_closed()
        async with self._pool.acquire(timeout=READ_SECONDS) as connection:
            if self._address.reads_standby and connection.reached < self._told:
                await self._catch_up(connection)
            if self._in_transactions:
                async with connection.transaction(readonly=True):
                    yield connection
            else:
                yield connection

    async def _catch_up(self, connection: Any) -> None:
        """Wait for a standby until it has what was told of. Raises Behind."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + CATCH_UP_SECONDS
        while True:
            position = await _position_of(connection)
            connection.note_reached(position)
            if position >= self._told:
                return
            if clock() >= deadline:
                raise self._behind(position)
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)

    def _behind(self, position: int) -> Behind:
        return Behind(
            f"{self._address} cannot be read: the server is at position {position}, but the log was at {self._told}"
            " already"
        )

    def _refuse_closed(self) -> None:
        if self._closed:
            raise StoreUnavailable(f"{self._address} is closed")

    async def close(self) -> None:
        if not self._closed:
            self._closed = True
            try:
                async with asyncio.timeout(_CLOSE_SECONDS):
                    await self._pool.close()
            except TimeoutError:  # a server that is gone says no farewell
                self._pool.terminate()


async def _position_of(connection: Any) -> int:
    """Where the log ends on this server; -1 where its tables have not come yet."""
    try:
        async with connection.transaction(readonly=True):
            return int(await connection.fetchval(QUERIES["head"]))
    except asyncpg.UndefinedTableError:
        return -1


def _sound(value: object) -> object:
    """A parameter that PostgreSQL takes. What it does not take, no log holds, but a question may."""
    if isinstance(value, str):
        return sound_text(value)
    if isinstance(value, int):
        return min(value, _LARGEST)
    if isinstance(value, list):
        return [_sound(one) for one in value]
    return value


def sound_text(text: str) -> str:
    """Half of a surrogate pair is no text, and a zero byte is none to PostgreSQL."""
    return text.encode(errors="replace").decode().replace("\0", "\ufffd")
