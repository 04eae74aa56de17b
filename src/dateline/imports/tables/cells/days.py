"""Dates as cells have them, by the formats that the map names; the precision is never more than the file has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from dateline.errors import InvalidDate
from dateline.imports.tables.cells.date_formats import ENGLISH, ISO, SERIAL_ORIGINS, SPREADSHEET, TIMESTAMP, edtf_by
from dateline.values.dates import PartialDate

_SERIAL = re.compile(r"([1-9][0-9]{0,5})(?:\.0+)?|([1-9][0-9]{4})\.[0-9]+")
"""Behind the point of a serial number stands the time of day."""
_UNSURE_SERIALS = 60
"""Up to this one, which Excel calls 29 February 1900, spreadsheets do not agree on the day."""
_YEAR_DIGITS = 4
_USUAL = (
    ISO, TIMESTAMP, "M/D/YYYY", "D/M/YYYY", "D.M.YYYY", "M.YYYY", "M/YYYY", "D-M-YYYY", "YYYY/M/D", "YYYYMMDD",
    "YYYY.M.D", "MMM D, YYYY", "D MMM YYYY", "D-MMM-YYYY", "MMM YYYY", "D. MMMM YYYY", SPREADSHEET, ENGLISH,
)  # fmt: skip
"""Formats that a refused cell is tried with, to say what would read it."""
_MANGLED = re.compile(r"#+|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}|[0-9]{1,2}-[A-Za-z]{3}|[A-Za-z]{3}-[0-9]{2}")


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
    also: tuple[str, ...] = ()
    """Formats besides, in which the file itself writes what it holds as a date."""

    def read(self, text: str) -> PartialDate:
        """The one day that its formats take the text for. Raises NotADate."""
        days: dict[str, str] = {}
        wrong: NotADate | None = None
        for one in (*self.formats, *self.also):
            try:
                edtf = self._by(one, text)
                if edtf and edtf not in days:
                    days[edtf] = one
            except NotADate as error:
                wrong = wrong or error
        if len(days) > 1:
            raise NotADate(f"{text!r} is {' and '.join(f'{edtf} as {one!r}' for edtf, one in days.items())}: keep one")
        for edtf in days:
            return PartialDate.from_edtf(edtf)
        raise wrong or NotADate(self._why(text))

    def takes(self, text: str) -> bool:
        """Whether one of its formats takes the text for a day."""
        try:
            return any(self._by(one, text) for one in self.formats)
        except NotADate:
            return False

    def _by(self, one: str, text: str) -> str | None:
        """What a format takes the text for; None where it is written otherwise. Raises NotADate for no such day."""
        edtf = self._serial(text, one) if one in SERIAL_ORIGINS else edtf_by(one, text)
        return self._checked(text, self._as_precise(edtf)) if edtf else None

    def _serial(self, text: str, one: str) -> str | None:
        found = _SERIAL.fullmatch(text)
        if found is None or (self._reads_years and len(text) == _YEAR_DIGITS):
            return None
        number = int(found.group(1) or found.group(2))
        day = SERIAL_ORIGINS[one] + timedelta(days=number)
        if one == SPREADSHEET and number <= _UNSURE_SERIALS:
            raise NotADate(f"{text!r} is no day that spreadsheets agree on: they do from 1900-03-01, which is 61")
        if len(text) == _YEAR_DIGITS and self.earliest.year <= number <= self.latest.year:
            raise NotADate(f"{text!r} may be a year, or {day} as {one!r}: put 'iso' beside it, or say `between`")
        return day.isoformat()

    @property
    def _reads_years(self) -> bool:
        return any(one in (ISO, ENGLISH, "YYYY") for one in self.formats)

    def _why(self, text: str) -> str:
        if _MANGLED.fullmatch(text):
            return f"{text!r} is what a spreadsheet left of a value: which day is meant cannot be told"
        months = "; names of months are English" if any("MMM" in one for one in self.formats) else ""
        return (
            f"{text!r} is not a date as this map expects them ({', '.join(self.formats)}{months}){self._advice(text)}"
        )

    def _advice(self, text: str) -> str:
        """What would read it, as the end of a sentence."""
        taking = [repr(one) for one in _USUAL if one not in self.formats and Days((one,)).takes(text)]
        if not taking:
            return ": if it says no day, name it in `blank`; else a table of the map may say which"
        which = ", whichever is meant" if len(taking) > 1 else ""
        return f": {' or '.join(taking)} among its formats would take it{which}"

    def _as_precise(self, edtf: str) -> str:
        if self.january_first == "year" and re.fullmatch(r"[0-9]{4}-01-01", edtf):
            return edtf[:4]
        if self.first_of_month == "month" and re.fullmatch(r"[0-9]{4}-[0-9]{2}-01", edtf):
            return edtf[:7]
        return edtf

    def _checked(self, text: str, edtf: str) -> str:
        try:
            read = PartialDate.from_edtf(edtf)
        except InvalidDate as error:
            raise NotADate(f"{text!r} is not a date: {str(error).rpartition(': ')[2]}") from None
        first, last = read.first or read.last, read.last or read.first
        if first is None or last is None or first < self.earliest or last > self.latest:
            raise NotADate(f"{text!r} is no plausible date: this map takes {self.earliest.year} to {self.latest.year}")
        return edtf
