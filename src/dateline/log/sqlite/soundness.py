"""What can be wrong with a file beside its records: its pages and indexes, what keeps rows from being changed, and rows
that no record says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from dateline.log.append import CHUNK
from dateline.log.recording import LogEntry
from dateline.log.sql.misfiled import entries_of
from dateline.log.sql.rows import Cells, SqlRow, name_rows, same_rows, stored_record
from dateline.log.sqlite.queries import missing_as_a_whole, objects_of_schema
from dateline.log.sqlite.reader import SqliteReader

_RowsOf = Callable[[Sequence[LogEntry]], list[Cells]]
_TOLD_AGAIN: Final[Sequence[tuple[str, str, _RowsOf]]] = (
    ("name", "names_as_filed", name_rows),
    ("same", "sames_as_filed", same_rows),
)


async def unsound(reader: SqliteReader) -> str | None:
    """The first thing that is wrong with the file as a whole; None if nothing is."""
    ((told,),) = await reader.named("integrity")
    if told != "ok":
        return f"SQLite finds its pages damaged: {told}"
    return await _other_schema(reader) or await _stray(reader) or await _untold(reader)


async def _other_schema(reader: SqliteReader) -> str | None:
    """Whether a table, an index or a trigger is missing, another, or one too many. A table more harms nobody, and what
    a log of an earlier release does not have comes when it is opened to be written."""
    found = {(type, name): sql for type, name, sql in await reader.named("schema")}
    to_come = missing_as_a_whole(found)
    for key, sql in objects_of_schema().items():
        if key not in to_come and found.pop(key, None) != sql:
            return f"its {key[0]} {key[1]} is missing, or not as this release makes it"
    more = next((key for key in found if key[0] != "table"), None)
    return f"it has a {more[0]} {more[1]} that Dateline never made" if more is not None else None


async def _stray(reader: SqliteReader) -> str | None:
    """A row of a position that no record has, or that says what cannot be."""
    found = await reader.named("strays")
    if not found and await reader.named("has_subtrees"):
        found = await reader.named("stray_subtrees")
    return f"a row in the table {found[0][0]} says what no record does: position {found[0][1]}" if found else None


async def _untold(reader: SqliteReader) -> str | None:
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
