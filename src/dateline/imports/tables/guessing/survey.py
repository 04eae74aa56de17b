"""What is known of a table before it is said what its rows tell: its columns, whose it is, what it is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dateline.imports.tables.guessing.columns import SampledColumn, SampledRow
from dateline.imports.tables.guessing.country_words import translated
from dateline.imports.tables.guessing.draft import MapLine, quoted
from dateline.imports.tables.guessing.fields import SURE_TABLE, TableCurrency, confidences_of, day
from dateline.imports.tables.guessing.headers import folded, unit_of, word_in
from dateline.imports.tables.guessing.roles import Roles, is_page
from dateline.imports.tables.guessing.several import Several, several_in
from dateline.imports.tables.guessing.words import SORTS, SUMS, TOPICS

_COUNTED = ("layoff", "product-recall")
"""Milestones whose numbers say in their header what they are."""


_MOST_SORTS = 12
_COUNTRIES = "countries"


@dataclass(frozen=True, slots=True)
class MeantValues:
    """A `[tables.NAME]` of the map: what the values of a column stand for."""

    meant: dict[str, str]
    other: str | None
    """What any other value stands for; None where nobody knows: then a row with one is refused."""
    unknown: tuple[str, ...] = ()
    """Values of which it is to be said what they stand for."""


class Survey:
    """A table of which nothing is understood is about what stands in its first column."""

    def __init__(
        self, columns: list[SampledColumn], roles: Roles, rows: Sequence[SampledRow], called: Sequence[str] = ()
    ) -> None:
        """`called` is what the table is called: its file, and the titles above its header."""
        self.columns = columns
        self.roles = roles
        self.called = [text for text in called if text]
        self.company = roles.company or _first(columns)
        self.several: Several | None = several_in(self.company, {row[self.company.name] for row in rows} - {""})
        self.rows = [row for row in rows if (name := row[self.company.name]) and folded(name) not in SUMS]
        """Those of companies: what adds up others is set aside."""
        self.copies: set[str] = set()
        """Columns of figures that others say again."""
        self.tables: dict[str, MeantValues] = {}
        """The tables that the guessed events need."""

    @property
    def headers(self) -> list[str]:
        return [column.header for column in self.columns]

    @cached_property
    def money(self) -> TableCurrency:
        named = next((one.unit.currency for one in self.columns if one.is_number and one.unit.currency), "")
        units = [unit_of(text) for text in self.called[1:]]
        titled = next((unit for unit in units if unit.currency), None)
        times = titled.times if titled is not None and not named else ""
        currency = named or (titled.currency if titled else "")
        return TableCurrency(self.roles.pick("currency"), currency, times, titled is not None, self.columns)

    @cached_property
    def sort(self) -> SampledColumn | None:
        """The column that says which sort of thing a row tells."""
        named = (one for one in self.columns if folded(one.header) in SORTS and one.is_text and one.has_plain_name)
        return next((one for one in named if len(one.said) <= _MOST_SORTS), None)

    @cached_property
    def topic(self) -> str:
        """What its rows are milestones of, as its headers or its names say; nothing where they do not."""
        found = [word_in(TOPICS, column.header) for column in self.columns if not column.is_number]
        found += [word for column in self.columns if (word := word_in(TOPICS, column.header)) in _COUNTED]
        found += [word_in(TOPICS, text) for text in self.called]
        return next(filter(None, found), "")

    @cached_property
    def who(self) -> str:
        """The company of a row, as a template for its slug."""
        return "{who|slug}" if self.several else self.slug_of(self.company)

    def slug_of(self, column: SampledColumn) -> str:
        """Of names that have a key beside them (`company_permalink`), that key: names are written in several ways."""
        key = self._key_of(column)
        return _slug(column if key is None else key)

    def _key_of(self, column: SampledColumn) -> SampledColumn | None:
        prefix = folded(column.header).removesuffix("name").strip()
        wanted = {f"{prefix} {word}".strip() for word in ("permalink", "slug")}
        keys = (one for one in self.columns if folded(one.header) in wanted and one.has_plain_name)
        return next((one for one in keys if not one.gaps and one.is_text), None)

    def party(self, column: SampledColumn) -> str:
        """A company that is told of beside the one whose row it is."""
        key = self._key_of(column)
        name = quoted(cell_of(column))
        return name if key is None else f"{{ name = {name}, slug = {quoted(_slug(key))} }}"

    def country(self, column: SampledColumn) -> str:
        """The cell of a country; through a table where it is written in other languages."""
        if not (meant := translated(column)):
            return quoted(cell_of(column))
        before = self.tables.get(_COUNTRIES)
        self.tables[_COUNTRIES] = MeantValues({**(before.meant if before else {}), **meant}, "*")
        return quoted(f"{{{column.name}|{_COUNTRIES}}}")

    # --- what events share ---

    def on(self) -> MapLine:
        """Its own date; else it was true by the day it was published; else by that of the file."""
        if self.roles.on is not None:
            return MapLine("on", day(self.roles.on))
        published = self.roles.published
        return MapLine("on", day(published, "../" if published else ""))

    def dated(self) -> list[str]:
        """The column of dates, if it is empty in some rows."""
        return self.gaps(self.roles.on) if self.roles.on else []

    def gaps(self, column: SampledColumn) -> list[str]:
        """The column, if it is empty in some rows."""
        return [column.name] if any(not row[column.name] for row in self.rows) else []

    def sure(self) -> list[MapLine]:
        if self.several is not None and self.several.sure:
            return [MapLine("confidence", quoted(f"{{sure|{SURE_TABLE}}}"), "")]
        column = self.roles.pick("sure")
        if column is None or not confidences_of(column):
            return []
        return [MapLine("confidence", quoted(f"{{{column.name}|{SURE_TABLE}}}"), "")]

    def meant(self, column: SampledColumn, words: dict[str, tuple[str, ...]]) -> dict[str, str]:
        """What the values of a column stand for; nothing where most are other words."""
        found = {value: word for value in column.said if (word := word_in(words, value))}
        return found if len(found) > len(column.said) / 2 else {}


def unmeant(column: SampledColumn, meant: dict[str, str]) -> tuple[str, ...]:
    """The values of a column that no known word stands for."""
    return tuple(value for value in column.said if value not in meant)


def cell_of(column: SampledColumn) -> str:
    return "{" + column.name + "}"


def _slug(column: SampledColumn) -> str:
    """Of an address like /company/acme the end."""
    address = is_page(column) or column.share(lambda text: text.startswith("/")) > 0.5
    return f"{{{column.name}|last|slug}}" if address else f"{{{column.name}|slug}}"


def _first(columns: list[SampledColumn]) -> SampledColumn:
    plain = [column for column in columns if column.has_plain_name]
    said = [column for column in plain if column.said]
    return next((column for column in said if not column.is_yes_or_no), (said or plain)[0])
