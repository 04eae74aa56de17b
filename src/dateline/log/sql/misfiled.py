"""Comparing what is filed of records with what follows from their contents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from dateline.errors import InvalidEvent
from dateline.events.codec import restore
from dateline.log.drafts import draft_of_read
from dateline.log.index_entries import MOST_ENTRIES
from dateline.log.record import StoredRecord
from dateline.log.recording import LogEntry, stored_entry
from dateline.log.sql.reader import SqlReader, as_json
from dateline.log.sql.rows import (
    Cells,
    SqlRow,
    act_rows,
    company_rows,
    event_row,
    index_rows,
    mention_rows,
    name_rows,
    same_rows,
)


async def misfiled(reader: SqlReader, entries: Sequence[LogEntry]) -> int | None:
    """The first of these positions at which any table says something else than the content does."""
    wrong = await _wrong_at(reader, entries) | await _wrong_about_companies(reader, entries)
    return min(wrong, default=None)


def entries_of(rows: Iterable[StoredRecord]) -> list[LogEntry]:
    """The entries that follow from the contents of stored records, which the chain has to prove. What cannot be read
    is left out: `verify` names it."""
    entries = []
    for row in rows:
        with suppress(InvalidEvent):
            made = draft_of_read(restore(row.content), row.content)
            entries.append(stored_entry(made, row.position, row.recorded_at, row.hash))
    return entries


async def _wrong_at(reader: SqlReader, entries: Sequence[LogEntry]) -> set[int]:
    """The positions of records whose own rows are missing, wrong or too many, or whose id does not lead to them."""
    if not entries:
        return set()
    positions = [one.position for one in entries]
    start, end = positions[0], positions[-1] + 1
    events = await reader.named("filed_events", start=start, end=end)
    acts = await reader.named("filed_acts", start=start, end=end)
    mentions = await reader.named("filed_mentions", start=start, end=end)
    indexed = await reader.named("filed_index_entries", start=start * MOST_ENTRIES, end=end * MOST_ENTRIES)
    held = await reader.named("positions_of", ids=[one.id for one in entries])
    if len(positions) < end - start:  # of those between that cannot be read nothing is known
        readable = set(positions)
        events, acts, mentions = ([row for row in rows if row[-1] in readable] for rows in (events, acts, mentions))
        indexed = [row for row in indexed if row[-1] // MOST_ENTRIES in readable]
    at = {row[0]: row[1] for row in held}
    return (
        _differing(map(event_row, entries), events)
        | _differing(act_rows(entries), acts)
        | _differing(mention_rows(entries), mentions)
        | {id // MOST_ENTRIES for id in _differing(index_rows(entries), indexed)}
        | {one.position for one in entries if at.get(one.id) != one.position}
    )


async def _wrong_about_companies(reader: SqlReader, entries: Sequence[LogEntry]) -> set[int]:
    """The positions of records whose merge, company or name is missing. Companies and names are filed once, at
    the first record that has them."""
    merges = same_rows(entries)
    sames = await reader.named("filed_sames", sames=as_json(merges))
    asked = [*{one.company for one in entries}]
    companies = await reader.named("filed_companies", companies=asked)
    names = await reader.named("filed_names", companies=asked)
    return (
        _differing(merges, sames)
        | _filed_too_late(company_rows(entries), companies)
        | _filed_too_late(name_rows(entries), names)
    )


def _differing(expected: Iterable[Cells], filed: Iterable[SqlRow]) -> set[int]:
    """The positions of rows that only one side has."""
    wanted, found = list(expected), list(map(tuple, filed))
    if wanted == found:  # as nearly all are: sets take longer
        return set()
    return {_position(row) for row in set(wanted).symmetric_difference(found)}


def _filed_too_late(expected: Iterable[Cells], filed: Iterable[SqlRow]) -> set[int]:
    """The positions of rows that are not there, or only since a later position."""
    since: Mapping[Cells, int] = {tuple(key): position for *key, position in filed}
    return {_position(row) for row in expected if since.get(row[:-1], _position(row) + 1) > _position(row)}


def _position(row: SqlRow) -> int:
    return int(row[-1])
