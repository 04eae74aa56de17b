"""Writing: one append, or a group of small ones, is one transaction, and none is told of before it is sure.

A connection may be lost at any moment. Before the commit nothing was written then, and the same is tried again where
its events are at hand. Behind it nobody knows: the log is looked at again, behind the lock of whoever commits, for the
hash that was to be its head.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

from dateline.errors import StoreUnavailable
from dateline.log.append import CHUNK, Batch
from dateline.log.contract import Appended, LogCondition, Taken
from dateline.log.postgres.address import PostgresAddress
from dateline.log.postgres.copying_in import Copies, copy_in
from dateline.log.postgres.erasing import TABLES, unguarded
from dateline.log.postgres.failures import FAILURES, is_worth_another_try, translated, unavailable
from dateline.log.postgres.filing import Filing, held, note
from dateline.log.postgres.primary import Primary
from dateline.log.postgres.transaction import HeadMoved, Transaction, Unconfirmed
from dateline.log.record import Erasure, FileTaken, LogHead, StoredRecord
from dateline.log.recording import LogEntry
from dateline.log.sql.erasing import Eraser, refuse_ahead
from dateline.log.sql.group_commit import Group, GroupCommit, Member
from dateline.log.sql.rows import Params, SqlRow, index_rows_of_contents
from dateline.log.sql.uninterrupted import to_the_end

_PATIENCE_SECONDS: Final = 60.0
"""How long another server may take to become the primary, before whoever waits for an append is told."""
_FIRST_PAUSE_SECONDS: Final = 0.05
_LONGEST_PAUSE_SECONDS: Final = 1.0
_WORTH_COUNTING: Final = 20_000
"""Events of one append from which on the server should look anew at how much there is of what, to plan by."""

Work = Callable[[Transaction], Awaitable[LogHead]]
"""What is done in a transaction: gives the head that it leaves."""


class PostgresWriter:
    """All writing of a process to one log, one transaction after the other."""

    def __init__(self, address: PostgresAddress, primary: Primary) -> None:
        self._address = address
        self._primary = primary
        self._turn = asyncio.Lock()
        self._groups = GroupCommit(self._write_group)
        self._filing = Filing()
        self._closed = False

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

        async with self._turn:
            if not kept:
                await self._in_vain(work)
            else:
                await self._surely(work, is_at_hand=False)
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

        async with self._turn:
            await self._surely(work, is_at_hand=True)

    async def enter_life(self) -> LogHead:
        """Have the log say that its database is in another life, if it is; where the log ends. Raises
        StoreUnavailable."""
        found: list[LogHead] = []

        async def look(transaction: Transaction) -> LogHead:
            found.append(transaction.start)
            return transaction.start

        async with self._turn:
            await self._surely(look, is_at_hand=True)
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

        async with self._turn:
            await self._surely(work, is_at_hand=False)
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

        async with self._turn:
            await self._surely(work, is_at_hand=False)
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

        async with self._turn:
            await self._surely(work, is_at_hand=False)
        return position

    async def run(self, queries: Sequence[str], params: Params) -> list[SqlRow]:
        """Run named queries that do not touch the log, in one transaction; the rows of the last one."""
        rows: list[SqlRow] = []

        async def work(transaction: Transaction) -> LogHead:
            nonlocal rows
            for query in queries:
                rows = await transaction.rows(query, **params)
            return transaction.start

        async with self._turn:
            await self._surely(work, is_at_hand=False)
        return rows

    async def close(self) -> None:
        """What is under way is ended with the connection: whoever waits for it is told that it is not sure."""
        self._closed = True
        await self._primary.close()

    async def _in_vain(self, work: Work) -> None:
        """Do something, and undo it."""
        self._refuse_closed()
        try:
            transaction = await self._primary.begin()
            try:
                await work(transaction)
            finally:
                await self._primary.undo(transaction)
        except FAILURES as error:
            raise unavailable(self._address, "written", error) from error

    async def _surely(self, work: Work, *, is_at_hand: bool) -> None:
        """Do something in a transaction, and end when it is known to be kept. Where it may have been undone with a
        connection, it is done again if it `is_at_hand`. Raises what it raises, and StoreUnavailable."""
        pauses = _Pauses()
        while True:
            self._refuse_closed()
            try:
                done = await self._try(work)
            except FAILURES as error:
                if self._closed or not is_at_hand or not is_worth_another_try(error) or not await pauses.wait():
                    raise unavailable(self._address, "written", error) from error
                continue
            if done is None:
                return
            start, head = done
            if head.position > start.position and await self._is_kept(head, pauses):
                return
            if not is_at_hand:
                raise self._lost() if head.position > start.position else self._not_known()

    async def _try(self, work: Work) -> tuple[LogHead, LogHead] | None:
        """None if it is surely kept; else where it began and would end. Whatever it raises, nothing was kept then."""
        transaction = await self._primary.begin()
        try:
            head = await work(transaction)
            if head.position == transaction.start.position:
                await transaction.rows("touch_head")  # what it found there is sure as soon as this is
        except BaseException as error:
            await self._primary.undo(transaction)
            if isinstance(error, HeadMoved):
                raise StoreUnavailable(f"{self._address} cannot be written: its head moved meanwhile") from error
            raise
        try:
            await self._primary.commit(transaction)
        except (*FAILURES, Unconfirmed):
            return transaction.start, head
        return None

    async def _is_kept(self, head: LogHead, pauses: _Pauses) -> bool:
        """Whether a transaction was committed of which no acknowledgement came; and if so, until it is as sure as one.

        Raises StoreUnavailable if that cannot be found out.
        """

        found = False

        async def look(transaction: Transaction) -> LogHead:
            nonlocal found
            rows = await transaction.rows("hash_at", position=head.position)
            found = [tuple(row) for row in rows] == [(head.hash,)]
            return transaction.start

        while not self._closed and await to_the_end(pauses.wait()):
            found = False
            with suppress(*FAILURES):
                if await to_the_end(self._try(look)) is None:
                    return found
        raise self._not_known()

    def _lost(self) -> StoreUnavailable:
        return StoreUnavailable(
            f"{self._address} cannot be written: the connection was lost, and nothing was kept: do the same again"
        )

    def _not_known(self) -> StoreUnavailable:
        return StoreUnavailable(
            f"{self._address} was written, but whether it is kept is not known: the connection was lost during the"
            " commit, or the wait for a standby was cancelled; do the same again, which never repeats an event"
        )

    def _refuse_closed(self) -> None:
        if self._closed:
            raise StoreUnavailable(f"{self._address} cannot be written: it is closed")


class _Pauses:
    """Between tries, longer and longer ones, until patience ends."""

    def __init__(self) -> None:
        self._clock = asyncio.get_running_loop().time
        self._deadline = self._clock() + _PATIENCE_SECONDS
        self._pause = _FIRST_PAUSE_SECONDS

    async def wait(self) -> bool:
        """Whether another try should be made."""
        if self._clock() + self._pause >= self._deadline:
            return False
        await asyncio.sleep(self._pause)
        self._pause = min(2 * self._pause, _LONGEST_PAUSE_SECONDS)
        return True
