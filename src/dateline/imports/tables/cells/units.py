"""The signs of currencies and the words for scales, as cells have them and as the headers of columns do.

English words, and those of other languages that mean nothing else in English: never "Billion" as a German has it.
"""

from __future__ import annotations

import re

CURRENCY_SIGNS = {
    "US$": "USD", "CA$": "CAD", "C$": "CAD", "AU$": "AUD", "A$": "AUD", "NZ$": "NZD", "HK$": "HKD", "SG$": "SGD",
    "S$": "SGD", "NT$": "TWD", "MX$": "MXN", "R$": "BRL", "CN¥": "CNY", "RMB": "CNY", "zł": "PLN",
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₪": "ILS",
    "₴": "UAH", "฿": "THB", "₫": "VND", "₱": "PHP", "₦": "NGN",
}  # fmt: skip
SHORT_SIGN = f"[{''.join(sign for sign in CURRENCY_SIGNS if len(sign) == 1)}]"
"""A regular expression for a sign of one character."""
LONG_SIGN = "|".join(re.escape(sign) for sign in sorted(CURRENCY_SIGNS, key=len, reverse=True) if len(sign) > 1)
SIGN = rf"(?<![A-Za-z])(?:{LONG_SIGN})|{SHORT_SIGN}"
"""For any of them."""

_CURRENCY_WORDS = {"euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD"}
CURRENCY_WORDS_IN_CELLS = _CURRENCY_WORDS | dict.fromkeys(("us dollar", "us dollars", "us-dollar"), "USD")
CURRENCY_WORDS_IN_HEADERS = _CURRENCY_WORDS | {"franken": "CHF", "francs": "CHF"}

_SCALES = {
    3: ("k", "thousand", "tsd", "tausend"),
    6: ("m", "mn", "mm", "mio", "mln", "million", "millions", "millionen"),
    9: ("b", "bn", "billion", "billions", "mrd", "md", "milliarden", "milliards"),
}
"""Power of ten → the words for it that mean the same wherever they stand."""
_ONLY_IN_CELLS = {
    5: ("lakh", "lakhs"),
    6: ("mill",),
    7: ("crore", "crores"),
    9: ("mld", "milliard", "milliarde"),
    12: ("t", "tn", "trn", "trillion", "trillions"),
}
_ONLY_IN_HEADERS = {
    3: ("t", "thousands", "milliers", "miles"),  # the T€ of German accounts
    6: ("millones", "milhoes", "milioni", "milionow"),
    9: ("mds", "mia", "mil millones"),
}


def _by_word(*tables: dict[int, tuple[str, ...]]) -> dict[str, int]:
    return {word: power for table in tables for power, words in table.items() for word in words}


SCALES_IN_CELLS = _by_word(_SCALES, _ONLY_IN_CELLS)
"""Word → power of ten."""
SCALES_IN_HEADERS = _by_word(_SCALES, _ONLY_IN_HEADERS)
HAS_SCALE = re.compile(rf"[0-9]\s*(?:{'|'.join(_by_word(_SCALES))})\b", re.IGNORECASE)
"""Finds a number with a scale of its own in a cell."""
