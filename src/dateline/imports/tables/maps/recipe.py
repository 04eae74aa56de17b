"""One `[[event]]` of a map, compiled: which events a row becomes by it, under which keys, and what each says."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from dateline.errors import InvalidEvent
from dateline.events.codec import of_fields
from dateline.events.event import Event
from dateline.events.kinds import KINDS
from dateline.imports.tables.cells.splitting import Parts
from dateline.imports.tables.cells.templates import AGAIN, OTHER, PSEUDO, VALUES, Look, Template, Unusable, within
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.cell_reading import CellReading
from dateline.imports.tables.maps.conditions import SplitConditions, compile_when
from dateline.imports.tables.maps.each import Each, compile_each
from dateline.imports.tables.maps.field_types import TypeHint, hints_of
from dateline.imports.tables.maps.fields import CompiledField, compile_fields
from dateline.imports.tables.maps.identified import IdentifiedCompany
from dateline.imports.tables.maps.shared_prices import priced_together
from dateline.imports.tables.maps.sources import Citations
from dateline.values.dates import PartialDate
from dateline.values.text import unmarked
from dateline.values.vocabulary import Confidence

ROWS, ACCOUNTS = "rows", "accounts"
NO_ACTS = frozenset({"retraction", "dispute", "merge"})
"""Kinds that no map makes: what follows from the editions of a file is not the map's business."""
_NO_PARTS: Parts = {}

RowCells = Mapping[str, str]
"""The cells of a row by the names of their columns."""


class Planned(Unusable):
    """An event that its map does not want, since it has not happened by the file's own date."""


class RowEvent(msgspec.Struct, frozen=True, eq=False):
    """One event of a row, before it is known whether its key stands in the file already."""

    recipe: Recipe
    look: Look
    key: str

    @property
    def column(self) -> str:
        """The column that an id is made of, to name it in a report."""
        return next((column for column in self.recipe.id.columns if column not in PSEUDO), "")

    @property
    def company(self) -> tuple[str, str] | None:
        """The company's slug, and the name that the map makes it of; None where a column has the slug itself."""
        name = self.recipe.company_name
        return (self.recipe.company.fill(self.look), name.fill(self.look)) if name is not None else None

    def numbered(self, again: str) -> RowEvent:
        """The same under the numbered key that `again` makes of it. Raises Unusable."""
        look = within({AGAIN: again, OTHER: again}, self.look)
        return RowEvent(self.recipe, look, unmarked(self.recipe.id.fill(look)))

    def event(self, published: PartialDate, id: str = "") -> Event:
        """The event, under its key where no other id is given. Raises Unusable."""
        return self.recipe.event(self.look, id or self.key, published)


@dataclass(frozen=True, slots=True)
class Recipe:
    """One `[[event]]` of a map."""

    kind: str
    id: Template
    company: Template | IdentifiedCompany
    company_name: Template | None
    """What the company's slug is made of."""
    fields: dict[str, CompiledField]
    when: SplitConditions
    each: Each | None
    sources: tuple[str, ...] | None
    citations: Citations
    plans: str
    numbers: str | None
    """What is numbered where rows have one key: every row, or accounts that differ; None if neither is, so that a row
    is refused that says something else."""

    @property
    def columns(self) -> Iterator[str]:
        """The columns that it reads, without the names that `each` makes."""
        own = [*self.id.columns, *self.company.columns]
        own += [column for compiled in self.fields.values() for column in compiled.columns]
        own += self.when.columns
        names = self.each.names if self.each else frozenset()
        yield from (column for column in own if column not in names)
        yield from self.each.columns if self.each else ()

    def row_events(self, look: Look) -> Iterator[RowEvent]:
        """What a row becomes: nothing, an event, or one for each value of a cell. Raises Unusable."""
        if not self.when.of_row.holds(look):
            return
        values = list(self.each.values(look)) if self.each else [_NO_PARTS]
        for parts in values:
            seen = within({**parts, VALUES: str(len(values))}, look) if parts else look
            if self.when.of_value.holds(seen):
                yield RowEvent(self, seen, unmarked(self.id.fill_whole(seen, "id")))

    def event(self, look: Look, id: str, published: PartialDate) -> Event:
        """What a row says, as an event with this id in a file of this date. Raises Unusable."""
        said = {name: value for name, field in self.fields.items() if (value := field.read(look)) is not None}
        said["type"] = self.kind
        said["id"] = id
        said["company"] = self.company.fill_whole(look, "company")
        said["sources"] = self.citations.read(look, published, self.sources)
        try:
            return self._as_plan(of_fields(said), published, look)
        except InvalidEvent as error:
            raise self._unusable(error, look) from None

    def _as_plan(self, event: Event, published: PartialDate, look: Look) -> Event:
        """What is dated behind the file itself has not happened yet for those who wrote it."""
        when = event.when
        if self.plans == "keep" or when.first is None or published.last is None or when.first <= published.last:
            return event
        if self.plans == "rumored":
            return msgspec.structs.replace(event, confidence=Confidence.RUMORED)
        column = next(iter(self.fields["on"].columns), "")
        reason = "is dated after the file itself"
        raise (Planned if self.plans == "skip" else Unusable)(column, look(column) if column else "", reason)

    def _unusable(self, error: InvalidEvent, look: Look) -> Unusable:
        name = error.field.partition(".")[0].partition("[")[0]
        column = next((column for column in self._columns_of(name) if column not in PSEUDO), "")
        value = look(column) if column else ""
        return Unusable(column, value, f"{error.field}: {error.message}" if error.field else error.message)

    def _columns_of(self, name: str) -> tuple[str, ...]:
        if name in ("id", "company"):
            return (self.id if name == "id" else self.company).columns
        return self.fields[name].columns if name in self.fields else ()


def alike(events: Sequence[Event]) -> list[list[int]]:
    """The places of a row's events, together where nothing but the id tells them apart: one statement each."""
    if len({type(event) for event in events}) == len(events):
        return [[place] for place in range(len(events))]
    places: dict[Event, list[int]] = {}
    for place, event in enumerate(events):
        places.setdefault(msgspec.structs.replace(event, id=""), []).append(place)
    return list(places.values())


def compile_recipe(
    written: Mapping[str, object], prefix: str, plans: str, citations: Citations, cells: CellReading
) -> Recipe:
    """One `[[event]]`; `prefix` begins its ids, `plans` is what becomes of events after the file's own date.

    Raises ValueError with the end of a sentence.
    """
    kind = _kind(written)
    hints = hints_of(KINDS[kind])
    _check_names(written, kind, hints)
    sources = _sources(written.get("sources"), citations)
    each = _each(written, cells)
    when = compile_when(written.get("when", {}), cells.template)
    company = _company(written, cells)
    id = cells.template(prefix + _needed(written, "id"))
    fields = compile_fields(written, hints, cells)
    if "price" in fields:
        fields["price"] = priced_together(fields["price"], written["price"], each)
    return Recipe(
        kind,
        id,
        company,
        company.without("slug"),
        fields,
        when.about(each.names if each else frozenset()),
        each,
        sources,
        citations,
        plans,
        ROWS if AGAIN in id.columns else ACCOUNTS if OTHER in id.columns else None,
    )


def _company(written: Mapping[str, object], cells: CellReading) -> Template | IdentifiedCompany:
    said = written.get("company")
    if not isinstance(said, dict):
        return cells.template(_needed(written, "company"))
    if said.keys() != {"identifier", "from"} or not all(isinstance(one, str) and one for one in said.values()):
        raise ValueError('company: write a template, or { identifier = "ticker", from = "{Symbol}" }')
    value = cells.template(said["from"])
    if not value.columns:
        raise ValueError("company: `from` names no column: write the company's slug instead")
    cells.known.is_needed = True
    return IdentifiedCompany(said["identifier"], value, cells.known)


def _check_names(written: Mapping[str, object], kind: str, hints: Mapping[str, TypeHint]) -> None:
    unknown = next((name for name in written if name not in hints and name not in spec.RESERVED), None)
    if unknown is not None:
        near = difflib.get_close_matches(unknown, [*hints, *spec.RESERVED], 1)
        hint = f": did you mean {near[0]!r}?" if near else f": it may have {', '.join(hints)}"
        raise ValueError(f"a {kind} event has no {unknown!r}{hint}")


def _kind(written: Mapping[str, object]) -> str:
    kind = _needed(written, "type")
    known = [name for name in KINDS if name not in NO_ACTS]
    if kind not in known:
        raise ValueError(f"type: {kind!r} is not one of {', '.join(known)}")
    return kind


def _needed(written: Mapping[str, object], name: str) -> str:
    value = written.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} is missing: write it as text")
    return value


def _each(written: Mapping[str, object], cells: CellReading) -> Each | None:
    if "each" not in written:
        return None
    try:
        return compile_each(spec.convert(written["each"], spec.EachSpec), cells.template, cells.blank)
    except ValueError as error:
        raise ValueError(f"each: {error}") from None


def _sources(names: object, citations: Citations) -> tuple[str, ...] | None:
    """The names of the pages that speak of the event; None where the map does not say, which is all of them."""
    if names is None:
        return None
    if not isinstance(names, list):
        raise ValueError('sources: expected a list of names of [[source]], like ["paper"]; [] is the data set alone')
    unknown = next((name for name in names if name not in citations.names), None)
    if unknown is not None:
        raise ValueError(f"sources: no [[source]] of the map has the name {unknown!r}")
    return tuple(names)
