"""The rows of a table on their way into an append, each accounted for in the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from dateline.errors import Problem
from dateline.events.event import Event
from dateline.imports.files import Advance
from dateline.imports.tables.cells.templates import Unusable
from dateline.imports.tables.csv_rows import TableRow
from dateline.imports.tables.editions.amendments import amendments, gone, withdrawn
from dateline.imports.tables.editions.known import Known
from dateline.imports.tables.editions.placing import PlacedEvent, Places
from dateline.imports.tables.editions.versions import Version
from dateline.imports.tables.mapped_table import MappedTable
from dateline.imports.tables.maps.recipe import Planned, RowEvent
from dateline.imports.tables.maps.table_map import BLANK, PLANNED, SetAside
from dateline.imports.tables.report import MOST_KEPT, RefusedRows, TableReport
from dateline.imports.tables.sheet import REMARKS
from dateline.log.drafts import Draft, draft

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

    def _of_row(self, row: TableRow) -> Iterable[Event | Draft]:
        report = self._report
        if not any(cell.strip() for cell in row.cells):
            report.set_aside[BLANK] += 1
            return ()
        row_events: list[RowEvent] = []
        try:
            outcome = self._table.row_events(row)
            if isinstance(outcome, SetAside):
                report.set_aside[outcome.reason] += 1
                return ()
            row_events = outcome
            placed = self._places.placed(row_events, row.line)
        except Planned:
            report.set_aside[PLANNED] += 1
            return ()
        except Unusable as error:
            self._refuse(row, error, [event.key for event in row_events] or self._table.keys(row))
            return ()
        report.used += 1
        return chain.from_iterable(map(self._appended, placed))

    def _appended(self, placed: PlacedEvent) -> Sequence[Event | Draft]:
        report = self._report
        report.events += 1
        if placed.repeated:
            report.repeated += 1
            report.said_twice += 1
            return ()
        held = self._known.of(placed.key)
        if not held:
            report.appended += 1
            return (draft(placed.event, placed.content),)
        version = self._known.version(placed.key, self._table.published, placed.event)
        events = amendments(self._known, version)
        report.repeated += not events
        report.appended += bool(events)
        if any(one.order == version.order for one in held):
            report.reread += bool(events)
        else:
            report.changed += bool(events)
        report.acts += max(len(events) - 1, 0)
        return events

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
            for events in chain(map(self._retracted, older), ([withdrawn(version)] for version in same)):
                report.acts += len(events)
                yield from events

    def _retracted(self, version: Version) -> list[Event]:
        return amendments(self._known, gone(version, self._table.published, self._known.dataset))
