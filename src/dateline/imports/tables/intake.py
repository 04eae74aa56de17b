"""The rows of a table on their way into an append, each accounted for in the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from dateline.errors import InvalidEvent, Problem
from dateline.events.event import Event
from dateline.imports.files import Advance
from dateline.imports.tables.cells.templates import Unusable
from dateline.imports.tables.company_names import CompanyNames
from dateline.imports.tables.csv_rows import TableRow
from dateline.imports.tables.editions.amendments import amendments, gone, withdrawn
from dateline.imports.tables.editions.known import Known
from dateline.imports.tables.editions.placing import PlacedEvent, Places
from dateline.imports.tables.editions.versions import Version, order_of
from dateline.imports.tables.mapped_table import MappedTable
from dateline.imports.tables.maps.recipe import Planned, RowEvent
from dateline.imports.tables.maps.table_map import BLANK, PLANNED, SetAside
from dateline.imports.tables.report import MOST_KEPT, RefusedRows, TableReport
from dateline.imports.tables.sheet import REMARKS
from dateline.log.drafts import Draft, draft
from dateline.values.text import said

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


class StrictlyRefused(Exception):
    """With --strict, one refused row undoes the append."""


def _with_value(error: Unusable) -> str:
    value = " ".join(error.value.split())
    if not value or value in error.reason:
        return error.reason
    shown = value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}…"
    return f"{shown!r}: {error.reason}"


class TableIntake:
    """What the rows of a table give the log to append. `known` is what the log holds of the map's rows already."""

    def __init__(
        self, table: MappedTable, known: Known, refused: RefusedRows, report: TableReport, wish: Wishes
    ) -> None:
        self._table = table
        self._known = known
        self._refused = refused
        self._report = report
        self._wish = wish
        self._places = Places(table.published, lambda key: bool(known.of(key)))
        self._names = CompanyNames()
        self._lost_rows: list[int] = []
        """The lines of refused rows of which not even the key is known."""

    def events(self, advance: Advance | None) -> Iterator[Event | Draft]:
        """Drawn by the append. Raises InvalidFile, and StrictlyRefused at the end where the wish is strict."""
        for row in self._table.rows(advance):
            self._report.rows += 1
            yield from self._of_row(row)
        if self._wish.strict and self._report.refused:
            raise StrictlyRefused
        yield from self._vanished()
        self._refused.flush()

    def _of_row(self, row: TableRow) -> Iterable[Event | Draft]:
        report = self._report
        if not any(map(said, row.cells)):
            report.set_aside[BLANK] += 1
            return ()
        row_events: list[RowEvent] = []
        try:
            outcome = self._table.row_events(row)
            if isinstance(outcome, SetAside):
                report.set_aside[outcome.reason] += 1
                return ()
            row_events = outcome
            with self._places.used.all_or_none():
                placed = self._places.placed(row_events, row.line)
                drafts = [self._drafts(one) for one in placed]
        except Planned:
            report.set_aside[PLANNED] += 1
            return ()
        except Unusable as error:
            self._refuse(row, error, [event.key for event in row_events] or self._table.keys(row))
            return ()
        report.used += 1
        self._note_names(row_events, row.line)
        for one, made in zip(placed, drafts, strict=True):
            self._count(one, len(made))
        return chain.from_iterable(drafts)

    def _note_names(self, row_events: Sequence[RowEvent], line: int) -> None:
        for row_event in row_events:
            slug, name = row_event.company
            clash = self._names.add(slug, name, line) if name else None
            if clash is not None and len(self._report.clashes) < MOST_KEPT:
                self._report.clashes.append(clash)

    def _drafts(self, placed: PlacedEvent) -> Sequence[Draft]:
        """What the log is to append for what a row says. Raises Unusable where the log could not take it as it would
        be stored, so that it is the row that is refused, and not the table."""
        if placed.repeated:
            return ()
        try:
            if not self._known.of(placed.key):
                return (draft(placed.event),)
            version = self._known.version(placed.key, self._table.published, placed.event)
            return [draft(event) for event in amendments(self._known, version)]
        except InvalidEvent as error:
            raise Unusable("", "", str(error)) from error

    def _count(self, placed: PlacedEvent, made: int) -> None:
        report = self._report
        report.events += 1
        report.said_twice += placed.repeated
        report.repeated += not made
        report.appended += bool(made)
        if held := self._known.of(placed.key):
            same_edition = any(one.order == order_of(self._table.published) for one in held)
            report.reread += bool(made and same_edition)
            report.changed += bool(made and not same_edition)
        report.acts += max(made - 1, 0)

    def _refuse(self, row: TableRow, error: Unusable, keys: list[str]) -> None:
        self._report.refused += 1
        for key in keys:
            self._places.used.add_refused(key)
        if not keys:
            self._lost_rows.append(row.line)
        reason = _with_value(error)
        if len(self._report.problems) < MOST_KEPT:
            self._report.problems.append(Problem(str(self._report.path), row.line, error.column, reason))
        self._refused.add(row, error.column, reason)

    def _vanished(self) -> Iterator[Event]:
        """What older editions have and this one has not, and what an earlier import of this one made: reported, and
        retracted if that is wished."""
        file = self._table.file
        if SUBSET in file.path.name or set(REMARKS) <= set(file.header):
            return
        report = self._report
        older, same = self._known.missing(self._places.used.keys(), self._table.published)
        report.vanished, report.vanished_keys = len(older), [version.key for version in older[:MOST_KEPT]]
        report.unmade, report.unmade_keys = len(same), [version.key for version in same[:MOST_KEPT]]
        report.unsure = self._lost_rows if older or same else []
        if self._wish.retract_missing and (older or same) and not self._lost_rows:
            report.retracted = True
            for versions, made_before in ((older, False), (same, True)):
                for version in versions:
                    events = self._retracted(version, made_before=made_before)
                    report.acts += len(events)
                    yield from events

    def _retracted(self, version: Version, *, made_before: bool) -> list[Event]:
        """None for a row whose retraction the log could not store: the report says so."""
        try:
            if made_before:
                return [withdrawn(version)]
            return amendments(self._known, gone(version, self._table.published, self._known.dataset))
        except InvalidEvent as error:
            what = f"{version.key!r} is no longer there, but cannot be retracted: {error}"
            self._report.problems.append(Problem(str(self._report.path), 0, "", what))
            return []
