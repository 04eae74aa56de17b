"""Exchange rates: the last one published, never one from the future, never an interpolation, never an old one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.values.money import Money
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
