"""The connection that writes, and whether it may: it writes the file that it opened, as this release files it, and no
more once a disk has failed it. It may also be opened later than the log."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import aiosqlite

from dateline.errors import StoreUnavailable
from dateline.log.record import LogHead
from dateline.log.sql.rows import Cells, SqlRow, as_head
from dateline.log.sql.uninterrupted import to_the_end
from dateline.log.sqlite.condition import identity_of, unreadable
from dateline.log.sqlite.locking import WriteLock
from dateline.log.sqlite.many_rows import ToFile
from dateline.log.sqlite.queries import QUERIES
from dateline.log.sqlite.sentences import DISK_ERRORS, meaning, primary_code, translated

_AT_ONCE = 0.0


class WritingConnection:
    """All that it does is done while it is `held`.

    `open` opens it, or raises StoreUnavailable. `waits_for` is why it could not be opened yet: each transaction tries
    that again.
    """

    def __init__(
        self,
        path: Path,
        lock: WriteLock,
        open: Callable[[], Awaitable[aiosqlite.Connection]],
        connection: aiosqlite.Connection | None,
        waits_for: StoreUnavailable | None = None,
    ) -> None:
        self._path = path
        self._open = open
        self._connection = connection
        self._opened = identity_of(path)
        self._lock = lock
        self._waits_for = self._told(waits_for) if waits_for is not None else None
        self._stopped: str | None = None
        self.erased = 0
        """How many contents were erased, when the last transaction began."""

    @property
    def why_not(self) -> str | None:
        """Why nothing can be written, if so."""
        return self._stopped or self._waits_for

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """The right to write, for one block of code; nobody waits for it who could not write. Raises
        StoreUnavailable."""
        self._refuse_if_stopped()
        async with self._lock.held():
            yield

    def _refuse_if_stopped(self) -> None:
        if self._stopped is not None:
            raise self._refusal(self._stopped)

    async def take_up(self) -> None:
        """Try to open it now, where that has not been possible, without waiting for anybody."""
        if self._connection is None and self._stopped is None:
            with suppress(StoreUnavailable):
                async with WriteLock(self._path, _AT_ONCE).held():
                    await self._connected()

    async def _connected(self) -> aiosqlite.Connection:
        self._refuse_if_stopped()
        if self._connection is None:
            try:
                opened = await self._open()
            except StoreUnavailable as error:
                self._waits_for = self._told(error)
                raise
            if self._stopped is not None:  # it was closed meanwhile, and nobody closes this one any more
                await to_the_end(opened.close())
                raise self._refusal(self._stopped)
            self._connection = opened
            self._opened = identity_of(self._path)
            self._waits_for = None
        return self._connection

    @asynccontextmanager
    async def transaction(self, *, kept: bool) -> AsyncIterator[LogHead]:
        """A transaction for one block of code, which is given where the log ends; it is undone unless it is `kept`.

        Raises StoreUnavailable, also where the file is not the one any more that was opened: nobody would find what is
        written into it.
        """
        connection = await self._connected()
        try:
            self._refuse(unreadable(self._path, self._opened))
            await self.rows("begin")
            ((*head, self.erased, filing),) = await self.rows("head_to_write")
            self._refuse(unreadable(self._path, self._opened, filing))
            yield as_head(head)
            with self._noting_failure(fatal=True):
                await to_the_end(connection.commit() if kept else connection.rollback())
        except BaseException:
            # After a commit, or before `begin` did anything, there is nothing to undo, and this does nothing.
            with self._noting_failure(fatal=True):
                await to_the_end(connection.rollback())
            raise

    def _refuse(self, reason: str | None) -> None:
        """Write no more, if there is a reason. Raises StoreUnavailable."""
        if reason is not None:
            self._stopped = reason
            raise self._refusal(reason)

    def _told(self, error: StoreUnavailable) -> str:
        """What is wrong, without the path, which is nobody's business who asks a server."""
        return f"it {str(error).removeprefix(str(self._path)).strip()}"

    def _refusal(self, reason: str) -> StoreUnavailable:
        return StoreUnavailable(f"{self._path} cannot be written: {reason}")

    @contextmanager
    def _noting_failure(self, *, fatal: bool = False) -> Iterator[None]:
        """A disk error stops the writing: what the disk holds after a failed sync is anyone's guess."""
        try:
            with translated(self._path, "written"):
                yield
        except StoreUnavailable as error:
            cause = error.__cause__
            if isinstance(cause, sqlite3.Error) and (fatal or primary_code(cause) in DISK_ERRORS):
                self._stopped = (
                    f"after an error it has to be opened again, so start the program anew: {meaning(cause)}; what was"
                    " acknowledged is kept, and reading goes on"
                )
            raise

    async def rows(self, query: str, /, **params: object) -> list[SqlRow]:
        """All rows of one of the named queries. Raises StoreUnavailable."""
        assert self._connection is not None
        with self._noting_failure():
            return list(await self._connection.execute_fetchall(QUERIES[query], params))

    async def run(self, statement: str) -> list[SqlRow]:
        """All rows of a statement that is none of the named ones. Raises StoreUnavailable."""
        assert self._connection is not None
        with self._noting_failure():
            return list(await self._connection.execute_fetchall(statement))

    async def insert(self, query: str, rows: Sequence[Cells]) -> None:
        """Run one of the named queries for each of these rows. Raises StoreUnavailable."""
        assert self._connection is not None
        with self._noting_failure():
            await self._connection.executemany(QUERIES[query], rows)

    async def insert_all(self, tables: Iterable[tuple[str, Sequence[Cells]]]) -> None:
        """The same of several named queries, each with its rows, in this order. Raises StoreUnavailable."""
        assert self._connection is not None
        with self._noting_failure():
            several = ToFile((QUERIES[query], rows) for query, rows in tables if rows)
            await self._connection.executemany("", several)

    async def close(self) -> None:
        """Closing the last connection is a checkpoint, hence under the lock."""
        self._stopped = "it is closed"
        if self._connection is None:
            return
        try:
            with suppress(StoreUnavailable):
                async with self._lock.held():
                    await self._connection.close()
        finally:
            # Whoever keeps the lock for so long has the file open, so that this close is no checkpoint.
            await self._connection.close()
