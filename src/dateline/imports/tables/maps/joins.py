"""Another file of the same folder, looked up by a key: whose data centre a timeline is about, say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dateline.imports.tables.maps.complaints import InvalidMap
from dateline.imports.tables.maps.recipe import RowCells
from dateline.imports.tables.maps.table_map import TableMap
from dateline.imports.tables.sheet import open_table
from dateline.values.text import said

MOST_ROWS = 100_000

Joined = Mapping[str, Mapping[str, RowCells]]
"""Name of the join → key → the cells of that row."""


def join(ready: TableMap, path: Path) -> Joined:
    """Raises InvalidMap, InvalidFile."""
    joined: dict[str, dict[str, RowCells]] = {}
    for wanted in ready.written.join:
        files = sorted(path.parent.glob(wanted.file))
        if not files:
            raise InvalidMap(f"its map needs {wanted.file} beside it, to look up {wanted.is_!r}")
        joined[wanted.name] = _rows(files[0], wanted.key)
    return joined


def _rows(path: Path, key: str) -> dict[str, RowCells]:
    table = open_table(path)
    if key not in table.header:
        raise InvalidMap(f"{path.name} has no column {key!r}, by which the map looks up")
    rows: dict[str, RowCells] = {}
    for row in table.rows():
        cells = dict(zip(table.header, row.cells, strict=False))
        if said(cells.get(key, "")) and not row.problem:
            rows.setdefault(said(cells[key]), cells)
        if len(rows) > MOST_ROWS:
            raise InvalidMap(f"{path.name} has more than {MOST_ROWS:,} rows: too many to look up in")
    return rows
