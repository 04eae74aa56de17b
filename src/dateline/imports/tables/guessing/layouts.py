"""Where the table is in its file: which sheet, below which title, which cells say what the ones above say."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from dateline.imports.files import unwatched
from dateline.imports.packed import ZIP, is_workbook
from dateline.imports.tables.guessing.columns import SampledColumn, SampledRow
from dateline.imports.tables.guessing.headers import folded, words_for
from dateline.imports.tables.guessing.words import SUMS
from dateline.imports.tables.json_cells import ColumnPath
from dateline.imports.tables.json_rows import JsonRows
from dateline.imports.tables.sheet import Layout, TableFile, open_table
from dateline.imports.tables.table_row import Figure, TableRow, refused
from dateline.imports.tables.workbook_rows import WorkbookRows, fullest_sheet

_TITLE_ROWS = 30
_MOST_SHEETS = 10
_COVER_ROWS = 10
_LAST_ROWS = 12
_TITLE = 0.34
"""The share of the cells of a row that a title fills at most."""
_HEADER = 0.6
_MOST_FILLED = 0.8
_LEAST_ROWS = 4
_HAPPENED = ("date", "since")
_TOLD = ("founded", "amount", "round", "price", "country", "city", "sector", "website", "headcount", "revenue",
         "valuation", "acquirer", "megawatts")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ending:
    """The rows from which on a file has no more rows of its table: totals, and what stands below them."""

    column: str
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class FoundTable:
    """The table of a file, what stands above its header, and what else is in the file."""

    table: TableFile
    titles: tuple[str, ...] = ()
    other_sheets: tuple[str, ...] = ()
    other_lists: tuple[str, ...] = ()
    """Paths to lists of objects in a file of JSON, of whose entries no rows are made."""
    around: tuple[str, ...] = ()
    """What stands above the table, and on the other sheets."""


def found_table(path: Path, encoding: str | None, sheet: str | None = None) -> FoundTable:
    """The table of the sheet that is named, or else of the fullest one. Raises InvalidFile for what has none."""
    sheet, others = _sheets(path, sheet)
    table = open_table(path, Layout(encoding=encoding, sheet=sheet))
    if isinstance(table.source, JsonRows):
        return _found_list(path, table, table.source)
    line = _header_line(table)
    titles = tuple(_titles(table, line)) if line is not None else ()
    if line is not None:
        table = open_table(path, Layout(encoding=encoding, sheet=sheet, header=line))
    return FoundTable(table, titles, tuple(others), around=(*titles, *_on_sheets(path, others)))


def _sheets(path: Path, wanted: str | None) -> tuple[str | None, list[str]]:
    """The sheet that has the table, and the other ones; None where there is nothing to choose."""
    if wanted is None:
        return fullest_sheet(path) if _is_zip(path) else (None, [])
    if not _is_zip(path) or not is_workbook(path):
        raise refused(path, f"is no workbook, so that it has no sheet {wanted!r}")
    return wanted, [name for name in WorkbookRows(path, wanted).sheets if name != wanted]


def _on_sheets(path: Path, names: list[str]) -> Iterator[str]:
    """What the first rows of small sheets say: a cover, say."""
    for name in names[:_MOST_SHEETS]:
        with closing(WorkbookRows(path, name).rows(unwatched)) as rows:
            yield from (text for row in islice(rows, _COVER_ROWS) for cell in row.cells if (text := cell.strip()))


def texts_behind(table: TableFile, line: int) -> list[str]:
    """What stands below the last row of a table: remarks on where it comes from."""
    with closing(table.source.rows(unwatched)) as source:
        return [text for row in source if row.line > line for cell in row.cells if (text := cell.strip())]


def _titles(table: TableFile, header: int) -> Iterator[str]:
    with closing(table.source.rows(unwatched)) as source:
        for row in source:
            if row.line >= header:
                return
            yield from (text for cell in row.cells if (text := cell.strip()))


def _found_list(path: Path, table: TableFile, source: JsonRows) -> FoundTable:
    """The rows are the outermost objects that have a day of their own, and not that of their founding; where none
    has, those of the only list there is."""
    within: ColumnPath = tuple(source.within.split(".")) if source.within else ()
    inner = [one for one in source.lists if one != within and one[: len(within)] == within]
    levels = [within, *sorted(inner, key=len)]
    dated = [level for level in levels if _has_days(table, level, inner)]
    chosen = dated[0] if dated else inner[0] if len(inner) == 1 and _only_names(table, within, inner) else within
    if chosen != within:
        table = open_table(path, Layout(rows=".".join(chosen)))
    left = (".".join(one) for one in source.lists if one != chosen[: len(one)])
    return FoundTable(table, other_lists=tuple(left))


def _has_days(table: TableFile, level: ColumnPath, lists: list[ColumnPath]) -> bool:
    """Whether objects at a path, and not those in lists inside of them, have a day on which something happened."""
    return any(words_for(role, name) is not None for role in _HAPPENED for name in _own_names(table, level, lists))


def _only_names(table: TableFile, level: ColumnPath, lists: list[ColumnPath]) -> bool:
    """Whether objects at a path say nothing but what they are called."""
    own = _own_names(table, level, lists)
    return not any(words_for(role, name) is not None for role in _TOLD for name in own)


def _own_names(table: TableFile, level: ColumnPath, lists: list[ColumnPath]) -> list[str]:
    inside = [one for one in lists if len(one) > len(level) and one[: len(level)] == level]
    paths = (tuple(header.split(".")) for header in table.header)
    at_level = (path for path in paths if path[: len(level)] == level)
    return [path[-1] for path in at_level if not any(path[: len(one)] == one for one in inside)]


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


def blank_alike(column: SampledColumn, columns: Sequence[SampledColumn], rows: Sequence[SampledRow]) -> list[str]:
    """The names of columns of text that are blank in the same rows as this one: cells that were merged beside it."""
    companies = [row for row in rows if folded(row[column.name]) not in SUMS]
    texts = [one for one in columns if one.is_text and one.has_plain_name and one is not column]
    return [one.name for one in texts if all(bool(row[one.name]) == bool(row[column.name]) for row in companies)]


def _says_more(row: SampledRow, column: SampledColumn) -> bool:
    return sum(bool(cell) for name, cell in row.items() if name != column.name) > 1
