"""Writing: one append, or a group of small ones, is one transaction, under the lock that lets one writer in at any
instant."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Final

import aiosqlite

from dateline.errors import InvalidEvent, StoreUnavailable
from dateline.events.codec import restore
from dateline.log.append import CHUNK, Batch
from dateline.log.chain import micros
from dateline.log.contract import Appended, Taken
from dateline.log.drafts import Draft
from dateline.log.index_entries import KINDS_WITH_ENTRIES
from dateline.log.record import LogHead
from dateline.log.recording import Held, LogEntry
from dateline.log.sql.group_commit import Group, GroupCommit, Member
from dateline.log.sql.reader import as_json
from dateline.log.sql.rows import (
    Cells,
    Params,
    SqlRow,
    act_rows,
    as_head,
    company_rows,
    index_rows,
    index_rows_of,
    mention_rows,
    name_rows,
    same_rows,
    stored_row,
)
from dateline.log.sql.uninterrupted import to_the_end
from dateline.log.sqlite.connection import translated
from dateline.log.sqlite.locking import WriteLock
from dateline.log.sqlite.queries import QUERIES
from dateline.log.subtrees import GrowingTree

_DISK_ERRORS: Final = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_PRIMARY_CODE: Final = 0xFF


class SqliteWriter:
    """The connection that writes. After a disk error it writes no more until the database is opened again."""

    def __init__(self, path: Path, connection: aiosqlite.Connection, lock: WriteLock) -> None:
        self._path = path
        self._connection = connection
        self._lock = lock
        self.stopped: str | None = None
        """Why it writes no more."""
        self._groups = GroupCommit(self._write_group)
        self._tree = GrowingTree(self._record_hashes, self._subtrees)

    async def append_in_group(self, member: Member) -> Appended:
        """Write an append together with others that wait. Raises what the member raises, and StoreUnavailable."""
        return await self._groups.append(member)

    async def append(self, begin: Callable[[LogHead], Batch], taken: Taken | None, *, kept: bool) -> Appended:
        """Write the batch that `begin` makes for the head of the log; unless it is `kept`, undo it all in the end.

        Raises what the batch raises, and StoreUnavailable.
        """
        self._groups.let_nobody_join()
        async with self._held_alone(), self._transaction(kept=kept):
            start = as_head((await self._rows("head"))[0])
            batch = begin(start)
            while drafts := batch.draw():
                previous = batch.head.hash
                await self._file(batch.judge(drafts, await self._held(drafts)), previous)
                await asyncio.sleep(0)  # others have their turn between two chunks
            if batch.head.position > start.position:
                await self._move_head(start, batch.head)
            if taken is not None:
                await self._note(taken, batch)
        return batch.appended(kept=kept)

    async def _write_group(self, group: Group) -> None:
        async with self._held_alone():
            members = group.begin()
            if not members:
                return
            async with self._transaction(kept=True):
                start = head = as_head((await self._rows("head"))[0])
                held = await self._held([one for member in members for one in member.drafts])
                entries: list[LogEntry] = []
                for member in members:
                    head, new = member.judge(head, held)
                    entries += new
                if entries:
                    await self._file(entries, start.hash)
                    await self._move_head(start, head)

    async def reindex(self, progress: Callable[[int], None] | None = None) -> int:
        """Fill the index for rankings anew from the contents, or leave it as it is; how many records there are."""
        position = 0
        async with self._held_alone(), self._transaction(kept=True):
            await self._rows("clear_index")
            while rows := await self._rows("contents_behind", after=position, limit=CHUNK):
                await self._insert("insert_index_entry", _indexed(rows))
                position, *_ = rows[-1]
                if progress is not None:
                    progress(position)
                await asyncio.sleep(0)  # others have their turn between two chunks
        return position

    async def run(self, queries: Sequence[str], params: Params) -> list[SqlRow]:
        """Run named queries that do not touch the log, in one transaction; the rows of the last one."""
        rows: list[SqlRow] = []
        async with self._held_alone(), self._transaction(kept=True):
            for query in queries:
                rows = await self._rows(query, **params)
        return rows

    async def close(self) -> None:
        """Closing the last connection is a checkpoint, hence under the lock."""
        self.stopped = "it is closed"
        try:
            with suppress(StoreUnavailable):
                async with self._lock.held():
                    await self._connection.close()
        finally:
            # Whoever keeps the lock for so long has the file open, so that this close is no checkpoint.
            await self._connection.close()

    @asynccontextmanager
    async def _held_alone(self) -> AsyncIterator[None]:
        """The lock; nobody waits for it who could not write."""
        self._refuse_if_stopped()
        async with self._lock.held():
            yield

    def _refuse_if_stopped(self) -> None:
        if self.stopped is not None:
            raise StoreUnavailable(f"{self._path} cannot be written: {self.stopped}")

    @asynccontextmanager
    async def _transaction(self, *, kept: bool) -> AsyncIterator[None]:
        self._refuse_if_stopped()
        try:
            await self._rows("begin")
            yield
            with self._noting_failure(fatal=True):
                await to_the_end(self._connection.commit() if kept else self._connection.rollback())
        except BaseException:
            # After a commit, or before `begin` did anything, there is nothing to undo, and this does nothing.
            with self._noting_failure(fatal=True):
                await to_the_end(self._connection.rollback())
            raise

    @contextmanager
    def _noting_failure(self, *, fatal: bool = False) -> Iterator[None]:
        """A disk error stops the writer: what the disk holds after a failed sync is anyone's guess."""
        try:
            with translated(self._path, "written"):
                yield
        except StoreUnavailable as error:
            cause = error.__cause__
            code = cause.sqlite_errorcode if isinstance(cause, sqlite3.Error) else 0
            if fatal or code & _PRIMARY_CODE in _DISK_ERRORS:
                self.stopped = f"after an error ({cause}) it has to be opened again"
            raise

    async def _rows(self, query: str, /, **params: object) -> list[SqlRow]:
        with self._noting_failure():
            return list(await self._connection.execute_fetchall(QUERIES[query], params))

    async def _insert(self, query: str, rows: Iterable[Cells]) -> None:
        with self._noting_failure():
            async with self._connection.executemany(QUERIES[query], rows):
                pass

    async def _held(self, drafts: Sequence[Draft]) -> dict[str, Held]:
        rows = await self._rows("held", ids=as_json([one.id for one in drafts]))
        digests = {id: digest for id, _, digest in rows}
        others = {one.id for one in drafts if digests.get(one.id, one.digest) != one.digest}
        told = await self._rows("contents", ids=as_json(others)) if others else []
        contents = {str(id): content for id, content in told}
        return {id: Held(position, digest, contents.get(id)) for id, position, digest in rows}

    async def _file(self, entries: Sequence[LogEntry], previous: bytes) -> None:
        """File these behind the record with the hash `previous`."""
        if not entries:
            return
        await self._insert("insert_event", map(stored_row, entries))
        for query, rows in (
            ("insert_act", act_rows(entries)),
            ("insert_mention", mention_rows(entries)),
            ("insert_same", same_rows(entries)),
            ("insert_company", company_rows(entries)),
            ("insert_name", name_rows(entries)),
            ("insert_index_entry", index_rows(entries)),
            (
                "insert_subtree",
                await self._tree.grown(previous, entries[0].position - 1, [one.hash for one in entries]),
            ),
        ):
            if rows:
                await self._insert(query, rows)

    async def _record_hashes(self, after: int, upto: int) -> list[bytes]:
        return [hash for (hash,) in await self._rows("record_hashes", after=after, upto=upto)]

    async def _subtrees(self, level: int, start: int, end: int) -> dict[int, bytes]:
        rows = await self._rows("subtrees", level=level, start=start, end=end)
        return {number: hash for number, hash in rows}  # noqa: C416 - rows are no pairs to the type checker

    async def _move_head(self, start: LogHead, head: LogHead) -> None:
        assert head.recorded_at is not None
        moved = await self._rows(
            "move_head",
            expected=start.position,
            expected_hash=start.hash,
            position=head.position,
            hash=head.hash,
            recorded_at=micros(head.recorded_at),
        )
        if not moved:
            raise StoreUnavailable(f"{self._path} cannot be written: its head moved meanwhile")

    async def _note(self, taken: Taken, batch: Batch) -> None:
        for digest, name in taken.noted():
            await self._rows(
                "insert_taken",
                digest=digest.hex(),
                name=name,
                position=batch.head.position,
                taken_at=micros(batch.recorded_at),
            )


def _indexed(rows: Iterable[SqlRow]) -> list[Cells]:
    """What is filed in the index for rankings of position, kind and content. What cannot be read is left out: `verify`
    names it, as it does what is filed as of another kind."""
    indexed: list[Cells] = []
    for position, kind, content in rows:
        if kind in KINDS_WITH_ENTRIES:
            with suppress(InvalidEvent):
                indexed += index_rows_of(position, restore(content))
    return indexed
