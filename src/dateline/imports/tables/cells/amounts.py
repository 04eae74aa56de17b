"""An amount of money as a cell has it: `$1.2bn`, `1,200 EUR`, `EUR 5m`; its number is for `numbers` to read."""

from __future__ import annotations

import re

from dateline.imports.tables.cells.numbers import NotANumber, refuse_ruins
from dateline.imports.tables.cells.units import CURRENCY_SIGNS, CURRENCY_WORDS_IN_CELLS, SCALES_IN_CELLS, SHORT_SIGN
from dateline.values.currencies import MINOR_UNITS

_SHARED = {
    "USD": ("$", "dollar", {"AUD", "CAD", "HKD", "MXN", "NZD", "SGD", "TWD", "USD"}),
    "JPY": ("¥", "¥", {"CNY", "JPY"}),
}
"""Signs that several currencies have: without a word from the map the first of them is meant."""
_MONEY = re.compile(
    r"(?P<before>[^0-9.,+\-(]*?)\s*(?P<number>\(?[+-]?[0-9.,].*?)\s*"
    rf"(?P<after>[A-Z]{{3}}|zł|{SHORT_SIGN}|(?i:euros?|(?:us[ -])?dollars?))?"
)
_SIGNED = re.compile(
    r"\((?P<inside>[^()0-9.,+-][^()]*|[0-9.,][^()]*[^0-9.,()\s][^()]*)\)(?:\s*(?P<code>[A-Z]{3}))?"
    r"|-\s*(?P<behind>[^0-9.,+\s(-].*)",
    re.DOTALL,
)
"""`($5m)`, `(5m USD)`, `-$5m`: what is negative has its currency inside of what says so."""
_GLUED_T = re.compile(r".*[0-9.](?:\s*[Tt]|\s+[Tt]\s*)", re.DOTALL)
"""T€, TEUR, T EUR; the T of `5T USD` belongs to the number."""
_ANY_T = re.compile(r"[0-9.]\s*[Tt](?![A-Za-z])")
_GERMAN = frozenset({"EUR", "CHF"})
"""In German, T are thousands."""
THOUSANDS_OR_TRILLIONS = "may be thousands, as T€ in German, or trillions: a table of the map may say which"

MIXED = 'where only some cells name a currency, { amount = "{Column}", otherwise = "USD" } has one for the others'


def split_money(text: str) -> tuple[str, str | None]:
    """The number and the currency in text like `$1.2bn`, `1,200 EUR` or `EUR 5m`; the currency may be missing.

    A currency without a number says nothing: an empty number. Raises NotANumber.
    """
    words = text.strip().replace("\u2212", "-")
    if found := _SIGNED.fullmatch(words):
        return _negative(found, text)
    for word in words.split():
        refuse_ruins(word)
    if not any(character.isdigit() for character in words):
        if _currency(words):
            return "", None
        raise NotANumber(f"{text!r} is not an amount of money: if it says that there is none, name it in `blank`")
    found = _MONEY.fullmatch(words)
    if found is None:
        foreign = any(character.isdigit() and not character.isascii() for character in words)
        raise NotANumber(f"{text!r} is not an amount of money{': its digits are not 0 to 9' if foreign else ''}")
    number, before, after = found.group("number"), found.group("before"), found.group("after") or ""
    if after.lower() in SCALES_IN_CELLS:  # three capitals, as currencies have them
        number, after = f"{number} {after}", ""
    if after and _GLUED_T.fullmatch(words[: found.start("after")]):
        raise NotANumber(f"{text!r} {THOUSANDS_OR_TRILLIONS}")
    named = {_known(word.strip(), text) for word in (before, after) if word}
    if after and (own := number.rpartition(" ")[2]) in MINOR_UNITS:  # `5m CAD USD`
        named.add(own)
    if len(named) > 1:
        raise NotANumber(f"{text!r} is in two currencies, {' and '.join(sorted(named))}; {MIXED}")
    return number.strip(), next(iter(named), None)


def _negative(found: re.Match[str], text: str) -> tuple[str, str | None]:
    """The number and the currency of what is in brackets or behind a minus. Raises NotANumber."""
    inside, code = found["inside"], found["code"]
    number, currency = split_money(inside or found["behind"])
    if code and currency and not same_currency(inside, currency, code):
        raise NotANumber(f"{text!r} is in two currencies, {currency} and {code}")
    return (f"({number})" if inside else f"-{number}") if number else "", code or currency


def may_be_thousands(text: str, currency: str) -> bool:
    """Whether the T of an amount in this currency may mean thousands as well as trillions."""
    return currency in _GERMAN and _ANY_T.search(text) is not None


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
