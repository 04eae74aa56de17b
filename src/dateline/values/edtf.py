"""EDTF (ISO 8601-2), as far as Dateline reads it: from the text of a date to its first and its last day.

There are two levels: a simple form (`2025-09-09`, `2025-09`, `2026-33`, `2025`, `202X`), and an interval of two of them
(`a/b`, `../b`, `a/..`). A simple form may carry `~` (approximate), `?` (uncertain) or `%` (both), which move no day.
"""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from datetime import date, timedelta
from typing import Final, NamedTuple

from dateline.errors import InvalidDate
from dateline.values.described import Described

ONE_DAY: Final = timedelta(days=1)
OPEN: Final = ".."


class Precision(Described):
    """How precise a date is, from the finest to the coarsest; every text with a slash is an interval."""

    DAY = "day", "A calendar day, `2025-09-09`."
    MONTH = "month", "`2025-09`."
    QUARTER = "quarter", "Three months of the calendar, `2026-33` to `2026-36`."
    SEASON = (
        "season",
        "Spring (from March), summer, autumn, winter (until February): `2026-21` to `2026-24`.",
    )
    THIRD = "third", "Early, mid or late in a year, four months each: `2026-37` to `2026-39`."
    HALF = "half", "Six months of the calendar, `2026-40` or `2026-41`."
    YEAR = "year", "`2025`."
    DECADE = "decade", "Ten years, `202X`."
    INTERVAL = "interval", "Some time between two days, `a/b`, or by a day at the latest, `../b`."


class EdtfDate(NamedTuple):
    """What an EDTF text means: its canonical form, both days included, and its flags. A missing end is None."""

    edtf: str
    first: date | None
    last: date | None
    precision: Precision
    approximate: bool
    uncertain: bool


class YearPart(NamedTuple):
    """A part of a year: the month it begins in (1 to 12), how many months it lasts, and how people write it."""

    month: int
    months: int
    precision: Precision
    label: str


# The two digits behind a year: ISO 8601-1 months, then the "sub-year groupings" of ISO 8601-2, 4.8.
YEAR_PARTS: Final[dict[str, YearPart]] = {
    **{
        f"{month:02}": YearPart(month, 1, Precision.MONTH, f"{month_name[month][:3]} {{year}}")
        for month in range(1, 13)
    },
    "21": YearPart(3, 3, Precision.SEASON, "spring {year}"),
    "22": YearPart(6, 3, Precision.SEASON, "summer {year}"),
    "23": YearPart(9, 3, Precision.SEASON, "autumn {year}"),
    "24": YearPart(12, 3, Precision.SEASON, "winter {year}/{next}"),
    **{str(32 + n): YearPart(3 * n - 2, 3, Precision.QUARTER, f"Q{n} {{year}}") for n in range(1, 5)},
    "37": YearPart(1, 4, Precision.THIRD, "early {year}"),
    "38": YearPart(5, 4, Precision.THIRD, "mid-{year}"),
    "39": YearPart(9, 4, Precision.THIRD, "late {year}"),
    "40": YearPart(1, 6, Precision.HALF, "first half of {year}"),
    "41": YearPart(7, 6, Precision.HALF, "second half of {year}"),
}

_FLAGS: Final = {"": (False, False), "~": (True, False), "?": (False, True), "%": (True, True)}
_OPEN_END: Final = EdtfDate(OPEN, None, None, Precision.INTERVAL, False, False)
_DATE: Final = re.compile(
    r"([0-9]{4})(?:-[Xx]{2}(?:-[Xx]{2})?|-([0-9]{2})(?:-[Xx]{2}|-([0-9]{2}))?)?([~?%]?)",
)
_DECADE: Final = re.compile(r"([0-9]{3})[Xx]([~?%]?)")


def shown(text: str) -> str:
    """`text` as an error message quotes it: escaped, and never long."""
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


def read(text: str) -> EdtfDate | None:
    """What `text` means, or None where it is not EDTF at all.

    Raises InvalidDate where it has the shape of EDTF but there is no such date: `2023-02-30`, `2023-13`, `2026/2025`.
    """
    return _interval(text) if "/" in text else _simple(text)


def label(simple: str) -> str:
    """One simple form as people write it, without its flags: `2026-33` is "Q1 2026", `2025-09-09` is "9 Sep 2025"."""
    year, _, rest = simple.rstrip("~?%").partition("-")
    part, _, day = rest.partition("-")
    if year.endswith("X"):
        return f"{year[:3]}0s"
    if not part:
        return year
    words = YEAR_PARTS[part].label.format(year=year, next=f"{(int(year) + 1) % 100:02}")
    return f"{int(day)} {words}" if day else words


def _simple(text: str) -> EdtfDate | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return _decade(text)
    year, part, day, flag = match.groups()
    if year == "0000":
        raise _no_date(text, "years go from 0001 to 9999")
    if part is None:
        number = int(year)
        return EdtfDate(year + flag, date(number, 1, 1), date(number, 12, 31), Precision.YEAR, *_FLAGS[flag])
    if day is None:
        return EdtfDate(f"{year}-{part}{flag}", *_part_of_year(text, int(year), part), *_FLAGS[flag])
    only = _day(text, int(year), int(part), int(day))
    return EdtfDate(text, only, only, Precision.DAY, *_FLAGS[flag])


def _decade(text: str) -> EdtfDate | None:
    match = _DECADE.fullmatch(text)
    if match is None:
        return None
    decade, flag = match.groups()
    if decade == "000":
        raise _no_date(text, "years go from 0001 to 9999")
    first, last = date(int(decade) * 10, 1, 1), date(int(decade) * 10 + 9, 12, 31)
    return EdtfDate(f"{decade}X{flag}", first, last, Precision.DECADE, *_FLAGS[flag])


def _part_of_year(text: str, year: int, code: str) -> tuple[date, date, Precision]:
    part = YEAR_PARTS.get(code)
    if part is None:
        expected = "a month (01 to 12), season (21 to 24), quarter (33 to 36), third (37 to 39) or half (40, 41)"
        raise _no_date(text, f"the two digits behind the year are {expected}")
    years, month = divmod(part.month + part.months - 2, 12)
    if year + years > 9999:
        raise _no_date(text, "it ends after the year 9999")
    last = date(year + years, month + 1, monthrange(year + years, month + 1)[1])
    return date(year, part.month, 1), last, part.precision


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        if not 1 <= month <= 12:
            raise _no_date(text, "months go from 01 to 12") from None
        days = monthrange(year, month)[1]
        raise _no_date(text, f"{month_name[month]} {year} has {days} days") from None


def _interval(text: str) -> EdtfDate | None:
    start, _, end = text.partition("/")
    a = _OPEN_END if start == OPEN else _simple(start)
    b = _OPEN_END if end == OPEN else _simple(end)
    if a is None or b is None:
        return None
    if a is b:
        raise _no_date(text, "one of the two ends must be named")
    if _goes_backwards(a, b):
        raise _no_date(text, f"{a.edtf} begins or ends after {b.edtf}: write earliest/latest")
    approximate, uncertain = a.approximate or b.approximate, a.uncertain or b.uncertain
    return EdtfDate(f"{a.edtf}/{b.edtf}", a.first, b.last, Precision.INTERVAL, approximate, uncertain)


def _goes_backwards(a: EdtfDate, b: EdtfDate) -> bool:
    starts_later = (a.first or date.min) > (b.first or date.max)
    return starts_later or (a.last or date.min) > (b.last or date.max)


def _no_date(text: str, why: str) -> InvalidDate:
    return InvalidDate(f"{shown(text)} is not a date: {why}")
