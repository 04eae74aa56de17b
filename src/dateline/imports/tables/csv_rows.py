"""The rows of CSV text of any size, each with the line it begins in; memory does not grow with the file."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import InvalidFile
from dateline.imports.encodings import ENCODING_NAMES, Encoding
from dateline.imports.files import Advance
from dateline.imports.lines import CHUNK_BYTES, count_line_ends
from dateline.imports.tables.table_row import TableRow, has_controls, refused
from dateline.values.text import nfc

MAX_LINE = 1_000_000
"""Characters; also of one cell and of one row."""
_NUL = "has a NUL (U+0000), which no text has: what stood there cannot be told"
_LINES_BETWEEN_TELLING = 256
"""Asking where the reading stands takes longer than reading a line."""


@dataclass(frozen=True, slots=True)
class CsvRows:
    """A file of cells with a mark between them, as the source of the rows of a table."""

    path: Path
    encoding: Encoding
    delimiter: str
    is_typed = False

    @property
    def words(self) -> str:
        return self.encoding.words

    def rows(self, advance: Advance) -> Generator[TableRow, None, None]:
        return csv_rows(self.path, self.encoding.codec, self.delimiter, advance)


def csv_rows(path: Path, codec: str, delimiter: str, advance: Advance) -> Generator[TableRow, None, None]:
    """Every row of a file, the header too. Raises InvalidFile where nothing further can be read, and OSError."""
    csv.field_size_limit(MAX_LINE)
    with closing(_CsvLines(path, codec, advance)) as lines:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        while True:
            begins = lines.number + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                if lines.ended or lines.number > begins:
                    raise refused(path, _unclosed(error), begins) from error
                yield TableRow(begins, [lines.last.rstrip("\r\n")], f"cannot be read as cells: {error}")
            except UnicodeDecodeError as error:
                raise lines.undecodable(error) from error
            else:
                why = _NUL if lines.has_controls and any("\x00" in cell for cell in cells) else None
                composed = cells if all(map(str.isascii, cells)) else list(map(nfc, cells))
                yield TableRow(begins, composed, why, has_controls=lines.has_controls)
                lines.has_controls = False


def _unclosed(error: csv.Error) -> str:
    if "field larger" in str(error):
        return f"has a cell longer than {MAX_LINE:,} characters here: a quote that is never closed?"
    return 'has a quote (") here that is never closed: nothing behind it can be read'


class _CsvLines:
    """The lines of a file with their ends, as csv.reader draws them; `number` counts them."""

    def __init__(self, path: Path, codec: str, advance: Advance) -> None:
        self._path = path
        self._codec = codec
        self._advance = advance
        self._raw = path.open("rb", buffering=CHUNK_BYTES)
        self._stream = io.TextIOWrapper(self._raw, encoding=self._codec, newline="")
        self.number = 0
        self.ended = False
        self.last = ""
        self.has_controls = False
        """Whether a line since this was last asked has a control character."""
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
        if self.number == 0:
            line = line.removeprefix("\ufeff")  # a mark that a stated encoding has no name for
        self.number += 1
        if has_controls(line):
            self.has_controls = True
        self.last = line
        return line

    def _tell(self, place: int) -> None:
        if place > self._told:
            self._advance(place - self._told)
            self._told = place

    def undecodable(self, error: UnicodeDecodeError) -> InvalidFile:
        """What is wrong, and in which line: what is decoded at once begins in the next one."""
        byte = error.object[error.start : error.start + 1].hex().upper()
        name = ENCODING_NAMES.get(codecs.lookup(self._codec).name, self._codec)
        line = self.number + 1 + sum(count_line_ends(error.object[: error.start]))
        hint = "leave the encoding out, of the map too, to have it found out"
        reason = f"is not {name}: it holds the byte 0x{byte}; {hint}"
        return refused(self._path, reason, line)
