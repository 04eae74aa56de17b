"""Filing a log anew that an earlier release filed by other rules.

What a record says never changes; what is filed of it for look-ups follows from its content by rules that may: how a
slug is made of a name, how a name is folded for search. `FILING` in rows.py counts these rules, and each log says by
which of them it was filed. All of an older one is filed anew once, by whoever has the right to write and in one
transaction, so that others see it before or after and never between.
"""

from __future__ import annotations

import asyncio
from typing import Final

from dateline.errors import StoreUnavailable
from dateline.log.append import CHUNK
from dateline.log.sql.erasing import Unguarded
from dateline.log.sql.misfiled import entries_of, misfiled
from dateline.log.sql.reader import SqlReader
from dateline.log.sql.rows import index_rows, mention_rows, name_rows, same_rows, stored_record

REFILED: Final = ("event", "mention", "same", "name", "account")
"""The tables that are written for it."""


async def file_all_anew(transaction: Unguarded) -> None:
    """What cannot be read is filed by nothing but its own columns."""
    for query in ("clear_mentions", "clear_sames", "clear_names", "clear_index"):
        await transaction.rows(query)
    position = 0
    while rows := await transaction.rows("rows", after=position, limit=CHUNK):
        entries = entries_of(map(stored_record, rows))
        await transaction.insert("refile_event", [(one.subject, one.position) for one in entries])
        await transaction.insert("insert_mention", mention_rows(entries))
        await transaction.insert("insert_same", same_rows(entries))
        await transaction.insert("insert_name", name_rows(entries))
        await transaction.insert("insert_index_entry", index_rows(entries))
        position = rows[-1][1]
        await asyncio.sleep(0)  # others have their turn between two chunks


async def refuse_filed_otherwise(reader: SqlReader, place: object, error: StoreUnavailable) -> None:
    """Where nobody may write, as the error says, a log is read as it is if nothing in it would be filed otherwise.
    Raises StoreUnavailable if something would."""
    if await _is_filed_otherwise(reader):
        raise StoreUnavailable(
            f"{place} was written by an earlier release and has to be brought up to date before it is read, but"
            f" {error}: open it once where it can be written, or copy it to such a place"
        ) from error


async def _is_filed_otherwise(reader: SqlReader) -> bool:
    position = 0
    while rows := await reader.named("rows", after=position, limit=CHUNK):
        if await misfiled(reader, entries_of(map(stored_record, rows))) is not None:
            return True
        position = rows[-1][1]
    return False
