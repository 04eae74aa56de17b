"""What the columns of a table are called: as its header has them, and otherwise by names that no other column has."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.imports.tables.table_row import why_no_text
from dateline.values.text import compared, visible

_BY_PLACE = re.compile(r"column ([1-9][0-9]{0,4})")
_SEP_LINE = re.compile(r'\ufeff?"?sep=([^\w\s"]|\t)"?\s*', re.IGNORECASE)


def column_names(cells: Sequence[str]) -> list[str]:
    """A name for each cell of a header, none of them twice.

    The first column of a name has it as it stands. A second `Name` is `Name (2)`, one without a name is `column 7`, or
    what comes next where the file itself has a column that is called so.
    """
    names = [visible(cell) for cell in cells]
    taken = set(filter(None, names))
    called: list[str] = []
    seen: set[str] = set()
    for place, name in enumerate(names, 1):
        if name and name not in seen:
            seen.add(name)
            called.append(name)
        else:
            called.append(_free(name, place, taken))
            taken.add(called[-1])
    return called


def _free(name: str, place: int, taken: set[str]) -> str:
    plain = name or f"column {place}"
    if plain not in taken:
        return plain
    number = 2
    while f"{plain} ({number})" in taken:
        number += 1
    return f"{plain} ({number})"


def place_of(name: str, header: Sequence[str]) -> int | None:
    """Which column a map means, counted from 0: by its name, or by `column 7`, whatever that column is called.

    Where no column has just that name, the only one whose name is the same as names are compared.
    """
    if name in header:
        return header.index(name)
    found = _BY_PLACE.fullmatch(name)
    if found is not None and int(found.group(1)) <= len(header):
        return int(found.group(1)) - 1
    alike = [place for place, other in enumerate(header) if compared(other) == compared(name)]
    return alike[0] if len(alike) == 1 else None


def why_no_header(cells: Sequence[str]) -> str | None:
    """Why a row cannot name columns; None if it can."""
    if not any(cell.strip() for cell in cells):
        return "has no header: its first row should name the columns"
    if any(map(why_no_text, cells)):
        return "is binary data, not text: the row that should name the columns has control characters"
    return None


def named_delimiter(line: str) -> str | None:
    """Of Excel's line `sep=;`, which may stand before the header, the character; None for any other line."""
    found = _SEP_LINE.fullmatch(line)
    return found.group(1) if found else None
