"""The sources of an event made from a row: the pages that the row names, and otherwise the data set itself.

A page with a date of its own (`published`) is a source of that date; one without is a source as of the day the file
is from (`retrieved`). A page whose `published` column is empty in this row gives its publisher to what the data set
itself cites.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import get_type_hints

from dateline.errors import InvalidEvent
from dateline.events.codec import source_of
from dateline.events.event import Source as EventSource
from dateline.imports.tables.cells.templates import Look, within
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.cell_reading import CellReading
from dateline.imports.tables.maps.conditions import SplitConditions, compile_when
from dateline.imports.tables.maps.each import Each, compile_each
from dateline.imports.tables.maps.fields import CompiledField, compile_fields
from dateline.values.dates import PartialDate

_FIELDS = ("publisher", "title", "url", "published", "cites")
_HOLE = re.compile(r"\{[^{}]*\}")
_NEEDED = ("publisher", "url")
"""A page whose cells say nothing of these is none."""
_MAX_TITLE = 500

JsonSource = dict[str, object]
"""A source as JSON has it."""


@dataclass(frozen=True, slots=True)
class CitedPage:
    """One `[[source]]` of a map."""

    name: str
    fields: dict[str, CompiledField]
    when: SplitConditions
    each: Each | None = None

    @property
    def columns(self) -> list[str]:
        """The columns that it reads, without the names that `each` makes."""
        found = [column for compiled in self.fields.values() for column in compiled.columns]
        found += self.when.columns
        names = self.each.names if self.each else frozenset()
        return [*(column for column in found if column not in names), *self._each_columns]

    @property
    def _each_columns(self) -> tuple[str, ...]:
        return self.each.columns if self.each else ()

    def read(self, look: Look) -> list[JsonSource]:
        """What it says in this row: nothing, one source, or several in one cell."""
        if not self.when.of_row.holds(look):
            return []
        if self.each is None:
            return self._one(look)
        values = (within(parts, look) for parts in self.each.values(look))
        return [source for seen in values if self.when.of_value.holds(seen) for source in self._one(seen)]

    def _one(self, look: Look) -> list[JsonSource]:
        said: JsonSource = {}
        for name in _NEEDED:
            if name in self.fields:
                said[name] = self.fields[name].read(look)
                if not said[name] and (name == "url" or self.fields[name].columns):
                    return []
        said |= {name: field.read(look) for name, field in self.fields.items() if name not in said}
        said["dated"] = "published" in self.fields
        return [said]


@dataclass(frozen=True, slots=True)
class Citations:
    dataset: dict[str, str]
    pages: tuple[CitedPage, ...] = ()
    names: frozenset[str] = field(default=frozenset())

    def read(
        self, look: Look, published: PartialDate, among: Sequence[str] | None
    ) -> Sequence[JsonSource | EventSource]:
        """The sources of one event; `among` names the pages that speak of it, None is all of them."""
        if not self.pages:
            return _file_itself(tuple(self.dataset.items()), published.edtf)
        sources: list[JsonSource] = []
        cited: list[object] = []
        for page in self.pages:
            for said in page.read(look) if among is None or page.name in among else ():
                dated, day = said.pop("dated"), said.pop("published", None)
                if dated and day is None:
                    cited.append(said["publisher"])
                    continue
                when = {"published": day} if day else {"retrieved": str(published.last)}
                sources.append({key: value for key, value in said.items() if value} | when)
        if not any("published" in source for source in sources):
            cites = list(dict.fromkeys(cited))
            own: JsonSource = {**self.dataset, "published": published.edtf}
            sources.insert(0, {**own, "cites": cites} if cites else own)
        return _once(sources)


@lru_cache(maxsize=64)  # one for each edition of each file
def _file_itself(dataset: tuple[tuple[str, str], ...], published: str) -> Sequence[JsonSource | EventSource]:
    """The file as the only source, read once for all of its rows; as its fields if it is none, so that each row says
    why."""
    own = _once([{**dict(dataset), "published": published}])
    try:
        return [source_of(one) for one in own]
    except InvalidEvent:
        return own


def _once(sources: list[JsonSource]) -> list[JsonSource]:
    kept: list[JsonSource] = []
    for source in sources:
        title = source.get("title")
        if isinstance(title, str) and len(title) > _MAX_TITLE:
            source["title"] = title[: _MAX_TITLE - 1].rstrip() + "…"
        if source not in kept:
            kept.append(source)
    return kept


def compile_citations(written: spec.MapSpec, cells: CellReading) -> Citations:
    """Raises ValueError with the end of a sentence."""
    own = {"publisher": written.dataset.publisher, "title": written.dataset.title, "url": written.dataset.url}
    for key, value in own.items():
        if value and _HOLE.search(value):
            raise ValueError(
                f"[dataset]: {key} {value!r} should be said as it is: it is of the whole file, and no column fills it"
            )
    pages = tuple(_numbered_page(place, page, cells) for place, page in enumerate(written.source, 1))
    return Citations(
        {key: value for key, value in own.items() if value}, pages, frozenset(page.name for page in pages if page.name)
    )


def _numbered_page(place: int, written: spec.SourceSpec, cells: CellReading) -> CitedPage:
    try:
        return _page(written, cells)
    except ValueError as error:
        raise ValueError(f"[[source]] {place}: {error}") from None


def _page(written: spec.SourceSpec, cells: CellReading) -> CitedPage:
    hints = get_type_hints(EventSource, include_extras=True)
    said = {name: getattr(written, name) for name in _FIELDS}
    fields = compile_fields({name: value for name, value in said.items() if value}, hints, cells)
    each = compile_each(written.each, cells.template, cells.blank) if written.each else None
    when = compile_when(written.when, cells.template)
    return CitedPage(written.name, fields, when.about(each.names if each else frozenset()), each)
