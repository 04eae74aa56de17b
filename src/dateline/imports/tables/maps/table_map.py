"""A map, ready to be used on a table: what each row becomes, is set aside for, or is refused for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from dateline.errors import InvalidDate
from dateline.imports.tables.cells.templates import (
    AGAIN,
    OF_THE_FILE,
    OTHER,
    PSEUDO,
    PUBLISHED,
    Look,
    Template,
    Unusable,
)
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.cell_reading import CellReading
from dateline.imports.tables.maps.complaints import InvalidMap, naming
from dateline.imports.tables.maps.conditions import When, compile_when
from dateline.imports.tables.maps.recipe import RowCells, RowEvent, compile_recipe
from dateline.imports.tables.maps.sources import compile_citations
from dateline.imports.tables.maps.vintages import Vintage, check_names, vintage_of
from dateline.values.dates import PartialDate
from dateline.values.text import compared, said

BLANK = "blank rows"
BEHIND = "rows from `until` on, where the table ends"
NOTHING = "rows that no [[event]] of the map is for"
PLANNED = "rows dated after the file itself"


JoinedRows = Mapping[str, RowCells | str]
"""Of a joined file: key → the cells of that row, or why they cannot be read."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that becomes no event, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Rule:
    when: When
    reason: str


class TableMap:
    """A compiled map."""

    def __init__(self, written: spec.MapSpec, *, is_typed: bool = False) -> None:
        """`is_typed`: for a file that says itself which cells are dates. Raises InvalidMap."""
        self.written = written
        self.blank = frozenset(written.blank)
        with naming("[tables]"):
            cells = CellReading(written, is_typed=is_typed)
        with naming("[values]"):
            self.values = _values(written, cells)
        with naming():
            self.citations = compile_citations(written, cells)
        self.skip = _rules("skip", written.skip, cells)
        self.refuse = _rules("refuse", written.refuse, cells)
        with naming("until"):
            self._until = compile_when(written.until, cells.template) if written.until else None
        self.recipes = []
        for place, event in enumerate(written.event, 1):
            with naming(f"[[event]] {place}"):
                self.recipes.append(compile_recipe(event, self.prefix, written.plans, self.citations, cells))
        if not self.recipes:
            raise InvalidMap("has no [[event]]: a row would become nothing")
        check_names(written, [*self._named(), *(join.is_ for join in written.join)])
        self._bare = frozenset(cells.bare)
        self.known = cells.known

    @property
    def prefix(self) -> str:
        """What the ids of all its events begin with."""
        return f"{self.written.name}/"

    def columns(self) -> list[str]:
        """The columns that it reads, each once."""
        joined = {join.name: join for join in self.written.join}
        own = [column for column in self._named() if column.partition(".")[0] not in joined]
        return list(dict.fromkeys([*own, *(join.is_ for join in joined.values())]))

    def _named(self) -> list[str]:
        """The columns that it reads, those of joined files too."""
        named = [column for rule in (*self.skip, *self.refuse) for column in rule.when.columns]
        named += [*(self._until.columns if self._until else ()), *self.written.down]
        made = {name for recipe in self.recipes if recipe.each for name in recipe.each.names}
        named += [column for page in self.citations.pages for column in page.columns if column not in made]
        named += [column for recipe in self.recipes for column in recipe.columns]
        named += [column for template in self.values.values() for column in template.columns]
        return [column for column in named if column not in self.values and column not in PSEUDO]

    def typed(self) -> TableMap:
        """The same map for a file that says itself which cells are dates and numbers."""
        typed = TableMap(self.written, is_typed=True)
        typed.known.companies = self.known.companies
        return typed

    def comma_columns(self) -> Set[str]:
        """The columns in which it expects a comma before decimals."""
        fields = [field for recipe in self.recipes for field in recipe.fields.values() if field.decimal == ","]
        found = {column for field in fields for column in field.columns}
        for name, template in reversed(self.values.items()):
            found |= set(template.columns) if name in found else set()
        return found

    def ends_before(self, look: Look) -> bool:
        """Whether the table ends before a row. Raises Unusable."""
        return self._until is not None and self._until.holds(look)

    def vintage(self, header: Sequence[str]) -> Vintage:
        """The columns of a table, as the map calls them. Raises InvalidMap for one that it needs and the table does not
        have, or that is called as something of the map's."""
        vintage = vintage_of(header, self.columns(), self.written)
        self._check_words(vintage.header)
        return vintage

    def joined_columns(self, join: spec.JoinSpec) -> list[str]:
        """The columns that it reads of another file."""
        begins = f"{join.name}."
        named = [column.removeprefix(begins) for column in self._named() if column.startswith(begins)]
        return list(dict.fromkeys([join.key, *named]))

    def _check_words(self, header: Sequence[str]) -> None:
        for place, name in enumerate(header, 1):
            if name in self.values:
                raise InvalidMap(f"[values]: {name} is a column of the table, too: give the value another name")
            both = f"{{{name}}} is a word of the map, and a column of the table is called so, too"
            if name in self._bare:
                what = f"write {{{OF_THE_FILE}{name}}} for the map's own word, or {{column {place}}} for the column"
                raise InvalidMap(f"{both}: {what}")
            if any(recipe.each and name in recipe.each.names for recipe in self.recipes):
                raise InvalidMap(f"{both}: which one is meant? Give the map's another name with `parts`, or the column")
            join, dot, _ = name.partition(".")
            if dot and any(one.name == join for one in self.written.join) and name in self._named():
                raise InvalidMap(f"[[join]]: {name} is a column of the table, too: give the join another name")

    def look(
        self,
        cells: Sequence[str],
        place_of: Mapping[str, int],
        joined: Mapping[str, JoinedRows],
        published: PartialDate,
    ) -> Look:
        """What a template sees of one row, whose cells stand at the places of their columns."""
        joins = self.written.join
        others = {join.name: joined[join.name].get(compared(cells[place_of[join.is_]]), {}) for join in joins}
        return _RowValues(self, cells, place_of, others, published).__getitem__

    def row_events(self, look: Look, missing: Set[str] = frozenset()) -> SetAside | list[RowEvent]:
        """What a row becomes. Raises Unusable for one that is refused.

        Rules about columns that are `missing` from this edition are passed over: no row of it says anything there.
        """
        for rule in self.skip:
            if missing.isdisjoint(rule.when.columns) and rule.when.holds(look):
                return SetAside(rule.reason)
        for rule in self.refuse:
            if missing.isdisjoint(rule.when.columns) and rule.when.holds(look):
                raise Unusable(rule.when.column, look(rule.when.column), rule.reason)
        return self._all(look) or SetAside(NOTHING)

    def keys(self, look: Look) -> list[str]:
        """What a row is known under, whatever the rules say of it. Raises Unusable."""
        return [event.key for event in self._all(look)]

    def _all(self, look: Look) -> list[RowEvent]:
        return [event for recipe in self.recipes for event in recipe.row_events(look)]


class _RowValues(dict[str, str]):
    """What stands in the columns of one row, each found out once."""

    __slots__ = ("_cells", "_others", "_place_of", "_published", "_table")

    def __init__(
        self,
        table: TableMap,
        cells: Sequence[str],
        place_of: Mapping[str, int],
        others: Mapping[str, RowCells | str],
        published: PartialDate,
    ) -> None:
        self._table, self._cells, self._place_of = table, cells, place_of
        self._others, self._published = others, published

    def __missing__(self, column: str) -> str:
        if column not in PSEUDO and column in self._place_of:
            value = said(self._cells[self._place_of[column]])
            value = "" if value in self._table.blank else value
        else:
            value = self._made(column)
        self[column] = value
        return value

    def _made(self, column: str) -> str:
        """The value of what is no column of the table."""
        if column == PUBLISHED:
            return self._published.edtf
        if column in (AGAIN, OTHER):
            return ""
        if column in self._table.values:
            return self._table.values[column].fill(self.__getitem__)
        name, _, rest = column.partition(".")
        row = self._others.get(name, {})
        if isinstance(row, str):
            raise Unusable(column, "", row)
        return said(row.get(rest, ""))


def _values(written: spec.MapSpec, cells: CellReading) -> dict[str, Template]:
    values: dict[str, Template] = {}
    taken = next((name for name in written.values if name in PSEUDO), None)
    if taken is not None:
        raise ValueError(f"{taken}: {{{taken}}} has a meaning of its own: give the value another name")
    for name, text in written.values.items():
        template = cells.template(text)
        later = [column for column in template.columns if column in written.values and column not in values]
        if name in later:
            raise ValueError(f"{name}: is made of itself: give it another name than the column has")
        if later:
            raise ValueError(f"{name}: {later[0]!r} stands further down: a value may use only those above it")
        values[name] = template
    return values


def _rules(name: str, written: Sequence[spec.RuleSpec], cells: CellReading) -> list[_Rule]:
    rules = []
    for place, rule in enumerate(written, 1):
        with naming(f"[[{name}]] {place}"):
            if not rule.when:
                raise ValueError("`when` names no column: the rule would be about every row")
            rules.append(_Rule(compile_when(rule.when, cells.template), rule.reason))
    return rules


def published_of(text: str, where: str) -> PartialDate:
    """The date of a file as a map or a flag states it. Raises InvalidMap."""
    try:
        day = PartialDate.parse(text)
    except InvalidDate as error:
        raise InvalidMap(f"{where}: {error}") from None
    if day.last is None or day.first is None:
        raise InvalidMap(f"{where}: expected a date with two ends, like 2026-01-12 or 2013-10")
    return PartialDate.from_edtf(day.edtf)
