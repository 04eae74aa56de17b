"""Dates in plain English, read into EDTF: "mid-2026" is `2026-38`, "by the end of June 2026" is `../2026-06`.

A text is read from the outside in: doubts ("around", "?"), then bounds ("by", "since"), then a single moment
("Q3 2025"), then a range of two moments ("May to June 2023"). Each level is a small table. A text that is in no table
is refused, not guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from dateline.values.edtf import ONE_DAY, OPEN, EdtfDate, Precision, read

_Reader = Callable[[str], str | None]

_MONTH: Final = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_MONTHS: Final = {
    **{"jan": "01", "feb": "02", "mar": "03", "apr": "04", "may": "05", "jun": "06"},
    **{"jul": "07", "aug": "08", "sep": "09", "oct": "10", "nov": "11", "dec": "12"},
}
_DAY: Final = r"([0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR: Final = r"([0-9]{4})"
_GAP: Final = r"[ -]+(?:of |in )?(?:the )?(?:year )?"

# Words before a year, and the two digits of EDTF they stand for.
_NAMES: Final[dict[str, str]] = {
    **dict.fromkeys(("early", "beginning", "start"), "37"),
    **dict.fromkeys(("mid", "middle"), "38"),
    **dict.fromkeys(("late", "end", "year-end"), "39"),
    **{"spring": "21", "summer": "22", "autumn": "23", "fall": "23", "winter": "24"},
    **{"first quarter": "33", "second quarter": "34", "third quarter": "35", "fourth quarter": "36"},
    **{"1st quarter": "33", "2nd quarter": "34", "3rd quarter": "35", "4th quarter": "36"},
    **{"q1": "33", "q2": "34", "q3": "35", "q4": "36", "1q": "33", "2q": "34", "3q": "35", "4q": "36"},
    **{"first half": "40", "1st half": "40", "h1": "40", "1h": "40"},
    **{"second half": "41", "2nd half": "41", "h2": "41", "2h": "41"},
}
_NAME: Final = f"({'|'.join(_NAMES)})"

# Of a month, "early" and "mid" are ten days each; "late" is the rest.
_DAYS_OF_MONTH: Final = {"37": ("01", "10"), "38": ("11", "20"), "39": ("21", "")}


def to_edtf(text: str) -> str | None:
    """The EDTF of a date in plain English; None for a text that no table has.

    Raises InvalidDate only where the calendar is needed and has no such date: "before 31 June 2026".
    """
    words = re.sub("[‐‑‒–—−]", "-", text.lower()).replace(",", " ")
    return _with_doubt(" ".join(words.split()), _bound_moment_or_range)


def _bound_moment_or_range(text: str) -> str | None:
    return _bound(text) or _moment(text) or _range(text)


# Doubts: how sure the author is of what follows.

_FILLER: Final = re.compile(r"(?:(?:in|on|at|during|sometime|some time|the|year) )+")
_DOUBTS: Final = (
    (re.compile(r"(?:(?:around|about|circa|approximately|approx\.?|roughly|ca?\.?) |ca?\.|~ ?)(.+)"), "~"),
    (re.compile(r"(?:possibly|perhaps|maybe) (.+)"), "?"),
    (re.compile(r"(.+?) ?~"), "~"),
    (re.compile(r"(.+?) ?\?"), "?"),
    (re.compile(r"(.+?) ?%"), "%"),
)


def _with_doubt(text: str, reader: _Reader) -> str | None:
    if filler := _FILLER.match(text):
        text = text[filler.end() :]
    for pattern, mark in _DOUBTS:
        if match := pattern.fullmatch(text):
            edtf = _with_doubt(match[1], reader)
            return edtf and "/".join(_marked(end, mark) for end in edtf.split("/"))
    return reader(text)


def _marked(end: str, mark: str) -> str:
    if end == OPEN:
        return end
    bare = end.rstrip("~?%")
    return bare + (mark if end in (bare, bare + mark) else "%")


# Bounds: only one end is named; the other is open.


def _by(edtf: str) -> str:
    return f"{OPEN}/{edtf.rpartition('/')[2]}"


def _since(edtf: str) -> str:
    return f"{edtf.partition('/')[0]}/{OPEN}"


def _before(edtf: str) -> str | None:
    span = read(edtf)
    if span is None or span.first is None or span.first == date.min:
        return None
    return f"{OPEN}/{span.first - ONE_DAY}{_flag(span)}"


def _after(edtf: str) -> str | None:
    span = read(edtf)
    if span is None or span.last is None or span.last == date.max:
        return None
    digits = {Precision.YEAR: 4, Precision.MONTH: 7}.get(span.precision, 10)
    return f"{str(span.last + ONE_DAY)[:digits]}{_flag(span)}/{OPEN}"


def _flag(span: EdtfDate) -> str:
    return ("", "~", "?", "%")[span.approximate + 2 * span.uncertain]


_BOUNDS: Final[tuple[tuple[re.Pattern[str], _Reader], ...]] = (
    # Before the end of a year is within it, although "the end of 2026" alone is its last third.
    (re.compile(r"(?:by|before|until|no later than) (?:the )?(?:year[ -])?end(?: of |[ -])(.+)"), _by),
    (re.compile(r"(?:by|until|till|no later than|not later than) (.+)"), _by),
    (re.compile(r"(.+) at the latest"), _by),
    (re.compile(r"\.\./(.+)"), _by),
    (re.compile(r"(.+)/\.\."), _since),
    (re.compile(r"before (.+)"), _before),
    # "After the start of 2027" may mean January: not read, since "start" stands for four months.
    (re.compile(r"after (?!(?:the )?(?:start|beginning) )(.+)"), _after),
    (re.compile(r"(?:from|since|no earlier than|not before) (.+?)(?: on| onwards?)?"), _since),
    (re.compile(r"(.+) (?:or later|onwards?|at the earliest)"), _since),
)


def _bound(text: str) -> str | None:
    for pattern, bounded in _BOUNDS:
        match = pattern.fullmatch(text)
        if match and (edtf := _with_doubt(match[1], _moment)):
            return bounded(edtf)
    return None


# Moments: the name of a single day, month, or other part of a year.


def _day_month_year(match: re.Match[str]) -> str:
    day, month, year = match.groups()
    return f"{year}-{_MONTHS[month[:3]]}-{int(day):02}"


def _month_day_year(match: re.Match[str]) -> str:
    month, day, year = match.groups()
    return f"{year}-{_MONTHS[month[:3]]}-{int(day):02}"


def _month_days_year(match: re.Match[str]) -> str:
    month, first, last, year = match.groups()
    return "/".join(f"{year}-{_MONTHS[month[:3]]}-{int(day):02}" for day in (first, last))


def _winter(match: re.Match[str]) -> str | None:
    year, following = match.groups()
    same = str(int(year) + 1).zfill(4).endswith(following)
    return f"{year}-24" if same else None


def _part_of_month(match: re.Match[str]) -> str | None:
    name, month, year = match.groups()
    first, last = _DAYS_OF_MONTH.get(_NAMES[name], ("", ""))
    whole = f"{year}-{_MONTHS[month[:3]]}"
    span = read(whole)
    if not first or span is None or span.last is None:
        return None
    return f"{whole}-{first}/{f'{whole}-{last}' if last else span.last}"


_MOMENTS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...]] = (
    (re.compile(r"[0-9]{4}(?:-[0-9x]{2}){0,2}|[0-9]{3}x"), lambda m: m[0].upper()),
    (re.compile(r"([0-9]{3})0'?s"), lambda m: f"{m[1]}X"),
    (re.compile(f"{_MONTH}{_GAP}{_YEAR}"), lambda m: f"{m[2]}-{_MONTHS[m[1][:3]]}"),
    (re.compile(f"{_DAY}[ -]*(?:of )?{_MONTH}{_GAP}{_YEAR}"), _day_month_year),
    (re.compile(f"{_MONTH}[ -]*(?:the )?{_DAY}{_GAP}{_YEAR}"), _month_day_year),
    (re.compile(f"{_MONTH} {_DAY}(?: ?- ?| to | and ){_DAY} {_YEAR}"), _month_days_year),
    (re.compile(f"{_NAME}{_GAP}{_YEAR}"), lambda m: f"{m[2]}-{_NAMES[m[1]]}"),
    (re.compile(f"{_YEAR}[ -]?(q[1-4]|h[12])"), lambda m: f"{m[1]}-{_NAMES[m[2]]}"),
    (re.compile(f"winter{_GAP}{_YEAR}[/-]([0-9]{{2}}|[0-9]{{4}})"), _winter),
    (re.compile(f"{_NAME}{_GAP}{_MONTH}{_GAP}{_YEAR}"), _part_of_month),
)


def _moment(text: str) -> str | None:
    for pattern, built in _MOMENTS:
        if match := pattern.fullmatch(text):
            return built(match)
    return None


# Ranges: some time between two moments.

_RANGES: Final = (
    (re.compile(r"between (.+)"), re.compile(r" and |-")),
    # A slash between two parts of years, as in EDTF: "2023-Q4/2024-Q3", "March/April 2023"; never between numbers.
    (re.compile(r"([^/]*(?:[a-z][a-z0-9]|[0-9]{4})[^/]*/[^/]+)"), re.compile(r"/")),
    (re.compile(r"(?:from )?(.+)"), re.compile(r" to | until | till | through |-")),
)
_BORROWED: Final = re.compile(f"(?:.*[ -])?{_MONTH}{_GAP}{_YEAR}|.*[^0-9-].*?[ -]{_YEAR}")


def _range(text: str) -> str | None:
    for frame, separator in _RANGES:
        if match := frame.fullmatch(text):
            body = match[1]
            if edtf := _moment(body):  # "between September 9 and 11, 2025"
                return edtf
            ends = (_ends(body[: cut.start()].strip(), body[cut.end() :].strip()) for cut in separator.finditer(body))
            if found := next(filter(None, ends), None):
                return found
    return None


def _ends(start: str, end: str) -> str | None:
    b = _with_doubt(end, _moment)
    if b is None:
        return None
    a = next(filter(None, (_with_doubt(text, _moment) for text in _completed(start, end))), None)
    return a and f"{a.partition('/')[0]}/{b.rpartition('/')[2]}"


def _completed(start: str, end: str) -> list[str]:
    """`start` alone, then with the month and year, then with the year that `end` names: "9 to 11 September 2025"."""
    match = _BORROWED.fullmatch(end)
    if match is None:
        return [start]
    month, year, other_year = match.groups()
    if month is None:
        return [start, f"{start} {other_year}"]
    return [start, f"{start} {month} {year}", f"{start} {year}"]


# What people write that is not read, and what to write instead.

_RELATIVE: Final = r"this|last|next|past|coming|current|later|earlier|today|tomorrow|yesterday|now|recent|ago|soon"
_YEAR_FIRST: Final = re.compile(r"(?=.{8})([0-9]{4})([/.-]?)([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ADVICE: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), advice)
    for pattern, advice in (
        (r"[0-9]{4}-[0-9]{3}", "is not a date: days of a year are not read, write a day like 2025-09-09"),
        (r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{1,2}", "is ambiguous: write the year first, with four digits"),
        (r"(?:.*[0-9]-?)?W[0-9].*", "is not a date: weeks are not read, write a day like 2025-09-09"),
        (r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ].*", "is not a date: leave out the time of day, like 2025-09-09"),
        (r".*['’][0-9]{2}\b.*|[1-4]?[QH][1-4]?[ -]?[0-9]{2}", "is not a date: write the year with four digits"),
        (r"/.+|.+/", "is not a date: write an open end as two dots, like ../2026 or 2026/.."),
        (rf".*\b({_RELATIVE})\b.*", "is relative: name the year, like 'summer 2026'"),
        (r"Y?[+-]?[0-9]{5,}|-[0-9]+|[0-9]{1,3}", "is not a date: a year has four digits, 0001 to 9999"),
        (rf"(?:{_DAY} )?(?:{_MONTH}|{_NAME})(?: {_DAY})?", "is not a date: name the year, like 'May 2023'"),
    )
)
_EXPECTED: Final = (
    "is not a date: write 2025-09-09, 2025-09, 2025, 2025-Q3, an interval like 2025-Q1/2025-Q3, or words like"
    " 'May 2023', 'by 2027'"
)


def advice(text: str) -> str:
    """What is wrong with a text that is not a date, and what to write instead, as the end of a sentence: "'2025-W40' is
    not a date: …"."""
    if days := _days_meant(text):
        return f"is {'ambiguous' if len(days) > 1 else 'not a date'}: write {' or '.join(days)}"
    return next((words for pattern, words in _ADVICE if pattern.fullmatch(text)), _EXPECTED)


def _days_meant(text: str) -> list[str]:
    """The days that three numbers may mean, with the month first as in the United States, or with the day first.

    Empty for a text that is not three numbers, and for numbers that are no day either way.
    """
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, match.group(1, 3, 4))
        readings = {(year, month, day)}
    elif match := _YEAR_LAST.fullmatch(text):
        month, day, year = map(int, match.groups())
        readings = {(year, month, day), (year, day, month)}
    else:
        return []
    written = [f"{year:04}-{month:02}-{day:02}" for year, month, day in sorted(readings)]
    return [day for day in written if _exists(day)]


def _exists(day: str) -> bool:
    try:
        return bool(date.fromisoformat(day))
    except ValueError:
        return False
