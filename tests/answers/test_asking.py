"""A vantage is read from words in one place: whatever the face, the same words ask the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import click
import pytest
from click.testing import CliRunner

from dateline.answers.asking import Ask, ending_date, first_day, last_day, log_place, partial_date, word
from dateline.cli import options
from dateline.errors import InvalidDate, InvalidInput, InvalidVantage
from dateline.notebook.at import ask_of
from dateline.values.dates import Certainty, PartialDate
from dateline.values.vocabulary import Confidence

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("42", 42),
        ("0", 0),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("-1", None),
        ("٤٢", None),
        ("2026-11-22T12:00:00Z", NOON),
        ("2026-11-22T13:00:00+01:00", NOON),
        ("2026-11-22t12:00:00z", NOON),
        ("2026-11-22 12:00:00-00:00", NOON),
        ("2026-11-22T12:00:00.000000999Z", NOON),
        ("2026-11-22T17:30+0530", NOON),
        ("0001-01-01T00:00:00+01:00", None),
        ("9999-12-31T23:59:59-01:00", None),
        ("10000-01-01T00:00:00Z", None),
        ("2026-11-22T12:00:00", None),
        ("2026-11-22", None),
        ("yesterday", None),
    ],
)
def test_a_place_in_the_log_is_a_position_or_an_instant_with_its_offset(text: str, place: object) -> None:
    assert log_place(text) == place


WRONG = (5, 2.5, float("nan"), Decimal(5), True, [], ["2026"], {}, b"2026", time(3), object())


class datetime64:
    """What is looked at of numpy's: its name and its text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text


@pytest.mark.parametrize("value", WRONG)
def test_a_date_of_another_type_is_refused_by_its_name(value: object) -> None:
    with pytest.raises(InvalidDate, match="`known_by` is a date, like 2026-07-15"):
        last_day(value, "known_by")


@pytest.mark.parametrize("value", [one for one in WRONG if one != 5] + [date(2026, 7, 15), NOON.replace(tzinfo=None)])
def test_a_place_of_another_type_is_none(value: object) -> None:
    assert log_place(value) is None


@pytest.mark.parametrize("value", WRONG)
def test_a_word_of_another_type_is_refused(value: object) -> None:
    with pytest.raises(InvalidInput, match="`confidence` is one of"):
        word(value, Confidence, "confidence")


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (NOON, "2026-11-22"),
        (datetime(2026, 11, 22, 23, 30, tzinfo=timezone(timedelta(hours=-5))), "2026-11-23"),
        (datetime(2026, 11, 22, 0, 30, tzinfo=timezone(timedelta(hours=5))), "2026-11-21"),
        (NOON.replace(hour=0, tzinfo=None), "2026-11-22"),
        (datetime64("2026-11-22"), "2026-11-22"),
        (datetime64("2026-11-22T00:00:00.000000000"), "2026-11-22"),
    ],
)
def test_an_instant_is_its_day_in_utc_and_midnight_without_a_zone_a_day(moment: object, day: str) -> None:
    found = partial_date(moment, "on")
    assert found is not None
    assert found.edtf == day


@pytest.mark.parametrize(
    "moment",
    [
        NOON.replace(tzinfo=None),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-5))),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=5))),
        datetime64("2026-11-22T12:00:00"),
        datetime64("NaT"),
        datetime64("12026-11-22"),
    ],
)
def test_a_time_of_day_without_a_zone_is_no_day(moment: object) -> None:
    with pytest.raises(InvalidDate):
        partial_date(moment, "on")


def test_a_partial_date_means_its_last_day() -> None:
    assert last_day("2025", "on") == date(2025, 12, 31)
    assert last_day(PartialDate.parse("2025-09"), "on") == date(2025, 9, 30)
    assert last_day(date(2025, 9, 9), "on") == date(2025, 9, 9)
    assert last_day(None, "on") is None


def test_a_date_without_an_end_is_refused_by_its_name() -> None:
    with pytest.raises(InvalidVantage, match="`known_by` needs a day that ends"):
        ending_date("2025/..", "known_by")


def test_a_word_is_read_in_whichever_case_and_refused_with_those_there_are() -> None:
    assert word("Confirmed", Confidence, "confidence") is Confidence.CONFIRMED
    assert word(Confidence.RUMORED, Confidence, "confidence") is Confidence.RUMORED
    assert word(None, Confidence, "confidence") is None
    with pytest.raises(InvalidInput, match="`dates` is one of certain, possible, not 'maybe'"):
        word("maybe", Certainty, "dates", InvalidVantage)


@click.command()
@options.vantage
def asked(ask: Ask) -> None:
    click.echo(repr(ask))


def test_the_command_line_and_the_notebook_ask_the_same() -> None:
    words = {
        "on": "2025",
        "known_by": "2025-09",
        "recorded": "2026-11-22T12:00:00Z",
        "confidence": "rumored",
        "dates": "possible",
    }
    flags = [part for name, text in words.items() for part in (f"--{name.replace('_', '-')}", text)]
    assert CliRunner().invoke(asked, flags).output.strip() == repr(ask_of(words))


@pytest.mark.parametrize(
    ("given", "first"), [("2025", date(2025, 1, 1)), ("../2025-06", date(2025, 6, 30)), (None, None)]
)
def test_what_is_asked_for_since_a_date_begins_with_its_first_day(given: str | None, first: date | None) -> None:
    assert first_day(given, "since") == first
