"""A cell's number: `3.5E+11`, `1,234,567`, `1.2bn`, `(300)`. What is read can be read in one way only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation

from dateline.imports.tables.cells.units import SCALES_IN_CELLS
from dateline.values.money import MAX_DIGITS

_EXACT = Context(prec=4 * MAX_DIGITS, rounding=ROUND_HALF_EVEN)
_HASHES = re.compile(r"#+")
_SPREADSHEET_ERROR = re.compile(r"#(?:NAME\?|REF!|DIV/0!|VALUE!|N/A|NUM!|NULL!)", re.IGNORECASE)
_DATE_LIKE = re.compile(
    r"[0-9]{1,4}[/-][0-9]{1,2}[/-][0-9]{1,4}|[0-9]{1,2}-[A-Za-z]{3}(?:-[0-9]{2,4})?|[A-Za-z]{3}-[0-9]{2}"
)
_SCALED = re.compile(r"(.*?[0-9.])\s*([^\W\d_]+)\.?", re.DOTALL)
_APART = "'’ \xa0\u2009\u202f_"
"""What may stand between groups of thousands, whatever stands before decimals."""
_INDIAN = r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}"
_OTHER = {".": ",", ",": "."}


def _grammar(decimal: str) -> re.Pattern[str]:
    """Digits with an exponent, or groups of three without: a group that begins with 0 would be decimals."""
    point = re.escape(decimal)
    plain = rf"(?:[0-9]+(?:{point}[0-9]*)?|{point}[0-9]+)(?:[eE][+-]?[0-9]{{1,3}})?"
    thousands = rf"[1-9][0-9]{{0,2}}([{_OTHER[decimal]}{_APART}])[0-9]{{3}}(?:\1[0-9]{{3}})*"
    grouped = rf"(?:{thousands}{f'|{_INDIAN}' if decimal == '.' else ''})(?:{point}[0-9]*)?"
    return re.compile(rf"[+-]?(?:{plain}|{grouped})")


_GRAMMARS = {decimal: _grammar(decimal) for decimal in _OTHER}


class NotANumber(ValueError):
    """Why a cell is no number; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """How a column writes its numbers."""

    decimal: str = "."
    times: Decimal = Decimal(1)
    places: int | None = None
    """Rounded half-even to so many digits behind the point, after `times`."""
    digits: int | None = None
    """Rounded half-even to so many digits in all: what a float made of 1.12e25 is 1.1199999999999999e+25."""
    percent: bool = False
    """Whether they are shares, and may say so: `12%` is 12."""

    def read(self, text: str) -> Decimal:
        """Raises NotANumber."""
        refuse_ruins(text)
        words = text.strip().replace("\u2212", "-")
        negative = words.startswith("(") and words.endswith(")")
        if negative:
            words = words[1:-1].strip()
            if words[:1] in ("+", "-"):
                raise NotANumber(f"{text!r} is not a number: brackets and a sign are two signs")
        words = self._without_percent(words, text)
        scale = Decimal(1)
        found = _SCALED.fullmatch(words)
        if found and found.group(2).isalpha():
            words, scale = found.group(1), _scale(found.group(2), text)
            if self.times != 1:
                why = "has a scale of its own, which `times` would multiply again"
                raise NotANumber(f"{text!r} {why}: leave `times` out of the map, or take the word out with a table")
        number = _EXACT.multiply(_EXACT.multiply(self._digits(words, text), scale), self.times)
        try:
            return self._rounded(-number if negative else number)
        except InvalidOperation:
            raise NotANumber(f"{text!r} has more digits than a number may have: {MAX_DIGITS}") from None

    def _without_percent(self, words: str, text: str) -> str:
        if not words.endswith("%"):
            return words
        if not self.percent:
            raise NotANumber(f"{text!r} is a per cent, and none is expected here: a table of the map may take % away")
        return words[:-1].rstrip()

    def _digits(self, words: str, text: str) -> Decimal:
        if not _GRAMMARS[self.decimal].fullmatch(words):
            raise NotANumber(f"{text!r} is not a number{_why(words, self.decimal)}")
        if words.isdecimal():
            return Decimal(words)
        whole, point, fraction = words.partition(self.decimal)
        return Decimal(f"{_MARKS.sub('', whole)}.{fraction}" if point else _MARKS.sub("", whole))

    def _rounded(self, number: Decimal) -> Decimal:
        if self.digits is not None:
            number = Context(prec=self.digits, rounding=ROUND_HALF_EVEN).plus(number)
        if self.places is None:
            return number
        return number.quantize(Decimal(1).scaleb(-self.places), context=_EXACT)


_MARKS = re.compile(f"[.,{_APART}]")
_ODD = re.compile(rf"(?![eE][+-]?[0-9])[^0-9.,{_APART}+-][^0-9]*|(?<=[0-9])\s*[+-].*")
"""What no number has; a sign behind digits may divide two."""


def _why(words: str, decimal: str) -> str:
    """What stands where it cannot stand in it, and what would read it: the end of a sentence."""
    other = _OTHER[decimal]
    if other in words:
        hint = f"; if it stands before decimals, say decimal = {other!r}" if _GRAMMARS[other].fullmatch(words) else ""
        return f": {other!r} is no thousands mark there{hint}"
    if _GRAMMARS[other].fullmatch(words):
        return f"; if {decimal!r} stands between thousands, say decimal = {other!r}"
    if any(character.isnumeric() and not character.isalpha() and not character.isascii() for character in words):
        return ": its digits are not 0 to 9"
    odd = _ODD.search(words)
    mark = next((mark for mark in _APART if re.search(f"[0-9]{mark}[0-9]", words)), None)
    if mark and odd is None:
        return f": {mark!r} is no thousands mark there"
    return f": {odd.group().strip()!r} cannot stand there" if odd else ""


def _scale(word: str, text: str) -> Decimal:
    if word.lower() not in SCALES_IN_CELLS:
        known = "like k, million, bn, Mio. or Mrd."
        raise NotANumber(f"{text!r} is not a number: {word!r} is no scale that is known, {known}")
    return Decimal(10) ** SCALES_IN_CELLS[word.lower()]


def refuse_ruins(text: str) -> None:
    """Raises NotANumber for what a spreadsheet made of a value that is now lost."""
    if _HASHES.fullmatch(text):
        raise NotANumber(f"{text} is what a spreadsheet shows of a column that is too narrow: the value is lost")
    if _SPREADSHEET_ERROR.fullmatch(text):
        raise NotANumber(f"{text} is a spreadsheet's error: the value is lost")
    if _DATE_LIKE.fullmatch(text):
        raise NotANumber(f"{text!r} looks like a date that a spreadsheet made of a number: the value is lost")
