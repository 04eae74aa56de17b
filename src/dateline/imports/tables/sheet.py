"""A CSV or TSV file as a table: how it is written, what its columns are called, and its rows under them."""

from __future__ import annotations

import codecs
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from dateline.imports.encodings import Encoding, find_encoding, why_not_a_table
from dateline.imports.files import Advance, unwatched, why_not_regular, why_unreadable
from dateline.imports.tables.csv_rows import TableRow, csv_rows, refused
from dateline.imports.utf8 import SNIFFED_BYTES
from dateline.values.text import visible

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
    header: list[str]
    """The header's cells, each name once: a second `Name` is `Name (2)`, one without a name `column 7`."""
    header_line: int
    width: int
    short_rows: bool = False
    twice: list[str] = field(default_factory=list)
    """Names that stand in the header more than once."""

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
            if reason := why_not_a_table(stream.read(SNIFFED_BYTES)):
                raise refused(path, reason)
        encoding = find_encoding(path)
    except OSError as error:
        raise refused(path, why_unreadable(error)) from error
    if said.encoding:
        encoding = Encoding(said.encoding, encoding.line_ends)
    delimiter = said.delimiter or _sniffed(path, encoding.codec)
    return _with_header(TableFile(path, encoding, delimiter, [], 0, 0, said.short_rows), said.header)


def _with_header(table: TableFile, line: int | None) -> TableFile:
    with closing(_all_rows(table, unwatched)) as rows:
        for row in rows:
            if row.problem:
                raise refused(table.path, row.problem, row.line)
            if (row.line >= line) if line else any(cell.strip() for cell in row.cells):
                names = [visible(cell) for cell in row.cells]
                while names and not names[-1]:
                    names.pop()
                table.header, table.twice = _unique(names)
                table.header_line, table.width = row.line, len(names)
                break
    if not table.header:
        raise refused(table.path, "has no header: its first row should name the columns")
    return table


def _unique(names: list[str]) -> tuple[list[str], list[str]]:
    seen: dict[str, int] = {}
    unique = []
    for place, name in enumerate(names):
        called = name or f"column {place + 1}"
        seen[called] = seen.get(called, 0) + 1
        unique.append(called if seen[called] == 1 else f"{called} ({seen[called]})")
    return unique, [name for name, times in seen.items() if times > 1]


def _all_rows(table: TableFile, advance: Advance) -> Generator[TableRow, None, None]:
    return csv_rows(table.path, table.encoding.codec, table.delimiter, advance)


def _rows(table: TableFile, advance: Advance) -> Iterator[TableRow]:
    with closing(_all_rows(table, advance)) as rows:
        for row in rows:
            if row.line > table.header_line:
                yield row if row.problem else _fitted(table, row)


def _fitted(table: TableFile, row: TableRow) -> TableRow:
    """The row with exactly as many cells as the header; blank rows are left to be counted as such."""
    cells = list(row.cells)
    while len(cells) > table.width and not cells[-1].strip():
        cells.pop()
    if len(cells) == table.width:
        return TableRow(row.line, cells)
    if not any(cell.strip() for cell in cells) or (table.short_rows and len(cells) < table.width):
        return TableRow(row.line, cells + [""] * (table.width - len(cells)))
    more = "a delimiter inside a cell without quotes?" if len(cells) > table.width else "is a delimiter missing?"
    return TableRow(row.line, cells, f"has {len(cells)} cells where the header has {table.width}: {more}")


def _sniffed(path: Path, codec: str) -> str:
    """The character that divides the header: outside quotes, the one that stands there most often."""
    if path.suffix.lower() in _TAB_ENDINGS:
        return "\t"
    with path.open("rb") as raw:
        start = codecs.getincrementaldecoder(codec)(errors="replace").decode(raw.read(SNIFFED_BYTES))
    line = next((line for line in start.splitlines() if line.strip()), "")
    outside = "".join(line.split('"')[0::2])
    counts = {delimiter: outside.count(delimiter) for delimiter in _DELIMITERS}
    return max(counts, key=lambda delimiter: counts[delimiter])
