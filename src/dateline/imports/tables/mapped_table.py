"""A table with the map that is for it: its rows, and what the map makes of each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from msgspec import structs

from dateline.imports.files import Advance
from dateline.imports.tables.cells.templates import Look, Unusable
from dateline.imports.tables.header import column_names
from dateline.imports.tables.maps.complaints import InvalidMap
from dateline.imports.tables.maps.joins import join
from dateline.imports.tables.maps.recipe import RowEvent
from dateline.imports.tables.maps.spec import MapSpec
from dateline.imports.tables.maps.table_map import BEHIND, SetAside, TableMap
from dateline.imports.tables.maps.vintages import Vintage
from dateline.imports.tables.sheet import Layout, open_table
from dateline.imports.tables.table_row import Figure, TableRow, why_no_text
from dateline.values.dates import PartialDate
from dateline.values.text import said

_TITLE_ROWS = 30
"""So many rows are looked through for a header that stands further down."""


class MappedTable:
    """The table is open: it has the columns that the map needs, and the files beside it that it looks up in."""

    def __init__(self, path: Path, map: TableMap, published: PartialDate) -> None:
        """`published` is the date of the file itself. Raises InvalidFile, InvalidMap, NotInstalled."""
        self.published = published
        self.file = open_table(path, layout_of(map.written))
        self.map = map.typed() if self.file.is_typed else map
        self._vintage = self._with_columns()
        self._joined = join(self.map, path)
        places = self._vintage.place_of
        self._down = [places[column] for column in map.written.down if column in places]
        self._commas = [places[column] for column in self.map.comma_columns() if column in places]
        self._has_end = bool(map.written.until)
        self._is_behind = False

    def rows(self, advance: Advance | None = None) -> Iterator[TableRow]:
        """Raises InvalidFile where nothing further can be read."""
        self._is_behind = False
        rows = self.file.rows(advance)
        if self.file.source.is_typed:
            rows = (self._with_marks(row) for row in rows)
        return self._filled_down(rows) if self._down else rows

    def row_events(self, row: TableRow) -> SetAside | list[RowEvent]:
        """What a row becomes. Raises Unusable for one that cannot be read or is refused."""
        if self._is_behind:
            return SetAside(BEHIND)
        if row.problem:
            raise Unusable("", "", row.problem)
        look = self._look(row)
        if self._has_end and self.map.ends_before(look):
            self._is_behind = True
            return SetAside(BEHIND)
        return self.map.row_events(look, self._vintage.missing)

    def keys(self, row: TableRow) -> list[str]:
        """What a row that is refused would be known under; nothing if that cannot be told."""
        if row.problem:
            return []
        try:
            return self.map.keys(self._look(row))
        except Unusable:
            return []

    def _look(self, row: TableRow) -> Look:
        look = self.map.look(row.cells, self._vintage.place_of, self._joined.rows, self.published)
        return _refusing_controls(look) if row.has_controls or self._joined.has_controls else look

    def _with_columns(self) -> Vintage:
        """Raises InvalidMap, which names the line that has the columns where the header does not."""
        try:
            return self.map.vintage(self.file.header)
        except InvalidMap as error:
            line = self._line_of_header() if self.map.written.header is None else None
            if line is None:
                raise
            first = f"line {self.file.header_line}" if self.file.header_line != 1 else "its first line"
            what = f"line {line} names the columns of the map, and {first} does not"
            raise InvalidMap(f"{what}: say header = {line} at the top of the map") from error

    def _line_of_header(self) -> int | None:
        for row in islice(self.file.rows(), _TITLE_ROWS):
            try:
                self.map.vintage(column_names(row.cells))
            except InvalidMap:
                continue
            return row.line
        return None

    def _with_marks(self, row: TableRow) -> TableRow:
        """Numbers that the file holds as such, as the map expects them in their columns."""
        cells = list(map(str, row.cells))
        for place in self._commas:
            if place < len(cells) and isinstance(row.cells[place], Figure):
                cells[place] = cells[place].replace(".", ",")
        return structs.replace(row, cells=cells)

    def _filled_down(self, rows: Iterator[TableRow]) -> Iterator[TableRow]:
        """Blank cells of some columns say what the cell above them says; blank rows stay blank."""
        above = dict.fromkeys(self._down, "")
        for row in rows:
            if row.problem or not any(map(said, row.cells)):
                yield row
                continue
            cells = list(row.cells)
            for place in self._down:
                if said(cells[place]):
                    above[place] = cells[place]
                else:
                    cells[place] = above[place]
            yield structs.replace(row, cells=cells)


def layout_of(written: MapSpec) -> Layout:
    """How the map says that its file is written."""
    pad = written.short_rows == "pad"
    return Layout(written.encoding, written.delimiter, written.header, pad, written.sheet, written.rows)


def _refusing_controls(look: Look) -> Look:
    """A look that finds no control character: a cell that nobody reads may have some."""

    def looked(column: str) -> str:
        value = look(column)
        if reason := why_no_text(value):
            raise Unusable(column, "", reason)
        return value

    return looked
