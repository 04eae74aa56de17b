"""The rows of a table on their way into an append, each accounted for in the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import msgspec

from dateline.errors import InvalidEvent, Problem
from dateline.events.event import Event
from dateline.imports.files import Advance
from dateline.imports.tables.cells.templates import Unusable
from dateline.imports.tables.company_names import CompanyNames
from dateline.imports.tables.editions.amendments import amendments, gone, says_otherwise, was_gone, withdrawn
from dateline.imports.tables.editions.known import Known
from dateline.imports.tables.editions.placing import PlacedEvent, Places
from dateline.imports.tables.editions.traces import part_trace, said_trace, silent_trace, whole_trace
from dateline.imports.tables.editions.versions import Version, order_of
from dateline.imports.tables.mapped_table import MappedTable
from dateline.imports.tables.maps.recipe import Planned, RowEvent
from dateline.imports.tables.maps.table_map import BLANK, PLANNED, SetAside
from dateline.imports.tables.report import MOST_KEPT, Refusing, TableReport
from dateline.imports.tables.sheet import REMARKS
from dateline.imports.tables.table_row import TableRow
from dateline.log.drafts import Draft, draft, draft_of_read
from dateline.values.text import said
from dateline.values.vocabulary import Confidence

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


class _Made(msgspec.Struct, frozen=True, eq=False):
    """What the log is to append for what a row says; whether that is another value than an edition has."""

    drafts: Sequence[Draft] = ()
    changes: bool = False


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

    def __init__(self, table: MappedTable, known: Known, refused: Refusing, report: TableReport, wish: Wishes) -> None:
        self._table = table
        self._known = known
        self._refused = refused
        self._report = report
        self._wish = wish
        self._places = Places(table.published, lambda key: bool(known.of(key)))
        self._names = CompanyNames()
        self.traces: list[str] = []
        """What the log is to note with the file, once all events are drawn."""
        self._lost_rows: list[int] = []
        """The lines of refused rows of which not even the key is known."""

    def events(self, advance: Advance | None) -> Iterator[Event | Draft]:
        """Drawn by the append. Raises InvalidFile, and StrictlyRefused at the end where the wish is strict."""
        for row in self._table.rows(advance):
            self._report.rows += 1
            yield from self._of_row(row)
        if self._wish.strict and self._report.refused:
            raise StrictlyRefused
        if not self._is_part:
            yield from self._vanished()
        self._leave_traces()
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
        report.plans += any(self._is_plan(one.event) for one in placed)
        self._note_names(row_events, row.line)
        if all(one.first_line for one in placed):
            report.merged.append((row.line, placed[0].first_line))
        for one, made in zip(placed, drafts, strict=True):
            self._count(one, made)
        return chain.from_iterable(made.drafts for made in drafts)

    def _is_plan(self, event: Event) -> bool:
        """Whether it is told as rumored since it is dated behind the file."""
        if event.confidence is not Confidence.RUMORED or self._table.map.written.plans != "rumored":
            return False
        first, last = event.when.first, self._table.published.last
        return first is not None and last is not None and first > last

    def _note_names(self, row_events: Sequence[RowEvent], line: int) -> None:
        for row_event in row_events:
            called = row_event.company
            clash = self._names.add(*called, line) if called and called[1] else None
            if clash is not None and len(self._report.clashes) < MOST_KEPT:
                self._report.clashes.append(clash)

    def _drafts(self, placed: PlacedEvent) -> _Made:
        """What the log is to append for what a row says. Raises Unusable where the log could not take it as it would
        be stored, so that it is the row that is refused, and not the table."""
        if placed.repeated:
            return _Made()
        held = self._known.of(placed.key)
        try:
            if not held:
                return _Made((draft_of_read(placed.event, placed.content),))
            version = self._known.version(placed.key, self._table.published, placed.event)
            events = amendments(self._known, version)
            return _Made([draft(event) for event in events], says_otherwise(events) or was_gone(held))
        except InvalidEvent as error:
            raise Unusable("", "", str(error)) from error

    def _count(self, placed: PlacedEvent, made: _Made) -> None:
        report = self._report
        report.events += 1
        report.said_twice += placed.repeated
        report.repeated += not made.drafts
        report.appended += bool(made.drafts)
        if made.drafts and (held := self._known.of(placed.key)):
            same_edition = any(one.order == order_of(self._table.published) for one in held)
            report.reread += same_edition
            report.changed += made.changes and not same_edition
        report.acts += max(len(made.drafts) - 1, 0)

    def _refuse(self, row: TableRow, error: Unusable, keys: list[str]) -> None:
        self._report.refused += 1
        for key in keys:
            self._places.used.add_refused(key)
        if not keys:
            self._lost_rows.append(row.line)
        reason = _with_value(error)
        if len(self._report.problems) < MOST_KEPT:
            self._report.problems.append(Problem(str(self._report.path), row.line, row.cell(error.column), reason))
        self._refused.add(row, row.cell(error.column), reason)

    def _vanished(self) -> Iterator[Event]:
        """What older editions have and this one has not, and what an earlier import of this one made: reported, and
        retracted if that is wished."""
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

    @property
    def _is_part(self) -> bool:
        """Whether the file holds what was refused of a table: what it does not have has not vanished."""
        file = self._table.file
        return SUBSET in file.path.name or set(REMARKS) <= set(file.header)

    def _leave_traces(self) -> None:
        """So that an edition which comes later knows what this one said where it appended nothing."""
        prefix, published = self._known.prefix, self._table.published
        self.traces.append((part_trace if self._is_part else whole_trace)(prefix, published))
        order, says = order_of(published), self._places.used.says
        for key in self._known.all_keys():
            if says(key):
                if self._known.editions.is_silent(key, order):
                    self.traces.append(said_trace(prefix, published, key))
            elif not self._is_part and self._known.had_before(key, order):
                self.traces.append(silent_trace(prefix, published, key))

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
