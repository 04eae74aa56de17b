"""Writing: one append, or a group of small ones, is one transaction, under the lock that lets one writer in at any
instant."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Sequence
from contextlib import aclosing
from datetime import datetime
from pathlib import Path

from dateline.errors import PositionConflict, StoreUnavailable
from dateline.log.append import CHUNK, Batch
from dateline.log.chain import micros
from dateline.log.contract import Appended, Taken
from dateline.log.drafts import Draft
from dateline.log.record import Erasure, FileTaken, LogHead, StoredRecord, id_digest
from dateline.log.recording import Held, LogEntry
from dateline.log.sql.copied import Copied, copied
from dateline.log.sql.erasing import Eraser, Unguarded, refuse_ahead
from dateline.log.sql.group_commit import Group, GroupCommit, Member
from dateline.log.sql.reader import as_json
from dateline.log.sql.rows import (
    Cells,
    Params,
    SqlRow,
    erasure_params,
    index_rows_of_contents,
    rows_beside,
    stored_row,
    taken_params,
)
from dateline.log.sql.tree import KeptTree
from dateline.log.sql.uninterrupted import to_the_end
from dateline.log.sqlite.erasing import clear_away, unguarded
from dateline.log.sqlite.indexers import Indexers
from dateline.log.sqlite.queries import tree_of_schema
from dateline.log.sqlite.tallies import Tallies, moved_mark
from dateline.log.sqlite.writing import WritingConnection


class SqliteWriter:
    """What is written by the connection that writes."""

    def __init__(self, path: Path, connection: WritingConnection, indexers: Indexers | None = None) -> None:
        self._path = path
        self._connection = connection
        self._indexers = indexers or Indexers()
        self._groups = GroupCommit(self._write_group)
        self.tree = KeptTree(connection.rows)
        self._tallies = Tallies()

    async def append_in_group(self, member: Member) -> Appended:
        """Write an append together with others that wait. Raises what the member raises, and StoreUnavailable."""
        return await self._groups.append(member)

    async def append(self, begin: Callable[[LogHead], Batch], taken: Taken | None, *, kept: bool) -> Appended:
        """Write the batch that `begin` makes for the head of the log; unless it is `kept`, undo it all in the end.

        Raises what the batch raises, and StoreUnavailable.
        """
        self._groups.let_nobody_join()
        async with self._connection.held(), self._connection.transaction(kept=kept) as start:
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
        async with self._connection.held():
            members = group.begin()
            if not members:
                return
            async with self._connection.transaction(kept=True) as start:
                head = start
                held = await self._held([one for member in members for one in member.drafts])
                entries: list[LogEntry] = []
                for member in members:
                    head, new = member.judge(head, held)
                    entries += new
                if entries:
                    await self._file(entries, start.hash)
                    await self._move_head(start, head)

    async def erase(self, positions: Sequence[int], now: datetime, reason: str, by: str) -> list[int]:
        """Erase the contents at these positions, and write the file anew without them; see `Upkeep.erase`."""
        async with self._connection.held():
            async with self._connection.transaction(kept=True) as head:
                refuse_ahead(positions, head)
                async with unguarded(self._connection):
                    companies = await self._connection.rows("companies_at", positions=as_json(positions))
                    speaking = await Eraser(self._connection, now, reason, by).erase(positions)
                    await self._connection.rows("tally_anew", companies=as_json([slug for (slug,) in companies]))
                    await self._connection.rows("clear_tallies")
                    await self._connection.rows("mark_erasures", before=self._connection.erased)
            await to_the_end(clear_away(self._path, self._connection))  # its thread would go on, without the lock
        return speaking

    async def append_copied(
        self,
        records: Sequence[StoredRecord],
        erasures: Collection[Erasure],
        taken: Sequence[FileTaken],
        *,
        behind: LogHead,
    ) -> LogHead:
        """File records as another log stores them; see `Upkeep.append_copied`."""
        async with self._connection.held(), self._connection.transaction(kept=True) as start:
            if (start.position, start.hash) != (behind.position, behind.hash):
                raise PositionConflict(behind.position, start.position)
            if start.position == 0 and start.epoch != behind.epoch:
                async with unguarded(self._connection):
                    await self._connection.rows("set_epoch", epoch=behind.epoch)
            head = LogHead(start.position, start.hash, behind.epoch if start.position == 0 else start.epoch, None)
            if records:
                await self._file_rows(copied(records), start.position, start.hash)
                last = records[-1]
                head = LogHead(last.position, last.hash, head.epoch, last.recorded_at)
                await self._move_head(start, head)
            for one in erasures:
                await self._connection.rows("insert_erasure", **erasure_params(one))
            if erasures:
                await self._connection.rows("mark_erasures", before=self._connection.erased)
            for file in taken:
                await self._connection.rows("insert_taken", **taken_params(file))
        return head if records else start

    async def reindex(self, progress: Callable[[int], None] | None = None) -> int:
        """Fill the index for rankings anew from the contents, or leave it as it is; how many records there are."""
        position = 0
        async with self._connection.held(), self._connection.transaction(kept=True) as head:
            await self._connection.rows("clear_index")
            async with aclosing(self._index_rows(head)) as found:
                async for position, rows in found:
                    await self._connection.insert("insert_index_entry", rows)
                    if progress is not None:
                        progress(position)
                    await asyncio.sleep(0)  # others have their turn between two chunks
        return position

    async def _index_rows(self, head: LogHead) -> AsyncGenerator[tuple[int, Sequence[Cells]], None]:
        """What is filed in the index for rankings of some records, and the position of the last of them."""
        position = 0
        async with aclosing(self._indexers.rows(self._path, head, self._index_rows_between)) as found:
            async for position, filed in found:
                yield position, filed
        while rows := await self._connection.rows("contents_behind", after=position, limit=CHUNK):
            position, *_ = rows[-1]
            yield position, index_rows_of_contents(rows)

    async def _index_rows_between(self, after: int, upto: int) -> Sequence[Cells]:
        return index_rows_of_contents(await self._connection.rows("contents_between", after=after, upto=upto))

    async def run(self, queries: Sequence[str], params: Params) -> list[SqlRow]:
        """Run named queries that do not touch the log, in one transaction; the rows of the last one."""
        rows: list[SqlRow] = []
        async with self._connection.held(), self._connection.transaction(kept=True):
            for query in queries:
                rows = await self._connection.rows(query, **params)
        return rows

    async def in_turn(self, work: Callable[[Unguarded], Awaitable[None]]) -> None:
        """Do something in a transaction that is kept. Raises StoreUnavailable."""
        async with self._connection.held(), self._connection.transaction(kept=True):
            await work(self._connection)

    async def make_tables(self, _: Unguarded, /) -> None:
        """Those of the tree."""
        for statement in tree_of_schema().values():
            await self._connection.run(statement)

    async def _held(self, drafts: Sequence[Draft]) -> dict[str, Held]:
        rows = await self._connection.rows("held", ids=as_json([one.id for one in drafts]))
        found = await self._as_held(drafts, rows) if rows else {}
        if self._connection.erased:
            found |= await self._held_erased({one.id for one in drafts} - found.keys())
        return found

    async def _as_held(self, drafts: Sequence[Draft], rows: Sequence[SqlRow]) -> dict[str, Held]:
        """With what an id says that is filed with another digest."""
        digests = {id: digest for id, _, digest in rows}
        others = {one.id for one in drafts if digests.get(one.id, one.digest) != one.digest}
        told = await self._connection.rows("contents", ids=as_json(others)) if others else []
        contents = {str(id): content for id, content in told}
        return {id: Held(position, digest, contents.get(id)) for id, position, digest in rows}

    async def _held_erased(self, ids: Collection[str]) -> dict[str, Held]:
        """What is erased is still held: it is no news when a file that tells it is read again."""
        if not ids:
            return {}
        digests = {id_digest(id): id for id in ids}
        rows = await self._connection.rows("held_erased", digests=as_json([*digests]))
        return {digests[of]: Held(position, digest) for of, position, digest in rows}

    async def _file(self, entries: Sequence[LogEntry], previous: bytes) -> None:
        """File these behind the record with the hash `previous`."""
        if entries:
            rows = Copied([*entries], [stored_row(one) for one in entries], [one.hash for one in entries])
            await self._file_rows(rows, entries[0].position - 1, previous)

    async def _file_rows(self, filed: Copied, start: int, previous: bytes) -> None:
        """File these behind a position, whose record has the hash `previous`."""
        grown = await self.tree.grown(previous, start, filed.hashes)
        await self._connection.insert_all(
            [("insert_event", filed.rows), *rows_beside(filed.entries), ("insert_subtree", grown)]
        )
        if filed.rows:
            self._tallies.add(filed.rows, (start, previous), (start + len(filed.rows), filed.hashes[-1]))
        if self._tallies.are_many:
            await self._connection.insert("insert_tally", self._tallies.drain())

    async def _move_head(self, start: LogHead, head: LogHead) -> None:
        assert head.recorded_at is not None
        mark = moved_mark(head.position - start.position)
        await self._connection.insert("insert_tally", [*self._tallies.drain(), mark])
        moved = await self._connection.rows(
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
            await self._connection.rows(
                "insert_taken",
                digest=digest.hex(),
                name=name,
                position=batch.head.position,
                taken_at=micros(batch.recorded_at),
            )
