"""Which rows of which tables a record becomes. Writing files them, `misfiled` compares them with what is filed.

A row has its columns in the order in which `filed_…` in queries.sql lists them, the position last.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, Final

from dateline.errors import InvalidEvent
from dateline.events.codec import restore
from dateline.events.event import Event
from dateline.log.chain import instant, micros
from dateline.log.index_entries import KINDS_WITH_ENTRIES, MOST_ENTRIES, IndexEntry, index_entries_of
from dateline.log.record import Erasure, FileTaken, LogHead, StoredRecord, erased_id
from dateline.log.recording import LogEntry
from dateline.values.dates import Certainty

FILING: Final = 4
"""Counts the rules by which rows are filed of contents (how a slug is made of a name, how names are folded for search).
Raise it by one with every change of such a rule, and every older log is filed anew when it is opened."""

Params = dict[str, object]
"""Of a query, by name."""

Cells = tuple[object, ...]
"""A row to file: tuples, since SQLite takes them faster than names; and in a row of many cells no `bool` and no `bytes`
but `bytearray`: those two Python looks up adapters for, a quarter of a microsecond each."""

SqlRow = Sequence[Any]
"""A row that a statement gives; what its cells are, the statement says."""


ERASED: Final = "erased"
"""Stands in the place of the kind and the days of a record whose content is gone: behind every day."""


def event_row(entry: LogEntry) -> Cells:
    """What is filed in `event` beside content and chain."""
    return (
        entry.id,
        entry.company,
        entry.kind,
        entry.subject,
        entry.first_day.isoformat(),
        entry.last_day.isoformat(),
        entry.possible_day.isoformat(),
        entry.known.isoformat(),
        entry.confidence,
        +entry.act,
        entry.position,
    )


def stored_row(entry: LogEntry) -> Cells:
    """A whole row of `event`."""
    return (
        *event_row(entry),
        micros(entry.recorded_at),
        bytearray(entry.content),
        bytearray(entry.digest),
        bytearray(entry.hash),
    )


def erased_row(record: StoredRecord) -> Cells:
    """A whole row of `event` for a record whose content is gone, as an erasure leaves it."""
    days = (ERASED,) * 4
    filed = (erased_id(record.position), "", ERASED, None, *days, 0, False, record.position)
    return (*filed, micros(record.recorded_at), b"", record.digest, record.hash)


def erasure_params(erasure: Erasure) -> Params:
    return Params(
        position=erasure.position,
        id_digest=erasure.id_digest,
        erased_at=micros(erasure.erased_at),
        reason=erasure.reason,
        ordered_by=erasure.by,
    )


def taken_params(file: FileTaken) -> Params:
    return Params(digest=file.digest, name=file.name, position=file.position, taken_at=micros(file.taken_at))


def rows_beside(entries: Sequence[LogEntry]) -> list[tuple[str, list[Cells]]]:
    """What is filed of these beside `event`, by the query that files it."""
    return [
        ("insert_act", act_rows(entries)),
        ("insert_mention", mention_rows(entries)),
        ("insert_same", same_rows(entries)),
        ("insert_company", company_rows(entries)),
        ("insert_name", name_rows(entries)),
        ("insert_index_entry", index_rows(entries)),
    ]


def act_rows(entries: Iterable[LogEntry]) -> list[Cells]:
    return [(target, one.position) for one in entries if one.act for target in dict.fromkeys(one.acts_on)]


def mention_rows(entries: Iterable[LogEntry]) -> list[Cells]:
    return [(slug, role, one.position) for one in entries for slug, role in one.mentions]


def same_rows(entries: Iterable[LogEntry]) -> list[Cells]:
    joined = ((one, slug) for one in entries if one.act for slug, role in one.mentions if role == "same")
    return [
        (slug, other, one.position)
        for one, merged in joined
        for slug, other in ((one.company, merged), (merged, one.company))
    ]


def company_rows(entries: Sequence[LogEntry]) -> list[Cells]:
    """Filed the first time only."""
    first = {one.company: one.position for one in reversed(entries)}
    return list(first.items())


def name_rows(entries: Sequence[LogEntry]) -> list[Cells]:
    """Filed the first time only."""
    first = {(one.company, name): one.position for one in reversed(entries) for name in one.names}
    return [(*told, position) for told, position in first.items()]


def index_rows(entries: Iterable[LogEntry]) -> list[Cells]:
    rows: list[Cells] = []
    for one in entries:
        if one.index_entries:
            days = one.first_day, one.last_day, one.possible_day, one.known
            rows += _index_rows(one.position, one.company, days, one.confidence, one.index_entries)
    return rows


def index_rows_of(position: int, event: Event) -> list[Cells]:
    """The same of an event alone: for one who files nothing else of it."""
    entries = index_entries_of(event)
    if not entries:
        return []
    when = event.when
    last_day, first_day = when.sort_key()
    days = first_day, last_day, when.counts_from(Certainty.POSSIBLE), event.known
    return _index_rows(position, event.company, days, event.confidence.rank, entries)


def index_rows_of_contents(rows: Iterable[SqlRow]) -> list[Cells]:
    """What is filed in the index for rankings of position, kind and content. What cannot be read is left out: `verify`
    names it, as it does what is filed as of another kind."""
    filed: list[Cells] = []
    for position, kind, content in rows:
        if kind in KINDS_WITH_ENTRIES:
            with suppress(InvalidEvent):
                filed += index_rows_of(position, restore(content))
    return filed


def _index_rows(
    position: int, company: str, days: tuple[date, ...], confidence: int, entries: tuple[IndexEntry, ...]
) -> list[Cells]:
    rest = (*[day.toordinal() for day in days], confidence)
    return [
        (measure, unit, number, company, subject, *rest, id)
        for id, (measure, unit, number, subject) in enumerate(entries, position * MOST_ENTRIES)
    ]


def as_head(row: SqlRow) -> LogHead:
    """A row of position, hash, epoch and recorded_at."""
    position, hash, epoch, recorded_at = row
    return LogHead(position, hash, epoch, instant(recorded_at) if recorded_at is not None else None)


def stored_record(row: SqlRow) -> StoredRecord:
    """A row of id, position, recorded_at, content, digest and hash."""
    id, position, recorded_at, content, digest, hash = row
    return StoredRecord(id, position, instant(recorded_at), content, digest, hash)
