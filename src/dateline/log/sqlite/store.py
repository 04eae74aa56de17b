"""SqliteLog: the EventLog in one SQLite file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TypedDict, Unpack

from dateline.errors import InvalidVantage, PositionAhead, StoreUnavailable
from dateline.events.event import Event
from dateline.log.append import Batch
from dateline.log.chain import GENESIS, micros
from dateline.log.contract import Appended, LogCondition, Taken
from dateline.log.cut import Cut
from dateline.log.drafts import Draft
from dateline.log.listeners import Listeners
from dateline.log.record import LogHead, Record, StoredRecord
from dateline.log.recording import LogEntry
from dateline.log.selection import Selection
from dateline.log.sqlite.condition import condition_of, identity_of
from dateline.log.sqlite.connection import Trace, as_head, find, open_reader, open_writer, stored_record
from dateline.log.sqlite.group_commit import Member, drafts_if_few
from dateline.log.sqlite.index import SqliteIndex
from dateline.log.sqlite.keys import SqliteKeys
from dateline.log.sqlite.locking import LOCK_TIMEOUT_SECONDS, WriteLock, to_the_end
from dateline.log.sqlite.misfiled import misfiled
from dateline.log.sqlite.reader import KEPT_RECORDS, Records, SqliteReader, as_json
from dateline.log.sqlite.rows import Params, SqlRow
from dateline.log.sqlite.selection_sql import count_events, select_events
from dateline.log.sqlite.soundness import unsound
from dateline.log.sqlite.upgrade import bring_up_to_date, open_to_read
from dateline.log.sqlite.writer import SqliteWriter
from dateline.values.text import searched


class SqliteOptions(TypedDict, total=False):
    """How a log is opened; see `SqliteLog.open`."""

    read_only: bool
    lock_timeout_seconds: float
    trace: Trace | None
    kept_records: int


class SqliteLog:
    """An EventLog in a file. Made by `open` or `opened`; a log that is never closed keeps the interpreter alive."""

    def __init__(self, path: Path, reader: SqliteReader, writer: SqliteWriter | None, kept_records: int) -> None:
        self.path = path
        self._opened = identity_of(path)
        self._reader = reader
        self._writer = writer
        self._records = Records(kept_records)
        self._listeners = Listeners()
        self.index = SqliteIndex(reader)
        self.keys = SqliteKeys(path, reader, writer)

    @classmethod
    async def open(
        cls,
        path: Path | str,
        *,
        read_only: bool = False,
        lock_timeout_seconds: float = LOCK_TIMEOUT_SECONDS,
        trace: Trace | None = None,
        kept_records: int = KEPT_RECORDS,
    ) -> SqliteLog:
        """Open the log at a path, and create it there unless it is to be read only.

        `lock_timeout_seconds`: how long to wait while others write. `trace` is told every statement that reads.
        `kept_records`: how many decoded records are kept at most. Raises StoreUnavailable.
        """
        path = find(path, must_exist=read_only)
        lock = WriteLock(path, lock_timeout_seconds)
        if read_only:
            return cls(path, await open_to_read(path, trace, lock), None, kept_records)
        async with lock.held():
            writing = await open_writer(path)
            try:
                await bring_up_to_date(path, writing)
                reading = await open_reader(path, trace)
            except BaseException:
                await to_the_end(writing.close())
                raise
        return cls(path, SqliteReader(path, reading), SqliteWriter(path, writing, lock), kept_records)

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
        try:
            await self._reader.close()
        finally:
            if self._writer is not None:
                await self._writer.close()

    async def head(self) -> LogHead:
        return as_head(await self._reader.head())

    async def at_position(self, position: int) -> LogHead:
        if position < 0:
            raise InvalidVantage(f"a position is 0 or more, not {position}")
        ((*found, epoch, newest),) = await self._reader.named("head_at_position", position=position)
        if position > newest:
            raise PositionAhead(position, newest)
        return _place(found, epoch)

    async def at_instant(self, instant: datetime) -> LogHead:
        ((*found, epoch, _),) = await self._reader.named("head_at_instant", instant=micros(instant))
        return _place(found, epoch)

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
        if self._writer is None:
            raise StoreUnavailable(f"{self.path} cannot be written: it was opened to be read only")
        few = drafts_if_few(events) if taken is None and not dry_run else None
        try:
            if few is not None:
                return await self._writer.append_in_group(Member(few, now, expected=expected, positions=positions))

            def begin(head: LogHead) -> Batch:
                return Batch(events, head, now, expected=expected, positions=positions)

            return await self._writer.append(begin, taken, kept=not dry_run)
        finally:
            self._listeners.tell()  # also whoever gave up waiting may have appended

    def told_of_growth(self, listener: Callable[[], None]) -> AbstractContextManager[None]:
        return self._listeners.listening(listener)

    async def histories(self, slugs: Collection[str], upto: int) -> dict[str, list[Record]]:
        # Most companies have to do with no other, and their own events are read several times faster.
        asked = list(dict.fromkeys(slugs))
        rows = await self._reader.named("plain_histories", slugs=as_json(asked), **_cut(Cut(None, upto)))
        entangled = {asked[row[0]] for row in rows if row[1] is None}
        plain = [row for row in rows if row[1] is not None and asked[row[0]] not in entangled]
        found = await self._grouped(asked, plain)
        return found | await self._by_slug("histories", entangled, upto) if entangled else found

    def history_at_hand(self, slug: str, cut: Cut) -> list[Record] | None:
        rows = self._reader.few("plain_histories", slugs=as_json([slug]), **_cut(cut))
        if rows is not None and any(row[1] is None for row in rows):
            rows = self._reader.few("histories", slugs=as_json([slug]), upto=cut.position)
        return self._records.of_few(rows) if rows is not None else None

    async def touched(self, after: int, upto: int) -> set[str]:
        return {slug for (slug,) in await self._reader.named("touched", after=after, upto=upto)}

    async def identities(self, slugs: Collection[str], upto: int) -> dict[str, list[Record]]:
        return await self._by_slug("identities", slugs, upto)

    async def _by_slug(self, query: str, slugs: Collection[str], upto: int) -> dict[str, list[Record]]:
        asked = list(dict.fromkeys(slugs))
        return await self._grouped(asked, await self._reader.named(query, slugs=as_json(asked), upto=upto))

    async def _grouped(self, asked: Sequence[str], rows: Iterable[SqlRow]) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = {slug: [] for slug in asked}
        for row, record in await self._records.with_rows(rows, keep=False):
            found[asked[row[0]]].append(record)
        return found

    async def existing(self, slugs: Collection[str], cut: Cut) -> set[str]:
        asked = list(slugs)
        rows = await self._reader.named("existing", slugs=as_json(asked), **_cut(cut))
        return {asked[place] for (place,) in rows}

    async def by_ids(self, ids: Collection[str], upto: int) -> dict[str, Record]:
        records = await self._list("by_ids", ids=as_json(ids), upto=upto)
        return {record.event.id: record for record in records}

    async def acts_on(self, ids: Collection[str], upto: int) -> list[Record]:
        return await self._list("acts_on", ids=as_json(ids), upto=upto)

    async def all_acts(self, upto: int, companies: Collection[str] | None = None) -> list[Record]:
        if companies is None:
            return await self._list("all_acts", upto=upto)
        return await self._list("acts_of", companies=as_json(companies), upto=upto)

    async def _list(self, query: str, **params: object) -> list[Record]:
        return await self._records.of(await self._reader.named(query, **params))

    async def select(self, selection: Selection) -> list[Record]:
        rows = await self._reader.rows(*select_events(selection))
        read = await self._records.with_rows(rows)
        if selection.limit is None or len(read) == len(rows):
            return [record for _, record in read]
        # Some of this page cannot be read: without them it is a full page again, or the last one.
        unreadable = {row[1] for row in rows} - {record.position for _, record in read}
        return await self.select(replace(selection, beyond=selection.beyond | unreadable))

    async def count(self, selection: Selection) -> int:
        ((count,),) = await self._reader.rows(*count_events(selection))
        return int(count)

    async def companies(
        self, upto: int, *, search: str | None = None, after: str | None = None, before: str | None = None, limit: int
    ) -> list[str]:
        words = searched(search or "")
        query = f"companies{'_found' if words else ''}{'_before' if before is not None else ''}"
        rows = await self._reader.named(
            query, upto=upto, search=words, after=after or "", before=before, limit=max(limit, 0)
        )
        slugs = [slug for (slug,) in rows]
        return slugs if before is None else slugs[::-1]

    async def companies_among(self, slugs: Collection[str], upto: int, *, search: str | None = None) -> set[str]:
        rows = await self._reader.named(
            "companies_among", slugs=as_json(slugs), upto=upto, search=searched(search or "")
        )
        return {slug for (slug,) in rows}

    async def count_companies(self, upto: int, *, search: str | None = None) -> int:
        words = searched(search or "")
        query = "count_companies_found" if words else "count_companies"
        ((count,),) = await self._reader.named(query, upto=upto, search=words)
        return int(count)

    async def naming(self, slugs: Collection[str], cut: Cut) -> dict[str, Record]:
        asked = list(slugs)
        rows = await self._reader.named("naming", slugs=as_json(asked), **_cut(cut))
        return {asked[row[0]]: record for row, record in await self._records.with_rows(rows)}

    async def stored(self, after: int, limit: int) -> list[StoredRecord]:
        rows = await self._reader.named("rows", after=after, limit=limit)
        return [stored_record(row) for row in rows]

    async def taken(self, digests: Collection[bytes]) -> set[bytes]:
        rows = await self._reader.named("taken", digests=as_json([digest.hex() for digest in digests]))
        return {bytes.fromhex(digest) for (digest,) in rows}

    async def traces(self, prefix: str) -> list[tuple[str, int]]:
        return [(name, position) for name, position in await self._reader.named("traces", prefix=prefix)]

    async def reindex(self, progress: Callable[[int], None] | None = None) -> int:
        if self._writer is None:
            raise StoreUnavailable(f"{self.path} cannot be written: it was opened to be read only")
        return await self._writer.reindex(progress)

    async def condition(self) -> LogCondition:
        ((filing,),) = await self._reader.rows("PRAGMA user_version", {})
        stopped = self._writer.stopped if self._writer is not None else "it was opened to be read only"
        return condition_of(self.path, self._opened, filing, stopped)

    async def misfiled(self, entries: Sequence[LogEntry]) -> int | None:
        return await misfiled(self._reader, entries)

    async def unsound(self) -> str | None:
        return await unsound(self._reader)


def _cut(cut: Cut) -> Params:
    return Params(upto=cut.position, known_by=(cut.known_by or date.max).isoformat())


def _place(found: SqlRow, epoch: int) -> LogHead:
    """A row's place; no row stands for the beginning of the log."""
    position, hash, recorded_at = found
    return as_head((position, hash, epoch, recorded_at) if position is not None else (0, GENESIS, epoch, None))
