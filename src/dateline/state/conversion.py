"""Conversion at a vantage: by the rate of the day, never by a rate that a reader there could not have known.

The rate is that of the day an event counts from: the last published by then, at most ten days old, never later than
`on`, `known_by` or the record looked from (help rules, 5.8).
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

import msgspec

from dateline.state.accounts import Account, Chosen
from dateline.state.vantage import Vantage
from dateline.values.dates import PartialDate
from dateline.values.money import COMPUTING, Amount, Money, Quantity, normal
from dateline.values.rates import Conversion, convert, ecb
from dateline.values.text import compared

_SPREAD_STEP = Decimal("0.0001")


def convert_at(money: Money, moment: PartialDate, to: str, vantage: Vantage) -> Conversion | None:
    """Money that was reported of a moment, in another currency; None where the day has no rate."""
    return convert(money, to, rate_day(moment, vantage), ecb(), vantage.rates_until)


class ExchangeAt(msgspec.Struct, frozen=True, eq=False, gc=False):
    """The exchange of a vantage, which leads to no state: what is viewed with it leads to nothing that leads to it."""

    vantage: Vantage

    def __call__(self, money: Money, moment: PartialDate, to: str) -> Money | None:
        """Money that was reported of a moment, in another currency; None where its day has no rate."""
        conversion = convert_at(money, moment, to, self.vantage)
        return conversion.money if conversion is not None else None


def rate_day(moment: PartialDate, vantage: Vantage) -> date:
    """The last day from which a rate may be used."""
    return min(moment.counts_from(vantage.dates), vantage.last_rate_day)


def spread(chosen: Chosen[object], vantage: Vantage) -> Decimal | None:
    """The largest over the smallest number among all accounts of a moment, to four digits behind the point.

    Amounts are compared in the currency of the one chosen. None if one of them is no number above zero, is of another
    unit, or has no rate.
    """
    accounts = [chosen.account, *(other.account for other in chosen.alternatives)]
    numbers = [_number(account, chosen.value, vantage) for account in accounts]
    if any(number is None or number <= 0 for number in numbers):
        return None
    found = [number for number in numbers if number is not None]
    return normal(COMPUTING.divide(max(found), min(found)).quantize(_SPREAD_STEP, ROUND_HALF_EVEN, COMPUTING))


def _number(account: Account[object], like: object, vantage: Vantage) -> Decimal | None:
    match like, account.value:
        case Amount(), Amount() as amount:
            conversion = convert_at(amount.money, account.moment, like.currency, vantage)
            return conversion.money.amount if conversion is not None else None
        case Quantity(), Quantity() as quantity if compared(quantity.unit) == compared(like.unit):
            return quantity.count
        case Decimal(), Decimal() as number:
            return number
    return None
