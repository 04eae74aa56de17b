"""A vantage as Python values: dates as texts or days, a place in the log as a number or an instant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, TypedDict, TypeVar

from dateline.answers.reading import Ask, Reading
from dateline.errors import InvalidInput, InvalidVantage
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty, PartialDate
from dateline.values.vocabulary import Confidence

E = TypeVar("E", bound=Enum)


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


async def vantage_at(reading: Reading, at: Mapping[str, Any]) -> Vantage:
    """Raises InvalidVantage, InvalidDate, PositionAhead or OtherLog."""
    unknown = set(at) - set(At.__annotations__)
    if unknown:
        raise TypeError(f"a vantage has no {', '.join(sorted(unknown))}: it has {', '.join(At.__annotations__)}")
    if "token" in at:
        if len(at) > 1:
            raise InvalidVantage("a `token` says all of a vantage: leave the others out")
        return await reading.vantage_of(at["token"])
    return await reading.vantage(ask_of(at))


def ask_of(at: Mapping[str, Any]) -> Ask:
    recorded = at.get("recorded")
    place = _instant(recorded) if isinstance(recorded, str | datetime) else recorded
    return Ask(
        on=partial_date(at.get("on")),
        known_by=last_day(at.get("known_by"), "known_by"),
        confidence=word(at.get("confidence"), Confidence, "confidence") or Confidence.REPORTED,
        dates=word(at.get("dates"), Certainty, "dates") or Certainty.CERTAIN,
        position=place if isinstance(place, int) else None,
        instant=place if isinstance(place, datetime) else None,
    )


def partial_date(value: str | date | PartialDate | None) -> PartialDate | None:
    match value:
        case None | PartialDate():
            return value
        case date():
            return PartialDate.of(value)
    return PartialDate.parse(value)


def last_day(value: str | date | PartialDate | None, name: str) -> date | None:
    day = partial_date(value)
    if day is not None and day.last is None:
        raise InvalidVantage(f"`{name}` needs a day that ends, not {day.text!r}")
    return day.last if day is not None else None


def word(value: str | E | None, words: type[E], name: str) -> E | None:
    """One of a vocabulary, by its word or as itself. Raises InvalidInput."""
    if value is None:
        return None
    try:
        return value if isinstance(value, words) else words(str(value).lower())
    except ValueError as error:
        known = ", ".join(str(each.value) for each in words)
        raise InvalidInput(f"`{name}` is one of {known}, not {value!r}") from error


def _instant(value: str | datetime) -> datetime:
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError as error:
        raise InvalidVantage(f"`recorded` is a position or an instant, not {value!r}") from error
    if instant.tzinfo is None:
        raise InvalidVantage(f"`recorded` needs an instant with its offset, like 2026-11-22T12:00:00Z, not {value}")
    return instant
