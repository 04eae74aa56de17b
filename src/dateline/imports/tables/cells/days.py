"""Dates as cells have them, by the formats that the map names; the precision is never more than the file has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from dateline.errors import InvalidDate
from dateline.values.dates import PartialDate
from dateline.values.instants import read_instant

ISO, ENGLISH, SPREADSHEET, TIMESTAMP = "iso", "english", "spreadsheet", "timestamp"
WORDS = (ISO, ENGLISH, SPREADSHEET, TIMESTAMP)
"""`spreadsheet`: days since 1899-12-30, as a spreadsheet stores a date. `timestamp`: ISO, its time of day left out."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TOKENS = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "MMMM": r"(?P<name>[A-Za-z]{3,9})",
    "MMM": r"(?P<name>[A-Za-z]{3})\.?",
    "MM": r"(?P<month>[0-9]{2})",
    "M": r"(?P<month>[0-9]{1,2})",
    "DD": r"(?P<day>[0-9]{2})",
    "D": r"(?P<day>[0-9]{1,2})",
    "Q": r"(?P<quarter>[1-4])",
}
_TOKEN = re.compile("|".join(_TOKENS))
_ISO = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9:.]+(Z|[+-][0-9:]+)?")
_SERIAL = re.compile(r"[0-9]{1,6}(?:\.0+)?")
_EPOCH = date(1899, 12, 30)
_MANGLED = re.compile(r"#+|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}|[0-9]{1,2}-[A-Za-z]{3}|[A-Za-z]{3}-[0-9]{2}")


class InvalidFormat(ValueError):
    """A format that cannot be understood; the text is the end of a sentence."""


class NotADate(ValueError):
    """Why a cell is no date; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class Days:
    """How a column writes its dates."""

    formats: tuple[str, ...] = (ISO,)
    january_first: str = "day"
    """`year`: January 1 stands for a year of which nothing more is known."""
    first_of_month: str = "day"
    """`month`: the first of a month stands for that month."""
    earliest: date = date(1800, 1, 1)
    latest: date = date(2100, 12, 31)

    def read(self, text: str) -> PartialDate:
        """Raises NotADate."""
        for one in self.formats:
            if edtf := _read(one, text):
                return self._checked(text, self._as_precise(edtf))
        if _MANGLED.fullmatch(text):
            raise NotADate(f"{text!r} is what a spreadsheet left of a value: which day is meant cannot be told")
        months = "; names of months are English" if any("MMM" in one for one in self.formats) else ""
        raise NotADate(f"{text!r} is not a date as this map expects them ({', '.join(self.formats)}{months})")

    def _as_precise(self, edtf: str) -> str:
        if self.january_first == "year" and re.fullmatch(r"[0-9]{4}-01-01", edtf):
            return edtf[:4]
        if self.first_of_month == "month" and re.fullmatch(r"[0-9]{4}-[0-9]{2}-01", edtf):
            return edtf[:7]
        return edtf

    def _checked(self, text: str, edtf: str) -> PartialDate:
        try:
            read = PartialDate.from_edtf(edtf)
        except InvalidDate as error:
            raise NotADate(f"{text!r} is not a date: {str(error).rpartition(': ')[2]}") from None
        first, last = read.first or read.last, read.last or read.first
        if first is None or last is None or first < self.earliest or last > self.latest:
            raise NotADate(f"{text!r} is no plausible date: this map takes {self.earliest.year} to {self.latest.year}")
        return read


def check_format(text: str) -> None:
    """Raises InvalidFormat."""
    if text not in WORDS:
        _pattern(text)


def _read(one: str, text: str) -> str | None:
    if one == ISO:
        return text if _ISO.fullmatch(text) else None
    if one == ENGLISH:
        return _english(text)
    if one == SPREADSHEET:
        return _serial(text)
    if one == TIMESTAMP:
        found = _TIME.fullmatch(text)
        if found is None or found.group(2) is None:
            return found.group(1) if found else None
        moment = read_instant(text)  # one instant in whatever zone it is written: its day is that in UTC
        return moment.date().isoformat() if moment is not None else None
    found = _pattern(one).fullmatch(text)
    return _edtf(found.groupdict()) if found else None


def _english(text: str) -> str | None:
    try:
        return PartialDate.parse(text).edtf
    except InvalidDate:
        return None


def _serial(text: str) -> str | None:
    if not _SERIAL.fullmatch(text):
        return None
    return (_EPOCH + timedelta(days=int(float(text)))).isoformat()


def _edtf(parts: dict[str, str | None]) -> str | None:
    year, quarter, name = parts.get("year"), parts.get("quarter"), parts.get("name")
    if year is None:
        return None
    if quarter:
        return f"{year}-{32 + int(quarter)}"
    month = parts.get("month")
    if name:
        if name[:3].lower() not in _MONTHS:
            return None
        month = str(_MONTHS.index(name[:3].lower()) + 1)
    if not month:
        return year
    day = parts.get("day")
    return f"{year}-{int(month):02}-{int(day):02}" if day else f"{year}-{int(month):02}"


_patterns: dict[str, re.Pattern[str]] = {}


def _pattern(text: str) -> re.Pattern[str]:
    if text not in _patterns:
        written, end = [], 0
        for found in _TOKEN.finditer(text):
            written += [re.escape(text[end : found.start()]), _TOKENS[found.group()]]
            end = found.end()
        written.append(re.escape(text[end:]))
        if "YYYY" not in text:
            raise InvalidFormat(f"{text!r} is no format of a date: write {', '.join(WORDS)}, or one like M/D/YYYY")
        try:
            _patterns[text] = re.compile("".join(written))
        except re.error:
            raise InvalidFormat(f"{text!r} names a part of the date twice") from None
    return _patterns[text]
