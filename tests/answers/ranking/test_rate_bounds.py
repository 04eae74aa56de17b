"""A bound must hold whatever the day of the rate turns out to be."""

from __future__ import annotations

import weakref
from datetime import date
from decimal import Decimal

import pytest
from builders import RECORDED
from histories import law
from hypothesis import given
from hypothesis import strategies as st

from dateline.answers.ranking.rate_bounds import RateBounds
from dateline.log.record import LogHead
from dateline.state.conversion import convert_at
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty, PartialDate
from dateline.values.money import Money
from dateline.values.rates import ecb

CODES = ("EUR", "USD", "JPY", "TRY", "GBP", "BRL", "AED", "ISK")
days = st.dates(date(1998, 1, 1), date(2027, 1, 1))
dates = st.one_of(
    days.map(date.isoformat),
    days.map(lambda day: f"{day:%Y-%m}"),
    days.map(lambda day: f"{day:%Y}"),
    days.map(lambda day: f"../{day}"),
    st.tuples(days, days).map(lambda ends: "/".join(sorted(map(date.isoformat, ends)))),
).map(PartialDate.from_edtf)
amounts = st.decimals("-1e15", "1e15", places=2) | st.sampled_from([Decimal("0.01"), Decimal("1e18"), Decimal(0)])
vantages = st.builds(
    Vantage,
    on=days,
    known_by=st.none() | days,
    at=st.sampled_from([LogHead(1, bytes(32), 1, RECORDED), LogHead(1, bytes(32), 1, RECORDED.replace(year=2015))]),
    dates=st.sampled_from(Certainty),
    rates_until=st.sampled_from([date.max, date(2020, 1, 1)]),
)


@law(150)
@given(amounts, st.sampled_from(CODES), st.sampled_from(CODES), dates, vantages)
def test_no_conversion_at_a_vantage_is_outside_its_bounds(
    amount: Decimal, unit: str, to: str, moment: PartialDate, at: Vantage
) -> None:
    conversion = convert_at(Money(amount, unit), moment, to, at)
    exchange = RateBounds(ecb(), to, at)
    first, last = (moment.first or date.min).toordinal(), (moment.last or date.max).toordinal()
    loose = [exchange.bound(float(amount), unit, up=up) for up in (False, True)]
    own = [exchange.bound(float(amount), unit, first, last, up=up) for up in (False, True)]
    if conversion is not None:
        for low, high in (loose, own):
            assert low is not None
            assert high is not None
            assert low <= conversion.money.amount <= high
    if None not in (*loose, *own):
        assert loose[0] <= own[0] <= own[1] <= loose[1]


def test_a_loose_bound_grows_with_the_number() -> None:
    exchange = RateBounds(ecb(), "USD", Vantage(date(2020, 1, 1), None, LogHead(1, bytes(32), 1, RECORDED)))
    for up in (False, True):
        bounds = [exchange.bound(number, "GBP", up=up) for number in (-1e9, -5.0, 0.0, 1.0, 1e12)]
        assert bounds == sorted(bounds)


@pytest.mark.parametrize("unit", ["", "USD"])
def test_what_needs_no_conversion_is_bounded_by_itself(unit: str) -> None:
    exchange = RateBounds(ecb(), "USD", Vantage(date(2020, 1, 1), None, LogHead(1, bytes(32), 1, RECORDED)))
    assert exchange.bound(700.0, unit, up=True) == pytest.approx(700.0)


def test_a_currency_without_rates_cannot_be_bounded() -> None:
    exchange = RateBounds(ecb(), "AED", Vantage(date(2020, 1, 1), None, LogHead(1, bytes(32), 1, RECORDED)))
    assert exchange.bound(700.0, "USD", up=True) is None
    assert exchange.bound(700.0, "AED", up=True) is not None


def test_bounds_are_gone_when_they_are_forgotten() -> None:
    """They keep thousands of rates, and no search for garbage looks for them."""
    at = Vantage(date(2020, 1, 1), None, LogHead(1, bytes(32), 1, RECORDED))
    bounds = RateBounds(ecb(), "EUR", at)
    assert bounds.bound(1.0, "USD", up=True) is not None
    forgotten = weakref.ref(bounds)
    del bounds
    assert forgotten() is None
