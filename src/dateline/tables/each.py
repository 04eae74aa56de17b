"""Several values in one cell: `OpenAI #likely, Microsoft #confident` is two, each with a confidence of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dateline.tables import spec
from dateline.tables.templates import InvalidTemplate, Look, Unusable, parse, reader_of

Parts = dict[str, str]
"""Name → what it stands for in one of the values."""


@dataclass(frozen=True, slots=True)
class Each:
    column: str
    split: str
    patterns: tuple[re.Pattern[str], ...]
    beside: dict[str, str]
    written: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column, *self.beside.values())

    @property
    def names(self) -> frozenset[str]:
        found = [name for pattern in self.patterns for name in pattern.groupindex]
        return frozenset((*found, *self.beside))

    def values(self, look: Look) -> Iterator[Parts]:
        """Raises Unusable for a value that no pattern reads."""
        cell = look(self.column)
        values = _split(cell, self.split)
        others = {name: _split(look(column), self.split) for name, column in self.beside.items()}
        for name, found in others.items():
            if len(found) != len(values):
                column = self.beside[name]
                what = f"has {len(found)} values beside {len(values)} in {self.column!r}: which belongs to which?"
                raise Unusable(column, look(column), what)
        for place, value in enumerate(values):
            yield {**self._read(value, cell), **{name: found[place] for name, found in others.items()}}

    def _read(self, value: str, cell: str) -> Parts:
        for pattern in self.patterns:
            if found := pattern.fullmatch(value):
                names = dict.fromkeys(self.names - set(self.beside), "")
                return {**names, **{name: part.strip() for name, part in found.groupdict().items()}}
        raise Unusable(self.column, cell, f"{value!r} is not written like {' or '.join(self.written)}")


def compile_each(written: spec.Each) -> Each:
    """Raises InvalidTemplate."""
    if not written.split:
        raise InvalidTemplate("`split` is empty: say what stands between the values")
    column = parse(written.in_, {}).columns if "{" in written.in_ else [written.in_]
    if len(column) != 1:
        raise InvalidTemplate(f"`in` should name one column, not {written.in_!r}")
    patterns = tuple(reader_of(pattern) for pattern in written.parts)
    return Each(column[0], written.split, patterns, written.beside, tuple(written.parts))


def _split(cell: str, separator: str) -> list[str]:
    return [part for part in (part.strip() for part in cell.split(separator)) if part]
