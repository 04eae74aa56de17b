"""A table with the map that is for it: its rows, and what the map makes of each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dateline.imports.files import Advance
from dateline.imports.tables.cells.templates import Look, Unusable
from dateline.imports.tables.csv_rows import TableRow, why_no_text
from dateline.imports.tables.maps.joins import join
from dateline.imports.tables.maps.recipe import RowEvent
from dateline.imports.tables.maps.table_map import SetAside, TableMap
from dateline.imports.tables.sheet import Layout, open_table
from dateline.values.dates import PartialDate


class MappedTable:
    """The table is open: it has the columns that the map needs, and the files beside it that it looks up in."""

    def __init__(self, path: Path, map: TableMap, published: PartialDate) -> None:
        """`published` is the date of the file itself. Raises InvalidFile, InvalidMap."""
        written = map.written
        self.map = map
        self.published = published
        self.file = open_table(
            path, Layout(written.encoding, written.delimiter, written.header, written.short_rows == "pad")
        )
        self._vintage = map.vintage(self.file.header)
        self._joined = join(map, path)

    def rows(self, advance: Advance | None = None) -> Iterator[TableRow]:
        """Raises InvalidFile where nothing further can be read."""
        return self.file.rows(advance)

    def row_events(self, row: TableRow) -> SetAside | list[RowEvent]:
        """What a row becomes. Raises Unusable for one that cannot be read or is refused."""
        if row.problem:
            raise Unusable("", "", row.problem)
        return self.map.row_events(self._look(row), self._vintage.missing)

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


def _refusing_controls(look: Look) -> Look:
    """A look that finds no control character: a cell that nobody reads may have some."""

    def looked(column: str) -> str:
        value = look(column)
        if reason := why_no_text(value):
            raise Unusable(column, "", reason)
        return value

    return looked
