"""What is made short is exact: every number reads back as the number it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dateline.values.dates import PartialDate
from dateline.values.instants import instant_text
from dateline.values.money import MAX_DIGITS, Amount, Money, Quantity, plain
from dateline.values.parties import Party
from dateline.values.vocabulary import Bound, DataCenterStage
from dateline.values.words import (
    day_words,
    figure_words,
    money_words,
    names_words,
    number_words,
    quantity_words,
    value_words,
)

SCALES = {"tn": 12, "bn": 9, "m": 6}


def read_back(words: str) -> Decimal:
    """The number that a reader takes from its words."""
    for letters, zeros in SCALES.items():
        if words.endswith(letters):
            return Decimal(words.removesuffix(letters).replace(",", "") + f"E{zeros}")
    return Decimal(words.replace(",", ""))


whole = st.integers(-(10**MAX_DIGITS) + 1, 10**MAX_DIGITS - 1).map(Decimal)
scaled = st.builds(
    lambda digits, zeros, sign: Decimal(digits).scaleb(zeros) * sign,
    st.integers(1, 10**5),
    st.integers(-6, 14),
    st.sampled_from([1, -1]),
)
numbers = (whole | scaled).map(plain)


@given(numbers)
@example(Decimal(10**29 + 1))
@example(Decimal("123456789012345678901234567890"))
@example(Decimal("-0.000001"))
def test_no_number_is_rounded(number: Decimal) -> None:
    assert read_back(number_words(number)) == number


@given(numbers, st.sampled_from(["EUR", "USD", "GBP", "SEK"]))
@example(Decimal(10**29 + 1), "SEK")
@example(Decimal(-(10**29) - 1), "EUR")
def test_no_money_is_rounded(number: Decimal, currency: str) -> None:
    words = money_words(Money(number, currency))
    sign, digits = ("-", words[1:]) if words.startswith("-") else ("", words)
    for symbol in ("€", "$", "£", " SEK"):
        digits = digits.replace(symbol, "")
    assert read_back(sign + digits) == number


@given(numbers)
def test_what_is_made_short_keeps_at_most_three_digits_behind_the_point(number: Decimal) -> None:
    words = number_words(number)
    if words[-1].isalpha():
        assert len(words.rstrip("tbnm").partition(".")[2]) <= 3


@pytest.mark.parametrize(
    ("number", "words"),
    [("0", "0"), ("7", "7"), ("13800", "13,800"), ("999999", "999,999"), ("1000000", "1m"), ("1700000000", "1.7bn"),
     ("11700000000", "11.7bn"), ("1234567", "1,234,567"), ("1234000", "1.234m"), ("1000000000000", "1tn"),
     ("1000001000000", "1,000.001bn"), ("0.5", "0.5"), ("-2500000", "-2.5m"), ("7300000000", "7.3bn"),
     ("1234567890.12", "1,234,567,890.12"), ("1.12e25", "1.12e25"), ("2e18", "2e18")],
)  # fmt: skip
def test_a_scale_is_used_where_few_digits_are_left_behind_the_point(number: str, words: str) -> None:
    assert number_words(Decimal(number)) == words


@pytest.mark.parametrize(
    ("money", "words"),
    [(Money(Decimal(1_700_000_000), "EUR"), "€1.7bn"), (Money(Decimal(400_000_000), "USD"), "$400m"),
     (Money(Decimal("16300000"), "SEK"), "16.3m SEK"), (Money(Decimal(-5), "GBP"), "-£5"),
     (Amount(Decimal(400_000_000), "USD", Bound.OVER), "over $400m"), (Amount(Decimal(3), "CHF", Bound.ABOUT),
                                                                       "about 3 CHF"),
     (Amount(Decimal(1), "EUR", Bound.UNDER, (Amount(Decimal(2), "USD"),)), "under €1"), (Amount(Decimal(1), "EUR"),
                                                                                          "€1")],
)  # fmt: skip
def test_money_has_its_sign_its_currency_and_its_bound(money: Money, words: str) -> None:
    assert money_words(money) == words


@pytest.mark.parametrize(
    ("quantity", "words"),
    [(Quantity(Decimal(200), "MW"), "200 MW"), (Quantity(Decimal(60), "percent", Bound.OVER), "over 60%"),
     (Quantity(Decimal("12.5"), "%"), "12.5%"), (Quantity(Decimal(1_000_000), "users", Bound.ABOUT), "about 1m users")],
)  # fmt: skip
def test_a_quantity_has_its_unit_and_its_bound(quantity: Quantity, words: str) -> None:
    assert quantity_words(quantity) == figure_words(quantity) == words


def test_a_figure_of_money_reads_as_money() -> None:
    assert figure_words(Amount(Decimal(5), "EUR", Bound.OVER)) == "over €5"


@pytest.mark.parametrize(
    ("names", "words"),
    [([], ""), (["ASML"], "ASML"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")],
)
def test_names_are_listed_as_people_list_them(names: list[str], words: str) -> None:
    assert names_words([Party(name) for name in names]) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, ""), ("FR", "FR"), (Decimal(1_700_000_000), "1.7bn"), (PartialDate.parse("2025-09"), "Sep 2025"),
     (Party("ASML"), "ASML"), (Amount(Decimal(5), "EUR", Bound.OVER), "over €5"), (Money(Decimal(5), "EUR"), "€5"),
     (Quantity(Decimal(200), "MW"), "200 MW"), (DataCenterStage.UNDER_CONSTRUCTION, "under-construction"),
     ((Party("A"), Party("B")), "A, B"), ((), "")],
)  # fmt: skip
def test_a_value_of_any_type_has_its_words(value: object, words: str) -> None:
    assert value_words(value) == words


def test_a_vocabularys_words_may_be_shown_with_blanks() -> None:
    assert value_words(DataCenterStage.UNDER_CONSTRUCTION, hyphen=" ") == "under construction"
    assert value_words((DataCenterStage.UNDER_CONSTRUCTION, "as-is"), hyphen=" ") == "under construction, as-is"


def test_a_day_reads_as_a_date_of_that_precision() -> None:
    assert day_words(date(2026, 7, 15)) == PartialDate.of(date(2026, 7, 15)).human() == "15 Jul 2026"


@pytest.mark.parametrize("offset", [0, 2, -11])
def test_an_instant_is_written_in_utc(offset: int) -> None:
    instant = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert instant_text(instant.astimezone(timezone(timedelta(hours=offset)))) == "2026-11-22T12:00:00Z"
