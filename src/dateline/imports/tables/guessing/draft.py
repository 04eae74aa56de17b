"""The parts of a map about to be written: events with their fields, and the columns that each is read from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

LOOK_HERE = "<--"
_HOLE = re.compile(r"\{([^{}|]*)(?:\|[^{}]*)?\}")
_IN = re.compile(r'\bin = "([^"]*)"')


@dataclass(frozen=True, slots=True)
class MapLine:
    """One line: a key, its value as TOML has it, and a remark."""

    key: str
    value: str
    remark: str = LOOK_HERE

    def __str__(self) -> str:
        return f"{self.key} = {self.value}" + (f"    # {self.remark}" if self.remark else "")

    @property
    def columns(self) -> list[str]:
        return [*_HOLE.findall(self.value), *_IN.findall(self.value)]


@dataclass(slots=True)
class EventSection:
    """One `[[event]]`."""

    type: str
    company: str
    parts: list[str]
    """Of its id, behind the company."""
    fields: list[MapLine]
    filled: list[str] = field(default_factory=list)
    """Columns that must say something."""
    empty: str = ""
    """A column that must not."""
    own_sources: bool = True
    """Whether the pages that a row names speak of it."""
    once: bool = False
    """Whether many rows say it of one company."""
    clash: int = 0
    """Rows that share an id with others and say something else: they are numbered."""
    dropped: list[str] = field(default_factory=list)
    each: str = ""
    """The values of a cell that each make an event of their own, as the map has it."""
    differs: bool = False
    """Whether accounts that differ are numbered."""
    also: list[str] = field(default_factory=list)
    """More conditions for a row, as the map has them."""
    company_remark: str = ""

    @property
    def columns(self) -> list[str]:
        texts = [self.company, *self.parts]
        own = [column for text in texts for column in _HOLE.findall(text)]
        return [*own, *(column for entry in self.fields for column in entry.columns)]

    def lines(self) -> Iterator[str]:
        """As the map has it, line by line."""
        yield "[[event]]"
        yield str(MapLine("type", quoted(self.type), "" if self.once else f"{LOOK_HERE} dateline help events"))
        if self.each:
            yield str(MapLine("each", self.each, "one event for each"))
        if self.filled or self.empty or self.also:
            tests = [f"{quoted(name)} = {{ empty = false }}" for name in self.filled] + self.also
            tests += [f"{quoted(self.empty)} = {{ empty = true }}"] if self.empty else []
            yield str(MapLine("when", f"{{ {', '.join(tests)} }}", "which rows"))
        again = "{other}" if self.differs else "{again}" if self.clash else ""
        yield str(MapLine("id", quoted("/".join([self.company, *self.parts]) + again), self._about_id()))
        yield str(MapLine("company", quoted(self.company), self.company_remark))
        yield from map(str, self.fields)
        yield from self.dropped
        if not self.own_sources:
            yield str(MapLine("sources", "[]", "the file itself says so"))

    def _about_id(self) -> str:
        if self.clash:
            rows = "row shares" if self.clash == 1 else "rows share"
            return f"{LOOK_HERE} {self.clash:,} {rows} an id: {{again}} numbers them by their order in the file"
        if self.once and self.differs:
            return "once for each company; {other} numbers what rows say otherwise of it"
        return "once for each company" if self.once else ""


def quoted(text: str) -> str:
    """As a string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    if text == "\n":
        return '"\\n"'  # between the entries of a cell
    return '"' + "".join(character if character.isprintable() else " " for character in escaped) + '"'


def listed(texts: Iterable[str]) -> str:
    """As an array of TOML."""
    return f"[{', '.join(map(quoted, texts))}]"


def table(**entries: str) -> str:
    """An inline table; `in_` stands for `in`, and so on."""
    return "{ " + ", ".join(f"{key.rstrip('_')} = {value}" for key, value in entries.items() if value) + " }"
