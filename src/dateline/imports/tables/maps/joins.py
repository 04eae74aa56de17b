"""Another file of the same folder, looked up by a key: whose data centre a timeline is about, say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.complaints import InvalidMap
from dateline.imports.tables.maps.recipe import RowCells
from dateline.imports.tables.maps.table_map import TableMap
from dateline.imports.tables.maps.vintages import vintage_of
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
        joined[wanted.name] = _rows(files[0], wanted, ready)
    return joined


def _rows(path: Path, wanted: spec.JoinSpec, ready: TableMap) -> dict[str, RowCells]:
    table = open_table(path)
    try:
        vintage = vintage_of(table.header, ready.joined_columns(wanted), ready.written, f"{wanted.name}.")
    except InvalidMap as error:
        raise InvalidMap(f"{path.name}, in which the map looks up: {error}") from error
    rows: dict[str, RowCells] = {}
    for row in table.rows():
        cells = dict(zip(vintage.header, row.cells, strict=False))
        key = said(cells.get(wanted.key, ""))
        if key and not row.problem:
            rows.setdefault(key, cells)
        if len(rows) > MOST_ROWS:
            raise InvalidMap(f"{path.name} has more than {MOST_ROWS:,} rows: too many to look up in")
    return rows
