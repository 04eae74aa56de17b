"""What stands in the columns of a table, as far as its first rows show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from dateline.imports.tables.cells.amounts import split_money
from dateline.imports.tables.cells.bounds import split_bound
from dateline.imports.tables.cells.days import Days
from dateline.imports.tables.cells.months import MONTHS
from dateline.imports.tables.cells.numbers import NotANumber, Numbers
from dateline.imports.tables.cells.ranges import low_of
from dateline.imports.tables.cells.templates import PSEUDO
from dateline.imports.tables.guessing.headers import Unit, unit_of, words_for
from dateline.imports.tables.json_rows import JsonRows
from dateline.imports.tables.sheet import REMARKS, TableFile

SAMPLE = 2_000
"""Rows that a guess is made from."""
MOST_DISTINCT = 200
_MOST = 0.6
"""The share of values that makes a column one of dates, or of numbers: the others are what is wrong in the table."""
_BLANKS = ("n/a", "na", "k.a.", "k. a.", "-", "–", "—", "none", "null", "unknown", "undisclosed", "unbekannt", "tbd",
           "?", "nc", "n.c.", "s/d", "n/d", "n.d.", "n/k", "n/v", "nicht bekannt", "not disclosed", "keine angabe",
           "k.a", "non communiqué", "no disponible", "#n/a")  # fmt: skip
_FORMATS = ("iso", "timestamp", "M/D/YYYY", "D/M/YYYY", "D.M.YYYY", "M.YYYY", "M/YYYY", "D-M-YYYY", "YYYY/M/D",
            "YYYYMMDD", "YYYY.M.D", "MMM D, YYYY", "D MMM YYYY", "D-MMM-YYYY", "MMM YYYY", "D. MMMM YYYY",
            "english")  # fmt: skip
_SERIALS = "spreadsheet"
_CODES_TOO = ("na", "nc", "n.c.")
"""What says nothing, but where a column has codes of as many letters: NC is North Carolina, NA is Namibia."""
_CODE = re.compile(r"[A-Z]{2,3}")
_SERIAL = re.compile(r"[2-6][0-9]{4}(?:\.[0-9]+)?")
_YES_OR_NO = ({"true", "false"}, {"yes", "no"}, {"y", "n"}, {"ja", "nein"}, {"oui", "non"}, {"wahr", "falsch"},
              {"vrai", "faux"})  # fmt: skip
YES = frozenset({"true", "yes", "y", "ja", "oui", "wahr", "vrai"})
DAY_OR_MONTH = ("M/D/YYYY", "D/M/YYYY")

SampledRow = dict[str, str]


@dataclass
class SampledColumn:
    name: str
    """What a template calls it."""
    header: str
    filled: int = 0
    gaps: int = 0
    """Rows that leave it blank."""
    values: Counter[str] = field(default_factory=Counter)

    def add(self, value: str) -> None:
        """Counts a value; of different ones the first MOST_DISTINCT are kept."""
        if not value:
            self.gaps += 1
        else:
            self.filled += 1
            if len(self.values) < MOST_DISTINCT or value in self.values:
                self.values[value] += 1

    @property
    def has_plain_name(self) -> bool:
        """Whether a template can name it."""
        return self.name.isprintable() and not set(self.name) & set('{}|"\\')

    @property
    def distinct(self) -> str:
        return f"{len(self.values)}" if len(self.values) < MOST_DISTINCT else f"{MOST_DISTINCT} or more"

    @cached_property
    def said(self) -> list[str]:
        """Its different values, but for those that say nothing."""
        return [value for value in self.values if not self._is_blank(value)]

    def _is_blank(self, value: str) -> bool:
        folded = value.lower()
        return folded in _BLANKS and not (folded in _CODES_TOO and self.has_codes)

    @cached_property
    def has_codes(self) -> bool:
        """Whether most of its values are codes of two or three letters."""
        others = [value for value in self.values if value.lower() not in _BLANKS]
        return bool(others) and sum(bool(_CODE.fullmatch(value)) for value in others) > _MOST * len(others)

    @cached_property
    def blanks(self) -> list[str]:
        """Its different values that say nothing."""
        return [value for value in self.values if self._is_blank(value)]

    def share(self, fits: Callable[[str], object]) -> float:
        """The share of its cells whose values fit, from 0 to 1, or of its different values if that is more."""
        if not self.said:
            return 0.0
        fitting = [value for value in self.said if fits(value)]
        cells = sum(self.values[value] for value in fitting) / sum(self.values[value] for value in self.said)
        return max(cells, len(fitting) / len(self.said))

    def is_about(self, role: str) -> bool:
        """Whether its header has a word for this role."""
        return words_for(role, self.header) is not None

    @cached_property
    def unit(self) -> Unit:
        """What its header says that its numbers are in."""
        return unit_of(self.header)

    # --- dates ---

    @cached_property
    def formats(self) -> tuple[str, ...]:
        """How its dates are written, the most usual first; nothing where it has no dates."""
        is_dated = any(map(self.is_about, ("date", "founded", "published", "since", "until", "completed")))
        if is_dated and self.share(_SERIAL.fullmatch) > _MOST:
            return (_SERIALS,)
        if self.share(_is_bare_number) > _MOST and not is_dated:
            return ()
        left, chosen = [in_english(value) for value in self.said], list[str]()
        while left:
            counts = {one: sum(is_date(value, one) for value in left) for one in _FORMATS if _goes(one, chosen)}
            best = max(counts, key=lambda one: counts[one])
            if not counts[best]:
                break
            chosen.append(best)
            left = [value for value in left if not is_date(value, best)]
        unread = set(left)
        return tuple(chosen) if self.share(lambda value: in_english(value) not in unread) >= _MOST else ()

    @cached_property
    def months(self) -> dict[str, str]:
        """The names of months in its dates that are not English."""
        words = {word for value in self.said for word in value.split()}
        return {word: month for word in sorted(words) if (month := _MONTH_OF.get(word.casefold()))}

    # --- numbers ---

    def readable(self, decimal: str) -> float:
        """The share of its values that are numbers with this mark before decimals."""
        return self.share(lambda value: is_number(value, decimal))

    @cached_property
    def is_number(self) -> bool:
        """Whether most of its values are numbers."""
        return not self.formats and max(self.readable("."), self.readable(",")) >= _MOST

    @cached_property
    def names_currencies(self) -> bool:
        """Whether its amounts say themselves what they are in."""
        return self.share(_currency) > _MOST

    @cached_property
    def holds_lists(self) -> bool:
        """Whether its cells have several values, one a line."""
        return any("\n" in value for value in self.said)

    @cached_property
    def is_yes_or_no(self) -> bool:
        """Whether its values, or all of those in its lists, are true or false: what is never a name."""
        words = {word.strip().lower() for value in self.said for word in value.split("\n")}
        return bool(words) and any(words <= pair for pair in _YES_OR_NO)

    @property
    def is_text(self) -> bool:
        return bool(self.said) and not self.formats and not self.is_number and not self.is_yes_or_no


def look_at(
    table: TableFile, down: Sequence[str] = (), until: int | None = None
) -> tuple[list[SampledColumn], list[SampledRow]]:
    """The columns of a table and rows of it, without blank ones and those that cannot be read: the first ones, and of
    the others every so-manieth.

    In the rows, what says nothing is empty, and blank cells of the columns that are filled `down` are not.
    """
    names = [_name(place, header) for place, header in enumerate(table.header, 1)]
    columns = {
        name: SampledColumn(name, _words(header, table))
        for name, header in zip(names, table.header, strict=True)
        if header not in REMARKS
    }
    rows = thinned(_filled(table, names, down, until))
    for name, column in columns.items():
        for row in rows:
            column.add(row[name])
        for row in rows:
            row[name] = "" if row[name] in column.blanks else row[name]
    return list(columns.values()), rows


def _words(header: str, table: TableFile) -> str:
    """What a column says of itself; of a path in JSON all of its words, from the object that is a row."""
    if not isinstance(table.source, JsonRows):
        return header
    lists = [f"{'.'.join(one)}." for one in table.source.lists if header.startswith(f"{'.'.join(one)}.")]
    within = [one for one in lists if f"{table.source.within}.".startswith(one)]
    return header.removeprefix(max(within, key=len, default="")).replace(".", " ")


def is_of_the_file(column: SampledColumn, table: TableFile) -> bool:
    """Whether a column of JSON stands beside the list of rows, and says the same of all: which page it is, say."""
    if not isinstance(table.source, JsonRows) or not table.source.is_one:
        return False
    path = tuple(column.name.split("."))
    outside = not any(path[: len(one)] == one for one in table.source.lists)
    return bool(table.source.within) and outside and len(column.values) < 2


def _filled(table: TableFile, names: Sequence[str], down: Sequence[str], until: int | None) -> Iterator[SampledRow]:
    above = dict.fromkeys(down, "")
    for row in table.rows():
        if until is not None and row.line >= until:
            return
        if row.problem or not any(cell.strip() for cell in row.cells):
            continue
        cells = {name: cell.strip() for name, cell in zip(names, row.cells, strict=True)}
        above = {name: cells[name] or value for name, value in above.items()}
        yield cells | above


def thinned(rows: Iterable[SampledRow]) -> list[SampledRow]:
    """The first half of SAMPLE rows, and as many of all others, evenly."""
    first: list[SampledRow] = []
    others: list[SampledRow] = []
    step = 1
    for place, row in enumerate(rows):
        if len(first) < SAMPLE // 2:
            first.append(row)
        elif place % step == 0:
            others.append(row)
            if len(others) > SAMPLE // 2:
                others, step = others[::2], step * 2
    return first + others


def _name(place: int, header: str) -> str:
    """By its place where its name is a word of the map's own."""
    return f"column {place}" if header in PSEUDO else header


def decimal_of(columns: Iterable[SampledColumn], delimiter: str) -> str:
    """Which of `.` and `,` stands before decimals; where both could, a table divided by semicolons, or with days
    like 31.12.2023, has commas."""
    columns = list(columns)
    numbers = [column for column in columns if column.is_number]
    commas, points = (sum(column.readable(mark) for column in numbers) for mark in ",.")
    marked = any("." in value or "," in value for column in numbers for value in column.said)
    with_commas = delimiter == ";" or any("D.M.YYYY" in column.formats for column in columns)
    return "," if commas > points or (commas == points and marked and with_commas) else "."


def is_number(text: str, decimal: str) -> bool:
    """Whether a cell is a number or an amount, with this mark before decimals."""
    try:
        number, _ = split_money(low_of(split_bound(text)[0]))
        return bool(number) and Numbers(decimal).read(number) is not None
    except NotANumber:
        return False


def is_date(text: str, form: str) -> bool:
    """Whether a cell is a date in this format."""
    return Days((form,)).takes(text)


_MONTH_OF = {name.casefold(): month for month, names in MONTHS.items() for name in names}


def in_english(date: str) -> str:
    """The date with the months of other languages in English."""
    return " ".join(_MONTH_OF.get(word.casefold(), word) for word in date.split())


def _goes(form: str, chosen: list[str]) -> bool:
    """Month and day cannot come first both."""
    return form not in chosen and not (form in DAY_OR_MONTH and set(DAY_OR_MONTH) & set(chosen))


def _is_bare_number(text: str) -> bool:
    return text.count(".") < 2 and text.replace(".", "").isdecimal()


def _currency(text: str) -> str | None:
    try:
        return split_money(text)[1]
    except NotANumber:
        return None
