"""How money is read from a row: amounts that are added up, in one currency, with what bounds them."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial, reduce

from dateline.imports.tables.cells.amounts import (
    MIXED,
    THOUSANDS_OR_TRILLIONS,
    may_be_thousands,
    same_currency,
    split_money,
)
from dateline.imports.tables.cells.bounds import bound_of_sum, split_bound
from dateline.imports.tables.cells.numbers import NotANumber, Numbers
from dateline.imports.tables.cells.ranges import split_range
from dateline.imports.tables.cells.remembering import remembering
from dateline.imports.tables.cells.templates import Look, Template, Unusable
from dateline.imports.tables.cells.units import SCALES_IN_CELLS
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.cell_reading import CellReading, TemplatesAndReader, seen, unusable
from dateline.values.currencies import MINOR_UNITS
from dateline.values.money import COMPUTING, digits_of
from dateline.values.vocabulary import Bound

_BOUNDS = {one.value: one for one in Bound}


def money_reader(cells: CellReading, said: spec.FieldSpec) -> TemplatesAndReader:
    """The amount of a cell, or the sum of several, with currency and bound. Raises ValueError."""
    texts = said.sum or [said.amount if said.amount is not None else str(said.from_ or "")]
    if texts == [""]:
        raise ValueError('expected money, like "{Amount} USD" or { amount = "{Amount}", currency = "USD" }')
    amounts = [cells.template(text) for text in texts]
    currency = cells.template(said.currency) if said.currency else None
    bound = cells.template(said.bound) if said.bound else None
    _check_word("currency", currency, MINOR_UNITS.keys(), "an ISO 4217 code, like EUR or USD")
    _check_otherwise(said.otherwise, currency)
    _check_word("bound", bound, _BOUNDS.keys(), f"one of {', '.join(_BOUNDS)}")
    amount_of = remembering(partial(_amount_of, cells.numbers(said)), NotANumber)

    def read(look: Look) -> dict[str, object] | None:
        found = [one for template in amounts if (one := _amount(template, look, amount_of)) is not None]
        if not found:
            return None
        stated = seen(currency, look) if currency else ""
        presumed = None if stated else said.otherwise
        code = _one_currency(_with_currency(found, presumed), stated, presumed, amounts, look)
        otherwise = _bound_of(bound, look)
        says = {one.bound or otherwise for one in found}
        amount = {"amount": digits_of(reduce(COMPUTING.add, (one.number for one in found))), "currency": code}
        return {**amount, "bound": bound_of_sum(says).value, **_upper_end(found, code)}

    return [*amounts, *filter(None, (currency, bound))], read


@dataclass(frozen=True, slots=True)
class _CellAmount:
    """An amount as one cell tells it."""

    text: str
    number: Decimal
    currency: str | None
    bound: Bound | None
    high: Decimal | None = None
    """Of a range its upper end, where `number` is the lower."""


def _upper_end(found: list[_CellAmount], code: str) -> dict[str, object]:
    """What a range states besides its lower end; nothing for amounts that are none."""
    if all(one.high is None for one in found):
        return {}
    total = reduce(COMPUTING.add, (one.number if one.high is None else one.high for one in found))
    return {"stated": [{"amount": digits_of(total), "currency": code, "bound": Bound.UNDER.value}]}


def _amount(template: Template, look: Look, amount_of: Callable[[str], _CellAmount | None]) -> _CellAmount | None:
    value = seen(template, look)
    try:
        if len(template.columns) > 1 and value.strip().rstrip(".").lower() in SCALES_IN_CELLS:
            return None  # `{Value} {Unit}` of a row that has no value: millions of nothing
        return amount_of(value) if value else None
    except NotANumber as error:
        raise unusable(template, look, value, error) from None


def _amount_of(numbers: Numbers, value: str) -> _CellAmount | None:
    if ends := split_range(value):
        return _range(numbers, value, *ends)
    text, bound = split_bound(value)
    number, currency = split_money(text)
    return _CellAmount(value, numbers.read(number), currency, bound) if number else None


def _range(numbers: Numbers, value: str, low: str, high: str) -> _CellAmount:
    """An amount between two ends: over the lower one and, as the cell states too, under the upper one."""
    begin, end = _amount_of(numbers, low), _amount_of(numbers, high)
    if begin is None or end is None or begin.number >= end.number:
        raise NotANumber(f"{value!r} is no range: its first number should be the smaller one")
    currency = begin.currency or end.currency
    if end.currency not in (None, currency):
        raise NotANumber(f"{value!r} is in two currencies, {begin.currency} and {end.currency}")
    return _CellAmount(value, begin.number, currency, Bound.OVER, end.number)


def _bound_of(template: Template | None, look: Look) -> Bound:
    """The bound of amounts that say none themselves. Raises Unusable."""
    said = seen(template, look) if template else ""
    if template and said and said not in _BOUNDS:
        raise unusable(template, look, said, ValueError(f"{said!r} is not one of {', '.join(_BOUNDS)}"))
    return _BOUNDS.get(said, Bound.EXACT)


def _with_currency(found: list[_CellAmount], otherwise: str | None) -> list[_CellAmount]:
    """The amounts, each with a currency if the map has one for those that name none."""
    return [replace(one, currency=one.currency or otherwise) for one in found] if otherwise else found


def _one_currency(
    found: list[_CellAmount], stated: str, otherwise: str | None, amounts: list[Template], look: Look
) -> str:
    """The currency of all the amounts: as the map states it, or else as the cells have it; `$` may be any dollar that
    the map has. Raises Unusable."""
    column = _first(amounts)
    code = stated or _named(found, otherwise)
    if not code:
        raise Unusable(column, look(column), f"has no currency: {_ways_to_name_one(column)}")
    for one in found:
        if may_be_thousands(one.text, code):
            raise Unusable(column, one.text, f"{one.text!r} {THOUSANDS_OR_TRILLIONS}")
        if one.currency and not same_currency(one.text, one.currency, code):
            why = f"is in {one.currency}, and not in {code} as the map has it"
            raise Unusable(column, one.text, f"{why}; {MIXED}" if stated else why)
    return code


def _named(found: list[_CellAmount], otherwise: str | None) -> str | None:
    """As the cells have it; where all of them may be of the map's own currency, that."""
    named = [one for one in found if one.currency]
    if otherwise and all(same_currency(one.text, str(one.currency), otherwise) for one in named):
        return otherwise
    return named[0].currency if named else None


def _ways_to_name_one(column: str) -> str:
    otherwise = f'{{ amount = "{{{column}}}", otherwise = "USD" }}'
    return f'name one in the map, like "{{{column}}} USD", or {otherwise} where other cells have one'


def _check_otherwise(code: str | None, currency: Template | None) -> None:
    """Raises ValueError for what is no currency, or could never act."""
    if code is not None and code not in MINOR_UNITS:
        raise ValueError(f"otherwise: {code!r} is not an ISO 4217 code, like EUR or USD")
    if code is not None and currency is not None and not currency.columns:
        raise ValueError("`otherwise` does nothing beside a `currency` that is the same in each row: leave one out")


def _check_word(key: str, template: Template | None, words: Set[str], expected: str) -> None:
    """A constant is looked at when the map loads, and not in each row."""
    if template and not template.columns and template.text not in words:
        raise ValueError(f"{key}: {template.text!r} is not {expected}")


def _first(templates: list[Template]) -> str:
    return next((column for template in templates for column in template.columns), "")
