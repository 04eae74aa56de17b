"""A table into the log: rows into events, events into one append, and a report that accounts for every row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

from dateline.errors import EventIdTaken, InvalidFile, Problem
from dateline.events.event import Event
from dateline.imports.files import Advance
from dateline.imports.tables.cells.templates import Unusable
from dateline.imports.tables.editions.placing import Places
from dateline.imports.tables.editions.versions import Known, Version, first, gone, settle, withdrawn
from dateline.imports.tables.maps.complaints import InvalidMap
from dateline.imports.tables.maps.joins import Joined, join
from dateline.imports.tables.maps.recipe import Planned, RowEvent
from dateline.imports.tables.maps.table_map import BLANK, PLANNED, SetAside, TableMap
from dateline.imports.tables.report import MOST_KEPT, RefusedRows, TableReport
from dateline.imports.tables.sheet import REMARKS, Layout, TableFile, TableRow, open_table
from dateline.log.contract import EventLog, Taken
from dateline.log.cut import Cut
from dateline.log.selection import Order, Selection
from dateline.values.dates import PartialDate

PAGE = 5_000
LONGEST_VALUE = 80
"""Of a refused cell, in a report."""
SUBSET = ".refused"
"""A file of refused rows is a part of a table: what it does not have has not vanished."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the flags of an import say."""

    dry_run: bool = False
    strict: bool = False
    retract_missing: bool = False
    refused_file: Path | None = None


class _Refused(Exception):
    """With --strict, one refused row undoes the append."""


def stated(ready: TableMap) -> Layout:
    written = ready.written
    return Layout(written.encoding, written.delimiter, written.header, written.short_rows == "pad")


async def import_table(
    log: EventLog,
    path: Path,
    ready: TableMap,
    published: PartialDate,
    now: datetime,
    digest: bytes,
    wishes: Wishes | None = None,
    advance: Advance | None = None,
) -> TableReport:
    """Append what a table says that the log does not hold yet: all of it or, if it breaks off, nothing."""
    wish = wishes or Wishes()
    report = TableReport(path, ready.written.name, published=published, dry_run=wish.dry_run)
    try:
        table = open_table(path, stated(ready))
        report.written = table.found.words
        ready.check(table.header)
        joined = join(ready, path)
        known = await held(log, ready)
    except (InvalidFile, InvalidMap) as error:
        return _unusable(report, error)
    refused = RefusedRows(table, wish.refused_file, ready.written.encoding)
    intake = _TableIntake(table, ready, published, joined, known, refused, report, wish)
    keep = False
    try:
        await log.append(intake.events(advance), now=now, taken=Taken(digest, str(path)), dry_run=wish.dry_run)
        keep = True
    except _Refused:
        keep = report.unusable = True
        report.appended = report.changed = report.acts = 0
    except (InvalidFile, EventIdTaken) as error:
        return _unusable(report, error)
    finally:
        report.refused_file = refused.close(keep=keep)
    return report


def _unusable(report: TableReport, error: Exception) -> TableReport:
    report.unusable = True
    report.appended = report.changed = report.acts = 0
    problems = error.problems if isinstance(error, InvalidFile) else [Problem(str(report.path), 0, "", str(error))]
    report.problems = list(problems)
    return report


async def held(log: EventLog, ready: TableMap) -> Known:
    """What the log holds of earlier editions, read page by page."""
    known = Known(ready.prefix, ready.citations.dataset)
    head = await log.head()
    after = None
    while True:
        records = await log.select(
            Selection(
                Cut(None, head.position),
                contains=f'"id":"{ready.prefix}',
                order=Order.POSITION_ASC,
                after=after,
                limit=PAGE,
            )
        )
        for record in records:
            known.take(record.event)
        if len(records) < PAGE:
            return known
        after = (records[-1].position,)


def _with_value(error: Unusable) -> str:
    value = " ".join(error.value.split())
    if not value or value in error.reason:
        return error.reason
    shown = value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}…"
    return f"{shown!r}: {error.reason}"


class _TableIntake:
    """The rows of a table on their way into an append."""

    def __init__(
        self,
        table: TableFile,
        ready: TableMap,
        published: PartialDate,
        joined: Joined,
        known: Known,
        refused: RefusedRows,
        report: TableReport,
        wish: Wishes,
    ) -> None:
        self._table = table
        self._ready = ready
        self._published = published
        self._joined = joined
        self._known = known
        self._refused = refused
        self._report = report
        self._wish = wish
        self._places = Places(published, lambda key: bool(known.of(key)))
        self._lost_rows: list[int] = []
        """The lines of refused rows of which not even the key is known."""

    def events(self, advance: Advance | None) -> Iterator[Event]:
        """Drawn by the append. Raises InvalidFile, and _Refused at the end where the wish is strict."""
        for row in self._table.rows(advance):
            self._report.rows += 1
            yield from self._of_row(row)
        if self._wish.strict and self._report.refused:
            raise _Refused
        yield from self._vanished()

    def _of_row(self, row: TableRow) -> list[Event]:
        report = self._report
        if not any(cell.strip() for cell in row.cells):
            report.set_aside[BLANK] += 1
            return []
        drafts: list[RowEvent] = []
        try:
            if row.problem:
                raise Unusable("", "", row.problem)
            found = self._drafts(row)
            if isinstance(found, SetAside):
                report.set_aside[found.reason] += 1
                return []
            drafts = found
            made = self._places.made(drafts, row.line)
        except Planned:
            report.set_aside[PLANNED] += 1
            return []
        except Unusable as error:
            self._refuse(row, error, [draft.key for draft in drafts] or self._keys_of(row))
            return []
        report.used += 1
        return [event for key, event in made for event in self._settled(key, event)]

    def _drafts(self, row: TableRow) -> SetAside | list[RowEvent]:
        cells = dict(zip(self._table.header, row.cells, strict=True))
        return self._ready.row_events(self._ready.look(cells, self._joined, self._published))

    def _settled(self, key: str, event: Event | None) -> list[Event]:
        report = self._report
        report.events += 1
        if event is None:
            report.repeated += 1
            report.said_twice += 1
            return []
        if not self._known.of(key):
            report.appended += 1
            return [first(key, self._published, event)]
        version = self._known.version(key, self._published, event)
        events = settle(self._known, version)
        report.repeated += not events
        report.appended += bool(events)
        if any(one.order == version.order for one in self._known.of(key)):
            report.reread += bool(events)
        else:
            report.changed += bool(events)
        report.acts += max(len(events) - 1, 0)
        return events

    def _keys_of(self, row: TableRow) -> list[str]:
        """What a row that a rule refuses would be known under; nothing if that cannot be told."""
        if row.problem:
            return []
        cells = dict(zip(self._table.header, row.cells, strict=True))
        try:
            return self._ready.keys(self._ready.look(cells, self._joined, self._published))
        except Unusable:
            return []

    def _refuse(self, row: TableRow, error: Unusable, keys: list[str]) -> None:
        self._report.refused += 1
        for key in keys:
            self._places.seen.add_refused(key)
        if not keys:
            self._lost_rows.append(row.line)
        reason = _with_value(error)
        if len(self._report.problems) < MOST_KEPT:
            self._report.problems.append(Problem(str(self._table.path), row.line, error.column, reason))
        self._refused.add(row, error.column, reason)

    def _vanished(self) -> Iterator[Event]:
        """What older editions have and this one has not, and what an earlier import of this one made: reported, and
        retracted if that is wished."""
        if SUBSET in self._table.path.name or set(REMARKS) <= set(self._table.header):
            return
        report = self._report
        older, same = self._known.missing(self._places.seen.keys(), self._published)
        report.vanished, report.vanished_keys = len(older), [version.key for version in older[:MOST_KEPT]]
        report.unmade, report.unmade_keys = len(same), [version.key for version in same[:MOST_KEPT]]
        report.unsure = self._lost_rows if older or same else []
        if self._wish.retract_missing and (older or same) and not self._lost_rows:
            report.retracted = True
            for events in chain(map(self._retracted, older), ([withdrawn(version)] for version in same)):
                report.acts += len(events)
                yield from events

    def _retracted(self, version: Version) -> list[Event]:
        return settle(self._known, gone(version, self._published, self._ready.citations.dataset))
