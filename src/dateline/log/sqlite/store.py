"""SqliteLog: the EventLog in one SQLite file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, TypedDict, TypeVar, Unpack

import aiosqlite

from dateline.errors import StoreUnavailable
from dateline.events.event import Event
from dateline.log.append import Batch
from dateline.log.contents import Contents
from dateline.log.contract import Appended, LogCondition, Taken
from dateline.log.cut import Cut
from dateline.log.drafts import Draft
from dateline.log.listeners import Listeners
from dateline.log.record import Erasure, FileTaken, LogHead, StoredRecord
from dateline.log.sql.group_commit import Member, drafts_if_few
from dateline.log.sql.keys import SqlKeys
from dateline.log.sql.reads import SqlReads, cut_params, entangled_in
from dateline.log.sql.records import KEPT_BYTES
from dateline.log.sql.rows import as_head
from dateline.log.sql.tree import tree_maker
from dateline.log.sql.uninterrupted import to_the_end
from dateline.log.sqlite.condition import condition_of, identity_of
from dateline.log.sqlite.connection import DURABILITY, Trace, find, open_reader
from dateline.log.sqlite.locking import LOCK_TIMEOUT_SECONDS, WriteLock
from dateline.log.sqlite.queries import QUERIES
from dateline.log.sqlite.reader import SqliteReader
from dateline.log.sqlite.sentences import translated
from dateline.log.sqlite.soundness import unsound
from dateline.log.sqlite.upgrade import open_to_read, open_to_write
from dateline.log.sqlite.writer import SqliteWriter
from dateline.log.sqlite.writing import WritingConnection

T = TypeVar("T")

AT_ONCE_SECONDS: Final = 1.0
"""How long whoever may write later waits for others who write."""


class SqliteOptions(TypedDict, total=False):
    """How a log is opened; see `SqliteLog.open`."""

    read_only: bool
    write_later: bool
    lock_timeout_seconds: float
    trace: Trace | None
    kept_bytes: int


class SqliteLog(SqlReads):
    """An EventLog in a file. Made by `open` or `opened`; a log that is never closed keeps the interpreter alive."""

    def __init__(self, path: Path, reader: SqliteReader, connection: WritingConnection | None, kept_bytes: int) -> None:
        super().__init__(reader, kept_bytes)
        self.path = self.address = path
        self._opened = identity_of(path)
        self._reader: SqliteReader = reader
        self._connection = connection
        self._writer = SqliteWriter(path, connection) if connection is not None else None
        self._listeners = Listeners()
        self._tree = tree_maker(reader, self._writer)
        self.keys = SqlKeys(path, reader, self._writer)

    @classmethod
    async def open(
        cls,
        path: Path | str,
        *,
        read_only: bool = False,
        write_later: bool = False,
        lock_timeout_seconds: float = LOCK_TIMEOUT_SECONDS,
        trace: Trace | None = None,
        kept_bytes: int = KEPT_BYTES,
    ) -> SqliteLog:
        """Open the log at a path, and create it there unless it is to be read only.

        `write_later`: where it cannot be written yet, read what there is, and write it as soon as that is possible.
        `lock_timeout_seconds`: how long to wait while others write. `trace` is told every statement that reads.
        `kept_bytes`: the memory that decoded records are kept in. Raises StoreUnavailable.
        """
        path = find(path, must_exist=read_only)
        lock = WriteLock(path, lock_timeout_seconds)
        if read_only:
            return cls(path, await open_to_read(path, trace, lock), None, kept_bytes)
        try:
            async with WriteLock(path, AT_ONCE_SECONDS if write_later else lock_timeout_seconds).held():
                writing = await open_to_write(path)
                with translated(path, "opened"):
                    has_tree = await _beside(writing, writing.execute_fetchall(QUERIES["has_subtrees"]))
                reading = await _beside(writing, open_reader(path, trace))
        except StoreUnavailable as error:
            if not write_later or not path.exists():
                raise
            reader = await open_to_read(path, trace, lock)
            return cls(path, reader, _connection(path, lock, reader, None, error), kept_bytes)
        reader = SqliteReader(path, reading)
        log = cls(path, reader, _connection(path, lock, reader, writing, None), kept_bytes)
        if not has_tree and log._tree is not None:
            log._tree.begin()
        return log

    @classmethod
    @asynccontextmanager
    async def opened(cls, path: Path | str, **options: Unpack[SqliteOptions]) -> AsyncIterator[SqliteLog]:
        """The log at a path for one block of code; see `open`."""
        log = await cls.open(path, **options)
        try:
            yield log
        finally:
            await log.close()

    async def close(self) -> None:
        await to_the_end(self._close())

    async def _close(self) -> None:
        if self._tree is not None:
            await self._tree.end()
        try:
            await self._reader.close()
        finally:
            if self._connection is not None:
                await self._connection.close()

    async def head(self) -> LogHead:
        row = await self._reader.head()
        if len(row) > 4:
            await self._note_erased(row[4])
        return _head_of(row[:4])

    def _writing(self) -> SqliteWriter:
        """What writes. Raises StoreUnavailable where the log is only read."""
        if self._writer is None:
            raise StoreUnavailable(f"{self.path} cannot be written: it was opened to be read only")
        return self._writer

    async def append(
        self,
        events: Iterable[Event | Draft],
        *,
        now: datetime,
        expected: int | None = None,
        taken: Taken | None = None,
        positions: bool = False,
        dry_run: bool = False,
    ) -> Appended:
        writer = self._writing()
        few = drafts_if_few(events) if taken is None and not dry_run else None
        try:
            if few is not None:
                return await writer.append_in_group(Member(few, now, expected=expected, positions=positions))

            def begin(head: LogHead) -> Batch:
                return Batch(events, head, now, expected=expected, positions=positions)

            return await writer.append(begin, taken, kept=not dry_run)
        finally:
            self._listeners.tell()  # also whoever gave up waiting may have appended

    def told_of_growth(self, listener: Callable[[], None]) -> AbstractContextManager[None]:
        return self._listeners.listening(listener)

    def history_at_hand(self, slug: str, cut: Cut) -> Contents | None:
        rows = self._reader.few("plain_histories", slugs=[slug], **cut_params(cut))
        if rows is not None and entangled_in(rows, [slug]):
            rows = self._reader.few("histories", slugs=[slug], upto=cut.position)
        return self._records.of_few(rows) if rows is not None else None

    async def erase(self, positions: Collection[int], *, now: datetime, reason: str, by: str = "") -> list[int]:
        writer = self._writing()
        try:
            speaking = await writer.erase([*dict.fromkeys(positions)], now, reason, by)
        finally:
            self._reader.ask_for_erasures()  # also where it broke off something may be gone
        await self.head()
        return speaking

    async def append_copied(
        self,
        records: Sequence[StoredRecord],
        erasures: Collection[Erasure],
        taken: Sequence[FileTaken],
        *,
        behind: LogHead,
    ) -> LogHead:
        writer = self._writing()
        try:
            head = await writer.append_copied(records, erasures, taken, behind=behind)
        finally:
            self._listeners.tell()
            self._reader.ask_for_erasures()
        await self.head()  # with what was erased
        return head

    async def reindex(self, progress: Callable[[int], None] | None = None) -> int:
        return await self._writing().reindex(progress)

    async def condition(self) -> LogCondition:
        ((filing,),) = await self._reader.rows("PRAGMA user_version", {})
        if self._connection is None:
            return condition_of(self.path, self._opened, filing, "it was opened to be read only", None)
        await self._connection.take_up()
        return condition_of(self.path, self._opened, filing, self._connection.why_not, DURABILITY)

    async def unsound(self) -> str | None:
        return await unsound(self._reader)


def _connection(
    path: Path,
    lock: WriteLock,
    reader: SqliteReader,
    writing: aiosqlite.Connection | None,
    waits_for: StoreUnavailable | None,
) -> WritingConnection:
    """What writes, now or later; with its first opening a reader sees what is written."""

    async def open() -> aiosqlite.Connection:
        opened = await open_to_write(path)
        await _beside(opened, reader.look_anew())
        return opened

    return WritingConnection(path, lock, open, writing, waits_for)


_head_of = lru_cache(maxsize=4)(as_head)
"""Each request asks for it, and mostly it is where it was."""


async def _beside(writing: aiosqlite.Connection, work: Awaitable[T]) -> T:
    """What comes of this, beside a connection that is closed if it fails."""
    try:
        return await work
    except BaseException:
        await to_the_end(writing.close())
        raise
