"""Total: a sum that says what it left out (help rules, 5.7)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import msgspec

from dateline.values.money import COMPUTING, Money
from dateline.values.rates import Conversion


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """A sum of money, per currency; or of a count, with its unit.

    `counted`, `unknown` and `excluded` are numbers of things: added, of unknown amount, left out. `why` has a reason
    for each that is unknown or excluded, in their order. `by_currency` is empty when nothing was counted: unknown is
    not zero. `conversions` has an entry for each amount counted, if a currency was asked for.
    """

    by_currency: tuple[Money, ...] = ()
    counted: int = 0
    unknown: int = 0
    excluded: int = 0
    why: tuple[str, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    count: Decimal | None = None
    unit: str | None = None

    @property
    def money(self) -> Money | None:
        """The sum, if it is in one currency."""
        return self.by_currency[0] if len(self.by_currency) == 1 else None


def sum_by_currency(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """One sum for each currency, by code."""
    sums: dict[str, Decimal] = {}
    for money in amounts:
        sums[money.currency] = COMPUTING.add(sums.get(money.currency, Decimal(0)), money.amount)
    return tuple(Money(amount, currency) for currency, amount in sorted(sums.items()))
