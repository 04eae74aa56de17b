"""Remarks of a first map on the columns of its table."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from dateline.imports.tables.guessing.columns import SampledColumn
from dateline.imports.tables.guessing.draft import quoted

LONGEST_SHOWN = 40


def folded_remark(text: str) -> Iterator[str]:
    """A remark over as many lines as it takes."""
    return iter(wrap(text, 100, initial_indent="# ", subsequent_indent="#   ", break_on_hyphens=False))


def is_read(name: str, body: str) -> bool:
    """Whether a line that is no remark names a column."""
    lines = [line for line in body.splitlines() if not line.startswith("#")]
    return any(f"{{{name}}}" in line or f"{{{name}|" in line or quoted(name) in line for line in lines)


def about_column(column: SampledColumn, rows: int) -> str:
    """What a column is called, and what stands in it."""
    shown = ", ".join(_short(value) for value, _ in column.values.most_common(4))
    is_named = column.name == column.header or column.name.replace(".", " ").endswith(column.header)
    called = repr(column.name) + ("" if is_named else f", called {column.header!r}")
    return f"{called}: {column.filled:,} of {rows:,} filled, {column.distinct} different: {shown}"


def _short(value: str) -> str:
    words = " ".join(value.split())
    return repr(words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}…")
