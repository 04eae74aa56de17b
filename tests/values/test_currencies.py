"""Codes of their day: withdrawn ones are known, up to their last day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import iso3166
import iso4217
import pytest

from dateline.values import countries, currencies
from dateline.values.rates import ecb

A_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("code", "last", "successor"),
    [
        ("DEM", "2002-05-15", "EUR"),  # in Montenegro longer than in Germany
        ("FRF", "2002-03-31", "EUR"),
        ("EEK", "2011-01-31", "EUR"),
        ("LVL", "2014-01-31", "EUR"),
        ("LTL", "2014-12-31", "EUR"),
        ("HRK", "2023-01-31", "EUR"),
        ("BGN", "2026-01-31", "EUR"),
        ("TRL", "2005-12-31", "TRY"),
        ("ROL", "2006-12-31", "RON"),
        ("VEF", "2018-08-31", "VES"),
        ("BYR", "2017-01-31", "BYN"),
        ("ANG", "2025-06-30", "XCG"),
        ("ZWL", "2024-09-30", "ZWG"),
        ("SLL", "2023-12-31", "SLE"),
    ],
)
def test_a_withdrawn_code_is_valid_until_its_last_day(code: str, last: str, successor: str) -> None:
    day = date.fromisoformat(last)
    assert currencies.withdrawn_before(code, day) is None
    assert currencies.withdrawn_before(code, day + A_DAY) == (
        f"{code} was withdrawn from ISO 4217, and {last} was its last day: since then it is {successor}"
    )


def test_a_code_in_use_is_valid_on_every_day() -> None:
    assert currencies.withdrawn_before("EUR", date(1900, 1, 1)) is None
    assert currencies.withdrawn_before("USD", date.max) is None


def test_every_withdrawn_code_is_followed_by_one_that_lasts_longer() -> None:
    for code, one in currencies.WITHDRAWN.items():
        assert one.successor is None or one.successor in currencies.MINOR_UNITS, code
        later = currencies.WITHDRAWN.get(one.successor or "")
        assert later is None or later.last >= one.last or one.last.year < 1991, code  # years are all that is known
        assert one.minor_units in (0, 2), code
    assert len(currencies.WITHDRAWN) == 129
    assert currencies.WITHDRAWN.keys().isdisjoint(currencies.IN_USE)


def test_a_code_that_is_on_no_list_has_two_digits_after_the_point() -> None:
    assert (currencies.minor_units("QQQ"), currencies.minor_units("JPY"), currencies.minor_units("ITL")) == (2, 0, 0)


def test_every_column_of_the_file_of_rates_is_a_known_code() -> None:
    assert {"EEK", "BGN", "ROL", "TRL"} <= currencies.MINOR_UNITS.keys()
    for code in currencies.MINOR_UNITS:
        ecb().find("EUR", code, date(2005, 6, 1))


def test_irrevocable_rates_are_those_of_the_last_days_of_the_file_within_a_band() -> None:
    """What a euro replaced was close to its final rate before: a slip of the pen in the table would show."""
    for code, one in currencies.IRREVOCABLE.items():
        before = ecb().find("EUR", code, one.since - A_DAY)
        if before is not None:
            assert abs(before.value / one.units - 1) < Decimal("0.002"), code


@pytest.mark.parametrize(("code", "last"), [("AN", "2010-12-15"), ("YU", "2003-07-23"), ("DD", "1990-10-30")])
def test_a_withdrawn_country_is_valid_until_its_last_day(code: str, last: str) -> None:
    day = date.fromisoformat(last)
    assert countries.withdrawn_before(code, day) is None
    assert f"{last} was its last day" in str(countries.withdrawn_before(code, day + A_DAY))


def test_countries_have_names_and_successors_that_are_known() -> None:
    assert countries.country_name("FR") == "France"
    assert countries.country_name("ZR") == "Zaire"
    assert countries.country_name("QX") == "QX"
    assert countries.WITHDRAWN.keys().isdisjoint(iso3166.countries_by_alpha2)
    for code, one in countries.WITHDRAWN.items():
        assert countries.CODES.issuperset(one.successors), code


def test_codes_in_use_are_all_those_of_the_package() -> None:
    listed = {currency.code: currency.exponent or 0 for currency in iso4217.Currency}
    assert list(currencies.IN_USE.items()) == list(listed.items())
