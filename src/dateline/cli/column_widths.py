"""How wide the columns of a table become on a terminal: cells break at blanks, then behind hyphens, in words last.

Left alone, rich takes space from the widest column first, and breaks words for that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.table import Column
from rich.text import Text

GAP = 2
"""Between two columns."""

LONGEST_WORD = 20
"""Words longer than this are broken where space is short."""

LONGEST_LINE = 80
"""A cell is not made wider than this, however wide the terminal is."""

_WORD = re.compile(r"\S+")
_PIECE = re.compile(r"[^\s-]*-+|[^\s-]+")

_Parts = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class _Needs:
    """What a column would have: its longest line, and as little as it can do with where it may be broken."""

    line: int
    word: int
    piece: int


def widths_of(columns: Sequence[Column], width: int) -> list[int] | None:
    """A width for each column, so that no word is broken; None where there is too little room for that.

    The columns that may be broken share what the others leave. Where that is too little, words in them break at
    hyphens, and others are broken at their blanks too, the one that gives the most room first; then at hyphens.
    """
    room = width - GAP * (len(columns) - 1)
    needs = [_needs(column) for column in columns]
    willing = {place for place, column in enumerate(columns) if not column.no_wrap}
    if _missing(needs, words := [one.word for one in needs], willing, room) <= 0:
        return _widths(needs, words, (set(), willing), room)
    mixed = [one.piece if place in willing else one.word for place, one in enumerate(needs)]
    broken = set(willing)
    for least in (mixed, [one.piece for one in needs]):
        while (missing := _missing(needs, least, broken, room)) > 0:
            place = max(range(len(needs)), key=lambda place: _gain(place, needs, least, broken))
            if _gain(place, needs, least, broken) <= 0:
                break
            broken.add(place)
        if missing <= 0:
            return _widths(needs, least, (broken - willing, willing), room)
    return None


def broken_behind_hyphens(cell: Text, width: int) -> Text:
    """The cell with line breaks in those words that do not fit, behind the last hyphen that does."""
    cuts = [cut for word in _WORD.finditer(cell.plain) for cut in _cuts(cell.plain, *word.span(), width)]
    return Text("\n").join(cell.divide(cuts)) if cuts else cell


def _cuts(plain: str, begin: int, end: int, width: int) -> Iterator[int]:
    """Where the word between these two places goes on in a new line."""
    for piece in _PIECE.finditer(plain, begin, end):
        if cell_len(plain[begin : piece.end()]) > width and piece.start() > begin:
            begin = piece.start()
            yield begin


def longest_line(column: Column) -> int:
    """How wide a column is that is not broken."""
    return _widest(column, str.splitlines)


def _needs(column: Column) -> _Needs:
    """A column that is right-aligned has numbers, and a number is no words."""
    word = min(_widest(column, str.split), LONGEST_WORD)
    line = longest_line(column)
    if column.no_wrap:
        word = line if column.justify == "right" else _widest(column, str.split)
    else:
        line = min(line, LONGEST_LINE)
    return _Needs(line, word, min(word, _widest(column, _PIECE.findall)))


def _widest(column: Column, parts: _Parts) -> int:
    cells = (str(cell) for cell in (column.header, *column.cells))
    return max((cell_len(part) for cell in cells for part in parts(cell)), default=0)


def _missing(needs: Sequence[_Needs], least: Sequence[int], broken: set[int], room: int) -> int:
    return sum(least[place] if place in broken else one.line for place, one in enumerate(needs)) - room


def _gain(place: int, needs: Sequence[_Needs], least: Sequence[int], broken: set[int]) -> int:
    return 0 if place in broken else needs[place].line - least[place]


def _widths(needs: Sequence[_Needs], least: Sequence[int], broken: tuple[set[int], set[int]], room: int) -> list[int]:
    """What is left over goes to the columns that had better not be broken, one after the other, and is then shared by
    those that may be. The one that wants least comes first."""
    unwilling, willing = (sorted(group, key=lambda place: needs[place].line) for group in broken)
    widths = [least[place] if place in broken[0] | broken[1] else one.line for place, one in enumerate(needs)]
    shares = [*[1] * len(unwilling), *range(len(willing), 0, -1)]
    for place, sharing in zip((*unwilling, *willing), shares, strict=True):
        widths[place] = min(needs[place].line, widths[place] + (room - sum(widths)) // sharing)
    return widths
