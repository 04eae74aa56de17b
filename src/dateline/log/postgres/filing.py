"""Filing: what a transaction writes of records, and what it has to read for that."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from dateline.log.append import Batch
from dateline.log.chain import micros
from dateline.log.contract import Taken
from dateline.log.drafts import Draft
from dateline.log.postgres.transaction import Transaction, sound_rows
from dateline.log.record import id_digest
from dateline.log.recording import Held, LogEntry
from dateline.log.sql.copied import Copied
from dateline.log.sql.rows import SqlRow, rows_beside, stored_row
from dateline.log.sql.tree import KeptTree


class Filing:
    """Files records, and the nodes of the tree above them; one transaction after the other."""

    def __init__(self) -> None:
        self.tree: Final = KeptTree(self._rows)
        self._transaction: Transaction | None = None

    async def file(self, transaction: Transaction, entries: Sequence[LogEntry], previous: bytes) -> None:
        """File these behind the record with the hash `previous`."""
        if entries:
            rows = [stored_row(one) for one in entries]
            filed = Copied([*entries], rows, [one.hash for one in entries])
            await self.file_copied(transaction, filed, entries[0].position - 1, previous)

    async def file_copied(self, transaction: Transaction, filed: Copied, start: int, previous: bytes) -> None:
        """File records of another log behind a position, whose record has the hash `previous`."""
        self._transaction = transaction
        await transaction.insert("insert_event", filed.rows)
        for query, rows in rows_beside(filed.entries):
            await transaction.insert(query, rows)
        grown = await self.tree.grown(previous, start, filed.hashes)
        await transaction.insert("insert_subtree", grown)

    async def _rows(self, query: str, /, **params: object) -> list[SqlRow]:
        assert self._transaction is not None
        return await self._transaction.rows(query, **params)


async def held(transaction: Transaction, drafts: Sequence[Draft]) -> dict[str, Held]:
    rows = await transaction.rows("held", ids=[one.id for one in drafts])
    digests = {id: digest for id, _, digest in rows}
    others = {one.id for one in drafts if digests.get(one.id, one.digest) != one.digest}
    told = await transaction.rows("contents", ids=[*others]) if others else []
    contents = {str(id): content for id, content in told}
    found = {id: Held(position, digest, contents.get(id)) for id, position, digest in rows}
    return found | await _held_erased(transaction, {one.id for one in drafts} - found.keys())


async def _held_erased(transaction: Transaction, ids: Collection[str]) -> dict[str, Held]:
    """What is erased is still held: it is no news when a file that tells it is read again."""
    if not ids or not transaction.erased:
        return {}
    digests = {id_digest(id): id for id in ids}
    rows = await transaction.rows("held_erased", digests=[*digests])
    return {digests[of]: Held(position, digest) for of, position, digest in rows}


async def note(transaction: Transaction, taken: Taken, batch: Batch) -> None:
    position, at = batch.head.position, micros(batch.recorded_at)
    for (name,), digest in ((sound_rows([(name,)])[0], digest) for digest, name in taken.noted()):
        await transaction.rows("insert_taken", digest=digest.hex(), name=name, position=position, taken_at=at)
