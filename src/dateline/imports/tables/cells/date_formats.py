"""The formats of dates that a map may name: what each of them takes, and nothing else.

The serial numbers of spreadsheets are not here: whether a number is one depends on what else the map reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from dateline.errors import InvalidDate
from dateline.imports.tables.cells.months import month_of
from dateline.values.dates import PartialDate
from dateline.values.instants import read_instant

ISO, ENGLISH, TIMESTAMP = "iso", "english", "timestamp"
SPREADSHEET, SPREADSHEET_1904 = "spreadsheet", "spreadsheet-1904"
WORDS = (ISO, ENGLISH, TIMESTAMP, SPREADSHEET, SPREADSHEET_1904)
"""`timestamp`: ISO, its time of day left out. `spreadsheet`: days since 1899-12-30, or since 1904-01-01."""
SERIAL_ORIGINS = {SPREADSHEET: date(1899, 12, 30), SPREADSHEET_1904: date(1904, 1, 1)}

_ISO = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)?")
_TIME = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[T ]"
    r"(?P<time>(?:[01][0-9]|2[0-3]):[0-5][0-9](?::(?:[0-5][0-9]|60)(?:\.[0-9]+)?)?)"
    r"(?: ?(?P<zone>Z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?))?"
)
_LETTERS = r"[^\W\d_]"
_TOKENS = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "MMMM": rf"(?P<name>{_LETTERS}{{3,10}})",
    "MMM": rf"(?P<short>{_LETTERS}{{3,5}})\.?",
    "MM": r"(?P<month>[0-9]{2})",
    "M": r"(?P<month>[0-9]{1,2})",
    "DD": r"(?P<day>[0-9]{2})",
    "D": r"(?P<day>[0-9]{1,2})",
    "Q": r"(?P<quarter>[1-4])",
}
_TOKEN = re.compile("|".join(_TOKENS))
_TOGETHER = re.compile(r"(?<!M)MD(?!D)|(?<!D)DM(?!M)")
"""A month and a day of one or two digits each: 111 may be 1 and 11, or 11 and 1."""


class InvalidFormat(ValueError):
    """A format that cannot be understood; the text is the end of a sentence."""


def check_format(text: str) -> None:
    """Raises InvalidFormat."""
    if text not in WORDS:
        _pattern(text)


def edtf_by(one: str, text: str) -> str | None:
    """What a format, a serial number aside, takes a text for; None where it is written otherwise.

    That there is such a day is not looked at.
    """
    if one == ISO:
        return text if _ISO.fullmatch(text) else None
    if one == ENGLISH:
        return text if _ISO.fullmatch(text) else _english(text)
    if one == TIMESTAMP:
        return _timestamp(text)
    found = _pattern(one).fullmatch(text)
    return _edtf(found.groupdict()) if found else None


def _timestamp(text: str) -> str | None:
    """The day of an instant is that in UTC, in whatever zone it is written."""
    found = _TIME.fullmatch(text)
    if found is None or found["zone"] is None:
        return found["day"] if found else None
    moment = read_instant(f"{found['day']}T{found['time']}{found['zone'].replace('UTC', 'Z')}")
    return moment.date().isoformat() if moment is not None else None


@lru_cache(maxsize=4_096)
def _english(text: str) -> str | None:
    try:
        return PartialDate.parse(text).edtf
    except InvalidDate:
        return None


def _edtf(parts: Mapping[str, str | None]) -> str | None:
    year, quarter, day = parts["year"], parts.get("quarter"), parts.get("day")
    if quarter:
        return f"{year}-{32 + int(quarter)}"
    name, short, digits = parts.get("name"), parts.get("short"), parts.get("month")
    if not (name or short or digits):
        return year
    month = int(digits) if digits else month_of(name or short or "", short=not name)
    if not month or month > 12:
        return None
    return f"{year}-{month:02}-{int(day):02}" if day else f"{year}-{month:02}"


@lru_cache(maxsize=64)
def _pattern(text: str) -> re.Pattern[str]:
    tokens = _TOKEN.findall(text)
    if "YYYY" not in tokens:
        raise InvalidFormat(f"{text!r} is no format of a date: write {', '.join(WORDS)}, or one like M/D/YYYY")
    sorts = [token[0] for token in tokens]
    if len(set(sorts)) < len(sorts):
        raise InvalidFormat(f"{text!r} names a part of the date twice")
    if ("D" in sorts and "M" not in sorts) or ("Q" in sorts and len(sorts) > 2):
        raise InvalidFormat(f"{text!r} leaves a part of the date out: a day has a month, and a quarter has neither")
    if _TOGETHER.search(text):
        raise InvalidFormat(f"{text!r} does not divide month and day: write MM and DD, or a mark between them")
    written, end = [], 0
    for found in _TOKEN.finditer(text):
        written += [re.escape(text[end : found.start()]), _TOKENS[found.group()]]
        end = found.end()
    return re.compile("".join([*written, re.escape(text[end:])]))
