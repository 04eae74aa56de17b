"""A value of JSON as cells: each by the path to what is no object."""

from __future__ import annotations

import json
from collections.abc import Iterator

from dateline.imports.tables.table_row import Figure
from dateline.values.text import nfc

ColumnPath = tuple[str, ...]
FlatRecord = dict[ColumnPath, str]
"""The cells of a row by their paths."""


def lists_in(value: object, before: ColumnPath) -> Iterator[ColumnPath]:
    """The paths to lists of objects in a value."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from lists_in(one, (*before, key))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        yield before
        yield from lists_in(value[0], before)


def flat(value: object, before: ColumnPath) -> Iterator[tuple[ColumnPath, str]]:
    """The cells of a value, each with its path."""
    match value:
        case dict():
            for key, one in value.items():
                yield from flat(one, (*before, nfc(key)))
        case list():
            yield from _listed(value, before)
        case None:
            yield before, ""
        case _:
            yield before, _text(value)


def _listed(values: list[object], before: ColumnPath) -> Iterator[tuple[ColumnPath, str]]:
    """A list is one cell with its entries one a line; a list of objects is one such cell for each of their keys."""
    cells: dict[ColumnPath, list[str]] = {} if values else {before: []}
    for value in values:
        if isinstance(value, list):
            cells.setdefault(before, []).append(json.dumps(value, ensure_ascii=False))
            continue
        for path, cell in flat(value, before):
            cells.setdefault(path, []).append(" ".join(cell.split()))
    yield from ((path, "\n".join(cell)) for path, cell in cells.items())


def _text(value: object) -> str:
    if isinstance(value, Figure):
        return value
    return nfc(value) if isinstance(value, str) else str(value).lower()
