"""How each field of an event is read from a row, by what the kind of event has there: a date, money, a party …"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import iso3166

from dateline.dates import PartialDate
from dateline.events import Event
from dateline.money import Amount, digits_of
from dateline.parties import Party
from dateline.tables import spec
from dateline.tables.days import Days, InvalidFormat, NotADate, check_format
from dateline.tables.numbers import NotANumber, Numbers, refuse_ruins, split_money
from dateline.tables.templates import Look, Template, Unusable, ValueTable, parse

Reader = Callable[[Look], Any]
"""What stands in the event, ready for JSON; None where the row does not say."""

_COUNTRIES = {
    "united states": "US", "usa": "US", "united kingdom": "GB", "uk": "GB", "south korea": "KR", "russia": "RU",
    "taiwan": "TW", "vietnam": "VN", "czech republic": "CZ", "iran": "IR", "turkey": "TR", "hong kong": "HK",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compiled:
    """One field: the columns it is made of, and how it is read."""

    columns: tuple[str, ...]
    read: Reader


class Compiler:
    """Makes readers of fields, with the tables, date formats and number marks of one map."""

    def __init__(self, written: spec.Map) -> None:
        self.tables = {name: ValueTable(name, entries) for name, entries in written.tables.items()}
        self._dates = written.dates
        self._numbers = written.numbers

    def template(self, text: str) -> Template:
        return parse(text, self.tables)

    def field(self, name: str, hint: Any, value: object) -> Compiled:
        """Raises ValueError with the end of a sentence."""
        said = _as_field(value)
        make = _MAKERS[_category(name, hint)]
        templates, read = make(self, said)
        columns = tuple(column for template in templates for column in template.columns)
        if not columns:
            read = _always(_constant(read))
        return Compiled(columns, _without_blanks(read, said.blank) if said.blank else read)

    # --- what the makers share ---------------------------------------------------------------------------------------

    def from_(self, said: spec.Field, what: str = "text") -> Template:
        if said.from_ is None or isinstance(said.from_, list):
            raise ValueError(f'expected a template like "{{Column}}", or a table with `from`, for {what}')
        value = said.from_
        return self.template(str(value).lower() if isinstance(value, bool) else str(value))

    def days(self, said: spec.Field) -> Days:
        formats = tuple(said.formats or self._dates.formats)
        for one in formats:
            try:
                check_format(one)
            except InvalidFormat as error:
                raise ValueError(str(error)) from None
        begin, end = (_bound(text) for text in said.between or self._dates.between)
        return Days(
            formats,
            said.january_first or self._dates.january_first,
            said.first_of_month or self._dates.first_of_month,
            begin.first or date.min,
            end.last or date.max,
        )

    def numbers(self, said: spec.Field) -> Numbers:
        return Numbers(said.decimal or self._numbers.decimal, Decimal(str(said.times)), said.places, said.digits)


def _constant(read: Reader) -> Any:
    """What a field without columns says in every row. Raises ValueError."""
    return read(str)


def _always(value: Any) -> Reader:
    return lambda _look: value


Made = tuple[list[Template], Reader]


def _as_field(value: object) -> spec.Field:
    if isinstance(value, dict):
        said = spec.convert(value, spec.Field)
        assert isinstance(said, spec.Field)
        return said
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return spec.Field(from_=value)
    if isinstance(value, str | int | float):
        return spec.Field(from_=value)
    raise ValueError("expected text, a number, a list of texts or a table")


def _bound(text: str) -> PartialDate:
    return PartialDate.from_edtf(text)


def _without_blanks(read: Reader, blank: list[str]) -> Reader:
    """A reader for which some values, besides the empty one, say nothing."""
    nothing = frozenset(blank)

    def without(look: Look) -> Any:
        def looked(column: str) -> str:
            value = look(column)
            return "" if value in nothing else value

        return read(looked)

    return without


def _told(template: Template, look: Look, value: str, error: Exception) -> Unusable:
    column = next(iter(template.columns), "")
    return Unusable(column, look(column) if column else value, str(error))


# --- one maker for each type of field --------------------------------------------------------------------------------


def _text(compiler: Compiler, said: spec.Field) -> Made:
    template = compiler.from_(said)

    def read(look: Look) -> str | None:
        value = " ".join(template.fill(look).split())
        try:
            refuse_ruins(value) if value.startswith("#") else None
        except NotANumber as error:
            raise _told(template, look, value, error) from None
        return value or None

    return [template], read


def _date(compiler: Compiler, said: spec.Field) -> Made:
    template, days = compiler.from_(said, "a date"), compiler.days(said)

    def read(look: Look) -> str | None:
        value = template.fill(look)
        if not value:
            return None
        before, value = ("../", value[3:]) if value.startswith("../") else ("", value)
        try:
            return before + days.read(value).edtf
        except NotADate as error:
            raise _told(template, look, value, error) from None

    return [template], read


def _number(compiler: Compiler, said: spec.Field) -> Made:
    template, numbers = compiler.from_(said, "a number"), compiler.numbers(said)

    def read(look: Look) -> str | None:
        value = template.fill(look)
        try:
            return digits_of(numbers.read(value)) if value else None
        except NotANumber as error:
            raise _told(template, look, value, error) from None

    return [template], read


def _money(compiler: Compiler, said: spec.Field) -> Made:
    texts = said.sum or [said.amount if said.amount is not None else str(said.from_ or "")]
    if texts == [""]:
        raise ValueError('expected money, like "{Amount} USD" or { amount = "{Amount}", currency = "USD" }')
    amounts = [compiler.template(text) for text in texts]
    currency = compiler.template(said.currency) if said.currency else None
    bound = compiler.template(said.bound) if said.bound else None
    numbers = compiler.numbers(said)

    def read(look: Look) -> dict[str, str] | None:
        found = [one for template in amounts if (one := _amount(template, look, numbers)) is not None]
        if not found:
            return None
        code = (currency.fill(look) if currency else "") or found[0][1]
        if not code:
            raise Unusable(_first(amounts), look(_first(amounts)), "has no currency: name one in the map")
        money = {"amount": digits_of(sum((number for number, _ in found), Decimal(0))), "currency": code}
        says = bound.fill(look) if bound else ""
        return {**money, "bound": says} if says else money

    return [*amounts, *filter(None, (currency, bound))], read


def _amount(template: Template, look: Look, numbers: Numbers) -> tuple[Decimal, str | None] | None:
    value = template.fill(look)
    if not value:
        return None
    try:
        number, currency = split_money(value)
        return (numbers.read(number), currency) if number else None
    except NotANumber as error:
        raise _told(template, look, value, error) from None


def _first(templates: list[Template]) -> str:
    return next((column for template in templates for column in template.columns), "")


def _country(compiler: Compiler, said: spec.Field) -> Made:
    template = compiler.from_(said, "a country")

    def read(look: Look) -> str | None:
        value = template.fill(look)
        if not value:
            return None
        country = iso3166.countries.get(value, None)
        code = _COUNTRIES.get(value.casefold()) or (country.alpha2 if country else None)
        if code is None:
            raise _told(template, look, value, ValueError(f"{value!r} is no country that is known"))
        return code

    return [template], read


def _party(compiler: Compiler, said: spec.Field) -> Made:
    name = compiler.template(said.name) if said.name else compiler.from_(said, "a party")
    slug = compiler.template(said.slug) if said.slug else None

    def read(look: Look) -> object:
        value = " ".join(name.fill(look).split())
        key = slug.fill(look) if slug else ""
        return {"name": value, "slug": key} if value and key else value or None

    return [name, *([slug] if slug else [])], read


def _list(compiler: Compiler, said: spec.Field) -> Made:
    texts = said.from_ if isinstance(said.from_, list) else [str(said.from_ or "")]
    templates = [compiler.template(text) for text in texts]

    def read(look: Look) -> list[str] | None:
        values = [template.fill(look) for template in templates]
        parts = [part for value in values for part in (value.split(said.split) if said.split else [value])]
        return list(dict.fromkeys(filter(None, (" ".join(part.split()) for part in parts)))) or None

    return templates, read


def _flag(compiler: Compiler, said: spec.Field) -> Made:
    template = compiler.from_(said, "true or false")
    words: Mapping[str, bool | None] = {"true": True, "yes": True, "1": True, "false": None, "no": None, "0": None}

    def read(look: Look) -> bool | None:
        value = template.fill(look)
        if value and value.lower() not in words:
            raise _told(template, look, value, ValueError(f"{value!r} is neither true nor false"))
        return words.get(value.lower()) if value else None

    return [template], read


_MAKERS: dict[str, Callable[[Compiler, spec.Field], Made]] = {
    "text": _text, "date": _date, "number": _number, "money": _money, "country": _country, "party": _party,
    "list": _list, "flag": _flag,
}  # fmt: skip
_BY_TYPE: tuple[tuple[Any, str], ...] = (
    (PartialDate, "date"), (Amount, "money"), (Decimal, "number"), (Party, "party"), (bool, "flag"),
)  # fmt: skip


def _category(name: str, hint: Any) -> str:
    if name == "country":
        return "country"
    if any(get_origin(one) is tuple for one in _all(hint)):
        return "list"
    found = [one for one in _all(hint) if isinstance(one, type)]
    for type_, category in _BY_TYPE:
        if type_ in found:
            return category
    assert any(issubclass(one, str | Enum) for one in found), (name, hint)
    return "text"


def _all(hint: Any) -> list[Any]:
    """The types that a field may have, whatever they are wrapped in."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _all(get_args(hint)[0])
    if origin in (Union, UnionType):
        return [one for part in get_args(hint) for one in _all(part)]
    return [hint]


NOT_FIELDS = ("id", "company", "sources", "corrects")


def hints_of(kind: type[Event]) -> dict[str, Any]:
    """The fields of a kind that a map may fill."""
    hints = get_type_hints(kind, include_extras=True)
    return {name: hints[name] for name in kind.__struct_fields__ if name not in NOT_FIELDS}
