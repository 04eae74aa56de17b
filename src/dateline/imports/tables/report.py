"""What an import of a table did: every row is accounted for, and every refused row can be corrected and given again."""

from __future__ import annotations

import csv
import errno
import filecmp
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TextIO

from dateline.errors import InvalidFile, Problem
from dateline.imports.files import followed, why_unwritable
from dateline.imports.spooled import STDIN, descriptor_of
from dateline.imports.tables.company_names import NameClash
from dateline.imports.tables.sheet import REMARKS, TableFile
from dateline.imports.tables.table_row import TableRow
from dateline.values.dates import PartialDate

MOST_KEPT = 20
"""Refused rows and vanished keys that a report names; the file of refused rows has them all."""


@dataclass(slots=True)
class TableReport:
    """One file: rows = used + set aside + refused, and events = appended + already there."""

    path: Path
    map: str = ""
    written: str = ""
    published: PartialDate | None = None
    rows: int = 0
    used: int = 0
    set_aside: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)
    """The first refused rows; or the one thing wrong with the file as a whole."""
    refused_file: Path | None = None
    events: int = 0
    appended: int = 0
    repeated: int = 0
    said_twice: int = 0
    """Those among them that this very file said before."""
    merged: list[tuple[int, int]] = field(default_factory=list)
    """Rows that say nothing but what earlier rows of this file say: their lines, each with that of an earlier row."""
    plans: int = 0
    """Rows dated after the file was published, told as rumored."""
    changed: int = 0
    """Events of rows that another edition has otherwise."""
    reread: int = 0
    """Events of rows that an earlier import of this edition read otherwise."""
    acts: int = 0
    """Appended besides: what puts an older edition in its place, or retracts what vanished."""
    vanished: int = 0
    vanished_keys: list[str] = field(default_factory=list)
    unmade: int = 0
    """Events that an earlier import of this edition made, and this one did not."""
    unmade_keys: list[str] = field(default_factory=list)
    retracted: bool = False
    """Whether what vanished or is not made any more was retracted."""
    unsure: list[int] = field(default_factory=list)
    """The lines of refused rows for whose sake nothing was retracted: they may be what vanished."""
    clashes: list[NameClash] = field(default_factory=list)
    """Companies of the file that have two names of one slug; only the first ones are kept."""
    unusable: bool = False
    """The file as a whole was refused: nothing of it was appended."""
    dry_run: bool = False
    names_its_date: bool = True
    """Whether the map itself says when its files were published: else a file of refused rows has to be told."""

    @property
    def aside(self) -> int:
        return sum(self.set_aside.values())

    @property
    def failed(self) -> bool:
        """Whether nothing of it could be used although it has rows."""
        return self.unusable or (self.refused > 0 and self.used == 0)


class Refusing(Protocol):
    """Where refused rows go."""

    def add(self, row: TableRow, column: str, reason: str) -> None:
        """Takes a row, with the column and the reason that it was refused for. Raises InvalidFile."""

    def flush(self) -> None:
        """What was added is kept, or it is known by now that it cannot be. Raises InvalidFile."""


class RefusedRows:
    """The refused rows on their way into a file of their own, which is there only if any row was refused."""

    def __init__(self, table: TableFile, target: Path | None, encoding: str | None) -> None:
        self._table = table
        self._target = followed(target or Path(f"{table.path}.refused.csv"))
        descriptor = descriptor_of(self._target)
        self._descriptor = 1 if str(self._target) == STDIN else descriptor
        there = os.path.exists(self._target) and not self._target.is_file() and not self._target.is_dir()
        self.is_stream = self._descriptor is not None or there
        """Whether what was written into it cannot be taken back."""
        self._is_poured = False
        self._encoding = encoding or "utf-8"
        self._lines_before = (table.stated_header or 1) - 1
        """So that a map that says in which line the header is finds it there."""
        self._kept = [place for place, name in enumerate(table.header) if name not in REMARKS]
        self._stream: TextIO | None = None
        self._temporary = ""

    def add(self, row: TableRow, column: str, reason: str) -> None:
        """Writes a row, with the column and the reason that it was refused for. Raises OSError."""
        if self._stream is None:
            self._open()
        assert self._stream is not None
        cells = [row.cells[place] for place in self._kept if place < len(row.cells)]
        cells += [""] * (len(self._kept) - len(cells)) + list(row.cells[len(self._table.header) :])
        with _told(self._target):
            self._writer.writerow([*cells, row.line, column, reason])

    def flush(self) -> None:
        """Puts on the disk, or into a stream, what was added. Raises InvalidFile where that cannot be, before anything
        is appended."""
        if self._stream is not None:
            with _told(self._target):
                self._stream.flush()
                if self.is_stream:
                    self._pour()

    def close(self, *, keep: bool = True) -> Path | None:
        """The file, if any row was refused. One that is there already and says something else is not written over.

        Raises InvalidFile where it cannot be written.
        """
        if self._stream is None:
            return None
        with _told(self._target):
            try:
                return self._finished() if keep else None
            finally:
                with suppress(OSError):  # of what is given up
                    self._stream.close()
                with suppress(FileNotFoundError):
                    os.unlink(self._temporary)

    def _finished(self) -> Path:
        assert self._stream is not None
        self._stream.close()
        if not self.is_stream:
            target = _free(self._target, self._temporary)
            os.replace(self._temporary, target)
            return target
        if not self._is_poured:
            self._pour()
        return self._target

    def _pour(self) -> None:
        """Into what is there: a pipe, a device, a standard stream, behind what stands in it already."""
        into = self._target.open("wb") if self._descriptor is None else os.fdopen(os.dup(self._descriptor), "wb")
        with into, open(self._temporary, "rb") as kept:
            shutil.copyfileobj(kept, into)
        self._is_poured = True

    def _open(self) -> None:
        folder = None if self.is_stream else _writable(self._target.parent)
        if folder is not None:
            self._target = folder / self._target.name
        with _told(self._target):
            with suppress(FileNotFoundError):
                self._target.lstat()  # else a name that cannot be would show only when all is done
            if self._target.is_dir():
                raise IsADirectoryError(errno.EISDIR, "it is a folder: name a file in it")
            descriptor, self._temporary = tempfile.mkstemp(".part", ".dateline-", folder)
        os.fchmod(descriptor, 0o644)
        self._stream = os.fdopen(descriptor, "w", encoding=self._encoding, errors="replace", newline="")
        self._stream.write("\n" * self._lines_before)
        self._writer = csv.writer(self._stream, delimiter=self._table.source.delimiter, lineterminator="\n")
        self._writer.writerow([*(self._table.header_cells[place] for place in self._kept), *REMARKS])


@contextmanager
def _told(target: Path) -> Iterator[None]:
    """What the system says against a file, as InvalidFile."""
    try:
        yield
    except OSError as error:
        raise InvalidFile([Problem(str(target), 0, "", why_unwritable(error))]) from error


def _writable(folder: Path) -> Path:
    """The folder, or the current one where that may not be written to."""
    try:
        meant_to_be = folder.stat().st_mode & 0o222
    except OSError:
        return folder
    return folder if meant_to_be and os.access(folder, os.W_OK) else Path()


def _free(target: Path, content: str) -> Path:
    place = target
    number = 1
    while place.exists() and not filecmp.cmp(place, content, shallow=False):
        number += 1
        place = target.with_name(f"{target.stem}-{number}{target.suffix}")
    return place
