"""Whether two accounts of one field can be true at once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.values.agreement import agree, identity
from dateline.values.dates import PartialDate
from dateline.values.money import Amount, Quantity
from dateline.values.parties import Party
from dateline.values.vocabulary import Bound, FundingStage

EXACT, ABOUT, OVER, UNDER = Bound.EXACT, Bound.ABOUT, Bound.OVER, Bound.UNDER


def amount(number: float | str, bound: Bound = EXACT, currency: str = "EUR") -> Amount:
    return Amount(Decimal(str(number)), currency, bound)


def people(number: int, bound: Bound = EXACT, unit: str = "people") -> Quantity:
    return Quantity(Decimal(number), unit, bound)


BOUNDS = [
    (400, EXACT, 400, EXACT, True),
    (400, EXACT, 401, EXACT, False),
    (400, OVER, 400, EXACT, True),
    (400, OVER, 412, EXACT, True),
    (400, OVER, 399, EXACT, False),
    (400, UNDER, 399, EXACT, True),
    (400, UNDER, 401, EXACT, False),
    (400, ABOUT, 412, EXACT, True),
    (400, ABOUT, 413, EXACT, False),
    (1000, ABOUT, 1030, EXACT, True),
    (1000, ABOUT, 1031, EXACT, False),
    (400, ABOUT, 388, EXACT, True),
    (400, ABOUT, 387, EXACT, False),
    (400, ABOUT, 424, ABOUT, True),
    (400, ABOUT, 426, ABOUT, False),
    (400, OVER, 500, OVER, True),
    (400, UNDER, 300, UNDER, True),
    (400, OVER, 500, UNDER, True),
    (500, OVER, 400, UNDER, False),
    (400, OVER, 390, ABOUT, True),
    (400, OVER, 380, ABOUT, False),
]


@pytest.mark.parametrize(("one", "one_bound", "other", "other_bound", "expected"), BOUNDS)
def test_numbers_agree_if_some_true_value_lies_within_both_bounds(
    one: int, one_bound: Bound, other: int, other_bound: Bound, expected: bool
) -> None:
    assert agree(amount(one, one_bound), amount(other, other_bound)) is expected
    assert agree(people(one, one_bound), people(other, other_bound)) is expected


VALUES = [
    (amount(105), amount(113, currency="USD"), False),
    (amount(1), amount(1, currency="USD"), False),
    (people(1), people(1, unit="People"), True),
    (people(1), people(1, unit="users"), False),
    (amount(1), people(1), False),
    (PartialDate.parse("2025-09"), PartialDate.parse("2025-09-09"), True),
    (PartialDate.parse("2025-09"), PartialDate.parse("2025-10"), False),
    (PartialDate.parse("../2025"), PartialDate.parse("2024"), True),
    (PartialDate.parse("May 2023"), PartialDate.parse("2023-05"), True),
    ("Le Chat", " le  CHAT ", True),
    ("Le Chat", "LeChat", False),
    (Party("ASML"), Party("asml"), True),
    (Party("ASML"), Party("ASML", "asml-holding"), False),
    ((Party("A"), Party("B")), (Party("B"), Party("A")), True),
    ((Party("A"),), (Party("A"), Party("B")), False),
    (FundingStage.CLOSED, FundingStage.ABANDONED, False),
    (Decimal("7.0"), Decimal(7), True),
]


@pytest.mark.parametrize(("one", "other", "expected"), VALUES)
def test_values_agree_whatever_way_they_are_written(one: object, other: object, expected: bool) -> None:
    assert agree(one, other) is expected
    assert agree(other, one) is expected
    assert agree(one, one)


def test_the_sources_own_conversions_do_not_make_another_value() -> None:
    converted = Amount(Decimal(105), "EUR", stated=(Amount(Decimal(113), "USD"),))
    assert identity(converted) == identity(amount(105))
    assert agree(converted, amount(105))


def test_a_bound_makes_another_value_though_it_may_agree() -> None:
    assert identity(amount(400, OVER)) != identity(amount(400))


amounts = st.builds(amount, st.integers(0, 60), st.sampled_from(Bound), st.sampled_from(["EUR", "USD"]))


@given(amounts, amounts)
def test_agreement_goes_both_ways(one: Amount, other: Amount) -> None:
    assert agree(one, other) == agree(other, one)


@given(amounts, amounts)
def test_the_same_value_always_agrees_with_itself(one: Amount, other: Amount) -> None:
    assert agree(one, one)
    assert agree(one, other) or identity(one) != identity(other)


def test_numbers_of_thirty_digits_are_compared_whole() -> None:
    huge = 10**29
    assert not agree(amount(huge + 1, UNDER), amount(huge + 2))
    assert agree(amount(huge + 2, UNDER), amount(huge + 1))
    lowest = huge - huge * 3 // 100
    assert agree(amount(huge, ABOUT), amount(lowest))
    assert not agree(amount(huge, ABOUT), amount(lowest - 1))
