"""A file as a table: how it is written, what its columns are called, and its rows under them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from dateline.imports.encodings import DoubtfulEncoding, find_encoding, why_no_encoding, why_not_a_table
from dateline.imports.files import Advance, unwatched, why_not_regular, why_unreadable
from dateline.imports.packed import ZIP, is_workbook, why_no_archive
from dateline.imports.spooled import name_of
from dateline.imports.tables.csv_rows import CsvRows
from dateline.imports.tables.delimiters import delimiter_of, why_no_delimiter
from dateline.imports.tables.header import column_names, named_delimiter, why_no_header
from dateline.imports.tables.json_rows import JsonRows, looks_like_json
from dateline.imports.tables.table_row import RowSource, TableRow, refused
from dateline.imports.tables.workbook_rows import WorkbookRows
from dateline.imports.utf8 import SNIFFED_BYTES

_LOOKED_AT_BYTES = 4 * SNIFFED_BYTES
REMARKS = ("refused: line", "refused: column", "refused: reason")
"""The columns that a file of refused rows has behind its own: no part of the table."""


@dataclass(slots=True)
class TableFile:
    """A file about to be read: how it is written, and the names of its columns."""

    path: Path
    source: RowSource
    header: list[str] = field(default_factory=list)
    """What the columns are called, each name once."""
    header_cells: list[str] = field(default_factory=list)
    """The header as it is written."""
    header_line: int = 0
    stated_header: int | None = None
    """The line that the map says the header is in."""
    short_rows: bool = False

    @property
    def words(self) -> str:
        """How the file is written."""
        return self.source.words

    @property
    def is_typed(self) -> bool:
        """Whether it says itself which cells are numbers and dates; refused rows of such a file do, too."""
        return self.source.is_typed or set(REMARKS) <= set(self.header)

    @property
    def least(self) -> int:
        """How many cells a row has at least: columns without a name at the end may be left out."""
        return max((place for place, cell in enumerate(self.header_cells, 1) if cell.strip()), default=0)

    def rows(self, advance: Advance | None = None) -> Iterator[TableRow]:
        """The rows behind the header. Raises InvalidFile where nothing further can be read."""
        return _rows(self, advance or unwatched)


@dataclass(frozen=True, slots=True)
class Layout:
    """What a map says of how a file is written; None is found out."""

    encoding: str | None = None
    delimiter: str | None = None
    header: int | None = None
    short_rows: bool = False
    sheet: str | None = None
    """Of a workbook."""
    rows: str | None = None
    """Of JSON: the path to the list whose entries are the rows."""


def open_table(path: Path, stated: Layout | None = None) -> TableFile:
    """Look at a file: how it is written, and its header. Raises InvalidFile with one sentence for what is no table,
    and NotInstalled."""
    said = stated or Layout()
    try:
        if reason := why_not_regular(path.stat().st_mode):
            raise refused(path, reason)
        with path.open("rb") as stream:
            start = stream.read(SNIFFED_BYTES)
        if start.startswith(ZIP):
            return _with_header(_of_workbook(path, said), said.header)
        if not said.encoding and looks_like_json(path, start):
            return _with_header(TableFile(path, JsonRows(path, said.rows), short_rows=True), None)
        return _of_cells(path, start, said)
    except DoubtfulEncoding as error:
        raise refused(path, str(error), error.line) from error
    except OSError as error:
        raise refused(path, why_unreadable(error)) from error


def _of_workbook(path: Path, said: Layout) -> TableFile:
    if what := why_no_archive(path):
        raise refused(path, f"is {what}")
    if not is_workbook(path):
        raise refused(path, "is a zip archive, not a table: unpack it first")
    return TableFile(path, WorkbookRows(path, said.sheet), stated_header=said.header, short_rows=True)


def _of_cells(path: Path, start: bytes, said: Layout) -> TableFile:
    """A file of lines with a mark between cells. Raises InvalidFile, DoubtfulEncoding and OSError."""
    if reason := why_no_encoding(said.encoding) if said.encoding else why_not_a_table(start):
        raise refused(path, reason)
    if said.delimiter is not None and (reason := why_no_delimiter(said.delimiter)):
        raise refused(path, reason)
    encoding = find_encoding(path, said.encoding)
    lines = _first_lines(path, encoding.codec)
    named = named_delimiter(lines[0])
    delimiter = said.delimiter or named or delimiter_of(lines, Path(name_of(path)).suffix, said.header)
    source = CsvRows(path, encoding, delimiter)
    table = TableFile(path, source, stated_header=said.header, short_rows=said.short_rows)
    return _with_header(table, said.header or (2 if named else None))


def _with_header(table: TableFile, first: int | None) -> TableFile:
    """The table with its header: the stated line, or the first row from a line on that is not blank."""
    with closing(table.source.rows(unwatched)) as rows:
        for row in rows:
            if row.line < (first or 0) or not (table.stated_header or any(cell.strip() for cell in row.cells)):
                continue
            if reason := why_no_header(row.cells) or row.problem:
                raise refused(table.path, reason, row.line)
            table.header_cells = list(row.cells)
            table.header, table.header_line = column_names(row.cells), row.line
            return table
    raise refused(table.path, why_no_header([]) or "")


def _rows(table: TableFile, advance: Advance) -> Iterator[TableRow]:
    least = table.least
    with closing(table.source.rows(advance)) as rows:
        for row in rows:
            if row.line > table.header_line:
                yield row if row.problem else _fitted(table, row, least)


def _fitted(table: TableFile, row: TableRow, least: int) -> TableRow:
    """The row with exactly as many cells as the header; blank rows are left to be counted as such."""
    width = len(table.header)
    if len(row.cells) == width:
        return row
    cells = list(row.cells)
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if len(cells) == width:
        return msgspec.structs.replace(row, cells=cells)
    if not any(cell.strip() for cell in cells) or ((table.short_rows or len(cells) >= least) and len(cells) < width):
        return msgspec.structs.replace(row, cells=cells + [""] * (width - len(cells)))
    more = "a delimiter inside a cell without quotes?" if len(cells) > width else "is a delimiter missing?"
    return TableRow(
        row.line, cells, f"has {len(cells)} cell{'s' * (len(cells) != 1)} where the header has {least}: {more}"
    )


def _first_lines(path: Path, codec: str) -> list[str]:
    """The lines that a file begins with; the last may be cut off."""
    with path.open("rb") as raw:
        start = codecs.getincrementaldecoder(codec)(errors="replace").decode(raw.read(_LOOKED_AT_BYTES))
    return re.split(r"\r\n|\r|\n", start)
