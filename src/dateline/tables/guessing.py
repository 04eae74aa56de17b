"""A first map for a file that was never seen before: its columns, what stands in them, and guesses, all commented."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from dateline.parties import slugify
from dateline.tables.days import Days, NotADate
from dateline.tables.numbers import NotANumber, Numbers, split_money
from dateline.tables.reading import REMARKS, Table, open_table

SAMPLE = 2_000
MOST_DISTINCT = 200
LONGEST_SHOWN = 40
_FORMATS = ("iso", "timestamp", "M/D/YYYY", "D/M/YYYY", "D.M.YYYY", "MMM D, YYYY", "D MMM YYYY", "MMM YYYY", "english")
_BLANKS = ("n/a", "na", "-", "–", "none", "null", "unknown", "undisclosed", "tbd", "?")
_URL = re.compile(r"https?://\S+")
_NAMES = {
    "company": ("company", "organization", "organisation", "startup", "firm", "owner", "name"),
    "on": ("date", "closed", "announced", "funded", "founded", "when", "day", "year"),
    "money": ("amount", "raised", "funding", "price", "revenue", "valuation", "usd", "eur", "cost", "invest"),
    "id": ("id", "key", "uuid", "permalink", "label"),
    "round": ("round", "series", "stage", "type"),
}


@dataclass(slots=True)
class Column:
    """What stands in a column, as far as the first rows show."""

    name: str
    filled: int = 0
    values: Counter[str] = field(default_factory=Counter)

    @property
    def distinct(self) -> str:
        return f"{len(self.values)}" if len(self.values) < MOST_DISTINCT else f"{MOST_DISTINCT} or more"

    def add(self, value: str) -> None:
        if value:
            self.filled += 1
            if len(self.values) < MOST_DISTINCT or value in self.values:
                self.values[value] += 1

    def share(self, fits: object) -> float:
        assert callable(fits)
        values = [value for value in self.values if value.lower() not in _BLANKS]
        return sum(bool(fits(value)) for value in values) / len(values) if values else 0.0

    @property
    def is_money(self) -> bool:
        return self.share(_is_number) > 0.9 and self.sounds_like("money")

    @property
    def date_format(self) -> str | None:
        return next((one for one in _FORMATS if self.share(lambda text, one=one: _is_date(text, one)) > 0.9), None)

    def sounds_like(self, what: str) -> bool:
        words = re.split(r"[^a-z]+", self.name.lower())
        return any(word.startswith(hint) for word in words for hint in _NAMES[what])


def first_map(path: Path) -> str:
    """The text of a map. Raises InvalidFile for what is no table."""
    table = open_table(path)
    columns = [Column(name) for name in table.header]
    rows = 0
    for row in islice(table.rows(), SAMPLE):
        if row.problem or not any(cell.strip() for cell in row.cells):
            continue
        rows += 1
        for column, cell in zip(columns, row.cells, strict=True):
            column.add(cell.strip())
    columns = [column for column in columns if column.name not in REMARKS]
    return _written(path, table, rows, columns)


def _is_number(text: str) -> bool:
    try:
        number, _ = split_money(text)
        return bool(number) and Numbers().read(number) is not None
    except NotANumber:
        return False


def _is_date(text: str, form: str) -> bool:
    try:
        return Days((form,)).read(text) is not None
    except NotADate:
        return False


def _written(path: Path, table: Table, rows: int, columns: list[Column]) -> str:
    dates = [column for column in columns if column.date_format]
    formats = list(dict.fromkeys(str(column.date_format) for column in dates)) or ["iso"]
    blanks = sorted({value for column in columns for value in column.values if value.lower() in _BLANKS})
    lines = [
        f"# A first map of {path.name}: {table.found.words}, divided by {table.delimiter!r}.",
        "# It runs as it stands, but it is made of guesses: go through the lines marked with <-- one by one, then see",
        f"# what it makes of the first rows: dateline map try {path.name} --map THIS-FILE",
        "# All there is to say in a map: dateline help maps",
        "#",
        f"# The columns, as the first {rows:,} rows have them:",
        *(f"#   {_about(column, rows)}" for column in columns),
        "",
        f'name = "{slugify(path.stem) or "table"}"    # <-- the ids of all events begin with it: keep it',
        f"blank = [{', '.join(map(_quoted, blanks))}]    # values that say nothing, besides the empty one",
        '# published = "2026-01-31"    # when the file was published, or say it at the import: --published 2026-01-31',
        "",
        "[dataset]    # the file itself as a source",
        'publisher = "Who publishes it"    # <--',
        f"title = {_quoted(path.stem)}    # <--",
        '# url = "https://…"',
        "",
        "[dates]",
        f"formats = [{', '.join(map(_quoted, formats))}]    # {_about_formats(formats)}",
        *_january(dates),
        "",
        *_event(columns, dates),
        *_sources(columns, dates),
    ]
    return "\n".join(lines) + "\n"


def _about(column: Column, rows: int) -> str:
    shown = ", ".join(_short(value) for value, _ in column.values.most_common(4))
    return f"{column.name!r}: {column.filled:,} of {rows:,} filled, {column.distinct} different: {shown}"


def _short(value: str) -> str:
    words = " ".join(value.split())
    return repr(words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}…")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(character if character.isprintable() else " " for character in escaped) + '"'


def _about_formats(formats: list[str]) -> str:
    if {"M/D/YYYY", "D/M/YYYY"} & set(formats):
        return "<-- month or day first?"
    return "how dates are written"


def _january(dates: list[Column]) -> list[str]:
    firsts = sum(column.values[value] for column in dates for value in column.values if value.endswith("-01-01"))
    filled = sum(column.filled for column in dates)
    if filled and firsts / filled > 0.05:
        return [f'january_first = "year"    # {firsts / filled:.0%} are January 1: years, written as days']
    return ['# january_first = "year"    # if January 1 stands for a year of which nothing more is known']


def _pick(columns: list[Column], what: str) -> Column | None:
    for hint in _NAMES[what]:
        for column in columns:
            if hint in re.split(r"[^a-z]+", column.name.lower()) and column.filled:
                return column
    return None


def _event(columns: list[Column], dates: list[Column]) -> list[str]:
    company = _pick(columns, "company") or columns[0]
    on = next((column for column in dates if column.sounds_like("on")), dates[0] if dates else None)
    money = next((column for column in columns if column.is_money), None)
    key = _pick([column for column in columns if column is not company], "id")
    slug = "last|slug" if company.share(lambda text: "/" in text) > 0.5 else "slug"
    who = f"{{{company.name}|{slug}}}"
    identity = [who, f"{{{(key or on or company).name}|slug}}{{again}}"]
    lines = ["[[event]]    # one for each kind of event that a row becomes"]
    if money is not None and on is not None:
        round_ = _pick([column for column in columns if column not in (company, money)], "round") or key or on
        lines += [
            'type = "funding"    # <-- which kind? dateline help events',
            f"when = {{ {_quoted(money.name)} = {{ empty = false }} }}    # <-- which rows",
        ]
        fields = {"round": f"{{{round_.name}|slug}}{{again}}", "stage": "closed", "on": f"{{{on.name}}}"}
        fields["raised"] = f"{{{money.name}}} USD"
    else:
        lines += ['type = "profile"    # <-- which kind? dateline help events']
        fields = {"name": f"{{{company.name}}}", "on": f"{{{on.name}}}" if on else "../{published}"}
    lines += [f"id = {_quoted('/'.join(identity))}", f"company = {_quoted(who)}"]
    lines += [f"{name} = {_quoted(value)}    # <--" for name, value in fields.items()]
    return lines


def _sources(columns: list[Column], dates: list[Column]) -> list[str]:
    pages = [column for column in columns if column.share(_URL.fullmatch) > 0.8]
    reported = next((column for column in dates if "report" in column.name.lower()), None)
    lines: list[str] = []
    for place, page in enumerate(pages):
        lines += [
            "",
            "[[source]]    # a page that the row names",
            f"publisher = {_quoted(f'{{{page.name}|publisher}}')}",
        ]
        lines += [f"url = {_quoted(f'{{{page.name}}}')}"]
        if reported is not None and place == 0:
            lines += [f"published = {_quoted(f'{{{reported.name}}}')}    # <-- the date of that page"]
    return lines
