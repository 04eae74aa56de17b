"""Conversion at a vantage, sums in one currency, and how far accounts lie apart."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from builders import eur, funding, log, usd, vantage

from dateline.events.event import Event
from dateline.state.company import CompanyState, state
from dateline.state.conversion import convert_at, rate_day, spread
from dateline.values.dates import PartialDate
from dateline.values.money import Money


def at(*events: Event, on: str = "2024-12-31", known_by: str | None = None) -> CompanyState:
    records = log(*events)
    made = state(records[0].event.company, records, vantage(on, known_by=known_by))
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("moment", "on", "known_by", "day"),
    [
        ("2023-06", "2024-12-31", None, "2023-06-30"),  # the day it counts from
        ("2023-06", "2024-12-31", "2023-06-15", "2023-06-15"),  # a reader of that day knew no later rate
        ("2023-06", "2023-06-10", None, "2023-06-10"),
        ("2023-06-05", "2024-12-31", "2023-06-15", "2023-06-05"),
    ],
)
def test_the_rate_is_of_the_day_it_counts_from_but_never_past_the_vantage(
    moment: str, on: str, known_by: str | None, day: str
) -> None:
    assert rate_day(PartialDate.parse(moment), vantage(on, known_by=known_by)) == date.fromisoformat(day)


def test_the_first_round_agrees_in_two_currencies() -> None:
    """105M EUR, by one article, and 113M USD, by another, are one amount: 114.09M USD at 1.0866."""
    seed = at(
        funding("a", round="seed", raised=eur(105_000_000), on="2023-06"),
        funding("b", round="seed", raised=usd(113_000_000), on="2023-06"),
    ).rounds[0]
    assert seed.raised is not None
    assert [other.agrees for other in seed.raised.alternatives] == [True]
    assert not seed.raised.is_conflict


@pytest.mark.parametrize(("amount", "agrees"), [(108_660_000, True), (105_500_000, True), (105_300_000, False)])
def test_amounts_in_two_currencies_agree_within_three_percent(amount: int, agrees: bool) -> None:
    """100M EUR of 30 June 2023 are 108.66M USD; three percent of the other below is 105.49M."""
    seed = at(
        funding("a", round="seed", raised=usd(amount), on="2023-06"),
        funding("b", round="seed", raised=eur(100_000_000), on="2023-06"),
    ).rounds[0]
    assert seed.raised is not None
    assert [other.agrees for other in seed.raised.alternatives] == [agrees]


def test_amounts_of_a_currency_without_rates_do_not_agree() -> None:
    seed = at(
        funding("a", round="seed", raised=eur(100), on="1998-06"),
        funding("b", round="seed", raised=usd(100), on="1998-06"),
    ).rounds[0]
    assert seed.raised is not None
    assert seed.raised.is_conflict


def test_a_sum_in_one_currency_adds_what_was_rounded_and_shows_each_rate() -> None:
    company = at(
        funding("a", round="a", raised=eur("100.01"), on="2023-06-30"),
        funding("b", round="b", raised=usd("50.55"), on="2024-01-31"),
    )
    total, _ = company.raised(currency="USD")
    assert total.by_currency == (Money(Decimal("159.22"), "USD"),)
    assert [(str(one.rate.value), one.rate.on.isoformat()) for one in total.conversions] == [
        ("1.0866", "2023-06-30"), ("1", "2024-01-31"),
    ]  # fmt: skip
    assert sum(one.money.amount for one in total.conversions) == total.by_currency[0].amount


def test_a_sum_says_which_amounts_have_no_rate() -> None:
    company = at(
        funding("a", round="a", raised=eur(100), on="1998-06-30"), funding("b", round="b", raised=usd(50), on="2024-01")
    )
    total, _ = company.raised(currency="USD")
    assert (total.counted, total.unknown, total.excluded) == (1, 0, 1)
    assert total.why == ("a: no exchange rate for EUR on its day",)


def test_without_a_currency_nothing_is_converted() -> None:
    company = at(
        funding("a", round="a", raised=eur(100), on="2024"), funding("b", round="b", raised=usd(50), on="2024")
    )
    total, _ = company.raised()
    assert total.money is None
    assert total.by_currency == (Money(Decimal(100), "EUR"), Money(Decimal(50), "USD"))
    assert total.conversions == ()


def test_an_amount_is_never_converted_by_a_rate_past_the_knowledge_cut() -> None:
    seen_in = vantage("2024-12-31", known_by="2023-06-15")
    conversion = convert_at(Money(Decimal(100), "EUR"), PartialDate.parse("2023-06"), "USD", seen_in)
    assert conversion is not None
    assert conversion.rate.on == date(2023, 6, 15)


def test_the_spread_is_the_largest_over_the_smallest() -> None:
    seed = at(
        funding("a", round="seed", raised=usd(300), on="2023-06"),
        funding("b", round="seed", raised=eur(100), on="2023-06"),
        funding("c", round="seed", raised=usd(100), on="2023-06"),
    ).rounds[0]
    assert seed.raised is not None
    seen_in = vantage("2024-12-31")
    assert spread(seed.raised, seen_in) == (Decimal(3) if seed.raised.value.currency == "USD" else Decimal("3.2598"))


def test_there_is_no_spread_between_words() -> None:
    seed = at(funding("a", series="A", on="2024"), funding("b", series="B", on="2024")).rounds[0]
    assert seed.series is not None
    assert spread(seed.series, vantage("2024-12-31")) is None
