"""A map, ready to be used on a table: what each row becomes, is set aside for, or is refused for."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from dateline.errors import InvalidDate, InvalidEvent
from dateline.events.codec import decode
from dateline.events.event import Event
from dateline.events.kinds import KINDS
from dateline.imports.tables.cells.splitting import Parts
from dateline.imports.tables.cells.templates import AGAIN, PUBLISHED, Look, Template, Unusable, within
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.conditions import Twofold, When, compile_when
from dateline.imports.tables.maps.each import Each, compile_each
from dateline.imports.tables.maps.fields import Compiled, Compiler, hints_of
from dateline.imports.tables.maps.sources import Citations, compile_citations
from dateline.values.dates import PartialDate

PSEUDO = frozenset({AGAIN, PUBLISHED})
"""What a template may name besides columns: how often the id came before, and the file's own date."""
NO_ACTS = frozenset({"retraction", "dispute", "merge"})
BLANK = "blank rows"
NOTHING = "rows that no [[event]] of the map is for"

Cells = Mapping[str, str]


PLANNED = "rows dated after the file itself"


class InvalidMap(ValueError):
    """A map that cannot be used; the text is a sentence that names the place."""


class Planned(Unusable):
    """An event that its map does not want, since it has not happened by the file's own date."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that becomes no event, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One event of a row, before it is known whether its key stands in the file already."""

    recipe: Recipe
    look: Look
    key: str

    @property
    def numbers(self) -> bool:
        """Whether rows of one key are numbered, instead of refused where they differ."""
        return AGAIN in self.recipe.id.columns

    @property
    def column(self) -> str:
        """The column that an id is made of, to name it in a report."""
        return next((column for column in self.recipe.id.columns if column not in PSEUDO), "")

    def event(self, published: PartialDate, again: str = "") -> Event:
        """The event under the key as its id. Raises Unusable."""
        return self.recipe.event(self.look, published, again)


@dataclass(frozen=True, slots=True)
class Recipe:
    """One `[[event]]` of a map."""

    kind: str
    id: Template
    company: Template
    fields: dict[str, Compiled]
    when: Twofold
    each: Each | None
    sources: tuple[str, ...] | None
    citations: Citations
    plans: str

    @property
    def columns(self) -> Iterator[str]:
        own = [*self.id.columns, *self.company.columns]
        own += [column for compiled in self.fields.values() for column in compiled.columns]
        own += self.when.columns
        names = self.each.names if self.each else frozenset()
        yield from (column for column in own if column not in names)
        yield from self.each.columns if self.each else ()

    def drafts(self, look: Look) -> Iterator[Draft]:
        """Raises Unusable."""
        if not self.when.of_row.holds(look):
            return
        for parts in self.each.values(look) if self.each else (_NO_PARTS,):
            seen = within(parts, look) if parts else look
            if self.when.of_value.holds(seen):
                yield Draft(self, seen, self.id.fill_whole(seen, "id"))

    def event(self, look: Look, published: PartialDate, again: str) -> Event:
        look = within({AGAIN: again}, look) if again else look
        said: dict[str, Any] = {name: compiled.read(look) for name, compiled in self.fields.items()}
        line = {name: value for name, value in said.items() if value is not None}
        line["type"] = self.kind
        line["id"] = self.id.fill(look)
        line["company"] = self.company.fill_whole(look, "company")
        line["sources"] = self.citations.read(look, published, self.sources)
        try:
            return self._as_plan(decode(msgspec.json.encode(line)), line, published, look)
        except InvalidEvent as error:
            raise self._unusable(error, look) from None

    def _as_plan(self, event: Event, line: dict[str, Any], published: PartialDate, look: Look) -> Event:
        """What is dated behind the file itself has not happened yet for those who wrote it."""
        when = event.when
        if self.plans == "keep" or when.first is None or published.last is None or when.first <= published.last:
            return event
        if self.plans == "rumored":
            return decode(msgspec.json.encode(line | {"confidence": "rumored"}))
        column = next(iter(self.fields["on"].columns), "")
        reason = "is dated after the file itself"
        raise (Planned if self.plans == "skip" else Unusable)(column, look(column) if column else "", reason)

    def _unusable(self, error: InvalidEvent, look: Look) -> Unusable:
        field = error.field.partition(".")[0].partition("[")[0]
        template = {"id": self.id, "company": self.company}.get(field)
        compiled = self.fields.get(field)
        columns = template.columns if template else list(compiled.columns) if compiled else []
        column = next((column for column in columns if column not in PSEUDO), "")
        value = look(column) if column else ""
        return Unusable(column, value, f"{error.field}: {error.message}" if error.field else error.message)


_NO_PARTS: Parts = {}


def alike(events: Sequence[Event]) -> list[list[int]]:
    """The places of a row's events, together where nothing but the id tells them apart: one statement each."""
    places: dict[Event, list[int]] = {}
    for place, event in enumerate(events):
        places.setdefault(msgspec.structs.replace(event, id=""), []).append(place)
    return list(places.values())


@dataclass(frozen=True, slots=True)
class _Rule:
    when: When
    reason: str


class TableMap:
    """A compiled map."""

    def __init__(self, written: spec.Map) -> None:
        """Raises InvalidMap."""
        self.written = written
        self.blank = frozenset(written.blank)
        with _at("[tables]"):
            compiler = Compiler(written)
        with _at("[values]"):
            self.values = _values(written, compiler)
        with _at():
            self.citations = compile_citations(written, compiler)
        self.skip = [_rule(f"[[skip]] {place}", rule, compiler) for place, rule in enumerate(written.skip, 1)]
        self.refuse = [_rule(f"[[refuse]] {place}", rule, compiler) for place, rule in enumerate(written.refuse, 1)]
        self.recipes = [
            _recipe(f"[[event]] {place}", event, self, compiler) for place, event in enumerate(written.event, 1)
        ]
        if not self.recipes:
            raise InvalidMap("has no [[event]]: a row would become nothing")

    @property
    def prefix(self) -> str:
        """What the ids of all its events begin with."""
        return f"{self.written.name}/"

    def columns(self) -> list[str]:
        """The columns that it reads, each once."""
        named = [column for rule in (*self.skip, *self.refuse) for column in rule.when.columns]
        made = {name for recipe in self.recipes if recipe.each for name in recipe.each.names}
        named += [column for page in self.citations.pages for column in page.columns if column not in made]
        named += [column for recipe in self.recipes for column in recipe.columns]
        named += [column for template in self.values.values() for column in template.columns]
        joined = {join.name: join for join in self.written.join}
        named = [column for column in named if column not in self.values and column not in PSEUDO]
        own = [column for column in named if column.partition(".")[0] not in joined]
        return list(dict.fromkeys([*own, *(join.is_ for join in joined.values())]))

    def check(self, header: Sequence[str]) -> None:
        """Raises InvalidMap for a column that the table does not have, or that hides a value of the map."""
        hidden = next((name for name in self.values if name in header), None)
        if hidden is not None:
            raise InvalidMap(f"[values]: {hidden} is a column of the table, too: give the value another name")
        for column in self.columns():
            if column not in header:
                near = difflib.get_close_matches(column, header, 1)
                hint = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(header)}"
                raise InvalidMap(f"the table has no column {column!r}: {hint}")

    def look(self, cells: Cells, joined: Mapping[str, Mapping[str, Cells]], published: PartialDate) -> Look:
        """What a template sees of one row."""
        others = {join.name: joined[join.name].get(cells[join.is_].strip(), {}) for join in self.written.join}
        return _Seen(self, cells, others, published).__getitem__

    def drafts(self, look: Look) -> SetAside | list[Draft]:
        """What a row becomes. Raises Unusable for one that is refused."""
        for rule in self.skip:
            if rule.when.holds(look):
                return SetAside(rule.reason)
        for rule in self.refuse:
            if rule.when.holds(look):
                raise Unusable(rule.when.column, look(rule.when.column), rule.reason)
        return self._all(look) or SetAside(NOTHING)

    def keys(self, look: Look) -> list[str]:
        """What a row is known under, whatever the rules say of it. Raises Unusable."""
        return [draft.key for draft in self._all(look)]

    def _all(self, look: Look) -> list[Draft]:
        return [draft for recipe in self.recipes for draft in recipe.drafts(look)]


class _Seen(dict[str, str]):
    """What stands in the columns of one row, each found out once."""

    __slots__ = ("_cells", "_others", "_published", "_table")

    def __init__(self, table: TableMap, cells: Cells, others: Mapping[str, Cells], published: PartialDate) -> None:
        super().__init__()
        self._table, self._cells, self._others, self._published = table, cells, others, published

    def __missing__(self, column: str) -> str:
        value = self[column] = self._value(column)
        return value

    def _value(self, column: str) -> str:
        if column in self._cells:
            value = self._cells[column].strip()
            return "" if value in self._table.blank else value
        if column in self._table.values:
            return self._table.values[column].fill(self.__getitem__)
        if column == PUBLISHED:
            return self._published.edtf
        name, _, rest = column.partition(".")
        return self._others.get(name, _NO_PARTS).get(rest, "").strip()


class _at:
    """Names the place of a map in what is wrong there."""

    def __init__(self, place: str = "") -> None:
        """Without a place, what is wrong names its own."""
        self._before = f"{place}: " if place else ""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _type: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, ValueError) and not isinstance(error, InvalidMap):
            raise InvalidMap(f"{self._before}{error}") from error


def _values(written: spec.Map, compiler: Compiler) -> dict[str, Template]:
    values: dict[str, Template] = {}
    taken = next((name for name in written.values if name in PSEUDO), None)
    if taken is not None:
        raise ValueError(f"{taken}: {{{taken}}} has a meaning of its own: give the value another name")
    for name, text in written.values.items():
        template = compiler.template(text)
        later = [column for column in template.columns if column in written.values and column not in values]
        if name in later:
            raise ValueError(f"{name}: is made of itself: give it another name than the column has")
        if later:
            raise ValueError(f"{name}: {later[0]!r} stands further down: a value may use only those above it")
        values[name] = template
    return values


def _rule(place: str, rule: spec.Rule, compiler: Compiler) -> _Rule:
    with _at(place):
        if not rule.when:
            raise ValueError("`when` names no column: the rule would be about every row")
        return _Rule(compile_when(rule.when, compiler.template), rule.reason)
    raise AssertionError


def _recipe(place: str, event: Mapping[str, Any], table: TableMap, compiler: Compiler) -> Recipe:
    with _at(place):
        kind = _kind(event)
        hints = hints_of(KINDS[kind])
        unknown = next((name for name in event if name not in hints and name not in spec.RESERVED), None)
        if unknown is not None:
            near = difflib.get_close_matches(unknown, [*hints, *spec.RESERVED], 1)
            hint = f": did you mean {near[0]!r}?" if near else f": it may have {', '.join(hints)}"
            raise ValueError(f"a {kind} event has no {unknown!r}{hint}")
        sources = event.get("sources")
        _check_sources(sources, table.citations)
        each = _each(event, compiler)
        when = compile_when(event.get("when", {}), compiler.template)
        return Recipe(
            kind,
            compiler.template(table.prefix + _needed(event, "id")),
            compiler.template(_needed(event, "company")),
            compiler.fields(event, hints),
            when.about(each.names if each else frozenset()),
            each,
            tuple(sources) if sources is not None else None,
            table.citations,
            table.written.plans,
        )
    raise AssertionError


def _kind(event: Mapping[str, Any]) -> str:
    kind = _needed(event, "type")
    known = [name for name in KINDS if name not in NO_ACTS]
    if kind not in known:
        raise ValueError(f"type: {kind!r} is not one of {', '.join(known)}")
    return kind


def _needed(event: Mapping[str, Any], name: str) -> str:
    value = event.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} is missing: write it as text")
    return value


def _each(event: Mapping[str, Any], compiler: Compiler) -> Each | None:
    if "each" not in event:
        return None
    try:
        return compile_each(spec.convert(event["each"], spec.Each), compiler.template, compiler.blank)
    except ValueError as error:
        raise ValueError(f"each: {error}") from None


def _check_sources(sources: object, citations: Citations) -> None:
    if sources is None:
        return
    if not isinstance(sources, list):
        raise ValueError('sources: expected a list of names of [[source]], like ["paper"]; [] is the data set alone')
    unknown = next((name for name in sources if name not in citations.names), None)
    if unknown is not None:
        raise ValueError(f"sources: no [[source]] of the map has the name {unknown!r}")


def published_of(text: str, where: str) -> PartialDate:
    """The date of a file as a map or a flag states it. Raises InvalidMap."""
    try:
        day = PartialDate.parse(text)
    except InvalidDate as error:
        raise InvalidMap(f"{where}: {error}") from None
    if day.last is None or day.first is None:
        raise InvalidMap(f"{where}: expected a date with two ends, like 2026-01-12 or 2013-10")
    return PartialDate.from_edtf(day.edtf)
