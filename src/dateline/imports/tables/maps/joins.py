"""Another file of the same folder, looked up by a key: whose data centre a timeline is about, say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dateline.imports.spooled import unpacked
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.complaints import InvalidMap
from dateline.imports.tables.maps.recipe import RowCells
from dateline.imports.tables.maps.table_map import JoinedRows, TableMap
from dateline.imports.tables.maps.vintages import vintage_of
from dateline.imports.tables.sheet import Layout, open_table
from dateline.values.text import compared

MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Joined:
    """The rows of the joined files."""

    rows: Mapping[str, JoinedRows]
    """By the name of the join."""
    has_controls: bool
    """Whether a cell of one of them has a control character."""


def join(ready: TableMap, path: Path) -> Joined:
    """Raises InvalidMap, InvalidFile."""
    joined: dict[str, JoinedRows] = {}
    controls = False
    for wanted in ready.written.join:
        files = sorted(path.parent.glob(wanted.file))
        if not files:
            raise InvalidMap(f"its map needs {wanted.file} beside it, to look up {wanted.is_!r}")
        joined[wanted.name], some = _rows(files[0], wanted, ready)
        controls = controls or some
    return Joined(joined, controls)


def _rows(path: Path, wanted: spec.JoinSpec, ready: TableMap) -> tuple[JoinedRows, bool]:
    """The rows of a file, and whether a cell has a control character."""
    table = open_table(unpacked(path), Layout(encoding=wanted.encoding, sheet=wanted.sheet, rows=wanted.rows))
    try:
        vintage = vintage_of(table.header, ready.joined_columns(wanted), ready.written, f"{wanted.name}.")
    except InvalidMap as error:
        raise InvalidMap(f"{path.name}, in which the map looks up: {error}") from error
    rows: dict[str, RowCells | str] = {}
    controls = False
    for row in table.rows():
        cells = dict(zip(vintage.header, row.cells, strict=False))
        controls = controls or row.has_controls
        if key := compared(cells.get(wanted.key, "")):
            rows.setdefault(key, f"line {row.line} of {path.name} {row.problem}" if row.problem else cells)
        if len(rows) > MOST_ROWS:
            raise InvalidMap(f"{path.name} has more than {MOST_ROWS:,} rows: too many to look up in")
    return rows, controls
