"""Ask, and the one reading of a vantage from words: of the command line, HTTP, the notebook and GraphQL.

A face adds its own sentence where a word cannot be read: a function here answers None, or is told how to refuse.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import TypeVar

from dateline.errors import InvalidInput, InvalidVantage
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty, PartialDate
from dateline.values.vocabulary import Confidence

W = TypeVar("W", bound=Enum)

LogPlace = int | datetime
"""How much of the log is read: up to a position, or up to the newest record not later than an instant."""

_MAX_POSITION_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Ask:
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


def partial_date(value: str | date | PartialDate | None) -> PartialDate | None:
    """A date however it is given. Raises InvalidDate for a text that is none."""
    match value:
        case None | PartialDate():
            return value
        case date():
            return PartialDate.of(value)
    return PartialDate.parse(value)


def ending_date(value: str | date | PartialDate | None, name: str) -> PartialDate | None:
    """The same. Raises InvalidVantage for a date without a last day, by the name of what was given."""
    day = partial_date(value)
    if day is not None and day.last is None:
        raise InvalidVantage(f"`{name}` needs a day that ends, not {day.text!r}")
    return day


def last_day(value: str | date | PartialDate | None, name: str) -> date | None:
    """A vantage's own partial date means its last day. Raises InvalidDate or InvalidVantage."""
    day = ending_date(value, name)
    return day.last if day is not None else None


def log_place(text: str) -> LogPlace | None:
    """A position in the log or an instant with its offset; None for a text that is neither."""
    if text.isascii() and text.isdecimal() and len(text) <= _MAX_POSITION_DIGITS:
        return int(text)
    when = instant(text)
    return when if when is not None and when.tzinfo is not None else None


def instant(text: str) -> datetime | None:
    """An instant, with or without an offset; None for a text that is none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def word(value: str | W | None, words: type[W], name: str, refusal: type[InvalidInput] = InvalidInput) -> W | None:
    """One of a vocabulary: itself, or by its word in whichever case. Raises `refusal`, which names what was given."""
    if value is None:
        return None
    try:
        return value if isinstance(value, words) else words(str(value).lower())
    except ValueError as error:
        known = ", ".join(str(each.value) for each in words)
        raise refusal(f"`{name}` is one of {known}, not {value!r}") from error
