"""Numbers and money as cells have them: `3.5E+11`, `1,234,567`, `$1.2bn`, `(300)`; and what a spreadsheet ruined."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

from dateline.imports.tables.cells.units import CURRENCY_SIGNS, CURRENCY_WORDS_IN_CELLS, SCALES_IN_CELLS, SHORT_SIGN
from dateline.values.currencies import MINOR_UNITS
from dateline.values.money import MAX_DIGITS

_EXACT = Context(prec=4 * MAX_DIGITS, rounding=ROUND_HALF_EVEN)
_HASHES = re.compile(r"#+")
_SPREADSHEET_ERROR = re.compile(r"#(?:NAME\?|REF!|DIV/0!|VALUE!|N/A|NUM!|NULL!)", re.IGNORECASE)
_DATE_LIKE = re.compile(
    r"[0-9]{1,4}[/-][0-9]{1,2}[/-][0-9]{1,4}|[0-9]{1,2}-[A-Za-z]{3}(?:-[0-9]{2,4})?|[A-Za-z]{3}-[0-9]{2}"
)
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_SCALED = re.compile(r"(.*?[0-9.])\s*([A-Za-z]+)\.?")
_SHARED = {
    "USD": ("$", "dollar", {"AUD", "CAD", "HKD", "MXN", "NZD", "SGD", "TWD", "USD"}),
    "JPY": ("¥", "¥", {"CNY", "JPY"}),
}
"""Signs that several currencies have: without a word from the map the first of them is meant."""
_MONEY = re.compile(
    r"(?P<before>[^0-9.,+\-(]*?)\s*(?P<number>\(?[+-]?[0-9.,].*?)\s*"
    rf"(?P<after>[A-Z]{{3}}|{SHORT_SIGN}|(?i:euros?|(?:us[ -])?dollars?))?"
)


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

    def read(self, text: str) -> Decimal:
        """Raises NotANumber."""
        refuse_ruins(text)
        words = text.strip().replace("\u2212", "-")
        negative = words.startswith("(") and words.endswith(")")
        words = words.strip("()").removesuffix("%").strip() if negative or words.endswith("%") else words
        scale = Decimal(1)
        if found := _SCALED.fullmatch(words):
            words, scale = found.group(1), _scale(found.group(2), text)
            if self.times != 1:
                why = "has a scale of its own, which `times` would multiply again"
                raise NotANumber(f"{text!r} {why}: leave `times` out of the map, or take the word out with a table")
        digits = self._without_marks(words, text)
        if not _PLAIN.fullmatch(digits):
            raise NotANumber(f"{text!r} is not a number")
        number = _EXACT.multiply(_EXACT.multiply(Decimal(digits), scale), self.times)
        return self._rounded(-number if negative else number)

    def _without_marks(self, words: str, text: str) -> str:
        mark = "." if self.decimal == "," else ","
        whole, point, fraction = words.partition(self.decimal)
        for other in (mark, "'", "’", " ", "\xa0", "\u202f", "_"):
            if other in whole:
                groups = whole.lstrip("+-").split(other)
                if not (1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])):
                    raise NotANumber(
                        f"{text!r} is not a number: {other!r} is no thousands mark there{self._hint(other)}"
                    )
                whole = whole.replace(other, "")
                break
        return f"{whole}.{fraction}" if point else whole

    def _hint(self, mark: str) -> str:
        return f"; if it stands before decimals, say decimal = {mark!r}" if mark in ".," else ""

    def _rounded(self, number: Decimal) -> Decimal:
        if self.digits is not None:
            number = Context(prec=self.digits, rounding=ROUND_HALF_EVEN).plus(number)
        if self.places is None:
            return number
        return number.quantize(Decimal(1).scaleb(-self.places), context=_EXACT)


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


def split_money(text: str) -> tuple[str, str | None]:
    """The number and the currency in text like `$1.2bn`, `1,200 EUR` or `EUR 5m`; the currency may be missing.

    A currency without a number says nothing: an empty number. Raises NotANumber.
    """
    words = text.strip()
    for word in words.split():
        refuse_ruins(word)
    if not any(character.isdigit() for character in words):
        if _currency(words):
            return "", None
        raise NotANumber(f"{text!r} is not an amount of money: if it says that there is none, name it in `blank`")
    found = _MONEY.fullmatch(words)
    if found is None:
        raise NotANumber(f"{text!r} is not an amount of money")
    number, before, after = found.group("number"), found.group("before"), found.group("after") or ""
    if after.lower() in SCALES_IN_CELLS:  # three capitals, as currencies have them
        number, after = f"{number} {after}", ""
    named = {_known(word.strip(), text) for word in (before, after) if word}
    if len(named) > 1:
        raise NotANumber(f"{text!r} is in two currencies, {' and '.join(sorted(named))}")
    return number.strip(), next(iter(named), None)


def same_currency(text: str, read: str, stated: str) -> bool:
    """Whether an amount that was read as of one currency may be of another: `$5` may be of any dollar."""
    sign, word, codes = _SHARED.get(read, ("", "", set()))
    shared = sign and (sign in text or word in text.lower()) and "US" not in text.upper()
    return read == stated or bool(shared and stated in codes)


def _known(word: str, text: str) -> str:
    code = _currency(word)
    if code is None:
        raise NotANumber(f"{text!r} is not an amount: {word!r} is no currency that is known, and no word like about")
    return code


def _currency(word: str) -> str | None:
    code = CURRENCY_SIGNS.get(word) or CURRENCY_WORDS_IN_CELLS.get(word.lower(), word)
    return code if code in MINOR_UNITS else None
