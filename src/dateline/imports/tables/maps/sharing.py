"""Lists that share the values of one cell: `Earlybird (Lead); HTGF` is one of the `leads` and one of the `investors`.

Each value goes into the first list of the event that has a pattern for it, so that none is told twice; a value that no
list takes refuses the row, so that none is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dateline.imports.tables.cells.splitting import Parts, Patterns, Split, Splitter, patterns, splitter
from dateline.imports.tables.cells.templates import Look, MakeTemplate, Template, Unusable, within
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.each import one_column


@dataclass(frozen=True, slots=True)
class ListShare:
    """The part of a cell's values that one list takes."""

    name: str
    patterns: Patterns
    entry: Template
    """What of a value stands in the list."""
    is_of_first: bool = False
    """Whether it takes only the first value of the cell."""

    @property
    def takes_all(self) -> bool:
        return self.patterns.takes_all and not self.is_of_first


@dataclass(slots=True)
class SharedCell:
    cell: Template
    split: Split
    splitter: Splitter
    shares: list[ListShare] = field(default_factory=list)
    blank: set[str] = field(default_factory=set)

    @property
    def column(self) -> str:
        return self.cell.columns[0]

    def dealt(self, look: Look) -> Iterator[tuple[ListShare, Parts]]:
        """Raises Unusable for a value that no list takes."""
        values = (value for value in self.splitter.values(self.cell.fill(look)) if value not in self.blank)
        for place, value in enumerate(values):
            yield self._taken(value, look, is_first=place == 0)

    def _taken(self, value: str, look: Look, *, is_first: bool) -> tuple[ListShare, Parts]:
        for share in self.shares:
            if share.is_of_first and not is_first:
                continue
            if (parts := share.patterns.read(value)) is not None:
                return share, parts
        words = " or ".join(share.patterns.words for share in self.shares)
        what = f"{value!r} is not written like {words}, and no list of the event takes the rest"
        raise Unusable(self.column, look(self.column), what)

    def entries_of(self, share: ListShare, look: Look) -> list[str]:
        """What the list of this share has in a row. Raises Unusable for a value that no list takes."""
        return [share.entry.fill(within(parts, look)) for taker, parts in self.dealt(look) if taker is share]


class Sharing:
    """The cells that the lists of one event share."""

    def __init__(self, make: MakeTemplate, blank: frozenset[str]) -> None:
        self._make = make
        self._blank = blank
        self._cells: dict[str, SharedCell] = {}

    def add(self, name: str, said: spec.FieldSpec) -> tuple[SharedCell, ListShare]:
        """Raises ValueError with the end of a sentence."""
        cell = self._cell(said)
        for earlier in cell.shares:
            if earlier.takes_all:
                raise ValueError(
                    f"{earlier.name} stands above it and takes every value of {cell.column!r}: "
                    f"put it below, so that it takes the rest"
                )
        read = patterns(said.parts or ("{value}",))
        share = ListShare(name, read, self._make(_entry(said, read)), said.only == "first")
        if read.names.isdisjoint(share.entry.columns):
            raise ValueError("`from` names none of the parts: every value would be the same")
        cell.shares.append(share)
        cell.blank |= {*self._blank, *said.blank}
        return cell, share

    def _cell(self, said: spec.FieldSpec) -> SharedCell:
        assert said.in_ is not None
        cell = self._cells.get(said.in_)
        if cell is None:
            cell = self._cells[said.in_] = SharedCell(
                one_column(said.in_, self._make), said.split, splitter(said.split)
            )
        if cell.split != said.split:
            raise ValueError(f"{cell.shares[0].name} splits {cell.column!r} in another way: give both the same `split`")
        return cell


def _entry(said: spec.FieldSpec, read: Patterns) -> str:
    if isinstance(said.from_, str):
        return said.from_
    if said.from_ is not None:
        raise ValueError("beside `in`, `from` is one template")
    if len(read.names) == 1:
        return "{" + next(iter(read.names)) + "}"
    raise ValueError('say with `from` which of the parts stands in the list, like from = "{who}"')
