"""Whether two accounts of one field agree (DESIGN.md, section 5, rule 6)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from dateline.values.dates import PartialDate
from dateline.values.money import Amount, Money, Quantity
from dateline.values.parties import Party
from dateline.values.vocabulary import Bound

TOLERANCE = Decimal("0.03")
"""How far from an "about" a number may lie, and how far apart amounts in two currencies may."""


Exchange = Callable[[Money, PartialDate, str], Money | None]
"""Money that was reported of a moment in another currency; None where there is no rate."""


def no_exchange(_money: Money, _moment: PartialDate, _to: str) -> None:
    """Amounts in different currencies cannot be compared."""
    return None


def agree(one: object, other: object, moment: PartialDate | None = None, exchange: Exchange = no_exchange) -> bool:
    """Whether both can be true at once: equal, a bound that holds, dates that overlap, names that differ in case only.

    Amounts in two currencies agree within TOLERANCE at the rate of the other's `moment`.
    """
    match one, other:
        case Amount(), Amount():
            return _amounts_agree(one, other, moment, exchange)
        case Quantity(), Quantity():
            return one.unit.casefold() == other.unit.casefold() and _numbers_agree(
                one.count, one.bound, other.count, other.bound
            )
        case PartialDate(), PartialDate():
            return one.overlaps(other)
        case _:
            return identity(one) == identity(other)


def identity(value: object) -> object:
    """What makes two values the same value, for counting who says it: not how it is written."""
    match value:
        case str():
            return " ".join(value.casefold().split())
        case Amount():
            return value.amount, value.currency, value.bound
        case Quantity():
            return value.count, value.unit.casefold(), value.bound
        case PartialDate():
            return value.first, value.last
        case Party():
            return value.slug
        case tuple():
            return frozenset(identity(part) for part in value)
        case _:
            return value


def _amounts_agree(one: Amount, other: Amount, moment: PartialDate | None, exchange: Exchange) -> bool:
    if one.currency == other.currency:
        return _numbers_agree(one.amount, one.bound, other.amount, other.bound)
    converted = exchange(other.money, moment, one.currency) if moment is not None else None
    return converted is not None and _numbers_agree(one.amount, one.bound, converted.amount, other.bound, TOLERANCE)


def _numbers_agree(
    one: Decimal, one_bound: Bound, other: Decimal, other_bound: Bound, tolerance: Decimal = Decimal(0)
) -> bool:
    """Whether some true value lies in what both bounds allow; `tolerance` widens what the other allows."""
    low, high = _span(one, one_bound)
    other_low, other_high = _span(other, other_bound)
    margin = abs(other) * tolerance
    other_low, other_high = other_low - margin, other_high + margin
    return low <= other_high and other_low <= high


def _span(number: Decimal, bound: Bound) -> tuple[Decimal, Decimal]:
    match bound:
        case Bound.EXACT:
            return number, number
        case Bound.ABOUT:
            return number - abs(number) * TOLERANCE, number + abs(number) * TOLERANCE
        case Bound.OVER:
            return number, Decimal("Infinity")
        case Bound.UNDER:
            return Decimal("-Infinity"), number
