"""Filing what another log stores, as it is there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from dateline.errors import PositionConflict
from dateline.log.postgres.erasing import unguarded
from dateline.log.postgres.filing import Filing
from dateline.log.postgres.transaction import Transaction, sound_rows
from dateline.log.record import Erasure, FileTaken, LogHead, StoredRecord
from dateline.log.sql.copied import copied
from dateline.log.sql.rows import erasure_params, taken_params


class Copies(NamedTuple):
    """What of another log is filed at once."""

    records: Sequence[StoredRecord]
    erasures: Collection[Erasure]
    taken: Sequence[FileTaken]


async def copy_in(transaction: Transaction, filing: Filing, copies: Copies, behind: LogHead) -> LogHead:
    """File it behind the head that both logs have; where the log ends then. Raises PositionConflict."""
    start, records = transaction.start, copies.records
    if (start.position, start.hash) != (behind.position, behind.hash):
        raise PositionConflict(behind.position, start.position)
    epoch = behind.epoch if start.position == 0 else start.epoch
    if epoch != start.epoch:
        async with unguarded(transaction, "head"):
            await transaction.rows("set_epoch", epoch=epoch)
    head = start
    if records:
        head = LogHead(records[-1].position, records[-1].hash, epoch, records[-1].recorded_at)
        await filing.file_copied(transaction, copied(records), start.position, start.hash)
        await transaction.move_head(head)
    for one in copies.erasures:
        await transaction.rows("insert_erasure", **erasure_params(one))
    for file in copies.taken:
        (name,) = sound_rows([(file.name,)])[0]
        await transaction.rows("insert_taken", **{**taken_params(file), "name": name})
    return head
