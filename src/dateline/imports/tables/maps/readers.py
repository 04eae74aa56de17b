"""One maker of readers for each type of field: text, a date, a number, money, a country, a party, true or false."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import iso3166

from dateline.imports.tables.cells.bounds import of_all, unhedged
from dateline.imports.tables.cells.days import ISO, NotADate
from dateline.imports.tables.cells.numbers import NotANumber, Numbers, refuse_ruins, same_currency, split_money
from dateline.imports.tables.cells.splitting import splitter
from dateline.imports.tables.cells.templates import PUBLISHED, Look, Template, Unusable
from dateline.imports.tables.maps import spec
from dateline.values.money import MINOR_UNITS, digits_of
from dateline.values.vocabulary import Bound

if TYPE_CHECKING:
    from dateline.imports.tables.maps.fields import Compiler

Reader = Callable[[Look], Any]
"""What stands in the event, ready for JSON; None where the row does not say."""

_COUNTRIES = {
    "united states": "US", "usa": "US", "united kingdom": "GB", "uk": "GB", "south korea": "KR", "russia": "RU",
    "taiwan": "TW", "vietnam": "VN", "czech republic": "CZ", "iran": "IR", "turkey": "TR", "hong kong": "HK",
}  # fmt: skip


_BOUNDS = {one.value: one for one in Bound}
Made = tuple[list[Template], Reader]


def _told(template: Template, look: Look, value: str, error: Exception) -> Unusable:
    column = next(iter(template.columns), "")
    return Unusable(column, look(column) if column else value, str(error))


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
    if PUBLISHED in template.columns:  # as the command line has it, however the columns write their dates
        days = replace(days, formats=(*days.formats, ISO))

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
            raise _told(template, look, value, _inexact(value) or error) from None

    return [template], read


def _inexact(text: str) -> ValueError | None:
    """Why a number that is only about right cannot be read where no bound can be kept with it."""
    number, bound = unhedged(text)
    if bound is None:
        return None
    hint = f"take {number!r} out of it with a table of the map, and put {bound.value!r} into `bound` where there is one"
    return ValueError(f"{text!r} is no exact number: {hint}")


def _money(compiler: Compiler, said: spec.Field) -> Made:
    texts = said.sum or [said.amount if said.amount is not None else str(said.from_ or "")]
    if texts == [""]:
        raise ValueError('expected money, like "{Amount} USD" or { amount = "{Amount}", currency = "USD" }')
    amounts = [compiler.template(text) for text in texts]
    currency = compiler.template(said.currency) if said.currency else None
    bound = compiler.template(said.bound) if said.bound else None
    _check_word("currency", currency, MINOR_UNITS.keys(), "an ISO 4217 code, like EUR or USD")
    _check_word("bound", bound, _BOUNDS.keys(), f"one of {', '.join(_BOUNDS)}")
    numbers = compiler.numbers(said)

    def read(look: Look) -> dict[str, str] | None:
        found = [one for template in amounts if (one := _amount(template, look, numbers)) is not None]
        if not found:
            return None
        code = _one_currency(found, currency.fill(look) if currency else "", amounts, look)
        otherwise = _bound_of(bound, look)
        says = {one.bound or otherwise for one in found}
        money = {"amount": digits_of(sum((one.number for one in found), Decimal(0))), "currency": code}
        return {**money, "bound": of_all(says).value}

    return [*amounts, *filter(None, (currency, bound))], read


@dataclass(frozen=True, slots=True)
class _Stated:
    """An amount as one cell tells it."""

    text: str
    number: Decimal
    currency: str | None
    bound: Bound | None


def _amount(template: Template, look: Look, numbers: Numbers) -> _Stated | None:
    value = template.fill(look)
    if not value:
        return None
    try:
        text, bound = unhedged(value)
        number, currency = split_money(text)
        return _Stated(value, numbers.read(number), currency, bound) if number else None
    except NotANumber as error:
        raise _told(template, look, value, error) from None


def _bound_of(template: Template | None, look: Look) -> Bound:
    """The bound of amounts that say none themselves. Raises Unusable."""
    said = template.fill(look) if template else ""
    if template and said and said not in _BOUNDS:
        raise _told(template, look, said, ValueError(f"{said!r} is not one of {', '.join(_BOUNDS)}"))
    return _BOUNDS.get(said, Bound.EXACT)


def _one_currency(found: list[_Stated], stated: str, amounts: list[Template], look: Look) -> str:
    """The currency of all the amounts: as the map states it, or else as the cells have it. Raises Unusable."""
    code = stated or next((one.currency for one in found if one.currency), None)
    if not code:
        raise Unusable(_first(amounts), look(_first(amounts)), "has no currency: name one in the map")
    for one in found:
        if one.currency and not same_currency(one.text, one.currency, code):
            raise Unusable(_first(amounts), one.text, f"is in {one.currency}, and not in {code} as the map has it")
    return code


def _check_word(key: str, template: Template | None, words: Set[str], expected: str) -> None:
    """A constant is looked at when the map loads, and not in each row."""
    if template and not template.columns and template.text not in words:
        raise ValueError(f"{key}: {template.text!r} is not {expected}")


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
            why = f"{value!r} is no country by its English name or its code: name it in a table of the map"
            raise _told(template, look, value, ValueError(why))
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


def list_of_texts(compiler: Compiler, said: spec.Field) -> Made:
    if not said.from_:
        raise ValueError('expected a template like "{Column}", a list of them, or a table with `from` or `in`')
    texts = said.from_ if isinstance(said.from_, list) else [str(said.from_)]
    templates = [compiler.template(text) for text in texts]
    parted, blank = splitter(said.split), compiler.blank.union(said.blank)

    def read(look: Look) -> list[str]:
        values = [part for template in templates for part in parted.values(template.fill(look))]
        return [value for value in values if value not in blank]

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


MAKERS: dict[str, Callable[[Compiler, spec.Field], Made]] = {
    "text": _text, "date": _date, "number": _number, "money": _money, "country": _country, "party": _party,
    "flag": _flag,
}  # fmt: skip
