"""Exchange rates: the last one published, never one from the future, never an interpolation, never an old one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.values.currencies import REGULATION, minor_units
from dateline.values.money import Money, plain
from dateline.values.rates import MAX_AGE, SOURCE, Rate, Rates, convert, ecb, ecb_until

FILE = [
    "Date,USD,JPY,SEK,",
    "2024-01-10,1.1,160,N/A,",
    "2024-01-08,1.0,150,11,",
    "2024-01-05,2.0,140,12,",
]
RATES = Rates(FILE)


@pytest.mark.parametrize(
    ("base", "quote", "day", "value", "on"),
    [
        ("EUR", "USD", "2024-01-08", "1.0", "2024-01-08"),
        ("EUR", "USD", "2024-01-07", "2.0", "2024-01-05"),  # a week-end: the Friday before, not the Monday after
        ("EUR", "USD", "2024-01-09", "1.0", "2024-01-08"),  # a gap: not the mean of its ends
        ("USD", "EUR", "2024-01-05", "0.5", "2024-01-05"),
        ("JPY", "USD", "2024-01-08", "0.00666666666667", "2024-01-08"),  # twelve digits
        ("EUR", "SEK", "2024-01-10", "11", "2024-01-08"),  # N/A is no rate: the last that is one
        ("SEK", "USD", "2024-01-10", "0.0909090909091", "2024-01-08"),  # both of one day
        ("EUR", "USD", "2024-01-20", "1.1", "2024-01-10"),  # ten days old
    ],
)
def test_the_rate_is_the_last_one_published(base: str, quote: str, day: str, value: str, on: str) -> None:
    assert RATES.find(base, quote, date.fromisoformat(day)) == Rate(Decimal(value), date.fromisoformat(on), SOURCE)


@given(
    base=st.sampled_from(["EUR", "USD", "JPY", "SEK"]),
    quote=st.sampled_from(["EUR", "USD", "JPY", "SEK"]),
    day=st.dates(date(2024, 1, 1), date(2024, 1, 25)),
    until=st.dates(date(2024, 1, 1), date(2024, 1, 25)),
)
def test_a_limit_behind_the_day_changes_nothing(base: str, quote: str, day: date, until: date) -> None:
    found, anew = RATES.find(base, quote, day, until), Rates(FILE).find(base, quote, day, until)
    assert found == anew
    if until >= day:
        assert found == RATES.find(base, quote, day)
    elif found is not None and base != quote:
        assert found.on <= until


def test_the_extremes_are_those_of_all_days() -> None:
    assert RATES.extremes("EUR", "USD") == (1.0, 2.0)
    assert RATES.extremes("EUR", "XXX") is None


@pytest.mark.parametrize(
    ("base", "quote", "day"),
    [
        ("EUR", "USD", "2024-01-04"),  # before the first
        ("EUR", "USD", "2024-01-21"),  # eleven days old
        ("EUR", "SEK", "2024-01-19"),  # its own last rate is eleven days old, whatever others have
        ("EUR", "XAU", "2024-01-08"),  # no column
    ],
)
def test_without_a_rate_of_the_day_there_is_none(base: str, quote: str, day: str) -> None:
    assert RATES.find(base, quote, date.fromisoformat(day)) is None


def test_what_was_published_after_the_last_day_read_is_not_used() -> None:
    assert RATES.find("EUR", "USD", date(2024, 1, 10), date(2024, 1, 9)) == Rate(Decimal("1.0"), date(2024, 1, 8))
    assert RATES.find("EUR", "USD", date(2024, 1, 20), date(2024, 1, 9)) is None


def test_one_currency_is_its_own() -> None:
    converted = convert(Money(Decimal("1.005"), "USD"), "USD", date(1900, 1, 1), RATES)
    assert converted is not None
    assert converted.money == Money(Decimal("1.005"), "USD")
    assert converted.rate.value == 1


@pytest.mark.parametrize(
    ("amount", "to", "converted"),
    [("0.125", "USD", "0.12"), ("0.135", "USD", "0.14"), ("0.01", "JPY", "2"), ("-0.125", "USD", "-0.12"),
     ("123456789012345678901234567890", "USD", "123456789012345678901234567890")],
)  # fmt: skip
def test_a_conversion_is_rounded_half_even_to_the_minor_unit(amount: str, to: str, converted: str) -> None:
    found = convert(Money(Decimal(amount), "EUR"), to, date(2024, 1, 8), RATES)
    assert found is not None
    assert found.money == Money(Decimal(converted), to)


def test_the_packaged_file_has_the_published_rates() -> None:
    assert ecb().find("EUR", "USD", date(1999, 1, 4)) == Rate(Decimal("1.1789"), date(1999, 1, 4))
    assert ecb().find("EUR", "USD", date(2025, 9, 30)) == Rate(Decimal("1.1741"), date(2025, 9, 30))
    assert ecb().find("EUR", "USD", date(2025, 9, 28)) == Rate(Decimal("1.1672"), date(2025, 9, 26))


def test_the_newest_day_is_known_without_the_rest() -> None:
    assert ecb_until() >= date(2026, 10, 30)
    newest = ecb().find("EUR", "USD", ecb_until() + MAX_AGE)
    assert newest is not None
    assert newest.on == ecb_until()


@given(
    st.dates(date(1998, 12, 1), date(2027, 1, 1)),
    st.sampled_from(["EUR", "USD", "JPY", "SEK", "RUB"]),
    st.sampled_from(["EUR", "USD", "GBP", "TRY"]),
)
def test_no_rate_is_from_the_future_and_none_is_old(day: date, base: str, quote: str) -> None:
    found = ecb().find(base, quote, day)
    if found is not None:
        assert timedelta(0) <= day - found.on <= MAX_AGE
        assert found.value > 0


# --- currencies that the euro replaced, and rates that do not end ----------------------------------------------------


@pytest.mark.parametrize(
    ("base", "quote", "day", "amount", "source"),
    [
        ("DEM", "EUR", "1999-01-01", "511.29", REGULATION),
        ("EUR", "ITL", "2001-06-01", "1936270", REGULATION),
        ("DEM", "FRF", "2000-06-01", "3353.85", REGULATION),
        ("DEM", "USD", "2000-06-01", "477.04", f"{SOURCE}; DEM by {REGULATION}"),
        ("HRK", "EUR", "2022-06-01", "132.72", SOURCE),
        ("HRK", "EUR", "2023-01-01", "132.72", REGULATION),
        ("GRD", "EUR", "2000-06-01", None, ""),  # the file has none, and it was not yet part of the euro
        ("DEM", "EUR", "1998-12-31", None, ""),
        ("TRL", "EUR", "2004-12-30", "0.00", SOURCE),
        ("EUR", "TRL", "2004-12-30", "1829000000", SOURCE),
        ("BGN", "EUR", "2024-03-01", "511.3", SOURCE),
    ],
)
def test_withdrawn_currencies_convert_at_the_rates_there_are(
    base: str, quote: str, day: str, amount: str | None, source: str
) -> None:
    converted = convert(Money(Decimal(1000), base), quote, date.fromisoformat(day), ecb())
    assert (converted and str(converted.money.amount)) == (amount and str(plain(Decimal(amount))))
    assert converted is None or converted.rate.source == source


def test_the_days_of_an_irrevocable_rate_bound_it_too() -> None:
    days, values = ecb().crosses("DEM", "EUR")
    assert days[0] == date(1999, 1, 1).toordinal()
    assert set(values) == {1 / 1.95583}
    days, values = ecb().crosses("HRK", "EUR")
    at = days.index(date(2023, 1, 1).toordinal())
    assert (values[at], len(values) - at > 900) == (1 / 7.5345, True)


@given(
    st.decimals(0, 10**15, places=3),
    st.sampled_from([("GBP", "EUR"), ("USD", "JPY"), ("JPY", "EUR"), ("BGN", "USD"), ("EUR", "USD"), ("DEM", "KWD")]),
    st.dates(date(1999, 7, 20), date(2025, 12, 31)),
)
def test_a_rate_is_used_whole_and_an_amount_rounded_once(amount: Decimal, pair: tuple[str, str], day: date) -> None:
    base, quote = pair
    rate = ecb().find(base, quote, day)
    converted = convert(Money(amount, base), quote, day, ecb())
    assert (rate is None) == (converted is None)
    if rate is None or converted is None:
        return
    dividend, divisor = map(Fraction, rate.whole or (rate.value, 1))
    digits = minor_units(quote)
    assert Fraction(converted.money.amount) == Fraction(
        round(Fraction(amount) * dividend / divisor * 10**digits), 10**digits
    )
    assert abs(Fraction(rate.value) / (dividend / divisor) - 1) < Fraction(1, 10**11)


def test_cents_are_those_of_the_whole_rate() -> None:
    converted = convert(Money(Decimal(1_885_000_000), "GBP"), "EUR", date(2019, 2, 1), ecb())
    assert converted is not None
    assert (str(converted.money.amount), str(converted.rate.value)) == ("2144775168.4", "1.13781176042")
