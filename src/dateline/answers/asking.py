"""Ask, and the one reading of a vantage from words: of the command line, HTTP, the notebook and GraphQL.

A face adds its own sentence where a word cannot be read: a function here answers None, or is told how to refuse.
"""

from __future__ import annotations

import operator
from datetime import date, datetime
from enum import Enum
from typing import SupportsIndex, TypeVar

import msgspec

from dateline.errors import InvalidDate, InvalidInput, InvalidVantage
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty, PartialDate
from dateline.values.instants import day_in_utc, in_utc, read_instant
from dateline.values.vocabulary import Confidence

W = TypeVar("W", bound=Enum)

LogPlace = int | datetime
"""How much of the log is read: up to a position, or up to the newest record not later than an instant."""

_MAX_POSITION_DIGITS = 18
_MOST_SHOWN = 60


class Ask(msgspec.Struct, frozen=True):
    """A vantage as it is asked for: what is None takes its default. At most one of the last three."""

    on: PartialDate | None = None
    known_by: date | None = None
    confidence: Confidence = Confidence.REPORTED
    dates: Certainty = Certainty.CERTAIN
    position: int | None = None
    instant: datetime | None = None
    at_least: int | None = None

    @classmethod
    def of(
        cls,
        on: PartialDate | None = None,
        known_by: date | None = None,
        recorded: LogPlace | None = None,
        confidence: Confidence | None = None,
        dates: Certainty | None = None,
        base: Vantage | None = None,
    ) -> Ask:
        """From what was read of each word. What is None is as in `base`, where the question stands inside an answer.

        The place in the log is never taken from `base`: `Vantage.at` is passed on as it is.
        """
        return cls(
            on=on or (PartialDate.of(base.on) if base is not None else None),
            known_by=known_by or (base.known_by if base is not None else None),
            confidence=confidence or (base.confidence if base is not None else Confidence.REPORTED),
            dates=dates or (base.dates if base is not None else Certainty.CERTAIN),
            position=recorded if isinstance(recorded, int) else None,
            instant=recorded if isinstance(recorded, datetime) else None,
        )


def partial_date(value: object, name: str) -> PartialDate | None:
    """A date however it is given; of an instant its day in UTC. Raises InvalidDate, by the name of what was given, for
    what is no date, and for a time of day without a zone.
    """
    match _as_python(value):
        case None:
            return None
        case PartialDate() as day:
            return day
        case str(text):
            return PartialDate.parse(text)
        case datetime() as moment:
            return PartialDate.of(_day_of(moment, value, name))
        case date() as day:
            return PartialDate.of(day)
    raise InvalidDate(f"`{name}` is a date, like 2026-07-15 or the text 'May 2023', not {told(value)}")


def _day_of(moment: datetime, value: object, name: str) -> date:
    day = day_in_utc(moment) if moment == moment else None  # what pandas has for no time is not equal to itself
    if day is None:
        raise InvalidDate(
            f"`{name}` is a day, or an instant with its zone, whose day in UTC is meant, not {told(value)}"
        )
    return day


def _as_python(value: object) -> object:
    """What numpy has for an instant, which knows no zones, as Python's; all else as it is."""
    if type(value).__name__ != "datetime64":
        return value
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return str(value)


def told(value: object) -> str:
    """A value that cannot be used, in a sentence: itself, cut short, and its type unless it is text."""
    shown = repr(value)
    shown = shown if len(shown) <= _MOST_SHOWN else f"{shown[:_MOST_SHOWN]}…"
    return shown if isinstance(value, str) else f"{shown} ({type(value).__name__})"


def ending_date(value: object, name: str) -> PartialDate | None:
    """The same. Raises InvalidVantage for a date without a last day, by the name of what was given."""
    day = partial_date(value, name)
    if day is not None and day.last is None:
        raise InvalidVantage(f"`{name}` needs a day that ends, not {day.text!r}")
    return day


def last_day(value: object, name: str) -> date | None:
    """A vantage's own partial date means its last day. Raises InvalidDate or InvalidVantage."""
    day = ending_date(value, name)
    return day.last if day is not None else None


def first_day(value: object, name: str) -> date | None:
    """The day since which something is asked for: the first of a partial date, or its last where it has no first.

    Raises InvalidDate."""
    day = partial_date(value, name)
    return day.first or day.last if day is not None else None


def log_place(value: object) -> LogPlace | None:
    """A position in the log or an instant with its offset, in UTC; None for what is neither."""
    match value:
        case bool():
            return None
        case str() if value.isascii() and value.isdecimal() and len(value) <= _MAX_POSITION_DIGITS:
            return int(value)
        case str():
            return read_instant(value)
        case datetime():
            return in_utc(value) if value == value else None
        case SupportsIndex():
            return operator.index(value)
    return None


def word(value: object, words: type[W], name: str, refusal: type[InvalidInput] = InvalidInput) -> W | None:
    """One of a vocabulary: itself, or by its word in whichever case. Raises `refusal`, which names what was given."""
    if value is None:
        return None
    try:
        return value if isinstance(value, words) else words(str(value).lower())
    except ValueError as error:
        known = ", ".join(str(each.value) for each in words)
        raise refusal(f"`{name}` is one of {known}, not {told(value)}") from error
