"""The columns of one edition of a table under the names by which a map knows them: editions differ in their headers.

A column that the map calls `optional` may not be there, one that is `renamed` may have another name, and where
`headers = "alike"` a name may be written in another way: `Funded At` is `funded_at`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dateline.imports.tables.header import place_of
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.complaints import InvalidMap
from dateline.values.text import normalize

_BETWEEN_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Vintage:
    """The header of one edition, as the map knows it."""

    header: list[str]
    """The names of the columns, in their places: as the map has them, where this edition calls them otherwise."""
    places: dict[str, int]
    """Columns that the map names by their place, or in another way than the header of any edition."""
    missing: frozenset[str]
    """Optional columns that this edition does not have."""

    @cached_property
    def place_of(self) -> Mapping[str, int]:
        """The place of each column in a row, by every name that the map may have for it."""
        return {name: place for place, name in enumerate(self.header)} | self.places


def vintage_of(header: Sequence[str], wanted: Sequence[str], written: spec.MapSpec, within: str = "") -> Vintage:
    """The header of an edition for the columns that its map wants; `within` begins their names in the map where they
    are those of a joined file. Raises InvalidMap, which names all columns that are not there."""
    names = list(header)
    places: dict[str, int] = {}
    absent = []
    for column in wanted:
        place = place_of(column, header)
        if place is None:
            absent.append(column)
        elif names[place] in wanted:
            places[column] = place
        else:
            names[place] = column
    found: dict[str, str] = {}
    for column in absent:
        others = _others(column, written.renamed.get(within + column, []), header, set(wanted), written.headers)
        if len(others) > 1:
            raise InvalidMap(f"{', '.join(map(repr, others))} all stand for the column {column!r} of the map")
        for other in others:
            if other in found:
                raise InvalidMap(
                    f"its column {other!r} stands for two columns of the map: {found[other]!r}, {column!r}"
                )
            names[header.index(other)] = column
            found[other] = column
    missing = [column for column in absent if column not in found.values()]
    needed = [column for column in missing if within + column not in written.optional]
    if needed:
        raise InvalidMap(_not_there(needed, names))
    return Vintage(names, places, frozenset(missing))


def check_names(written: spec.MapSpec, columns: Sequence[str]) -> None:
    """Raises InvalidMap for what is said of a column that the map does not read: it is misspelt."""
    for key, names in (("optional", written.optional), ("[renamed]", written.renamed)):
        for name in names:
            if name not in columns:
                near = difflib.get_close_matches(name, columns, 1)
                hint = f": did you mean {near[0]!r}?" if near else ""
                raise InvalidMap(f"{key}: the map reads no column {name!r}{hint}")


def _others(column: str, renamed: Sequence[str], header: Sequence[str], wanted: set[str], how: str) -> list[str]:
    """The names that stand in a header for a column that is not there: its own, written otherwise, before others."""
    own = _alike([column], header, wanted) if how == "alike" else []
    named = [name for name in renamed if name in header]
    if own or named or how == "exact":
        return own or named
    return _alike(renamed, header, wanted)


def _alike(names: Sequence[str], header: Sequence[str], wanted: set[str]) -> list[str]:
    words = set(map(_words, names))
    return [name for name in header if name not in wanted and _words(name) in words]


def _words(name: str) -> str:
    return _BETWEEN_WORDS.sub(" ", normalize("NFKC", name).casefold()).strip()


def _not_there(columns: Sequence[str], header: Sequence[str]) -> str:
    """One sentence: the columns, each with the name that was perhaps meant, or else all that there are."""
    hints = list(_hints(columns, header))
    what = "column" if len(columns) == 1 else "columns"
    there = ": " + ", ".join(hints) if hints else f": it has {', '.join(header)}"
    return f"the table has no {what} {', '.join(map(repr, columns))}{there}"


def _hints(columns: Sequence[str], header: Sequence[str]) -> Iterator[str]:
    for column in columns:
        if near := difflib.get_close_matches(column, header, 1):
            where = f" for {column!r}" if len(columns) > 1 else ""
            yield f"did you mean {near[0]!r}{where}?"
