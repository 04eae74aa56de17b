"""Which column of a table is about what, by its header and by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.imports.tables.guessing.columns import SampledColumn
from dateline.imports.tables.guessing.headers import PER, ROLES, folded, is_only_a_unit, word_in, words_for

LONGEST_NAME = 60
_URL = re.compile(r"https?://\S+")
_MEGAWATTS = re.compile(r"\bMW\b|megawatt", re.IGNORECASE)
_DATES = frozenset({"published", "founded", "date"})
_NUMBERS = frozenset(
    {"valuation", "headcount", "revenue", "users", "price", "amount", "debt", "megawatts", "parameters",
     "training_compute"}
)  # fmt: skip
_BARE = frozenset({"model", "scope"})
"""What a header has to say alone: a Product is no Product domain."""


class Roles:
    """The best column for each role."""

    def __init__(self, columns: Sequence[SampledColumn]) -> None:
        self._columns = [column for column in columns if column.said and column.has_plain_name]
        self._of = {column.name: _role(column) for column in self._columns}

    def pick(self, role: str) -> SampledColumn | None:
        """The column with the plainest header for this role, if any is for it."""
        found = [column for column in self._columns if self._of[column.name] == role]
        return min(found, key=lambda column: _strangeness(role, column), default=None)

    @property
    def company(self) -> SampledColumn | None:
        texts = [column for column in self._columns if column.is_text and all(map(_is_like_a_name, column.said))]
        return self.pick("company") or next(iter(texts), None)

    @property
    def on(self) -> SampledColumn | None:
        """Since when it is true: never when the source was published."""
        unnamed = (column for column in self._columns if column.formats and self._of[column.name] is None)
        return self.pick("date") or next(unnamed, None)

    def of(self, column: SampledColumn) -> str | None:
        """What a column is about; None where nobody knows."""
        return self._of.get(column.name)

    @property
    def pages(self) -> list[SampledColumn]:
        """The columns of addresses, but for that of the company's own site."""
        return [column for column in self._columns if is_page(column) and self._of[column.name] != "website"]


def _is_like_a_name(text: str) -> bool:
    return len(text) <= LONGEST_NAME and not _URL.match(text)


def is_page(column: SampledColumn) -> bool:
    """Whether most of its values are addresses."""
    return column.share(_URL.fullmatch) > 0.8


def _role(column: SampledColumn) -> str | None:
    if column.is_number and is_only_a_unit(column.header):
        return "amount"
    if column.is_number and "debt" in folded(column.header).split():
        return "debt"
    return next((role for role in ROLES if words_for(role, column.header) is not None and _fits(role, column)), None)


def _fits(role: str, column: SampledColumn) -> bool:
    if role in _DATES:
        return bool(column.formats)
    if role == "megawatts":
        return column.is_number and _MEGAWATTS.search(column.header) is not None
    if role in _NUMBERS:
        return column.is_number
    if role in _BARE:
        return column.is_text and _is_bare(role, column.header)
    if role == "per":
        return column.is_text and column.share(lambda value: word_in(PER, value)) > 0.5
    if role == "source":
        return column.is_text and not is_page(column) and _is_bare("source", column.header)
    if role in ("round", "id"):
        return not column.formats
    return column.is_text


def _is_bare(role: str, name: str) -> bool:
    """Whether the header has no other word: a `Source type` is no source."""
    words = [word for word in folded(name).split() if not word.isdecimal()]
    return all(any(word in (hint, f"{hint}s", f"{hint}n") for hint in (*ROLES[role], "name")) for word in words)


def _strangeness(role: str, column: SampledColumn) -> tuple[int, int]:
    """By how much a header differs from the plainest for a role: by words more, then by the word itself."""
    place = words_for(role, column.header) or 0
    words = folded(column.header).removesuffix(" name").split()
    return len(words) - len(ROLES[role][place].split()), place
