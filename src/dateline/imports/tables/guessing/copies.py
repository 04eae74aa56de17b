"""Columns that say again what others say: a figure that stands in two columns is one."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.imports.tables.guessing.columns import SampledColumn, SampledRow

_LEAST = 3
"""Rows that two columns must both fill."""


def copied(columns: Sequence[SampledColumn], rows: Sequence[SampledRow]) -> set[str]:
    """The names of the columns that can be left out: what is only a part of another column; and what other columns
    divide among them, each row once."""
    cells = {column.name: _numbers(column, rows) for column in columns}
    left_out: set[str] = set()
    for name, whole in cells.items():
        parts = [other for other, part in cells.items() if other != name and _is_part(part, whole)]
        divided = set[int]().union(*(cells[part] for part in parts)) == whole.keys()
        disjoint = sum(len(cells[part]) for part in parts) == len(whole)
        if len(parts) > 1 and divided and disjoint:
            left_out.add(name)
    for name, part in cells.items():
        wholes = [other for other, whole in cells.items() if other != name and _is_part(part, whole)]
        wholes = [other for other in wholes if other not in left_out]
        if name not in left_out and len(part) >= _LEAST and wholes:
            left_out.add(name)
    return left_out


def _is_part(part: dict[int, str], whole: dict[int, str]) -> bool:
    return bool(part) and len(part) <= len(whole) and all(whole.get(place) == cell for place, cell in part.items())


def _numbers(column: SampledColumn, rows: Sequence[SampledRow]) -> dict[int, str]:
    return {place: _plain(cell) for place, row in enumerate(rows) if (cell := row[column.name])}


def _plain(cell: str) -> str:
    """1000 and 1000.0 are one number."""
    whole, point, rest = cell.partition(".")
    return whole if point and not rest.strip("0") else cell
