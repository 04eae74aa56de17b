"""One row of a table, whatever the table is written in: its cells as text, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from dateline.errors import InvalidFile, Problem
from dateline.imports.files import Advance

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
"""Characters that no text has. Tabs, ends of lines and of pages are blanks."""


UNCALCULATED = "\x1a"
"""What stands in a cell whose formula no program has calculated: nobody knows its value."""


class Figure(str):
    """A number that the file holds as one, and not as text: digits with a point before decimals, in whatever country
    it was written."""

    __slots__ = ()


class TableRow(msgspec.Struct, frozen=True):
    """One row: the line it begins in, its cells as they stand, and why it cannot be read, if it cannot."""

    line: int
    cells: Sequence[str]
    problem: str | None = None
    has_controls: bool = False
    """Whether one of its cells has a control character: it cannot be used."""
    path: str = ""
    """Where in a file of JSON it stands, where the line does not say: `$.rounds[17]`."""
    within: str = ""
    """What the names of its own columns begin with: those of the list that it is an entry of."""

    def cell(self, column: str) -> str:
        """What a refusal calls the cell of a column: by its path where the row has one."""
        if not self.path:
            return column
        own, dot, rest = column.partition(f"{self.within}.") if self.within else ("", ".", column)
        if own or not dot:
            return f"$.{column}" if column else self.path
        return f"{self.path}.{rest}" if rest else self.path


class RowSource(Protocol):
    """Where the rows of a table come from."""

    @property
    def words(self) -> str:
        """How the file is written."""

    @property
    def delimiter(self) -> str:
        """What stands between cells, where rows of it are written as CSV."""

    @property
    def is_typed(self) -> bool:
        """Whether it says itself which cells are numbers and dates."""

    def rows(self, advance: Advance) -> Generator[TableRow, None, None]:
        """Every row, the header too. Raises InvalidFile where nothing further can be read, and OSError."""


def refused(path: Path, reason: str, line: int = 0) -> InvalidFile:
    """What is wrong with a table as a whole, from this line on (0: everywhere)."""
    return InvalidFile([Problem(str(path), line, "", reason)])


def why_no_text(cell: str) -> str | None:
    """The first control character of a cell, as the end of a sentence; None if it has none."""
    if cell == UNCALCULATED:
        return "is a formula that was never calculated: open the workbook in a spreadsheet, and save it"
    found = _CONTROL.search(cell)
    return f"has the control character U+{ord(found.group()):04X}, and is no text" if found else None


def has_controls(text: str) -> bool:
    """Whether a text has a character that no text has."""
    return _CONTROL.search(text) is not None
