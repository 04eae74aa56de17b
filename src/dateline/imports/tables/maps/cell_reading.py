"""How one map reads cells: its value tables, and how its columns write dates and numbers where a field says nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from dateline.imports.tables.cells.date_formats import TIMESTAMP, InvalidFormat, check_format
from dateline.imports.tables.cells.days import Days, NotADate
from dateline.imports.tables.cells.numbers import Numbers
from dateline.imports.tables.cells.templates import (
    FILTERS,
    OF_THE_FILE,
    PSEUDO,
    Look,
    Template,
    TextFilter,
    Unusable,
    parse,
)
from dateline.imports.tables.cells.value_table import ValueTable
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.identified import KnownCompanies
from dateline.values.dates import PartialDate
from dateline.values.text import TURNING, unmarked

_AS_HELD = ("YYYY-MM-DD", TIMESTAMP)
"""How a date is written that the file holds as one."""
FieldReader = Callable[[Look], object]
"""What a field says in a row, ready for JSON; None where the row does not say. Raises Unusable."""
TemplatesAndReader = tuple[list[Template], FieldReader]
"""The templates that a field is made of, and how it is read from them."""


def unusable(template: Template, look: Look, value: str, error: Exception) -> Unusable:
    """A cell that cannot be used: the first column of the template, what stands there, and why."""
    column = next(iter(template.columns), "")
    return Unusable(column, look(column) if column else value, str(error))


def seen(template: Template, look: Look) -> str:
    """What people see of a value that is not text: a date, a number, a word of few. Marks that cannot be seen say
    nothing of it. Raises Unusable where one turns it around."""
    value = template.fill(look)
    if value.isascii():
        return value
    if TURNING.search(value):
        why = ValueError("holds a mark that turns text around: it is not what it looks like, so type it anew")
        raise unusable(template, look, value, why)
    return unmarked(value).strip()


class CellReading:
    """What the readers of all fields share: tables, blank values, date formats and number marks of one map."""

    def __init__(self, written: spec.MapSpec, *, is_typed: bool = False) -> None:
        """`is_typed`: the file holds dates as dates, which any of its columns may have. Raises ValueError with a
        sentence."""
        self._also = _AS_HELD if is_typed else ()
        self.known = KnownCompanies()
        self.tables = {name: _table(name, entries) for name, entries in written.tables.items()}
        self.blank = frozenset(written.blank)
        self.bare: set[str] = set()
        """Words of the map's own that its templates have as columns could be called."""
        self._dates = written.dates
        self._numbers = written.numbers
        self._filters = {**FILTERS, "date": self._iso_filter()}

    def template(self, text: str) -> Template:
        """Raises InvalidTemplate."""
        made = parse(text, self.tables, self._filters)
        self.bare |= {word for word in PSEUDO.intersection(made.columns) if OF_THE_FILE + word not in text}
        return made

    def _iso_filter(self) -> TextFilter:
        """A date as ISO has it, however the map's formats write it, and any other text as it is: for ids, which have to
        be the same in each edition."""
        read = replace(self.days(spec.FieldSpec()), january_first="day", first_of_month="day").read

        @lru_cache(maxsize=4_096)  # the same days stand in many rows
        def as_iso(text: str) -> str:
            try:
                return read(unmarked(text)).edtf
            except NotADate:
                return text

        return as_iso

    def from_(self, said: spec.FieldSpec, what: str = "text") -> Template:
        """The template that a field is read from; `what` the field is, for the error. Raises ValueError."""
        if said.from_ is None or isinstance(said.from_, list):
            raise ValueError(f'expected a template like "{{Column}}", or a table with `from`, for {what}')
        value = said.from_
        return self.template(str(value).lower() if isinstance(value, bool) else str(value))

    def days(self, said: spec.FieldSpec) -> Days:
        """How a field's dates are written: as it says itself, or else as the map does. Raises ValueError."""
        formats = tuple(said.formats or self._dates.formats)
        for one in formats:
            try:
                check_format(one)
            except InvalidFormat as error:
                raise ValueError(str(error)) from None
        begin, end = (PartialDate.from_edtf(text) for text in said.between or self._dates.between)
        return Days(
            formats,
            said.january_first or self._dates.january_first,
            said.first_of_month or self._dates.first_of_month,
            begin.first or date.min,
            end.last or date.max,
            self._also,
        )

    def numbers(self, said: spec.FieldSpec) -> Numbers:
        """How a field's numbers are written: as it says itself, or else as the map does."""
        return Numbers(said.decimal or self._numbers.decimal, Decimal(str(said.times)), said.places, said.digits)


def _table(name: str, entries: Mapping[str, str]) -> ValueTable:
    try:
        return ValueTable(name, entries)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
