"""A CSV or TSV file as a table: how it is written, what its columns are called, and its rows under them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from dateline.imports.encodings import DoubtfulEncoding, Encoding, find_encoding, why_no_encoding, why_not_a_table
from dateline.imports.files import Advance, unwatched, why_not_regular, why_unreadable
from dateline.imports.tables.csv_rows import TableRow, csv_rows, refused
from dateline.imports.tables.header import column_names, named_delimiter, why_no_header
from dateline.imports.utf8 import SNIFFED_BYTES

_DELIMITERS = ",\t;|"
_TAB_ENDINGS = (".tsv", ".tab")
REMARKS = ("refused: line", "refused: column", "refused: reason")
"""The columns that a file of refused rows has behind its own: no part of the table."""


@dataclass(slots=True)
class TableFile:
    """A file about to be read: how it is written, and the names of its columns."""

    path: Path
    encoding: Encoding
    delimiter: str
    header: list[str] = field(default_factory=list)
    """What the columns are called, each name once."""
    header_cells: list[str] = field(default_factory=list)
    """The header as it is written."""
    header_line: int = 0
    stated_header: int | None = None
    """The line that the map says the header is in."""
    short_rows: bool = False

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


def open_table(path: Path, stated: Layout | None = None) -> TableFile:
    """Look at a file: its encoding, delimiter and header. Raises InvalidFile with one sentence for what is no table."""
    said = stated or Layout()
    try:
        if reason := why_not_regular(path.stat().st_mode):
            raise refused(path, reason)
        with path.open("rb") as stream:
            start = stream.read(SNIFFED_BYTES)
        if reason := why_no_encoding(said.encoding) if said.encoding else why_not_a_table(start):
            raise refused(path, reason)
        encoding = find_encoding(path, said.encoding)
    except DoubtfulEncoding as error:
        raise refused(path, str(error), error.line) from error
    except OSError as error:
        raise refused(path, why_unreadable(error)) from error
    line, named = _first_line(path, encoding.codec)
    delimiter = said.delimiter or named or _sniffed(path, line)
    table = TableFile(path, encoding, delimiter, stated_header=said.header, short_rows=said.short_rows)
    return _with_header(table, said.header or (2 if named else None))


def _with_header(table: TableFile, first: int | None) -> TableFile:
    """The table with its header: the stated line, or the first row from a line on that is not blank."""
    with closing(_all_rows(table, unwatched)) as rows:
        for row in rows:
            if row.line < (first or 0) or not (table.stated_header or any(cell.strip() for cell in row.cells)):
                continue
            if reason := why_no_header(row.cells) or row.problem:
                raise refused(table.path, reason, row.line)
            table.header_cells = list(row.cells)
            table.header, table.header_line = column_names(row.cells), row.line
            return table
    raise refused(table.path, why_no_header([]) or "")


def _all_rows(table: TableFile, advance: Advance) -> Generator[TableRow, None, None]:
    return csv_rows(table.path, table.encoding.codec, table.delimiter, advance)


def _rows(table: TableFile, advance: Advance) -> Iterator[TableRow]:
    least = table.least
    with closing(_all_rows(table, advance)) as rows:
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
        return TableRow(row.line, cells, has_controls=row.has_controls)
    if not any(cell.strip() for cell in cells) or ((table.short_rows or len(cells) >= least) and len(cells) < width):
        return TableRow(row.line, cells + [""] * (width - len(cells)), has_controls=row.has_controls)
    more = "a delimiter inside a cell without quotes?" if len(cells) > width else "is a delimiter missing?"
    return TableRow(
        row.line, cells, f"has {len(cells)} cell{'s' * (len(cells) != 1)} where the header has {least}: {more}"
    )


def _first_line(path: Path, codec: str) -> tuple[str, str | None]:
    """The first line that divides cells, and the delimiter that Excel's line `sep=;` before it names."""
    with path.open("rb") as raw:
        start = codecs.getincrementaldecoder(codec)(errors="replace").decode(raw.read(SNIFFED_BYTES))
    lines = re.split(r"\r\n|\r|\n", start)
    named = named_delimiter(lines[0])
    return next((line for line in lines[bool(named) :] if line.strip()), ""), named


def _sniffed(path: Path, line: str) -> str:
    """The character that divides the header: outside quotes, the one that stands there most often."""
    if path.suffix.lower() in _TAB_ENDINGS:
        return "\t"
    outside = "".join(line.split('"')[0::2])
    counts = {delimiter: outside.count(delimiter) for delimiter in _DELIMITERS}
    return max(counts, key=lambda delimiter: counts[delimiter])
