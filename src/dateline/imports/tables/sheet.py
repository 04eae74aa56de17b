"""The rows of a CSV or TSV file of any size, each with the line it begins in; memory does not grow with the file."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from dateline.errors import InvalidFile, Problem
from dateline.imports.encodings import ENCODING_NAMES, Encoding, find_encoding, why_not_a_table
from dateline.imports.files import Advance, unwatched, why_not_regular, why_unreadable
from dateline.imports.lines import CHUNK_BYTES
from dateline.imports.utf8 import SNIFFED_BYTES

MAX_LINE = 1_000_000
"""Characters; also of one cell and of one row."""
_DELIMITERS = ",\t;|"
_TAB_ENDINGS = (".tsv", ".tab")
_LINES_BETWEEN_TELLING = 256
"""Asking where the reading stands takes longer than reading a line."""
REMARKS = ("refused: line", "refused: column", "refused: reason")
"""The columns that a file of refused rows has behind its own: no part of the table."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: the line it begins in, its cells as they stand, and why it cannot be read, if it cannot."""

    line: int
    cells: Sequence[str]
    problem: str | None = None


@dataclass(slots=True)
class TableFile:
    """A file about to be read: how it is written, and the names of its columns."""

    path: Path
    found: Encoding
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
        found = find_encoding(path)
    except OSError as error:
        raise refused(path, why_unreadable(error)) from error
    if said.encoding:
        found = Encoding(said.encoding, found.line_ends)
    delimiter = said.delimiter or _sniffed(path, found.codec)
    return _with_header(TableFile(path, found, delimiter, [], 0, 0, said.short_rows), said.header)


def refused(path: Path, reason: str, line: int = 0) -> InvalidFile:
    return InvalidFile([Problem(str(path), line, "", reason)])


def _with_header(table: TableFile, line: int | None) -> TableFile:
    with closing(_parsed(table, unwatched)) as rows:
        for row in rows:
            if row.problem:
                raise refused(table.path, row.problem, row.line)
            if (row.line >= line) if line else any(cell.strip() for cell in row.cells):
                names = [cell.strip() for cell in row.cells]
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


def _rows(table: TableFile, advance: Advance) -> Iterator[TableRow]:
    with closing(_parsed(table, advance)) as rows:
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


def _parsed(table: TableFile, advance: Advance) -> Generator[TableRow, None, None]:
    """Every row of the file, the header too."""
    csv.field_size_limit(MAX_LINE)
    with closing(_CsvLines(table, advance)) as lines:
        reader = csv.reader(lines, delimiter=table.delimiter, strict=True)
        while True:
            begins = lines.number + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                if lines.ended or lines.number > begins:
                    raise refused(table.path, _unclosed(error), begins) from error
                yield TableRow(begins, [lines.last.rstrip("\r\n")], f"cannot be read as cells: {error}")
            except UnicodeDecodeError as error:
                raise refused(table.path, lines.why_undecodable(error), lines.number + 1) from error
            else:
                yield TableRow(begins, cells)


def _unclosed(error: csv.Error) -> str:
    if "field larger" in str(error):
        return f"has a cell longer than {MAX_LINE:,} characters here: a quote that is never closed?"
    return 'has a quote (") here that is never closed: nothing behind it can be read'


class _CsvLines:
    """The lines of a file with their ends, as csv.reader draws them; `number` counts them."""

    def __init__(self, table: TableFile, advance: Advance) -> None:
        self._path = table.path
        self._codec = table.found.codec
        self._advance = advance
        self._raw = table.path.open("rb", buffering=CHUNK_BYTES)
        self._stream = io.TextIOWrapper(self._raw, encoding=self._codec, newline="")
        self.number = 0
        self.ended = False
        self.last = ""
        self._told = 0

    def close(self) -> None:
        self._stream.close()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(MAX_LINE + 1)
        if not line or self.number % _LINES_BETWEEN_TELLING == 0:
            self._tell(self._raw.tell())
        if not line:
            self.ended = True
            raise StopIteration
        if len(line) > MAX_LINE:
            reason = f"is longer than {MAX_LINE:,} characters here: this is no table"
            raise refused(self._path, reason, self.number + 1)
        self.number += 1
        self.last = line.replace("\x00", "\ufffd")
        return self.last

    def _tell(self, place: int) -> None:
        if place > self._told:
            self._advance(place - self._told)
            self._told = place

    def why_undecodable(self, error: UnicodeDecodeError) -> str:
        byte = error.object[error.start : error.start + 1].hex().upper()
        name = ENCODING_NAMES.get(codecs.lookup(self._codec).name, self._codec)
        return f"is not {name}: it holds the byte 0x{byte}; leave `encoding` out of the map to have it found out"


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
