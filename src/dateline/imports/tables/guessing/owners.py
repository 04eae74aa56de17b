"""Whose the sites of a table are, looked up in another file of its folder that names them with an owner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import InvalidFile
from dateline.imports.tables.guessing.columns import SampledColumn, SampledRow, look_at
from dateline.imports.tables.guessing.roles import Roles
from dateline.imports.tables.sheet import Layout, open_table
from dateline.values.text import compared

_ENDINGS = (".csv", ".tsv")
_MOST_FILES = 50
_MOST_BYTES = 5_000_000
_ALIKE = 0.8
"""The share of the sites that a file has to name."""
_NAME = "site"


@dataclass(frozen=True, slots=True)
class OwnersBeside:
    """Another table that says whose the sites are."""

    file: str
    key: str
    """Its column of sites."""
    site: str
    """The column of sites of the table that looks them up."""
    columns: tuple[SampledColumn, ...]
    """What it says of them: the owner first."""

    def lines(self) -> Iterator[str]:
        """As a map has it."""
        yield "[[join]]    # <-- whose a site is stands in another file"
        yield from (f'{key} = "{text}"' for key, text in self._said)

    @property
    def _said(self) -> Sequence[tuple[str, str]]:
        return (("name", _NAME), ("file", self.file), ("key", self.key), ("is", self.site))


def owners_beside(path: Path, site: SampledColumn, rows: Sequence[SampledRow]) -> OwnersBeside | None:
    """Looks into small tables of the same folder; the rows get what is found, under its columns. None where no file
    has the sites and an owner."""
    wanted = {compared(value) for value in site.values}
    for other in _tables_beside(path):
        try:
            columns, found = look_at(open_table(other, Layout()))
        except InvalidFile:
            continue
        roles = Roles(columns)
        owner, country = roles.pick("company"), roles.pick("country")
        keys = (one for one in columns if one is not owner and one.has_plain_name and _names(one, wanted))
        key = next(keys, None)
        if owner is not None and key is not None and other.name.isprintable() and '"' not in other.name:
            said = [column for column in (owner, country) if column is not None]
            return OwnersBeside(other.name, key.name, site.name, tuple(_joined(said, key, found, site, rows)))
    return None


def _tables_beside(path: Path) -> list[Path]:
    beside = (one for one in sorted(path.parent.iterdir()) if one.suffix.lower() in _ENDINGS and one.name != path.name)
    small = (one for one in beside if one.is_file() and one.stat().st_size <= _MOST_BYTES)
    return [one for _, one in zip(range(_MOST_FILES), small, strict=False)]


def _names(column: SampledColumn, wanted: set[str]) -> bool:
    named = {compared(value) for value in column.values}
    return bool(wanted) and len(wanted & named) >= _ALIKE * len(wanted)


def _joined(
    said: Sequence[SampledColumn],
    key: SampledColumn,
    found: Sequence[SampledRow],
    site: SampledColumn,
    rows: Sequence[SampledRow],
) -> Iterator[SampledColumn]:
    by_site = {compared(row[key.name]): row for row in found}
    for column in said:
        joined = SampledColumn(f"{_NAME}.{column.name}", column.header)
        for row in rows:
            other = by_site.get(compared(row[site.name]), {})
            row[joined.name] = other.get(column.name, "")
            joined.add(row[joined.name])
        yield joined
