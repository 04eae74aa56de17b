"""What can be wrong with a file beside its records: its pages and indexes, what keeps rows from being changed, and rows
that no record says."""

from __future__ import annotations

from dateline.log.sql.strays import stray_or_untold
from dateline.log.sqlite.queries import missing_as_a_whole, objects_of_schema
from dateline.log.sqlite.reader import SqliteReader
from dateline.log.sqlite.tallies import are_behind, are_missing


async def unsound(reader: SqliteReader) -> str | None:
    """The first thing that is wrong with the file as a whole; None if nothing is."""
    ((told,),) = await reader.named("integrity")
    if told != "ok":
        return f"SQLite finds its pages damaged: {told}"
    return await _other_schema(reader) or await stray_or_untold(reader) or await _other_tally(reader)


async def _other_tally(reader: SqliteReader) -> str | None:
    if not await reader.named("has_tallies"):
        return None
    (mark,) = await reader.named("tally_mark")
    if are_behind(mark):  # they come when it is opened to be written
        return None
    if are_missing(mark):
        return "the table tally does not say up to which record it counts"
    found = await reader.named("stray_tallies")
    return f"a row in the table tally says of {found[0][0]!r} what no record does" if found else None


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
