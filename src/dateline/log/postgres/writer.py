"""Writing: one append, or a group of small ones, is one transaction, and none is told of before it is sure."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime
from typing import Final

from dateline.errors import StoreUnavailable
from dateline.log.append import CHUNK, Batch
from dateline.log.contract import Appended, LogCondition, Taken
from dateline.log.postgres.address import PostgresAddress
from dateline.log.postgres.copying_in import Copies, copy_in
from dateline.log.postgres.erasing import TABLES, unguarded
from dateline.log.postgres.failures import FAILURES, translated, unavailable
from dateline.log.postgres.filing import Filing, held, note
from dateline.log.postgres.primary import Primary
from dateline.log.postgres.queries import TREE
from dateline.log.postgres.transaction import Transaction
from dateline.log.postgres.turns import Turns
from dateline.log.record import Erasure, FileTaken, LogHead, StoredRecord
from dateline.log.recording import LogEntry
from dateline.log.sql.erasing import Eraser, Unguarded, refuse_ahead
from dateline.log.sql.group_commit import Group, GroupCommit, Member
from dateline.log.sql.rows import Params, SqlRow, index_rows_of_contents
from dateline.log.sql.tree import KeptTree

_WORTH_COUNTING: Final = 20_000
"""Events of one append from which on the server should look anew at how much there is of what, to plan by."""


class PostgresWriter:
    """All writing of a process to one log, one transaction after the other."""

    def __init__(self, address: PostgresAddress, primary: Primary) -> None:
        self._address = address
        self._primary = primary
        self._turns = Turns(address, primary)
        self._groups = GroupCommit(self._write_group)
        self._filing = Filing()

    async def append_in_group(self, member: Member) -> Appended:
        """Write an append together with others that wait. Raises what the member raises, and StoreUnavailable."""
        return await self._groups.append(member)

    async def append(self, begin: Callable[[LogHead], Batch], taken: Taken | None, *, kept: bool) -> Appended:
        """Write the batch that `begin` makes for the head of the log; unless it is `kept`, undo it all in the end.
        Raises what the batch raises, and StoreUnavailable: nothing was kept then, unless it says that this is not sure.
        """
        self._groups.let_nobody_join()
        batches: list[Batch] = []

        async def work(transaction: Transaction) -> LogHead:
            batch = begin(transaction.start)
            batches.append(batch)
            while drafts := batch.draw():
                previous = batch.head.hash
                entries = batch.judge(drafts, await held(transaction, drafts))
                await self._filing.file(transaction, entries, previous)
                await asyncio.sleep(0)  # others have their turn between two chunks
            if batch.head.position > transaction.start.position:
                await transaction.move_head(batch.head)
            if taken is not None:
                await note(transaction, taken, batch)
            return batch.head

        async with self._turns.mine:
            if not kept:
                await self._turns.in_vain(work)
            else:
                await self._turns.surely(work, is_at_hand=False)
                if batches[0].head.position - batches[0].start.position >= _WORTH_COUNTING:
                    await self._primary.count()
        (batch,) = batches
        return batch.appended(kept=kept)

    async def _write_group(self, group: Group) -> None:
        async def work(transaction: Transaction) -> LogHead:
            members = group.begin()
            known = await held(transaction, [one for member in members for one in member.drafts])
            head, entries = transaction.start, list[LogEntry]()
            for member in members:
                head, new = member.judge(head, known)
                entries += new
            if entries:
                await self._filing.file(transaction, entries, transaction.start.hash)
                await transaction.move_head(head)
            return head

        async with self._turns.mine:
            await self._turns.surely(work, is_at_hand=True)

    async def enter_life(self) -> LogHead:
        """Have the log say that its database is in another life, if it is; where the log ends. Raises
        StoreUnavailable."""
        found: list[LogHead] = []

        async def look(transaction: Transaction) -> LogHead:
            found.append(transaction.start)
            return transaction.start

        async with self._turns.mine:
            await self._turns.surely(look, is_at_hand=True)
        return found[-1]

    async def condition(self) -> LogCondition:
        """Whether something can be appended, as far as can be told without waiting for a turn, and how it is kept."""
        try:
            return LogCondition(durability=await self._primary.durability())
        except (*FAILURES, StoreUnavailable) as error:
            return LogCondition(unwritable=str(unavailable(self._address, "written", error)))

    async def erase(self, positions: Sequence[int], now: datetime, reason: str, by: str) -> list[int]:
        """Erase the contents at these positions, and write the tables anew without them; see `Upkeep.erase`."""
        speaking: list[int] = []

        async def work(transaction: Transaction) -> LogHead:
            nonlocal speaking
            refuse_ahead(positions, transaction.start)
            async with unguarded(transaction, *TABLES):
                speaking = await Eraser(transaction, now, reason, by).erase(positions)
            return transaction.start

        async with self._turns.mine:
            await self._turns.surely(work, is_at_hand=False)
            with translated(self._address, "written anew"):
                await self._primary.write_anew(TABLES)
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
        heads: list[LogHead] = []

        async def work(transaction: Transaction) -> LogHead:
            heads.append(await copy_in(transaction, self._filing, Copies(records, erasures, taken), behind))
            return heads[-1]

        async with self._turns.mine:
            await self._turns.surely(work, is_at_hand=False)
        return heads[-1]

    async def reindex(self, progress: Callable[[int], None] | None = None) -> int:
        """Fill the index for rankings anew from the contents, or leave it as it is; how many records there are."""
        position = 0

        async def work(transaction: Transaction) -> LogHead:
            nonlocal position
            await transaction.rows("clear_index")
            while rows := await transaction.rows("contents_behind", after=position, limit=CHUNK):
                await transaction.insert("insert_index_entry", index_rows_of_contents(rows))
                position = rows[-1][0]
                if progress is not None:
                    progress(position)
            return transaction.start

        async with self._turns.mine:
            await self._turns.surely(work, is_at_hand=False)
        return position

    async def run(self, queries: Sequence[str], params: Params) -> list[SqlRow]:
        """Run named queries that do not touch the log, in one transaction; the rows of the last one."""
        rows: list[SqlRow] = []

        async def work(transaction: Transaction) -> LogHead:
            nonlocal rows
            for query in queries:
                rows = await transaction.rows(query, **params)
            return transaction.start

        async with self._turns.mine:
            await self._turns.surely(work, is_at_hand=False)
        return rows

    @property
    def tree(self) -> KeptTree:
        return self._filing.tree

    async def in_turn(self, work: Callable[[Transaction], Awaitable[None]]) -> None:
        """Do something that does not move the head, in a transaction; perhaps again. Raises StoreUnavailable."""

        async def done(transaction: Transaction) -> LogHead:
            await work(transaction)
            return transaction.start

        async with self._turns.mine:
            await self._turns.surely(done, is_at_hand=True)

    async def make_tables(self, transaction: Unguarded) -> None:
        """Those of the tree."""
        assert isinstance(transaction, Transaction)
        await transaction.run(TREE)

    async def close(self) -> None:
        """What is under way is ended with the connection: whoever waits for it is told that it is not sure."""
        await self._turns.close()
