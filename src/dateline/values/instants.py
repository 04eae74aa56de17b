"""Instants: one reading of their text, one text of them, the same at every door.

An instant has an offset: `Z`, `+02:00`, and `-00:00`, which says that it is UTC and where it was written is not known.
What has none is no instant: nobody can say which of many was meant.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

RFC_3339 = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})",
    re.ASCII,
)
"""The form that is read by whoever reads one form only."""

_DAY_LENGTH = len("2026-11-22")
_LEAP_SECOND = re.compile(r"(:\d{2}):60(?:[.,]\d+)?(?=[Zz+-])", re.ASCII)


def instant_text(instant: datetime) -> str:
    """RFC 3339 in UTC: 2026-11-22T12:00:00Z. The instant has its offset."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_instant(text: str) -> datetime | None:
    """An ISO 8601 instant in UTC; None for a text that is none, has no offset, or lies outside of the years 1 to 9999.

    Digits finer than a microsecond are left out. A leap second (23:59:60Z at the end of a month) is the last
    microsecond of its day: clocks that name a second twice name no later one on that day.
    """
    if " " in text[_DAY_LENGTH + 1 :]:
        return None
    leap = _LEAP_SECOND.search(text)
    if leap:
        text = f"{text[: leap.start()]}{leap[1]}:59.999999{text[leap.end() :]}"
    try:
        read = in_utc(datetime.fromisoformat(text.upper()))
    except ValueError:
        return None
    if leap and read is not None and not _ends_a_month(read):
        return None
    return read


def in_utc(moment: datetime) -> datetime | None:
    """The same instant in UTC; None for one without an offset, or outside of the years 1 to 9999."""
    if moment.utcoffset() is None:
        return None
    try:
        there = moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return datetime(
        there.year, there.month, there.day, there.hour, there.minute, there.second, there.microsecond, tzinfo=UTC
    )


def day_in_utc(moment: datetime) -> date | None:
    """The day of an instant, in UTC. Midnight without an offset is how tables of numbers write a day: it is that day.

    None for another time of day without an offset, and for what is outside of the years 1 to 9999.
    """
    if moment.utcoffset() is None:
        return moment.date() if moment.time() == time() else None
    there = in_utc(moment)
    return there.date() if there is not None else None


def _ends_a_month(moment: datetime) -> bool:
    return moment.time() == time.max and (moment.date() + timedelta(days=1)).day == 1
