"""Headers that name a span of time: `Q1 2023`, `2023-Q1`, `1Q23`, `H2 2022`, `Jan 2023`, `FY2021`, `2023`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_YEAR = r"(?:19|20)[0-9]{2}"
_SHORT = r"[0-9]{2}(?!-[A-Za-z])"
"""A year without its century; not the 10 of a form `10-K`."""
_APART = rf"(?<=[\s/'’Y-]){_SHORT}"
"""The same after a sign between: `Q1 23`, but `H100` is a chip."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WRITTEN = (
    ("quarter", re.compile(rf"\bQ(?P<part>[1-4])[\s/'’-]*(?:FY)?(?P<year>{_YEAR}|{_APART})\b", re.I)),
    ("quarter", re.compile(rf"\b(?P<part>[1-4])Q[\s/'’-]*(?P<year>{_YEAR}|{_SHORT})\b", re.I)),
    ("quarter", re.compile(rf"\b(?P<year>{_YEAR})[\s/-]*Q(?P<part>[1-4])\b", re.I)),
    ("half", re.compile(rf"\b[HS](?P<part>[12])[\s/'’-]*(?P<year>{_YEAR}|{_APART})\b")),
    ("half", re.compile(rf"\b(?P<year>{_YEAR})[\s/-]*[HS](?P<part>[12])\b")),
    ("month", re.compile(rf"\b(?P<part>{'|'.join(_MONTHS)})[a-z]*\.?[\s/'’-]*(?P<year>{_YEAR})\b", re.I)),
    ("month", re.compile(rf"\b(?P<year>{_YEAR})-(?P<part>0[1-9]|1[0-2])\b")),
    ("year", re.compile(rf"(?:\bFY\s?|\b)(?P<year>{_YEAR})\b", re.I)),
)


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time that a header names."""

    words: str
    """As a map may have it: `Q1 2023`, `2023-01`, `2023`."""
    per: str

    def is_all_of(self, text: str) -> bool:
        """Whether the text says nothing else."""
        return not without_period(text).strip()


def period_in(header: str) -> Period | None:
    """The span that a header names outside of brackets; None where it names none, or several."""
    text = _outside_of_brackets(header)
    for per, form in _WRITTEN:
        found = list(form.finditer(text))
        if len(found) == 1:
            return Period(_words(per, found[0]), per)
        if found:
            return None
    return None


def without_period(header: str) -> str:
    """The header without the span that it names."""
    for _, form in _WRITTEN:
        if form.search(header):
            return form.sub(" ", header)
    return header


def _words(per: str, found: re.Match[str]) -> str:
    year = found["year"] if len(found["year"]) == 4 else f"20{found['year']}"
    match per:
        case "quarter":
            return f"Q{found['part']} {year}"
        case "half":
            return f"H{found['part']} {year}"
        case "month":
            part = found["part"]
            month = int(part) if part.isdecimal() else _MONTHS.index(part.lower()) + 1
            return f"{year}-{month:02}"
        case _:
            return year


def _outside_of_brackets(header: str) -> str:
    closed = header[: max(header.rfind(")"), header.rfind("]")) + 1]
    return re.sub(r"[(\[][^)\]]*[)\]]", " ", closed) + header[len(closed) :]
