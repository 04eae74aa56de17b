"""Values as people read them. No number is ever rounded: it is shortened only where the short form is exact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Context, Decimal
from enum import Enum

from dateline.values.dates import PartialDate
from dateline.values.money import MAX_DIGITS, Amount, Money, Quantity
from dateline.values.parties import Party
from dateline.values.text import compared
from dateline.values.vocabulary import Bound

_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}
_SCALES = ((Decimal(10) ** 12, "tn"), (Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "m"))
_BEYOND_WORDS = Decimal(10) ** 18
_DECIMALS_KEPT = 3
_EXACT = Context(prec=4 * MAX_DIGITS)
"""Wide enough that no division rounds: Python's default rounds at 28 digits."""
_BOUNDS = {Bound.EXACT: "", Bound.ABOUT: "about ", Bound.OVER: "over ", Bound.UNDER: "under "}
_GLUED_UNITS = {"percent": "%", "%": "%"}


def value_words(value: object, *, hyphen: str = "-") -> str:
    """The value of any field as one short text; nothing for None.

    `hyphen` is what stands for the hyphens of a vocabulary's words: `under-construction` with a blank is `under
    construction`.
    """
    match value:
        case None:
            return ""
        case Enum():
            return str(value.value).replace("-", hyphen)
        case PartialDate():
            return value.human()
        case Party():
            return value.name
        case Quantity():
            return quantity_words(value)
        case Money():
            return money_words(value)
        case Decimal():
            return number_words(value)
        case tuple():
            return ", ".join(value_words(part, hyphen=hyphen) for part in value)
    return str(value)


def day_words(day: date) -> str:
    """15 Jul 2026."""
    return PartialDate.of(day).human()


def number_words(number: Decimal) -> str:
    """1700000000 → 1.7bn, 13800 → 13,800, 1.12e25: a scale only where few digits are left behind the point."""
    if number.copy_abs() >= _BEYOND_WORDS:
        return f"{_EXACT.normalize(number):e}".replace("e+", "e")
    for scale, letters in _SCALES:
        scaled = _EXACT.divide(number, scale)
        if number.copy_abs() >= scale and -int(_EXACT.normalize(scaled).as_tuple().exponent) <= _DECIMALS_KEPT:
            return f"{_grouped(scaled)}{letters}"
    return _grouped(number)


def _grouped(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money_words(money: Money) -> str:
    """€1.7bn, over $400m, 16.3m SEK; with the bound if it has one."""
    bound = _BOUNDS[money.bound] if isinstance(money, Amount) else ""
    symbol = _SYMBOLS.get(money.currency)
    number = number_words(money.amount.copy_abs())
    sign = "-" if money.amount < 0 else ""
    return f"{bound}{sign}{symbol}{number}" if symbol else f"{bound}{sign}{number} {money.currency}"


def quantity_words(quantity: Quantity) -> str:
    """200 MW, over 60%."""
    unit = _GLUED_UNITS.get(compared(quantity.unit))
    tail = unit if unit is not None else f" {quantity.unit}"
    return f"{_BOUNDS[quantity.bound]}{number_words(quantity.count)}{tail}"


def figure_words(value: Amount | Quantity) -> str:
    """An amount of money or a count, whichever a metric is measured in."""
    return money_words(value) if isinstance(value, Amount) else quantity_words(value)


def names_words(parties: Sequence[Party]) -> str:
    """A, B and C."""
    names = [party.name for party in parties]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""
