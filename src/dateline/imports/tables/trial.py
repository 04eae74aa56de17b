"""What a map makes of the first rows of a table, without a log: the events, ids and refusals of an import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from dateline.events.event import Event
from dateline.imports.tables.cells.templates import Unusable
from dateline.imports.tables.editions.placing import Places
from dateline.imports.tables.mapped_table import MappedTable
from dateline.imports.tables.maps.choosing import ChosenTable
from dateline.imports.tables.maps.recipe import Planned
from dateline.imports.tables.maps.table_map import PLANNED, SetAside, TableMap
from dateline.imports.tables.table_row import TableRow
from dateline.values.dates import PartialDate

USED, SET_ASIDE, REFUSED = "used", "set aside", "refused"


@dataclass(frozen=True, slots=True)
class TriedRow:
    """One row: what it becomes, or why it becomes nothing."""

    line: int
    outcome: str
    events: tuple[Event, ...] = ()
    column: str = ""
    value: str = ""
    reason: str = ""
    repeated: int = 0
    """Events that this row or one before it says already."""
    path: str = ""
    """Where in a file of JSON it stands."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The first rows of a table."""

    rows: tuple[TriedRow, ...]
    more: bool
    """Whether the table goes on behind them."""
    written: str
    """How the table is written: its encoding and its line ends."""

    @property
    def outcomes(self) -> Counter[str]:
        return Counter(row.outcome for row in self.rows)

    @property
    def events(self) -> list[Event]:
        return [event for row in self.rows for event in row.events]

    @property
    def repeated(self) -> int:
        return sum(row.repeated for row in self.rows)


def try_map(chosen: ChosenTable, rows: int) -> Trial:
    """What the map makes of so many rows that are not blank. Raises InvalidFile, InvalidMap."""
    table = MappedTable(chosen.path, chosen.map, chosen.published)
    first_rows = list(islice(_all(table), rows + 1))
    return Trial(tuple(first_rows[:rows]), len(first_rows) > rows, table.file.words)


def tried(path: Path, ready: TableMap, published: PartialDate) -> Iterator[TriedRow]:
    """Row by row, blank ones passed over. Raises InvalidFile, InvalidMap."""
    return _all(MappedTable(path, ready, published))


def _all(table: MappedTable) -> Iterator[TriedRow]:
    places = Places(table.published, lambda _: False)  # as for a log that holds nothing yet
    for row in table.rows():
        if any(cell.strip() for cell in row.cells):
            yield _tried(row, table, places)


def _tried(row: TableRow, table: MappedTable, places: Places) -> TriedRow:
    try:
        row_events = table.row_events(row)
        if isinstance(row_events, SetAside):
            return TriedRow(row.line, SET_ASIDE, reason=row_events.reason, path=row.path)
        with places.used.all_or_none():
            placed = places.placed(row_events, row.line)
    except Planned:
        return TriedRow(row.line, SET_ASIDE, reason=PLANNED)
    except Unusable as error:
        where, why = row.cell(error.column), error.reason
        return TriedRow(row.line, REFUSED, column=where, value=error.value, reason=why, path=row.path)
    events = tuple(one.event for one in placed if not one.repeated)
    return TriedRow(row.line, USED, events, repeated=len(placed) - len(events), path=row.path)
