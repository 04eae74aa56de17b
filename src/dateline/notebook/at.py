"""A vantage as Python values: dates as texts or days, a place in the log as a number or an instant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypedDict

from dateline.answers.asking import Ask, LogPlace, last_day, log_place, partial_date, told, word
from dateline.answers.reading import Reading
from dateline.errors import InvalidVantage
from dateline.notebook.given import text
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty, PartialDate
from dateline.values.vocabulary import Confidence


class At(TypedDict, total=False):
    """Where the log is looked at from; what is left out has its default.

    on           the day asked about: a day, or a text like "2026-07-15", "2025", "end of June 2026"; default: today;
                 of an instant with its zone, its day in UTC
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
    if not isinstance(at, Mapping):
        raise InvalidVantage(f"a vantage is given like {{'on': '2026-07-15'}}, not as {told(at)}")
    unknown = set(at) - set(At.__annotations__)
    if unknown:
        raise TypeError(f"a vantage has no {', '.join(sorted(unknown))}: it has {', '.join(At.__annotations__)}")
    if "token" in at:
        if len(at) > 1:
            raise InvalidVantage("a `token` says all of a vantage: leave the others out")
        return await reading.vantage_of(text(at["token"], "token"))
    return await reading.vantage(ask_of(at))


def ask_of(at: At) -> Ask:
    return Ask.of(
        partial_date(at.get("on"), "on"),
        last_day(at.get("known_by"), "known_by"),
        _place(at.get("recorded")),
        word(at.get("confidence"), Confidence, "confidence"),
        word(at.get("dates"), Certainty, "dates"),
    )


def _place(value: object) -> LogPlace | None:
    place = log_place(value)
    if place is None and value is not None:
        raise InvalidVantage(
            f"`recorded` is a position or an instant with its offset, like 2026-11-22T12:00:00Z, not {told(value)}"
        )
    return place
