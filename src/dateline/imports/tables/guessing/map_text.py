"""A guess as the text of a map, with what its columns hold in front, and remarks on what to look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path

from dateline.imports.spooled import name_of
from dateline.imports.tables.cells.templates import OF_THE_FILE, PSEUDO
from dateline.imports.tables.guessing.colophon import NO_COLOPHON, Colophon
from dateline.imports.tables.guessing.columns import DAY_OR_MONTH, SampledColumn, SampledRow
from dateline.imports.tables.guessing.draft import LOOK_HERE, EventSection, MapLine, listed, quoted
from dateline.imports.tables.guessing.fields import MONTHS, SURE_TABLE, formats_of
from dateline.imports.tables.guessing.headers import folded
from dateline.imports.tables.guessing.layouts import Ending
from dateline.imports.tables.guessing.owners import OwnersBeside
from dateline.imports.tables.guessing.remarks import about_column, folded_remark, is_read
from dateline.imports.tables.guessing.survey import MeantValues
from dateline.imports.tables.guessing.words import SUMS
from dateline.imports.tables.json_rows import JsonRows
from dateline.imports.tables.sheet import TableFile
from dateline.values.text import cut, slugify, visible

_ADDRESS = re.compile(r"^https?://[^\s\"<>]+$")
_OFTEN = 0.05
_LISTS = 0.2
"""The share of cells with several addresses from which a first map takes them apart."""


@dataclass(slots=True)
class Guess:
    """All that a first map says."""

    columns: Sequence[SampledColumn]
    rows: Sequence[SampledRow]
    company: SampledColumn
    events: list[EventSection]
    dates: list[SampledColumn]
    decimal: str
    sure: dict[str, str]
    pages: list[SampledColumn]
    source: SampledColumn | None
    published: SampledColumn | None
    is_filed: bool
    """Whether the companies say so themselves, in what they file."""
    key: SampledColumn | None
    encoding: str | None = None
    """As it is stated; None where it was found out."""
    tables: dict[str, MeantValues] = field(default_factory=dict)
    copies: Set[str] = frozenset()
    """Columns of figures that others say again."""
    other_sheets: Sequence[str] = ()
    other_lists: Sequence[str] = ()
    """Lists of objects in a file of JSON of whose entries no rows are made."""
    down: Sequence[str] = ()
    ending: Ending | None = None
    beside: OwnersBeside | None = None
    """Another file in which it is looked up whose the sites are."""
    colophon: Colophon = NO_COLOPHON
    tried: str = ""
    """What became of the rows of the whole file, as remarks."""

    @property
    def sums(self) -> list[str]:
        """What stands in the place of a company where a row adds up others."""
        found = sorted({row[self.company.name] for row in self.rows if folded(row[self.company.name]) in SUMS})
        return [] if self.ending is not None and self.ending.column == self.company.name else found

    @property
    def told_by(self) -> list[str]:
        """The columns that the sources of a row are made of."""
        columns = [*self.pages, *filter(None, (self.source, self.published))]
        return [column.name for column in columns]


def written(guess: Guess, read: TableFile) -> str:
    """The text of the map."""
    parts = (_settings(guess, read), _dates(guess), _numbers(guess), _tables(guess), _skip(guess), _beside(guess),
             *_events(guess), *_sources(guess))  # fmt: skip
    body = ["\n".join(lines) for part in parts if (lines := list(part))]
    text = "\n\n".join(["\n".join(_head(guess, read, "\n\n".join(body))), *body]) + "\n"
    for word in PSEUDO.intersection(read.header):
        text = text.replace(f"{{{word}}}", f"{{{OF_THE_FILE}{word}}}")
    return text


def _head(guess: Guess, read: TableFile, body: str) -> Iterator[str]:
    """Remarks: what came of it, which columns no event tells, and all columns."""
    name = read.path.name
    shown = [column for column in guess.columns if column.filled or column.name in read.header_cells]
    yield f"# A first map of {name}: {_how(read)}."
    yield from (f"# {line}" for line in guess.tried.splitlines())
    yield from _unread([column for column in shown if column.filled and not is_read(column.name, body)], guess)
    yield f"# It is made of guesses: go through the lines marked with {LOOK_HERE}, then see what it makes of the first"
    if guess.colophon.published:
        yield "# rows:"
        yield f"# dateline map try {name} --map THIS-FILE"
    else:
        yield "# rows, with the date that the file was published on:"
        yield f"# dateline map try {name} --map THIS-FILE --published DATE"
    yield "# All there is to say in a map: dateline help maps"
    yield "#"
    yield f"# The columns, as {len(guess.rows):,} rows have them:"
    yield from (f"#   {about_column(column, len(guess.rows))}" for column in shown)


def _unread(unread: Sequence[SampledColumn], guess: Guess) -> Iterator[str]:
    """Figures that nobody reads come first: without them a map that runs is no good."""
    copies = [repr(column.name) for column in unread if column.name in guess.copies]
    unread = [column for column in unread if column.name not in guess.copies]
    figures = [repr(column.name) for column in unread if column.is_number]
    others = [repr(column.name) for column in unread if not column.is_number]
    if figures:
        yield from folded_remark(f"Figures that it does not read: {', '.join(figures)}")
    if others:
        yield from folded_remark(f"Not read{' either' * bool(figures)}: {', '.join(others)}")
    if copies:
        yield from folded_remark(f"Not read, since other columns say the same: {', '.join(copies)}")
    names = [column.name for column in unread]
    lists = [path for path in guess.other_lists if any(name.startswith(f"{path}.") for name in names)]
    if lists:
        yield from folded_remark(f"No rows are made of these lists: {', '.join(lists)}. See `rows` in help maps")


def _settings(guess: Guess, read: TableFile) -> Iterator[str]:
    blanks = sorted({value for column in guess.columns for value in column.blanks})
    called = Path(name_of(read.path)).stem
    yield str(MapLine("name", quoted(slugify(called) or "table"), f"{LOOK_HERE} all ids begin with it: keep it"))
    if guess.encoding:
        yield str(MapLine("encoding", quoted(guess.encoding), "how the file is written"))
    yield from _layout(guess, read)
    yield str(MapLine("blank", listed(blanks), "values that say nothing, besides the empty one"))
    said = guess.colophon
    if said.published:
        yield str(MapLine("published", quoted(said.published), f"{LOOK_HERE} it says {cut(visible(said.says), 60)}"))
    else:
        yield '# published = "2026-01-31"    # when the file was published; or say it each time, with --published'
    yield ""
    yield "[dataset]    # the file itself as a source"
    yield str(MapLine("publisher", quoted(said.publisher or "Who publishes it")))
    yield str(MapLine("title", quoted(called)))
    yield '# url = "https://…"'


def _how(read: TableFile) -> str:
    return read.words if read.source.is_typed else f"{read.words}, divided by {read.source.delimiter!r}"


def _layout(guess: Guess, read: TableFile) -> Iterator[str]:
    """Where in the file the table is."""
    if guess.other_sheets:
        sheet = getattr(read.source, "sheet", "")
        yield str(MapLine("sheet", quoted(sheet), f"{LOOK_HERE} the others: {', '.join(guess.other_sheets)}"))
    if isinstance(read.source, JsonRows) and read.source.within:
        yield str(MapLine("rows", quoted(read.source.within), "each entry of this list is a row"))
    if read.stated_header is not None:
        yield str(MapLine("header", str(read.stated_header), "the line of the header: what stands above is a title"))
    if guess.down:
        yield str(MapLine("down", listed(guess.down), f"{LOOK_HERE} its blank cells say what the one above says"))
    if guess.ending is not None:
        end = f"{{ {quoted(guess.ending.column)} = {quoted(guess.ending.value)} }}"
        yield str(MapLine("until", end, "the table ends before this row"))


def _dates(guess: Guess) -> Iterator[str]:
    formats = formats_of(guess.dates)
    if "english" not in formats and any(_names_a_span(entry) for event in guess.events for entry in event.fields):
        formats.append("english")
    about = f"{LOOK_HERE} month or day first?" if set(DAY_OR_MONTH) & set(formats) else "how dates are written"
    yield "[dates]"
    yield str(MapLine("formats", listed(formats), about))
    firsts = sum(column.values[value] for column in guess.dates for value in column.values if value.endswith("-01-01"))
    filled = sum(column.filled for column in guess.dates)
    if filled and firsts / filled > _OFTEN:
        yield f'january_first = "year"    # {firsts / filled:.0%} are January 1: years, written as days'
    else:
        yield '# january_first = "year"    # if January 1 stands for a year of which nothing more is known'


def _names_a_span(entry: MapLine) -> bool:
    """Whether the map itself says a date as words: Q1 2023."""
    says_words = not entry.columns and entry.value[1:2].isalpha()
    return (entry.key == "on" and says_words) or (entry.key == "period" and (says_words or bool(entry.columns)))


def _numbers(guess: Guess) -> Iterator[str]:
    if guess.decimal != ".":
        yield "[numbers]"
        yield str(MapLine("decimal", quoted(guess.decimal), f"{LOOK_HERE} 2,5 is two and a half"))


def _tables(guess: Guess) -> Iterator[str]:
    months = {name: month for column in guess.dates for name, month in column.months.items()}
    if months:
        yield f"[tables.{MONTHS}]    # * is any text"
        for name, month in months.items():
            yield f"{quoted(f'*{name}*')} = {quoted(f'*{month}*')}"
        yield '"*" = "*"'
    if guess.sure:
        yield from [""] * bool(months)
        yield f"[tables.{SURE_TABLE}]    # {LOOK_HERE} confirmed, reported or rumored?"
        yield from (f"{quoted(value)} = {quoted(word)}" for value, word in guess.sure.items())
        yield '"*" = "reported"'
    for place, (name, table) in enumerate(guess.tables.items()):
        yield from [""] * bool(months or guess.sure or place)
        yield f"[tables.{name}]    # {LOOK_HERE} what its values stand for"
        yield from (f"{quoted(value)} = {quoted(word)}" for value, word in table.meant.items())
        yield from (f'# {quoted(value)} = ""    # {LOOK_HERE} rows with it are refused' for value in table.unknown)
        if table.other is not None:
            yield f'"*" = {quoted(table.other)}'


def _beside(guess: Guess) -> Iterator[str]:
    return guess.beside.lines() if guess.beside is not None else iter(())


def _skip(guess: Guess) -> Iterator[str]:
    if guess.sums:
        yield from _skipped(table_of(guess.company.name, guess.sums), "sums")
    for missing in _nothing_without(guess.events):
        tests = ", ".join(f"{quoted(name)} = {{ empty = true }}" for name in missing)
        yield from _skipped(f"{{ {tests} }}", f"rows without {' and '.join(missing)}")


def _skipped(when: str, reason: str) -> Iterator[str]:
    yield "[[skip]]"
    yield str(MapLine("when", when))
    yield str(MapLine("reason", quoted(reason), ""))


def _nothing_without(events: Sequence[EventSection]) -> list[list[str]]:
    """The columns without which a row says nothing but who the company is: any of these lists, if all of it is empty.

    Such a row is set aside and counted: it would be used otherwise, and what was meant by it lost unseen.
    """
    told = [event for event in events if not event.once]
    if not told or any(event.once and event.type != "profile" for event in events):
        return []
    shared = [name for name in told[0].filled if all(name in event.filled for event in told)]
    if shared:
        return [[name] for name in shared]
    alone = all(len(event.filled) == 1 and not event.empty for event in told)
    return [list(dict.fromkeys(event.filled[0] for event in told))] if alone else []


def table_of(column: str, values: Sequence[str]) -> str:
    """A condition: the column has one of these values."""
    return f"{{ {quoted(column)} = {listed(values)} }}"


def _events(guess: Guess) -> Iterator[Iterator[str]]:
    for event in guess.events:
        yield event.lines()


def _sources(guess: Guess) -> Iterator[Iterator[str]]:
    """The first page has the date of the report; where no column has addresses, a column that names who reports."""
    for place, page in enumerate(guess.pages):
        yield _source(f"{{{page.name}|publisher}}", guess.published if place == 0 else None, page)
    if guess.source is not None and not guess.pages:
        yield _source(f"{{{guess.source.name}}}", guess.published, None)
    elif guess.is_filed and guess.published is not None and not guess.pages:
        yield _source(f"{{{guess.company.name}}}", guess.published, None)


def _source(publisher: str, published: SampledColumn | None, page: SampledColumn | None) -> Iterator[str]:
    yield "[[source]]    # a page that the row names" if page else "[[source]]    # who reports it"
    if page is not None and page.share(lambda text: "\n" in text) > _LISTS:
        yield f'each = {{ in = {quoted(page.name)}, split = "\\n", parts = ["{{page}}"] }}'
        yield 'publisher = "{page|publisher}"'
        yield 'url = "{page}"'
        yield f"when = {{ page = {{ matches = '{_ADDRESS.pattern}' }} }}"
    else:
        yield str(MapLine("publisher", quoted(publisher), ""))
        yield from _address(page) if page is not None else ()
    if published is not None:
        months = f"|{MONTHS}" if published.months else ""
        yield str(MapLine("published", quoted(f"{{{published.name}{months}}}"), f"{LOOK_HERE} when it was reported"))


def _address(page: SampledColumn) -> Iterator[str]:
    yield str(MapLine("url", quoted(f"{{{page.name}}}"), ""))
    if page.share(_ADDRESS.fullmatch) < 1:
        yield str(MapLine("when", f"{{ {quoted(page.name)} = {{ matches = '{_ADDRESS.pattern}' }} }}", "addresses"))
