"""Partial dates: a span of days, carrying how precisely it was told and the words it was told in.

"May 2023" says thirty-one days, not one of them; nothing in Dateline ever picks one. A date is compared by its span,
stored as EDTF (ISO 8601-2), and printed with the precision it has.
"""

from __future__ import annotations

import math
import unicodedata
from datetime import date
from functools import lru_cache
from typing import Final, NoReturn, final

from dateline.errors import InvalidDate
from dateline.values.described import Described
from dateline.values.edtf import OPEN, EdtfDate, Precision, label, read, shown
from dateline.values.text import TURNING, unmarked

__all__ = ["Certainty", "PartialDate", "Precision"]

_LONGEST_TEXT: Final = 100
# Importers and the log name the same few thousand dates again and again.
_KEPT_DATES: Final = 16_384
_EMPTY: Final = "a date is empty: write one like 2025-09-09, 2025-09 or 2025"


class Certainty(Described):
    """The day of its date from which an event counts.

    CERTAIN is the last day: by then it has certainly happened. POSSIBLE is the first: from then on it may have.
    """

    CERTAIN = "certain", "From the last day: by then it has certainly happened."
    POSSIBLE = "possible", "Already from the first day: from then on it may have happened."


@final
class PartialDate:
    """A date as precise as it was told: immutable, hashable, made by `parse`, `from_edtf` or `of`.

    `first` and `last` both belong to the span. `first` is None for `../b` ("by b"), `last` is None for `a/..` ("from
    a", a due date's form only). Two dates are equal when both the EDTF and the author's text are.
    """

    __slots__ = ("approximate", "edtf", "first", "last", "precision", "text", "uncertain")

    edtf: str
    text: str
    first: date | None
    last: date | None
    precision: Precision
    approximate: bool
    uncertain: bool

    def __init__(self, span: EdtfDate, text: str) -> None:
        assign = object.__setattr__
        assign(self, "edtf", span.edtf)
        assign(self, "text", text)
        assign(self, "first", span.first)
        assign(self, "last", span.last)
        assign(self, "precision", span.precision)
        assign(self, "approximate", span.approximate)
        assign(self, "uncertain", span.uncertain)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """A date from EDTF or plain English, with the author's words kept in `text`.

        Raises InvalidDate, with a sentence that says what to write, for a text that only a guess could read.
        """
        return parsed(text)

    @classmethod
    def from_edtf(cls, edtf: str, text: str | None = None) -> PartialDate:
        """A date from EDTF alone; `text` is what the author wrote, where that differs. Raises InvalidDate."""
        return _from_edtf(edtf, text)

    @classmethod
    def recorded(cls, edtf: str, text: str) -> PartialDate:
        """A date as the log has it: `text` is not looked at. Raises InvalidDate for what is no EDTF."""
        span = read(edtf)
        if span is None:
            raise InvalidDate(f"{shown(edtf)} is not an EDTF date")
        return cls(span, text)

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """The date that is exactly `day`."""
        return _from_edtf(day.isoformat()[:10], None)

    @property
    def open_ended(self) -> bool:
        """Whether this is `a/..`, which has no last day."""
        return self.last is None

    @property
    def span_days(self) -> float:
        """How many days the span holds, both ends included; infinite where an end is missing."""
        if self.first is None or self.last is None:
            return math.inf
        return (self.last - self.first).days + 1

    def counts_from(self, certainty: Certainty = Certainty.CERTAIN) -> date:
        """The day an event of this date counts from (help rules, 3, "Partial dates"): the one rule, and its only place.

        CERTAIN: the last day, since 2015 is certain only at its end; `a/..` has none and never counts (`date.max`).
        POSSIBLE: the first day; `../b` has none and counts from its last.
        """
        if certainty is Certainty.POSSIBLE and self.first is not None:
            return self.first
        return self.last or date.max

    def sort_key(self, certainty: Certainty = Certainty.CERTAIN) -> tuple[date, date]:
        """The day it counts from, then the other end; a missing end sorts like the first or the last day of all."""
        if certainty is Certainty.POSSIBLE and self.first is not None:
            return self.first, self.last or date.max
        return self.last or date.max, self.first or date.min

    def overlaps(self, other: PartialDate) -> bool:
        """Whether the two spans share a day; a missing end is infinitely far."""
        return not self.ends_before(other) and not other.ends_before(self)

    def ends_before(self, other: PartialDate) -> bool:
        """Whether this span is over when the other begins; False where one of these two ends is missing."""
        return self.last is not None and other.first is not None and self.last < other.first

    def contains(self, other: PartialDate) -> bool:
        """Whether every day of the other span is in this one; a missing end is infinitely far."""
        from_the_start = self.first is None or (other.first is not None and self.first <= other.first)
        to_the_end = self.last is None or (other.last is not None and other.last <= self.last)
        return from_the_start and to_the_end

    def human(self) -> str:
        """The date as people write it, no more precise than it is: "Sep 2025", "by 2027", "about winter 2025/26?".

        `parse` reads it back into the same span and the same flags.
        """
        about, doubt = "about " * self.approximate, "?" * self.uncertain
        return f"{about}{_in_words(self.edtf)}{doubt}"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a PartialDate never changes: {name} cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a PartialDate never changes: {name} cannot be deleted")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return self.edtf == other.edtf and self.text == other.text

    def __hash__(self) -> int:
        return hash((self.edtf, self.text))

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        # Copying and pickling set attributes one by one otherwise, which is refused.
        return _from_edtf, (self.edtf, self.text)

    def __repr__(self) -> str:
        return f"PartialDate({self.edtf!r})"

    def __str__(self) -> str:
        return self.edtf


def _in_words(edtf: str) -> str:
    start, slash, end = edtf.partition("/")
    if not slash:
        return label(edtf)
    if start == OPEN:
        return f"by {label(end)}"
    return f"from {label(start)}" if end == OPEN else f"{label(start)} – {label(end)}"


@lru_cache(maxsize=_KEPT_DATES)
def parsed(text: str) -> PartialDate:
    """As `PartialDate.parse`."""
    words = _checked(text)
    seen = _seen(words)
    span = read(seen)
    return PartialDate(span or _read_english(seen), words)


@lru_cache(maxsize=_KEPT_DATES)
def _from_edtf(edtf: str, text: str | None) -> PartialDate:
    written = _seen(_checked(edtf))
    span = read(written)
    if span is None:
        raise InvalidDate(f"{shown(edtf)} is not an EDTF date, which look like 2025-09-09, 2025-09, 2025 or ../2027")
    return PartialDate(span, _checked(text) if text else written)


def _read_english(words: str) -> EdtfDate:
    from dateline.values.english_dates import advice, to_edtf  # its tables take a moment, and few dates need them

    try:
        edtf = to_edtf(words)
        span = read(edtf) if edtf else None
    except InvalidDate as error:
        raise InvalidDate(f"{shown(words)} cannot be read: {error}") from None
    if span is None:
        raise InvalidDate(f"{shown(words)} {advice(words)}")
    return span


def _checked(text: str) -> str:
    """`text` without the blanks around it. Raises InvalidDate if it is empty, too long, or has what no date has."""
    words = text.strip()
    if not words:
        raise InvalidDate(_EMPTY)
    if len(words) > _LONGEST_TEXT:
        raise InvalidDate(f"{shown(words)} is not a date: it is longer than {_LONGEST_TEXT} characters")
    if not words.isprintable() and not all(map(_is_visible_or_blank, words)):
        raise InvalidDate(f"{shown(words)} is not a date: {_why_no_text(words)}")
    return words


def _seen(words: str) -> str:
    """What people see of the words: programs that show dates among text of right to left put marks around them.

    Raises InvalidDate where nothing is seen.
    """
    seen = unmarked(words).strip()
    if not seen:
        raise InvalidDate(_EMPTY)
    return seen


def _is_visible_or_blank(character: str) -> bool:
    # Articles set a no-break space between day and month; `isprintable` knows only the plain one.
    if character.isprintable() or unicodedata.category(character) == "Zs":
        return True
    return not unmarked(character) and not TURNING.match(character)


def _why_no_text(words: str) -> str:
    if TURNING.search(words):
        return "it holds a mark that turns text around"
    control = any(unicodedata.category(character) == "Cc" for character in words)
    return "it holds a control character" if control else "it holds a character that no text has"
