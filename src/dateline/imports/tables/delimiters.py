"""Which mark divides the cells of a file that does not say it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

_DELIMITERS = ",\t;|"
_TAB_ENDINGS = (".tsv", ".tab")
_LINES_BEHIND = 15
"""Under a line that may be a title."""


def why_no_delimiter(stated: str) -> str | None:
    """Why a mark that a map states cannot stand between cells; None if it can."""
    if len(stated) == 1 and stated not in '"\r\n\0':
        return None
    return f'delimiter: {stated!r} is not one character that may stand between cells: write one like ";" or "\\t"'


def delimiter_of(lines: Sequence[str], ending: str, header: int | None) -> str:
    """The mark that stands most often in the header, outside quotes: in the stated line, or else in the first one.

    Above a header may stand a title, which has a comma at most: then most lines below it have another mark, more often.
    """
    if ending.lower() in _TAB_ENDINGS:
        return "\t"
    if header is not None and header <= len(lines):
        return _most_frequent(_counts(lines[header - 1]))
    filled = iter(line for line in lines if line.strip())
    first = _counts(next(filled, ""))
    behind = [_counts(line) for line in islice(filled, _LINES_BEHIND)]
    mark = _most_frequent(first)
    is_title = first[mark] <= 1 and not all(counts[mark] for counts in behind)
    likely = {one: sum(counts[one] > 1 for counts in behind) for one in _DELIMITERS}
    best = _most_frequent(likely)
    return best if is_title and likely[best] >= max(2, len(behind) / 2) else mark


def _counts(line: str) -> dict[str, int]:
    outside = "".join(line.split('"')[0::2])
    return {delimiter: outside.count(delimiter) for delimiter in _DELIMITERS}


def _most_frequent(counts: dict[str, int]) -> str:
    return max(counts, key=lambda delimiter: counts[delimiter])
