"""Exact money: an amount never leaves the digits and the currency it was reported in."""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, Inexact
from typing import Annotated

import msgspec
from msgspec import Meta

from dateline.errors import InvalidEvent, InvalidMoney
from dateline.values.currencies import MINOR_UNITS
from dateline.values.vocabulary import Bound

MAX_DIGITS = 30
"""Digits of a number, before and after the point together: more than any sum of money or count of operations needs."""

LEAST_EXPONENT = -6
"""The power of ten of the first digit that is not zero: below a millionth, Python and JSON write an exponent."""

Currency = Annotated[str, Meta(extra_json_schema={"enum": sorted(MINOR_UNITS)})]

COMPUTING = Context(prec=200)
"""More digits than anything has that is computed of what events hold: sums, conversions, quotients by four digits."""

_EXACTLY = Context(prec=MAX_DIGITS, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[Inexact])


def plain(number: Decimal, field: str = "") -> Decimal:
    """The same number without exponent and trailing zeros, so that equal numbers have equal digits.

    Raises InvalidEvent for NaN, infinities, numbers of more than MAX_DIGITS digits, and those too close to zero.
    """
    digits = str(number)
    if digits.isdigit() and len(digits) <= MAX_DIGITS:  # a whole number written out, as nearly all are
        return number
    if not number.is_finite():
        raise InvalidEvent(field, f"{number} is not a number: leave the field out if it is unknown", rule="number")
    if not number:
        return Decimal(0)
    try:
        shortest = _EXACTLY.normalize(number)
    except Inexact:
        raise _too_long(field) from None
    if shortest.adjusted() < LEAST_EXPONENT:
        raise InvalidEvent(field, "the number is smaller than 0.000001, but not zero", rule="number")
    before = max(shortest.adjusted() + 1, 0)
    behind = max(-int(shortest.as_tuple().exponent), 0)
    if before + behind > MAX_DIGITS:
        raise _too_long(field)
    return _EXACTLY.quantize(shortest, Decimal(1)) if not behind else shortest


def _too_long(field: str) -> InvalidEvent:
    return InvalidEvent(field, f"the number has more than {MAX_DIGITS} digits", rule="number")


def normal(number: Decimal) -> Decimal:
    """The same number without exponent and trailing zeros, of any length: what is computed is never refused."""
    return Decimal(format(number.normalize(COMPUTING), "f")) if number.is_finite() and number else Decimal(0)


def digits_of(number: Decimal) -> str:
    """Plain digits: no exponent, no grouping."""
    digits = str(number)  # takes a third of the time
    return digits if "E" not in digits else format(number, "f")


class Money(msgspec.Struct, frozen=True, order=False, forbid_unknown_fields=True, gc=False):
    """An exact decimal and a currency: what is computed of amounts, however many digits it has."""

    amount: Decimal
    currency: Currency

    def __post_init__(self) -> None:
        digits = str(self.amount)
        if not digits.isdigit():
            msgspec.structs.force_setattr(self, "amount", normal(self.amount))

    def __str__(self) -> str:
        return f"{digits_of(self.amount)} {self.currency}"


class Amount(Money, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Money as a source reports it, in an ISO 4217 currency: with a bound, and with the source's own conversions."""

    bound: Bound = Bound.EXACT
    stated: tuple[Amount, ...] = ()

    def __post_init__(self) -> None:
        """Raises InvalidMoney for a currency that was never on the list, and for a conversion that has conversions of
        its own; InvalidEvent for a number as `plain` does."""
        if self.currency is None:  # a form that is filled in with what the log has
            return
        if self.currency not in MINOR_UNITS:
            raise InvalidMoney(
                "currency", f"{self.currency!r} is not an ISO 4217 code, like EUR or USD", rule="currency"
            )
        amount = plain(self.amount, "amount")
        if amount is not self.amount:
            msgspec.structs.force_setattr(self, "amount", amount)
        for place, other in enumerate(self.stated):
            if other.stated:
                raise InvalidMoney(f"stated[{place}].stated", "a conversion has no conversions of its own", "stated")

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


class Quantity(msgspec.Struct, frozen=True, gc=False):
    """A count of something other than money; `unit` says of what: people, users, MW."""

    count: Decimal
    unit: str
    bound: Bound = Bound.EXACT


Measurement = Amount | Quantity
"""What a figure says: an amount of money, or a count with its unit."""
