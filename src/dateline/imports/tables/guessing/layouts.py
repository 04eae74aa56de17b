"""Where the table is in its file: which sheet, below which title, which cells say what the ones above say."""

from __future__ import annotations

from collections import deque
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from dateline.imports.files import unwatched
from dateline.imports.packed import ZIP
from dateline.imports.tables.guessing.columns import SampledColumn, SampledRow
from dateline.imports.tables.guessing.headers import SUMS, folded
from dateline.imports.tables.json_rows import JsonRows
from dateline.imports.tables.sheet import Layout, TableFile, open_table
from dateline.imports.tables.table_row import Figure, TableRow
from dateline.imports.tables.workbook_rows import fullest_sheet

_TITLE_ROWS = 30
_LAST_ROWS = 12
_TITLE = 0.34
"""The share of the cells of a row that a title fills at most."""
_HEADER = 0.6
_MOST_FILLED = 0.8
_LEAST_ROWS = 4


@dataclass(frozen=True, slots=True)
class Ending:
    """The rows from which on a file has no more rows of its table: totals, and what stands below them."""

    column: str
    value: str
    line: int


def found_table(path: Path, encoding: str | None) -> tuple[TableFile, list[str]]:
    """The table of a file with its header, and the other sheets. Raises InvalidFile for what has none."""
    sheet, others = fullest_sheet(path) if _is_zip(path) else (None, [])
    table = open_table(path, Layout(encoding=encoding, sheet=sheet))
    if isinstance(table.source, JsonRows):
        inner = [".".join(one) for one in table.source.lists if ".".join(one) != table.source.within]
        return (open_table(path, Layout(rows=inner[0])) if len(inner) == 1 else table), []
    line = _header_line(table)
    if line is not None:
        table = open_table(path, Layout(encoding=encoding, sheet=sheet, header=line))
    return table, others


def _is_zip(path: Path) -> bool:
    """Whatever else is wrong with a path, its reader says."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            return stream.read(len(ZIP)) == ZIP
    except OSError:
        return False


def _header_line(table: TableFile) -> int | None:
    """The line of a header that stands below a title; None where it is the first row."""
    with closing(table.source.rows(unwatched)) as source:
        rows = [row for row in islice(source, _TITLE_ROWS) if any(cell.strip() for cell in row.cells)]
    width = max((_filled(row) for row in rows), default=0)
    if not rows or width < 3 or _filled(rows[0]) > max(1, _TITLE * width):
        return None
    below = (row for row in rows if _filled(row) >= _HEADER * width)
    row = next(below, None)
    return row.line if row is not None and row is not rows[0] and _names_columns(row) else None


def _filled(row: TableRow) -> int:
    return sum(bool(cell.strip()) for cell in row.cells)


def _names_columns(row: TableRow) -> bool:
    names = [cell.strip() for cell in row.cells if cell.strip()]
    numbers = [cell for cell in row.cells if isinstance(cell, Figure) or cell.replace(".", "").isdecimal()]
    return len(numbers) <= len(names) / 2


def ending_of(table: TableFile, names: list[str]) -> Ending | None:
    """A row of totals near the end of a table, behind which stand at most remarks."""
    last: deque[TableRow] = deque(maxlen=_LAST_ROWS)
    last.extend(row for row in table.rows() if any(cell.strip() for cell in row.cells))
    rows = list(last)
    width = max((_filled(row) for row in rows), default=0)
    for place, row in enumerate(rows):
        behind = rows[place + 1 :]
        if behind and all(_filled(one) <= max(1, _TITLE * width) for one in behind) and (total := _total(row)):
            return Ending(names[total[0]], total[1], row.line)
    return None


def _total(row: TableRow) -> tuple[int, str] | None:
    """The place and the text of a cell that says that a row is a total."""
    cells = ((place, cell.strip()) for place, cell in enumerate(row.cells))
    return next(((place, cell) for place, cell in cells if folded(cell) in SUMS), None)


def means_the_one_above(column: SampledColumn, rows: list[SampledRow]) -> bool:
    """Whether a column names each of its values once, above rows that leave it blank."""
    cells = [row[column.name] for row in rows]
    filled = [cell for cell in cells if cell]
    if len(rows) < _LEAST_ROWS or not cells[0] or len(filled) > _MOST_FILLED * len(cells):
        return False
    return len(set(filled)) == len(filled) and all(_says_more(row, column) for row in rows if not row[column.name])


def _says_more(row: SampledRow, column: SampledColumn) -> bool:
    return sum(bool(cell) for name, cell in row.items() if name != column.name) > 1
