"""Cells that name several companies: where they are split, and what is marked behind each."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from dateline.imports.tables.cells.splitting import splitter
from dateline.imports.tables.guessing.columns import SampledColumn
from dateline.imports.tables.guessing.draft import listed, quoted, table
from dateline.imports.tables.guessing.headers import folded
from dateline.imports.tables.guessing.words import SURE

_MARK = re.compile(r".+ #(\w+)")
_SPLITS = (";", "|", ",")
_ALSO_ALONE = 0.2
"""The share of names in lists that stand alone in another cell: else a comma is a part of a name."""


@dataclass(frozen=True, slots=True)
class Several:
    """How the column of companies names more than one."""

    each: str
    """As the map has it."""
    sure: dict[str, str]
    """What the marks behind the names stand for; nothing where there are none."""


def several_in(column: SampledColumn, values: Set[str]) -> Several | None:
    """None where each cell names one; `values` are those of all rows that were looked at."""
    split = next((mark for mark in _SPLITS if _is_list(values, mark)), "")
    marks = {found[1] for value in values for part in _parts(value, split) if (found := _MARK.fullmatch(part))}
    if not split and not marks:
        return None
    has_gaps = "" if column.filled and not column.gaps else quoted(f"Unknown {folded(column.header)}")
    parts = listed(["{who} #{sure}", "{who}"] if marks else ["{who}"])
    each = table(in_=quoted(column.name), split=quoted(split or ","), parts=parts, empty=has_gaps)
    sure = {mark: _meant(mark) for mark in sorted(marks)}
    return Several(each, {**sure, "": "reported"} if marks else {})


def _parts(value: str, split: str) -> list[str]:
    return splitter(split).values(value) if split else [value]


def _is_list(values: Set[str], mark: str) -> bool:
    lists = [parts for value in values if mark in value and len(parts := _parts(value, mark)) > 1]
    names = {part for parts in lists for part in parts}
    alone = names & values
    return bool(names) and len(alone) >= _ALSO_ALONE * len(names)


def _meant(mark: str) -> str:
    return next((word for word, said in SURE.items() if folded(mark) in said), "reported")
