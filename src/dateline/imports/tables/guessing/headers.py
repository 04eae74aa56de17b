"""What the header of a column says, in English, German, French and Spanish: what it is about, in which currency."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dateline.imports.tables.cells.units import CURRENCY_SIGNS, CURRENCY_WORDS_IN_HEADERS, SCALES_IN_HEADERS, SIGN
from dateline.imports.tables.guessing.words import ROLES
from dateline.values.text import normalize

_COMPOUND = 5
"""Letters from which a word is found inside a longer one: the Runde in Finanzierungsrunde."""
_CODES = ("USD", "EUR", "GBP", "CHF", "JPY", "CNY", "INR", "SEK", "NOK", "DKK", "PLN", "CAD", "AUD", "SGD", "HKD",
          "KRW", "ILS", "BRL", "MXN")  # fmt: skip
_IN_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
_CURRENCY = re.compile(rf"{SIGN}|(?<![A-Z])(?:{'|'.join(_CODES)})(?![A-Z])|T(?:{'|'.join(_CODES)})\b")


@dataclass(frozen=True, slots=True)
class Unit:
    """What the numbers of a column are in, as far as its header says."""

    currency: str = ""
    times: str = ""


def folded(text: str) -> str:
    """Small letters without accents, single blanks between the words."""
    spaced = re.sub(r"[^\w\s]", " ", text.casefold())
    plain = normalize("NFKD", spaced).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z]+|[0-9]+", plain))


def words_for(role: str, header: str) -> int | None:
    """The place, among the words for it, of the one that the header has."""
    name = folded(_without_brackets(header)) or folded(header)
    return next((place for place, hint in enumerate(ROLES[role]) if _says(hint, name)), None)


def _says(hint: str, name: str) -> bool:
    if len(hint) >= _COMPOUND:
        return hint in name
    return any(word in (hint, f"{hint}s") for word in name.split())


def word_in(table: dict[str, tuple[str, ...]], text: str) -> str:
    """The key of a table for the words of a text; nothing where it has none of them."""
    words = f" {folded(text)} "
    return next((key for key, hints in table.items() if any(f" {hint} " in words for hint in hints)), "")


def bare(header: str) -> str:
    """A header without what stands in brackets."""
    return " ".join(_without_brackets(header).split())


def _without_brackets(header: str) -> str:
    return _IN_BRACKETS.sub(" ", _closed(header)) + header[len(_closed(header)) :]


def _closed(header: str) -> str:
    """A header up to its last closing bracket: behind it no opening one is worth a look, however many there are."""
    return header[: max(header.rfind(")"), header.rfind("]")) + 1]


def in_brackets(header: str) -> str:
    """What stands in the brackets of a header."""
    return next((text.strip() for text in _IN_BRACKETS.findall(_closed(header)) if text.strip()), "")


def unit_of(header: str) -> Unit:
    """`Betrag (Mio. EUR)`, `Amount ($M)`, `raised_amount_usd`, `Umsatz in T€`."""
    found = _CURRENCY.search(header)
    code = found.group() if found else ""
    currency = CURRENCY_SIGNS.get(code) or (code[1:] if code[1:] in _CODES else code)
    words = folded(header).split()
    currency = currency or next(filter(None, map(CURRENCY_WORDS_IN_HEADERS.get, words)), "")
    currency = currency or next((word.upper() for word in words if word.upper() in _CODES), "")
    return Unit(currency, _scale(header, glued=code[1:] in _CODES))


def is_only_a_unit(header: str) -> bool:
    """`Mio. EUR`, `USD m`: a column of money that is called by nothing else."""
    words = folded(_CURRENCY.sub(" ", header)).split()
    known = SCALES_IN_HEADERS.keys() | CURRENCY_WORDS_IN_HEADERS.keys()
    return bool(unit_of(header).currency) and all(word in known or word == "in" for word in words)


def _scale(header: str, *, glued: bool) -> str:
    """A single letter is a scale only in brackets or beside a currency."""
    if glued:
        return _times("t")
    if any(text in folded(header) for text in ("mil millones",)):
        return _times("mrd")
    words = folded(_CURRENCY.sub(" ", header)).split()
    near = [folded(_CURRENCY.sub(" ", text)).split() for text in _IN_BRACKETS.findall(_closed(header))]
    near += [folded(text).split() for text in re.findall(r"\b([A-Za-z])\s?(?:€|EUR|USD)", header)]
    near += [folded(text).split() for text in re.findall(r"(?:[$€£]|EUR|USD|GBP)\s?([A-Za-z]{1,3})\b", header)]
    short = [word for found in near for word in found]
    said = [*short, *(word for word in words if len(word) > 1)]
    return next((_times(word) for word in said if word in SCALES_IN_HEADERS), "")


def _times(word: str) -> str:
    """As `times` of a map has it."""
    return f"1e{SCALES_IN_HEADERS[word]}"
