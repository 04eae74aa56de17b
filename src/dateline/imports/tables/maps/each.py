"""Several values in one cell: `OpenAI #likely, Microsoft #confident` is two, each with a confidence of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dateline.imports.tables.cells.splitting import Parts, Patterns, Splitter, patterns, splitter
from dateline.imports.tables.cells.templates import InvalidTemplate, Look, MakeTemplate, Template, Unusable
from dateline.imports.tables.maps import spec


@dataclass(frozen=True, slots=True)
class Each:
    cell: Template
    splitter: Splitter
    patterns: Patterns
    beside: dict[str, str]
    blank: frozenset[str]
    empty: str | None = None
    """The one value of a cell that has none."""

    @property
    def column(self) -> str:
        return self.cell.columns[0]

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column, *self.beside.values())

    @property
    def names(self) -> frozenset[str]:
        return self.patterns.names | self.beside.keys()

    def values(self, look: Look) -> Iterator[Parts]:
        """None of a cell that is split and empty; of one that is not split always one. Raises Unusable."""
        values = self._split(self.cell.fill(look))
        if self.empty is not None and not any(values):
            yield {**self._read(self.empty, look), **dict.fromkeys(self.beside, "")}
            return
        others = {name: self._split(look(column)) for name, column in self.beside.items()}
        for name, found in others.items():
            if len(found) != len(values):
                column = self.beside[name]
                what = f"has {len(found)} values beside {len(values)} in {self.column!r}: which belongs to which?"
                raise Unusable(column, look(column), what)
        for place, value in enumerate(values):
            if value not in self.blank:
                yield {**self._read(value, look), **{name: found[place] for name, found in others.items()}}

    def _split(self, cell: str) -> list[str]:
        values = self.splitter.values(cell)
        return values if self.splitter.pattern else values or [""]

    def _read(self, value: str, look: Look) -> Parts:
        read = self.patterns.read(value) if value else self.patterns.nothing
        if read is None:
            raise Unusable(self.column, look(self.column), f"{value!r} is not written like {self.patterns.words}")
        return read


def compile_each(written: spec.EachSpec, make: MakeTemplate, blank: frozenset[str]) -> Each:
    """Raises ValueError with the end of a sentence."""
    cell, parts = one_column(written.in_, make), patterns(written.parts)
    return Each(cell, splitter(written.split), parts, written.beside, blank, written.empty)


def one_column(text: str, make: MakeTemplate) -> Template:
    """The column of an `in`, by its name or as a template. Raises InvalidTemplate."""
    cell = make(text if "{" in text else "{" + text + "}")
    if len(cell.columns) != 1:
        raise InvalidTemplate(f"`in` should name one column, not {text!r}")
    return cell
