"""One maker of readers for each type of field: text, a date, a number, money, a country, a party, true or false."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from dateline.imports.tables.cells.bounds import split_bound
from dateline.imports.tables.cells.date_formats import ISO
from dateline.imports.tables.cells.days import NotADate
from dateline.imports.tables.cells.numbers import NotANumber, refuse_ruins
from dateline.imports.tables.cells.ranges import split_range
from dateline.imports.tables.cells.remembering import remembering
from dateline.imports.tables.cells.splitting import splitter
from dateline.imports.tables.cells.templates import PUBLISHED, Look, Template
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.cell_reading import CellReading, TemplatesAndReader, seen, unusable
from dateline.imports.tables.maps.money_reader import money_reader
from dateline.values.country_names import UnknownCountry, country_code
from dateline.values.money import digits_of


def _text(cells: CellReading, said: spec.FieldSpec) -> TemplatesAndReader:
    template = cells.from_(said)

    def read(look: Look) -> str | None:
        value = " ".join(template.fill(look).split())
        try:
            refuse_ruins(value) if value.startswith("#") else None
        except NotANumber as error:
            raise unusable(template, look, value, error) from None
        return value or None

    return [template], read


def _date(cells: CellReading, said: spec.FieldSpec) -> TemplatesAndReader:
    template, days = cells.from_(said, "a date"), cells.days(said)
    if PUBLISHED in template.columns and ISO not in days.formats:  # as the map writes it, whatever the columns do
        days = replace(days, formats=(*days.formats, ISO))
    edtf_of = remembering(lambda text: days.read(text).edtf, NotADate)

    def read(look: Look) -> str | None:
        value = seen(template, look)
        if not value:
            return None
        before, value = ("../", value[3:]) if value.startswith("../") else ("", value)
        if PUBLISHED in template.columns and value == look(PUBLISHED):
            return before + value
        try:
            return before + edtf_of(value)
        except NotADate as error:
            raise unusable(template, look, value, error) from None

    return [template], read


def _share(cells: CellReading, said: spec.FieldSpec) -> TemplatesAndReader:
    return _number(cells, said, percent=True)


def _number(cells: CellReading, said: spec.FieldSpec, *, percent: bool = False) -> TemplatesAndReader:
    template, numbers = cells.from_(said, "a number"), replace(cells.numbers(said), percent=percent)
    digits = remembering(lambda text: digits_of(numbers.read(text)), NotANumber)

    def read(look: Look) -> str | None:
        value = seen(template, look)
        try:
            return digits(value) if value else None
        except NotANumber as error:
            raise unusable(template, look, value, _inexact(value) or error) from None

    return [template], read


def _inexact(text: str) -> ValueError | None:
    """Why a number that is only about right cannot be read where no bound can be kept with it."""
    if split_range(text):
        hint = 'take one end of it, as with "{Column|low}" and bound = "over", or "{Column|high}" and bound = "under"'
        return ValueError(f"{text!r} is a range: {hint}")
    number, bound = split_bound(text)
    if bound is None:
        return None
    hint = f"take {number!r} out of it with a table of the map, and put {bound.value!r} into `bound` where there is one"
    return ValueError(f"{text!r} is no exact number: {hint}")


def _country(cells: CellReading, said: spec.FieldSpec) -> TemplatesAndReader:
    template = cells.from_(said, "a country")
    code_of = remembering(country_code, UnknownCountry)

    def read(look: Look) -> str | None:
        value = seen(template, look)
        if not value:
            return None
        try:
            return code_of(value)
        except UnknownCountry as error:
            raise unusable(template, look, value, error) from None

    return [template], read


def _party(cells: CellReading, said: spec.FieldSpec) -> TemplatesAndReader:
    name = cells.template(said.name) if said.name else cells.from_(said, "a party")
    slug = cells.template(said.slug) if said.slug else None

    def read(look: Look) -> object:
        value = " ".join(name.fill(look).split())
        key = slug.fill(look) if slug else ""
        return {"name": value, "slug": key} if value and key else value or None

    return [name, *([slug] if slug else [])], read


def list_of_texts(cells: CellReading, said: spec.FieldSpec) -> tuple[list[Template], Callable[[Look], list[str]]]:
    """The values of one entry of a list, which may be split out of a cell. Raises ValueError."""
    if not said.from_:
        raise ValueError('expected a template like "{Column}", a list of them, or a table with `from` or `in`')
    texts = said.from_ if isinstance(said.from_, list) else [str(said.from_)]
    templates = [cells.template(text) for text in texts]
    parted, blank = splitter(said.split), cells.blank.union(said.blank)

    def read(look: Look) -> list[str]:
        values = [part for template in templates for part in parted.values(template.fill(look))]
        return [value for value in values if value not in blank]

    return templates, read


def _flag(cells: CellReading, said: spec.FieldSpec) -> TemplatesAndReader:
    template = cells.from_(said, "true or false")
    words: Mapping[str, bool | None] = {"true": True, "yes": True, "1": True, "false": None, "no": None, "0": None}

    def read(look: Look) -> bool | None:
        value = seen(template, look)
        if value and value.lower() not in words:
            raise unusable(template, look, value, ValueError(f"{value!r} is neither true nor false"))
        return words.get(value.lower()) if value else None

    return [template], read


MAKERS: dict[str, Callable[[CellReading, spec.FieldSpec], TemplatesAndReader]] = {
    "text": _text, "date": _date, "number": _number, "share": _share, "money": money_reader, "country": _country,
    "party": _party, "flag": _flag,
}  # fmt: skip
