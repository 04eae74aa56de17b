"""PostgresLog: the EventLog in a PostgreSQL database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from datetime import datetime
from typing import NamedTuple, TypedDict, Unpack

from dateline.errors import StoreUnavailable
from dateline.events.event import Event
from dateline.log.append import Batch
from dateline.log.contract import Appended, LogCondition, Taken
from dateline.log.cut import Cut
from dateline.log.drafts import Draft
from dateline.log.listeners import Listeners
from dateline.log.postgres.address import PostgresAddress
from dateline.log.postgres.connection import connected, is_handed_out, open_pool
from dateline.log.postgres.failures import FAILURES, translated
from dateline.log.postgres.making import find_or_make
from dateline.log.postgres.primary import LOCK_TIMEOUT_SECONDS, NEWER, Primary
from dateline.log.postgres.queries import QUERIES
from dateline.log.postgres.reader import Behind, PostgresReader
from dateline.log.postgres.soundness import unsound
from dateline.log.postgres.writer import PostgresWriter
from dateline.log.record import Erasure, FileTaken, LogHead, Record, StoredRecord
from dateline.log.sql.group_commit import Member, drafts_if_few
from dateline.log.sql.keys import SqlKeys
from dateline.log.sql.reads import SqlReads
from dateline.log.sql.records import KEPT_BYTES
from dateline.log.sql.refiling import refuse_filed_otherwise
from dateline.log.sql.rows import FILING
from dateline.log.sql.tree import tree_maker
from dateline.log.sql.uninterrupted import to_the_end


class PostgresOptions(TypedDict, total=False):
    """How a log is opened; see `PostgresLog.open`."""

    read_only: bool
    write_later: bool
    lock_timeout_seconds: float
    trace: Callable[[str], None] | None
    kept_bytes: int


class PostgresLog(SqlReads):
    """An EventLog in a database. Made by `open` or `opened`."""

    def __init__(
        self, address: PostgresAddress, reader: PostgresReader, writer: PostgresWriter | None, kept_bytes: int
    ) -> None:
        super().__init__(reader, kept_bytes)
        self.address = address
        self._reader: PostgresReader = reader
        self._writer = writer
        self._listeners = Listeners()
        self._tree = tree_maker(reader, self._writer)
        self._epoch = 0
        self.keys = SqlKeys(str(address), reader, writer)

    @classmethod
    async def open(
        cls,
        address: PostgresAddress | str,
        *,
        read_only: bool = False,
        write_later: bool = False,
        lock_timeout_seconds: float = LOCK_TIMEOUT_SECONDS,
        trace: Callable[[str], None] | None = None,
        kept_bytes: int = KEPT_BYTES,
    ) -> PostgresLog:
        """Open the log at an address, and make its tables there unless it is to be read only.

        `write_later`: where no server takes writes, read what there is, and write as soon as one does.
        `lock_timeout_seconds`: how long to wait while others write. `trace` is told every statement that reads.
        `kept_bytes`: the memory that decoded records are kept in. Raises StoreUnavailable.
        """
        if not isinstance(address, PostgresAddress):
            address = PostgresAddress(address)
        with translated(address, "opened"):
            try:
                found = await _look(address, read_only=read_only)
            except (*FAILURES, StoreUnavailable):
                if read_only or not write_later:
                    raise
                found = await _look(address, read_only=True)
        pool = await open_pool(address, prepares=found.prepares)
        reader = PostgresReader(address, pool, prepares=found.prepares, trace=trace)
        primary = Primary(address, prepares=found.prepares, lock_timeout_seconds=lock_timeout_seconds)
        writer = PostgresWriter(address, primary)
        log = cls(address, reader, None if read_only else writer, kept_bytes)
        if found.filing < FILING:
            try:
                await log._bring_up_to_date(writer, is_to_write=not read_only and not write_later)
            except BaseException:
                await log.close()
                raise
        if not found.has_tree and log._tree is not None:
            log._tree.begin()
        return log

    async def _bring_up_to_date(self, writer: PostgresWriter, *, is_to_write: bool) -> None:
        """Have all that an earlier release filed filed anew. Raises StoreUnavailable."""
        try:
            await writer.enter_life()
            await self._reader.until_filed()
        except StoreUnavailable as error:
            if is_to_write:
                raise
            await refuse_filed_otherwise(self._reader, self.address, error)
        finally:
            if self._writer is None:
                await writer.close()

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, address: PostgresAddress | str, **options: Unpack[PostgresOptions]
    ) -> AsyncIterator[PostgresLog]:
        """The log at an address for one block of code; see `open`."""
        log = await cls.open(address, **options)
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
            if self._writer is not None:
                await self._writer.close()

    async def head(self) -> LogHead:
        try:
            head = await self._reader.head()
        except Behind:
            if self._writer is None:
                raise
            await self._writer.enter_life()  # another server may have taken the place of the one that was read
            head = await self._reader.head()
        if head.epoch != self._epoch:
            self._records.forget()
            self._epoch = head.epoch
        await self._note_erased(self._reader.erased)
        return head

    def _writing(self) -> PostgresWriter:
        """What writes. Raises StoreUnavailable where the log is only read."""
        if self._writer is None:
            raise StoreUnavailable(f"{self.address} cannot be written: it was opened to be read only")
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
                member = Member(few, now, expected=expected, positions=positions)
                return self._told(await writer.append_in_group(member))

            def begin(head: LogHead) -> Batch:
                return Batch(events, head, now, expected=expected, positions=positions)

            return self._told(await writer.append(begin, taken, kept=not dry_run))
        finally:
            self._listeners.tell()  # also whoever gave up waiting may have appended

    def _told(self, appended: Appended) -> Appended:
        self._reader.has_told(appended.head)
        return appended

    def told_of_growth(self, listener: Callable[[], None]) -> AbstractContextManager[None]:
        return self._listeners.listening(listener)

    def history_at_hand(self, slug: str, cut: Cut) -> list[Record] | None:
        """Nothing is at hand: a server is always waited for."""

    async def erase(self, positions: Collection[int], *, now: datetime, reason: str, by: str = "") -> list[int]:
        speaking = await self._writing().erase([*dict.fromkeys(positions)], now, reason, by)
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
        self._reader.has_told(head)
        await self.head()  # with what was erased
        return head

    async def reindex(self, progress: Callable[[int], None] | None = None) -> int:
        return await self._writing().reindex(progress)

    async def condition(self) -> LogCondition:
        filing = await self._reader.filing()
        if filing != FILING:
            why = (
                NEWER if filing > FILING else "an earlier version of Dateline has filed the log: start the server anew"
            )
            return LogCondition(why, why)
        if self._writer is None:
            return LogCondition(None, "it was opened to be read only")
        return await self._writer.condition()

    async def unsound(self) -> str | None:
        return await unsound(self._reader)


class _Found(NamedTuple):
    """Whether statements can be kept prepared in a database, by which rules its rows were filed, and whether there is a
    tree."""

    prepares: bool
    filing: int
    has_tree: bool


async def _look(address: PostgresAddress, *, read_only: bool) -> _Found:
    """At the database of a log, which is made there if need be. Raises StoreUnavailable, and what the driver raises."""
    async with connected(address, writing=not read_only) as connection:
        filing = await find_or_make(address, connection, read_only=read_only)
        has_tree = bool(await connection.fetch(QUERIES["has_subtrees"]))
        return _Found(not await is_handed_out(connection), filing, has_tree)
