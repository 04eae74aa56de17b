"""`"{Company|slug}/{Round}"`: text with columns in it, and what may be done to a column on the way.

A template whose columns are all empty says nothing. Behind a column stand filters, one after the other: a word below,
or the name of a value table of the map.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from urllib.parse import urlsplit

from dateline.imports.tables.cells.ranges import high_of, low_of
from dateline.imports.tables.cells.value_table import ValueTable
from dateline.values.text import nfc, slugify, visible

Look = Callable[[str], str]
"""Gives the value of a column; empty where the cell is."""


def within(parts: Mapping[str, str], look: Look) -> Look:
    """A look that sees some names besides the columns, and before them."""
    return lambda column: parts[column] if column in parts else look(column)


AGAIN, OTHER = "again", "other"
PUBLISHED = "published"
VALUES = "each.values"
"""How many values the cell has that `each` takes apart."""
PSEUDO = frozenset({AGAIN, OTHER, PUBLISHED})
"""What a template may name besides columns: how often the id came before, and the file's own date."""
OF_THE_FILE = "file."
"""Before one of them where the table has a column of that name, too."""
_HOLE = re.compile(r"\{([^{}]*)\}")


class Unusable(ValueError):
    """A cell that cannot be used: the column, what stands there, and why."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.value = value
        self.reason = reason


class InvalidTemplate(ValueError):
    """A template that cannot be understood; the text is the end of a sentence."""


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


@lru_cache(maxsize=1)
def _publishers() -> dict[str, str]:
    return tomllib.loads((files(__package__) / "hosts.toml").read_text("utf-8"))


@lru_cache(maxsize=4_096)
def _publisher(url: str) -> str:
    """Who publishes at an address: a name where the host, or a host above it, has one, and otherwise the host."""
    host = _host(url)
    above = host
    while "." in above:
        if above in _publishers():
            return _publishers()[above]
        above = above.partition(".")[2]
    return host


TextFilter = Callable[[str], str]

FILTERS: Mapping[str, TextFilter] = {
    "slug": slugify,
    "lower": str.lower,
    "upper": str.upper,
    "host": _host,
    "publisher": _publisher,
    "last": lambda text: text.rstrip("/").rpartition("/")[2],
    "first": lambda text: re.split(r"[\s,]+", text, maxsplit=1)[0],
    "year": lambda text: text[:4],
    "low": low_of,
    "high": high_of,
}
"""`publisher`: who publishes at an address. `last`: what stands behind the last slash. `first`: up to the first
blank or comma. `year`: the first four characters. `low`, `high`: the ends of a range."""


Filled = Callable[[Look], str]
"""What a template, or a hole in one, is in a row: built once, since a table has many rows. Raises Unusable."""


@dataclass(frozen=True, slots=True)
class Hole:
    column: str
    filters: tuple[TextFilter | ValueTable, ...]
    fill: Filled = field(init=False, repr=False, compare=False)
    """The column's value behind all filters. Raises Unusable for a value that a table of the map does not have."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "fill", _hole_filler(self.column, self.filters))


def _hole_filler(column: str, filters: tuple[TextFilter | ValueTable, ...]) -> Filled:
    if not filters:
        return lambda look: look(column)
    steps = [_step(column, one) for one in filters]
    if len(steps) == 1:
        (step,) = steps
        return lambda look: step(look(column))

    def filled(look: Look) -> str:
        value = look(column)
        for step in steps:
            value = step(value)
        return value

    return filled


def _step(column: str, filter: TextFilter | ValueTable) -> TextFilter:
    """A filter is for what is not empty; a table of the map may say something of that too."""
    if isinstance(filter, ValueTable):
        return lambda value: _from_table(column, filter, value)
    return lambda value: filter(value) if value else value


def _from_table(column: str, table: ValueTable, value: str) -> str:
    if not value and not table.says_empty:
        return ""
    found = table.look_up(value)
    if found is None:
        more = f'is not in the table [tables.{table.name}] of the map: give it a line there, or "*" = … for all others'
        raise Unusable(column, value, f"{value!r} {more}")
    return found


@dataclass(frozen=True, slots=True)
class Template:
    text: str
    parts: tuple[str | Hole, ...]
    columns: tuple[str, ...]
    fill: Filled = field(init=False, repr=False, compare=False)
    """Empty if it has columns and all of them are. Raises Unusable."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "fill", _filler(self.parts))

    def fill_whole(self, look: Look, what: str) -> str:
        """For ids and companies: every column in it must say something. Raises Unusable."""
        filled = []
        for part in self.parts:
            if isinstance(part, str):
                filled.append(part)
            elif (value := part.fill(look)) or part.column in (AGAIN, OTHER):
                filled.append(value)
            else:
                raise Unusable(part.column, look(part.column), _why_needed(part.column, what))
        return nfc("".join(filled))

    def without(self, filter: str) -> Template | None:
        """The same without a filter: what there is before it acts. None if no column has it."""
        parts = tuple(
            Hole(part.column, tuple(one for one in part.filters if one is not FILTERS[filter]))
            if isinstance(part, Hole)
            else part
            for part in self.parts
        )
        return Template(self.text, parts, self.columns) if parts != self.parts else None


def _why_needed(column: str, what: str) -> str:
    if what == "id" or not column.isprintable():
        return f"is empty, and the {what} needs it: set such rows aside with [[skip]]"
    return f'is empty, and the {what} needs it: down = ["{column}"] takes it from the row above, [[skip]] sets it aside'


def _filler(parts: tuple[str | Hole, ...]) -> Filled:
    if len(parts) == 1:
        (part,) = parts
        return part.fill if isinstance(part, Hole) else lambda _look: part

    def filled(look: Look) -> str:
        texts = []
        says = False
        for part in parts:
            if isinstance(part, str):
                texts.append(part)
            elif value := part.fill(look):
                says = True
                texts.append(value)
        return nfc("".join(texts).strip()) if says else ""

    return filled


MakeTemplate = Callable[[str], Template]
"""Reads a template with the value tables of one map. Raises InvalidTemplate."""


def parse(text: str, tables: Mapping[str, ValueTable], filters: Mapping[str, TextFilter] = FILTERS) -> Template:
    """Raises InvalidTemplate."""
    parts: list[str | Hole] = []
    end = 0
    for found in _HOLE.finditer(text):
        parts += [text[end : found.start()], _hole(found.group(1), tables, filters)]
        end = found.end()
    parts.append(text[end:])
    kept = tuple(part for part in parts if part != "")
    if any(isinstance(part, str) and ("{" in part or "}" in part) for part in kept):
        raise InvalidTemplate(f"{text!r} has a brace without its other half")
    return Template(text, kept or ("",), tuple(part.column for part in kept if isinstance(part, Hole)))


def _hole(inside: str, tables: Mapping[str, ValueTable], filters: Mapping[str, TextFilter]) -> Hole:
    column, *names = (visible(part) for part in inside.split("|"))
    if not column:
        raise InvalidTemplate("{} names no column")
    if column.removeprefix(OF_THE_FILE) in PSEUDO:
        column = column.removeprefix(OF_THE_FILE)
    found: list[TextFilter | ValueTable] = []
    for name in names:
        if name not in tables and name not in filters:
            known = ", ".join([*filters, *tables])
            raise InvalidTemplate(f"{{{inside}}}: {name!r} is neither a table of the map nor one of {known}")
        found.append(tables[name] if name in tables else filters[name])
    return Hole(column, tuple(found))


def reader_of(pattern: str) -> re.Pattern[str]:
    """`"{owner} #{sure}"` read backwards: which text stands for which name, whatever the case of the text between.

    Raises InvalidTemplate.
    """
    template = parse(pattern, {})
    names = template.columns
    plain = all(isinstance(part, str) or (part.column.isidentifier() and not part.filters) for part in template.parts)
    if not names or not plain or len(set(names)) < len(names):
        raise InvalidTemplate(f"{pattern!r} should name its parts, like {{owner}} #{{sure}}, each once")
    last = names[-1]
    written = []
    for part in template.parts:
        if isinstance(part, Hole):
            written.append(f"(?P<{part.column}>.+{'' if part.column == last else '?'})")
        else:
            written.append(r"\s*".join(re.escape(word) for word in re.split(r"\s+", part)))
    return re.compile("".join(written), re.DOTALL | re.IGNORECASE)
