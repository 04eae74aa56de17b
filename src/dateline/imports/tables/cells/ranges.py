"""A cell with two ends: `10-15M`, `$51 – 200`, `between 1 and 2 million`."""

from __future__ import annotations

import re

from dateline.imports.tables.cells.units import SIGN

_NUMBER = r"[0-9][0-9.,'’ \xa0\u2009\u202f]*(?<=[0-9])"
_SCALE = r"[^\W\d_]+\.?"
_BETWEEN = r"\s*(?:[-–—‑]|\b(?:to|bis|à|a)\b)\s*"
_RANGE = re.compile(
    rf"(?P<sign>{SIGN}|[A-Z]{{3}}(?=\W))?\s*(?P<low>{_NUMBER})\s*(?P<scale>{_SCALE})?{_BETWEEN}"
    rf"(?P<again>{SIGN}|[A-Z]{{3}}(?=\W))?\s*(?P<high>{_NUMBER})(?P<behind>(?!\s*[-–—‑])[^0-9]*)",
    re.DOTALL,
)
_AND = re.compile(r"between\s+(?P<low>.+?)\s+and\s+(?P<high>.+)", re.IGNORECASE | re.DOTALL)
_HAS_MARK = re.compile(r"[-–—‑]|[^\W\d_]\s")
_LIKE_A_DATE = re.compile(r"[0-9]{4}\s*[-–—‑]\s*[0-9]{1,2}|[0-9]{1,2}\s*[-–—‑]\s*[0-9]{4}")

Ends = tuple[str, str]
"""The lower and the upper end of a range, each as a cell alone would have it."""


def split_range(text: str) -> Ends | None:
    """The two ends of a range, both in what stands before the first and behind the last; None for any other text.

    Where only the second has a scale it is that of both: 10-15M are 10M and 15M.
    """
    if not _HAS_MARK.search(text):  # as of nearly all
        return None
    words = text.strip()
    if found := _AND.fullmatch(words):
        words = f"{found['low']} - {found['high']}"
    read = _RANGE.fullmatch(words)
    if read is None or _LIKE_A_DATE.fullmatch(words):
        return None
    sign = read["sign"] or ""
    if read["again"] and sign and read["again"] != sign:
        return None
    behind = read["behind"].strip()
    scale = read["scale"] or ""
    if scale and not behind:
        return None  # of what are the second?
    low = f"{sign}{read['low']} {scale or behind}"
    return low.strip(), f"{sign or read['again'] or ''}{read['high']} {behind}".strip()


def low_of(text: str) -> str:
    """The lower end of a range; any other text as it is."""
    ends = split_range(text)
    return ends[0] if ends else text


def high_of(text: str) -> str:
    """The upper end of a range; any other text as it is."""
    ends = split_range(text)
    return ends[1] if ends else text
