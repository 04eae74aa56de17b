"""Columns that belong to another: the currency of an amount, and the word of its scale."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.imports.tables.cells.units import SCALES_IN_CELLS
from dateline.imports.tables.guessing.columns import SampledColumn
from dateline.imports.tables.guessing.headers import folded
from dateline.imports.tables.guessing.roles import is_currency

_MOSTLY = 0.5
_SHORT = 2
_UNITS = frozenset({"unit", "units", "scale", "multiplier", "magnitude", "denomination", "factor", "einheit",
                    "einheiten", "unite", "echelle", "unidad", "escala", "unita", "scala"})  # fmt: skip
_WORDS = re.compile(r"[.\s_]+")


def is_scale(column: SampledColumn) -> bool:
    """Whether most of what a column says are words of scale: million, Mio., bn; letters like M may be anything, unless
    the header says that they are units."""
    if not column.has_plain_name or column.share(_names_a_scale) <= _MOSTLY:
        return False
    is_long = any(len(value) > _SHORT and _names_a_scale(value) for value in column.said)
    return is_long or not _UNITS.isdisjoint(folded(column.header).split())


def scale_of(column: SampledColumn, columns: Sequence[SampledColumn]) -> SampledColumn | None:
    """The column whose words are the scale of this one's numbers."""
    return _nearest(column, [one for one in columns if is_scale(one)], columns)


def currency_of(column: SampledColumn, columns: Sequence[SampledColumn]) -> SampledColumn | None:
    """The column that names the currency of this one's amounts, if one stands in the same object or says so."""
    named = [one for one in columns if one.has_plain_name and is_currency(one)]
    near = [one for one in named if _shared(one, column)]
    return _nearest(column, near, columns)


def marks_of(names: SampledColumn, columns: Sequence[SampledColumn]) -> SampledColumn | None:
    """The column of true and false that says who of a list of names has led: of the same objects of JSON."""
    inside = _object(names)
    marks = (one for one in columns if one.is_yes_or_no and one.has_plain_name and one.is_about("leads"))
    return next((one for one in marks if inside and _object(one) == inside), None)


def _names_a_scale(text: str) -> bool:
    return text.rstrip(".").lower() in SCALES_IN_CELLS


def _nearest(
    column: SampledColumn, found: Sequence[SampledColumn], columns: Sequence[SampledColumn]
) -> SampledColumn | None:
    """Of those that stand in the same object of JSON, or around it, the one whose name begins most alike; then the
    next one."""
    places = {one.name: place for place, one in enumerate(columns)}
    at = places.get(column.name, 0)
    near = [one for one in found if one is not column and column.name.startswith(_object(one))]
    return min(near, key=lambda one: (-_shared(one, column), abs(places[one.name] - at)), default=None)


def _object(column: SampledColumn) -> str:
    """The path of the object that a column of JSON stands in; nothing for one that has no path."""
    before, dot, _ = column.name.rpartition(".")
    return before + dot if dot and " " not in column.name else ""


def _shared(one: SampledColumn, other: SampledColumn) -> int:
    """How many words two names begin with alike."""
    pairs = zip(_WORDS.split(one.name.lower()), _WORDS.split(other.name.lower()), strict=False)
    return next((place for place, (left, right) in enumerate(pairs) if left != right), 9)
