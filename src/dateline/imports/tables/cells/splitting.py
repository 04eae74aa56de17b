"""A cell of several values: where it is split, and of which parts each value is made.

Nothing inside brackets is split off, and no legal form behind its comma: nobody is called Inc.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.imports.tables.cells.templates import InvalidTemplate, Template, parse, reader_of

Split = str | tuple[str, ...] | None
"""What stands between the values of a cell; None where it has one value."""
Parts = dict[str, str]
"""Name → what it stands for in one of the values."""
Extent = tuple[int, int]
"""Of a part of a text: where it begins, and where it ends."""
_LEGAL_FORM = re.compile(
    r"(?:inc|incorporated|corp|co|llc|l\.l\.c|llp|l\.l\.p|lp|l\.p|ltd|limited|plc|p\.l\.c|gmbh|pty|pte|pvt|n\.a|n\.v|b\.v"
    r"|s\.a|s\.a\.s|s\.r\.l|s\.p\.a|s\.l|a\.g|a\.s|k\.k)\.?(?:\s+(?:ltd|limited|llc|inc)\.?)?",
    re.IGNORECASE,
)
"""As nothing else is called, not even in a list of countries: `SA` and `AS` are not among them, `S.A.` is."""

_LONGEST_VALUE = 1_000
"""Of a value with parts, in characters."""


@dataclass(frozen=True, slots=True)
class Splitter:
    pattern: re.Pattern[str] | None

    def values(self, cell: str) -> list[str]:
        """The values of a cell without blanks around them; empty ones are left out."""
        values = [cell[begin:end] for begin, end in self._places(cell)] if self.pattern else [cell]
        return [value for value in map(str.strip, values) if value]

    def _places(self, cell: str) -> list[Extent]:
        """Where the values stand."""
        assert self.pattern is not None
        kept = _brackets(cell)
        cuts = [cut.span() for cut in self.pattern.finditer(cell) if not _is_within(cut.span(), kept)]
        places: list[Extent] = []
        begin = 0
        for number, (end, behind) in enumerate([*cuts, (len(cell), len(cell))]):
            by_comma = number > 0 and "," in cell[slice(*cuts[number - 1])]
            if places and by_comma and _LEGAL_FORM.fullmatch(cell[begin:end].strip()):
                places[-1] = (places[-1][0], end)
            else:
                places.append((begin, end))
            begin = behind
        return places


def _brackets(text: str) -> list[Extent]:
    """The outermost pairs of brackets."""
    pairs: list[Extent] = []
    open_: list[int] = []
    for found in re.finditer(r"[()]", text):
        if found.group() == "(":
            open_.append(found.start())
        elif open_ and (begin := open_.pop()) is not None and not open_:
            pairs.append((begin, found.end()))
    return pairs


def _is_within(place: Extent, pairs: Sequence[Extent]) -> bool:
    return any(begin < place[0] and place[1] < end for begin, end in pairs)


def splitter(split: Split) -> Splitter:
    """Splits at each of the separators. Raises InvalidTemplate."""
    if split is None:
        return Splitter(None)
    separators = (split,) if isinstance(split, str) else split
    if not separators or "" in separators:
        raise InvalidTemplate('`split` is empty: say what stands between the values, like ";" or [";", ","]')
    longest_first = sorted(set(separators), key=lambda one: (-len(one), one))
    return Splitter(re.compile("|".join(map(re.escape, longest_first))))


@dataclass(frozen=True, slots=True)
class Patterns:
    """How a value may be written; the first pattern that fits counts."""

    written: tuple[str, ...]
    readers: tuple[re.Pattern[str], ...]
    takes_all: bool

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for reader in self.readers for name in reader.groupindex)

    @property
    def words(self) -> str:
        return " or ".join(self.written)

    @property
    def nothing(self) -> Parts:
        """What the names stand for where nothing is written."""
        return dict.fromkeys(self.names, "")

    def read(self, value: str) -> Parts | None:
        """The parts of a value by the first pattern that fits it; None if none does.

        What is far too long to be a value has no parts, unless one is all of it: to look where they may begin takes
        time with the square of its length.
        """
        readers = self.readers if len(value) <= _LONGEST_VALUE else self.readers[-1:] if self.takes_all else ()
        for reader in readers:
            if found := reader.fullmatch(value):
                return self.nothing | {name: part.strip() for name, part in found.groupdict().items()}
        return None


def patterns(written: Sequence[str]) -> Patterns:
    """Raises InvalidTemplate."""
    if not written:
        raise InvalidTemplate('`parts` is empty: say how a value is written, like ["{who} #{sure}", "{who}"]')
    readers = tuple(reader_of(one) for one in written)
    taking_all = next((one for one in written if _takes_all(parse(one, {}))), None)
    if taking_all is not None and taking_all != written[-1]:
        behind = written[written.index(taking_all) + 1]
        raise InvalidTemplate(f"{behind!r} stands behind {taking_all!r}, which fits every value: put it before")
    return Patterns(tuple(written), readers, taking_all is not None)


def _takes_all(template: Template) -> bool:
    return len(template.parts) == 1
