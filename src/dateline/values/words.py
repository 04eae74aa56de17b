"""Numbers, money and names as people read them, never rounded: what is short is exact, or it is not made short."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal

from dateline.values.money import MAX_DIGITS, Amount, Money, Quantity
from dateline.values.parties import Party
from dateline.values.vocabulary import Bound

_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}
_SCALES = ((Decimal(10) ** 12, "tn"), (Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "m"))
_BEYOND_WORDS = Decimal(10) ** 18
_DECIMALS_KEPT = 3
_EXACT = Context(prec=4 * MAX_DIGITS)
"""Python alone rounds at 28 digits."""
_BOUNDS = {Bound.EXACT: "", Bound.ABOUT: "about ", Bound.OVER: "over ", Bound.UNDER: "under "}
_GLUED_UNITS = {"percent": "%", "%": "%"}


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
    unit = _GLUED_UNITS.get(quantity.unit.casefold())
    tail = unit if unit is not None else f" {quantity.unit}"
    return f"{_BOUNDS[quantity.bound]}{number_words(quantity.count)}{tail}"


def figure_words(value: Amount | Quantity) -> str:
    return money_words(value) if isinstance(value, Amount) else quantity_words(value)


def names_words(parties: Sequence[Party]) -> str:
    """A, B and C."""
    names = [party.name for party in parties]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""
