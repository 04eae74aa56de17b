"""A vantage as Python values: dates as texts or days, a place in the log as a number or an instant."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict

from dateline.answers.asking import Ask, LogPlace, instant, last_day, partial_date, word
from dateline.answers.reading import Reading
from dateline.errors import InvalidVantage
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty, PartialDate
from dateline.values.vocabulary import Confidence


class At(TypedDict, total=False):
    """Where the log is looked at from; what is left out has its default.

    on           the day asked about: a day, or a text like "2026-07-15", "2025", "end of June 2026"; default: today
    known_by     only what could be known by then; default: with hindsight
    recorded     only what the log held then: a position, or an instant with its offset; default: all of it
    confidence   the least that counts: "rumored", "reported" (default), "confirmed"
    dates        an event counts once its date is "certain" to have come (default), or once it is "possible"
    token        all of that in one text, as a vantage of an answer has it
    """

    on: str | date | PartialDate | None
    known_by: str | date | PartialDate | None
    recorded: int | str | datetime | None
    confidence: str | Confidence
    dates: str | Certainty
    token: str


async def vantage_at(reading: Reading, at: At) -> Vantage:
    """The vantage that these words mean.

    Raises InvalidVantage, InvalidInput or InvalidDate for words that mean none, PositionAhead or OtherLog for a place
    that this log does not have, and TypeError for a word that no vantage has.
    """
    unknown = set(at) - set(At.__annotations__)
    if unknown:
        raise TypeError(f"a vantage has no {', '.join(sorted(unknown))}: it has {', '.join(At.__annotations__)}")
    if "token" in at:
        if len(at) > 1:
            raise InvalidVantage("a `token` says all of a vantage: leave the others out")
        return await reading.vantage_of(at["token"])
    return await reading.vantage(ask_of(at))


def ask_of(at: At) -> Ask:
    return Ask.of(
        partial_date(at.get("on")),
        last_day(at.get("known_by"), "known_by"),
        _place(at.get("recorded")),
        word(at.get("confidence"), Confidence, "confidence"),
        word(at.get("dates"), Certainty, "dates"),
    )


def _place(value: int | str | datetime | None) -> LogPlace | None:
    """A number is a position, a text an instant."""
    if value is None or isinstance(value, int):
        return value
    when = instant(value) if isinstance(value, str) else value
    if when is None:
        raise InvalidVantage(f"`recorded` is a position or an instant, not {value!r}")
    if when.tzinfo is None:
        raise InvalidVantage(f"`recorded` needs an instant with its offset, like 2026-11-22T12:00:00Z, not {value}")
    return when
