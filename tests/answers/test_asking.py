"""A vantage is read from words in one place: whatever the face, the same words ask the same."""

from __future__ import annotations

from datetime import UTC, date, datetime

import click
import pytest
from click.testing import CliRunner

from dateline.answers.asking import Ask, ending_date, last_day, log_place, word
from dateline.cli import options
from dateline.errors import InvalidInput, InvalidVantage
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
        ("2026-11-22T12:00:00", None),
        ("2026-11-22", None),
        ("yesterday", None),
    ],
)
def test_a_place_in_the_log_is_a_position_or_an_instant_with_its_offset(text: str, place: object) -> None:
    assert log_place(text) == place


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
