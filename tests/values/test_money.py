"""Exact money: digits never change, currencies never mix."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import InvalidEvent, InvalidMoney
from dateline.values.currencies import MINOR_UNITS
from dateline.values.money import MAX_DIGITS, Amount, Money, digits_of, plain
from dateline.values.totals import Total, sum_by_currency
from dateline.values.vocabulary import Bound

amounts = st.decimals(min_value=-(10**15), max_value=10**15, places=4)
currencies = st.sampled_from(["EUR", "USD", "JPY"])
money = st.builds(Money, amounts, currencies)


@pytest.mark.parametrize(
    ("written", "digits"),
    [("1.7E+9", "1700000000"), ("1.50", "1.5"), ("100", "100"), ("1E+2", "100"), ("-0.0", "0"), ("0E-9", "0"),
     ("0E+9", "0"),
     ("0.000001", "0.000001"), ("-12.340", "-12.34")],
)  # fmt: skip
def test_plain_digits_have_no_exponent_and_no_zeros_behind(written: str, digits: str) -> None:
    assert str(plain(Decimal(written))) == digits_of(plain(Decimal(written))) == digits


@pytest.mark.parametrize("written", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_no_amount(written: str) -> None:
    with pytest.raises(InvalidEvent, match=r"^amount: .* is not a number"):
        Amount(Decimal(written), "EUR")


@pytest.mark.parametrize(
    ("digits", "fits"),
    [("9" * MAX_DIGITS, True), ("9" * (MAX_DIGITS + 1), False), ("9" * 10 + "." + "9" * 20, True),
     ("9" * 10 + "." + "9" * 21, False), (f"1E+{MAX_DIGITS - 1}", True), (f"1E+{MAX_DIGITS}", False),
     ("1E+999999999", False), ("0.1" + "0" * 99, True)],
)  # fmt: skip
def test_a_number_has_at_most_thirty_digits_before_and_behind_the_point_together(digits: str, fits: bool) -> None:
    if fits:
        assert plain(Decimal(digits)) == Decimal(digits)
        return
    with pytest.raises(InvalidEvent, match="more than 30 digits"):
        plain(Decimal(digits))


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_digits_are_plain_whatever_the_exponent(number: Decimal) -> None:
    assert digits_of(number) == format(number, "f")


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=9))
def test_plain_changes_no_value_and_is_done_once(number: Decimal) -> None:
    if number and number.adjusted() < -6:
        with pytest.raises(InvalidEvent, match="smaller than"):
            plain(number)
        return
    assert plain(number) == number
    assert str(plain(plain(number))) == str(plain(number)) == digits_of(plain(number))


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_equal_numbers_have_equal_digits(number: Decimal) -> None:
    try:
        digits = str(plain(number))
    except InvalidEvent:
        return
    assert "E" not in digits
    assert str(plain(Decimal(f"{digits}{'' if '.' in digits else '.'}00"))) == digits


def test_a_currency_is_an_iso_4217_code_in_capitals() -> None:
    for code in ("EUR", "USD", "JPY", "CHF"):
        assert Amount(Decimal(1), code).currency == code
    for wrong in ("eur", "EURO", "€", "", "XXY"):
        with pytest.raises(InvalidMoney, match="is not an ISO 4217 code"):
            Amount(Decimal(1), wrong)


def test_minor_units_are_those_of_the_standard() -> None:
    assert [MINOR_UNITS[code] for code in ("EUR", "JPY", "KWD", "USD", "CLF")] == [2, 0, 3, 2, 4]


def test_an_amount_gives_its_money_without_bound_and_conversions() -> None:
    amount = Amount(Decimal(400), "USD", Bound.OVER, (Amount(Decimal(370), "EUR"),))
    assert amount.money == Money(Decimal(400), "USD")
    assert str(amount.money) == "400 USD"


@given(st.lists(money))
def test_a_sum_never_mixes_currencies_and_loses_nothing(amounts: list[Money]) -> None:
    sums = sum_by_currency(amounts)
    assert [one.currency for one in sums] == sorted({one.currency for one in amounts})
    for one in sums:
        assert one.amount == sum(other.amount for other in amounts if other.currency == one.currency)


@given(st.lists(money))
def test_the_order_of_amounts_does_not_matter(amounts: list[Money]) -> None:
    assert sum_by_currency(amounts) == sum_by_currency(amounts[::-1])


def test_a_total_is_one_amount_only_where_there_is_one_currency() -> None:
    eur, usd = Money(Decimal(1), "EUR"), Money(Decimal(2), "USD")
    assert Total(by_currency=(eur,), counted=1).money == eur
    assert Total(by_currency=(eur, usd), counted=2).money is None
    assert Total().money is None
