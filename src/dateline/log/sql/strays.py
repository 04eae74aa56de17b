"""Rows that no record says: of a position that no record has, or of what its record does not say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from dateline.log.append import CHUNK
from dateline.log.recording import LogEntry
from dateline.log.sql.misfiled import entries_of
from dateline.log.sql.reader import SqlReader
from dateline.log.sql.rows import Cells, SqlRow, name_rows, same_rows, stored_record

_RowsOf = Callable[[Sequence[LogEntry]], list[Cells]]
_TOLD_AGAIN: Final[Sequence[tuple[str, str, _RowsOf]]] = (
    ("name", "names_as_filed", name_rows),
    ("same", "sames_as_filed", same_rows),
)


async def stray_or_untold(reader: SqlReader) -> str | None:
    """The first such row, as a sentence; None if there is none."""
    return await _stray(reader) or await _untold(reader)


async def _stray(reader: SqlReader) -> str | None:
    """A row of a position that no record has, or that says what cannot be."""
    found = await reader.named("strays")
    if not found and await reader.named("has_subtrees"):
        found = await reader.named("stray_subtrees")
    if not found and await reader.named("has_erasures"):
        found = await reader.named("stray_erasures")
    return f"a row in the table {found[0][0]} says what no record does: position {found[0][1]}" if found else None


async def _untold(reader: SqlReader) -> str | None:
    """A row that does not follow from the record that it names."""
    for table, query, rows_of in _TOLD_AGAIN:
        after: SqlRow = ("", "", 0)
        while rows := await reader.named(query, one=after[0], other=after[1], position=after[2], limit=CHUNK):
            for one, other, position, *stored in rows:
                entries = entries_of([stored_record(stored)])
                if entries and (one, other, position) not in rows_of(entries):
                    return f"a row in the table {table} says what record {position} does not"
            after = rows[-1]
    return None
