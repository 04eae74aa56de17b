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
from dateline.imports.tables.editions.versions import first
from dateline.imports.tables.importing import stated
from dateline.imports.tables.maps.choosing import ChosenTable
from dateline.imports.tables.maps.joins import join
from dateline.imports.tables.maps.recipe import Planned
from dateline.imports.tables.maps.table_map import PLANNED, SetAside, TableMap
from dateline.imports.tables.sheet import TableFile, TableRow, open_table
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


@dataclass(frozen=True, slots=True)
class Trial:
    """The first rows of a table."""

    rows: tuple[TriedRow, ...]
    more: bool
    """Whether the table goes on behind them."""

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
    """Raises InvalidFile, InvalidMap."""
    found = list(islice(tried(chosen.path, chosen.map, chosen.published), rows + 1))
    return Trial(tuple(found[:rows]), len(found) > rows)


def tried(path: Path, ready: TableMap, published: PartialDate) -> Iterator[TriedRow]:
    """Row by row, blank ones passed over. Raises InvalidFile, InvalidMap."""
    table = open_table(path, stated(ready))
    ready.check(table.header)
    one = _RowTrial(table, ready, published)
    for row in table.rows():
        if any(cell.strip() for cell in row.cells):
            yield one.of(row)


class _RowTrial:
    def __init__(self, table: TableFile, ready: TableMap, published: PartialDate) -> None:
        self._header = table.header
        self._map = ready
        self._published = published
        self._joined = join(ready, table.path)
        self._places = Places(published, lambda _: False)  # as for a log that holds nothing yet

    def of(self, row: TableRow) -> TriedRow:
        if row.problem:
            return TriedRow(row.line, REFUSED, reason=row.problem)
        cells = dict(zip(self._header, row.cells, strict=True))
        try:
            drafts = self._map.row_events(self._map.look(cells, self._joined, self._published))
            if isinstance(drafts, SetAside):
                return TriedRow(row.line, SET_ASIDE, reason=drafts.reason)
            made = self._places.made(drafts, row.line)
        except Planned:
            return TriedRow(row.line, SET_ASIDE, reason=PLANNED)
        except Unusable as error:
            return TriedRow(row.line, REFUSED, column=error.column, value=error.value, reason=error.reason)
        events = tuple(first(key, self._published, event) for key, event in made if event is not None)
        return TriedRow(row.line, USED, events, repeated=len(made) - len(events))
