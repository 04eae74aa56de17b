"""Whether two accounts of one field agree (help rules, 5.6)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from dateline.values.dates import PartialDate
from dateline.values.money import COMPUTING, Amount, Money, Quantity
from dateline.values.parties import Party
from dateline.values.text import compared
from dateline.values.vocabulary import Bound

TOLERANCE = Decimal("0.03")
"""As a share, 3 %: how far the true number may lie from an "about", and how far apart amounts in two currencies may be
and still agree."""


Exchange = Callable[[Money, PartialDate, str], Money | None]
"""From an amount, the date it is reported of and a currency code: the amount in that currency; None without a rate."""


def no_exchange(_money: Money, _moment: PartialDate, _to: str) -> None:
    """The Exchange that has no rates: amounts in different currencies then never agree."""
    return None


def agree(one: object, other: object, moment: PartialDate | None = None, exchange: Exchange = no_exchange) -> bool:
    """Whether two values of a field can both be true.

    They can if they are equal, if a bound such as "over 400M" allows the other number, if dates overlap, or if texts
    are one as names are compared. Amounts in two currencies agree within TOLERANCE, once the second is converted at
    the rate of `moment`, the date it is reported of.
    """
    match one, other:
        case Amount(), Amount():
            return _amounts_agree(one, other, moment, exchange)
        case Quantity(), Quantity():
            return compared(one.unit) == compared(other.unit) and _numbers_agree(
                one.count, one.bound, other.count, other.bound
            )
        case PartialDate(), PartialDate():
            return one.overlaps(other)
        case _:
            return identity(one) == identity(other)


def identity(value: object) -> object:
    """A key that is equal for two values exactly if they are the same value, however each is written.

    It serves to count who says the same.
    """
    match value:
        case str():
            return compared(value)
        case Amount():
            return value.amount, value.currency, value.bound
        case Quantity():
            return value.count, compared(value.unit), value.bound
        case PartialDate():
            return value.first, value.last
        case Party():
            return value.slug
        case tuple():
            return frozenset(map(entry_identity, value))
        case _:
            return value


def entry_identity(entry: object) -> object:
    """The same for an entry of a list: of parties also the name, for a slug never makes two names into one entry."""
    return (entry.slug, compared(entry.name)) if isinstance(entry, Party) else identity(entry)


def _amounts_agree(one: Amount, other: Amount, moment: PartialDate | None, exchange: Exchange) -> bool:
    if one.currency == other.currency:
        return _numbers_agree(one.amount, one.bound, other.amount, other.bound)
    converted = exchange(other.money, moment, one.currency) if moment is not None else None
    return converted is not None and _numbers_agree(one.amount, one.bound, converted.amount, other.bound, TOLERANCE)


def _numbers_agree(
    one: Decimal, one_bound: Bound, other: Decimal, other_bound: Bound, tolerance: Decimal = Decimal(0)
) -> bool:
    """Whether some number satisfies both; `tolerance`, a share, widens what the second allows."""
    if one_bound is Bound.EXACT is other_bound and not tolerance:  # as nearly all are
        return one == other
    low, high = _span(one, one_bound)
    other_low, other_high = _span(other, other_bound)
    margin = COMPUTING.multiply(other.copy_abs(), tolerance)
    return low <= COMPUTING.add(other_high, margin) and COMPUTING.subtract(other_low, margin) <= high


def _span(number: Decimal, bound: Bound) -> tuple[Decimal, Decimal]:
    match bound:
        case Bound.EXACT:
            return number, number
        case Bound.ABOUT:
            margin = COMPUTING.multiply(number.copy_abs(), TOLERANCE)
            return COMPUTING.subtract(number, margin), COMPUTING.add(number, margin)
        case Bound.OVER:
            return number, Decimal("Infinity")
        case Bound.UNDER:
            return Decimal("-Infinity"), number
