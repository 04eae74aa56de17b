"""The rows of CSV text of any size, each with the line it begins in; memory does not grow with the file."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import InvalidFile, Problem
from dateline.imports.encodings import ENCODING_NAMES
from dateline.imports.files import Advance
from dateline.imports.lines import CHUNK_BYTES
from dateline.values.text import nfc

MAX_LINE = 1_000_000
"""Characters; also of one cell and of one row."""
_LINES_BETWEEN_TELLING = 256
"""Asking where the reading stands takes longer than reading a line."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: the line it begins in, its cells as they stand, and why it cannot be read, if it cannot."""

    line: int
    cells: Sequence[str]
    problem: str | None = None


def refused(path: Path, reason: str, line: int = 0) -> InvalidFile:
    """What is wrong with a table as a whole, from this line on (0: everywhere)."""
    return InvalidFile([Problem(str(path), line, "", reason)])


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
                raise refused(path, lines.why_undecodable(error), lines.number + 1) from error
            else:
                yield TableRow(begins, cells if all(map(str.isascii, cells)) else list(map(nfc, cells)))


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
