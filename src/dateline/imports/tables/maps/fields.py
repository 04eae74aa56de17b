"""How each field of an event is read from a row, by what the kind of event has there: a date, money, a party …"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from dateline.events.event import Event
from dateline.imports.tables.cells.days import Days, InvalidFormat, check_format
from dateline.imports.tables.cells.numbers import Numbers
from dateline.imports.tables.cells.templates import Look, Template, parse
from dateline.imports.tables.cells.value_table import ValueTable
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.readers import MAKERS, Reader, list_of_texts
from dateline.imports.tables.maps.sharing import Sharing
from dateline.values.dates import PartialDate
from dateline.values.money import Amount
from dateline.values.parties import Party


@dataclass(frozen=True, slots=True)
class Compiled:
    """One field: the columns it is made of, and how it is read."""

    columns: tuple[str, ...]
    read: Reader


class Compiler:
    """Makes readers of fields, with the tables, date formats and number marks of one map."""

    def __init__(self, written: spec.Map) -> None:
        """Raises ValueError with a sentence."""
        self.tables = {name: _table(name, entries) for name, entries in written.tables.items()}
        self.blank = frozenset(written.blank)
        self._dates = written.dates
        self._numbers = written.numbers

    def template(self, text: str) -> Template:
        return parse(text, self.tables)

    def fields(self, said: Mapping[str, object], hints: Mapping[str, Any]) -> dict[str, Compiled]:
        """The fields of one event or source, in the order of the map. Raises ValueError with the end of a sentence."""
        sharing = Sharing(self.template, self.blank)
        return {name: self._named(name, hints[name], said[name], sharing) for name in said if name in hints}

    def _named(self, name: str, hint: Any, value: object, sharing: Sharing) -> Compiled:
        try:
            return self._field(name, hint, value, sharing)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None

    def _field(self, name: str, hint: Any, value: object, sharing: Sharing) -> Compiled:
        category = _category(name, hint)
        if category == "list":
            return _joined([self._list(name, said, sharing) for said in _entries(value)])
        said = _as_field(value, category)
        compiled = self._compiled(said, *MAKERS[category](self, said))
        _check_vocabulary(hint, compiled)
        return compiled

    def _list(self, name: str, said: spec.Field, sharing: Sharing) -> Compiled:
        if said.in_ is None:
            return self._compiled(said, *list_of_texts(self, said))
        cell, share = sharing.add(name, said)
        own = [column for column in share.entry.columns if column not in share.patterns.names]
        return Compiled((cell.column, *own), lambda look: cell.entries_of(share, look))

    def _compiled(self, said: spec.Field, templates: list[Template], read: Reader) -> Compiled:
        columns = tuple(column for template in templates for column in template.columns)
        if columns:
            return Compiled(columns, _without_blanks(read, said.blank) if said.blank else read)
        if said.blank:
            raise ValueError("`blank` does nothing: there is no column whose values it could be about")
        return Compiled(columns, _always(_constant(read)))

    # --- what the makers share ---------------------------------------------------------------------------------------

    def from_(self, said: spec.Field, what: str = "text") -> Template:
        if said.from_ is None or isinstance(said.from_, list):
            raise ValueError(f'expected a template like "{{Column}}", or a table with `from`, for {what}')
        value = said.from_
        return self.template(str(value).lower() if isinstance(value, bool) else str(value))

    def days(self, said: spec.Field) -> Days:
        formats = tuple(said.formats or self._dates.formats)
        for one in formats:
            try:
                check_format(one)
            except InvalidFormat as error:
                raise ValueError(str(error)) from None
        begin, end = (_bound(text) for text in said.between or self._dates.between)
        return Days(
            formats,
            said.january_first or self._dates.january_first,
            said.first_of_month or self._dates.first_of_month,
            begin.first or date.min,
            end.last or date.max,
        )

    def numbers(self, said: spec.Field) -> Numbers:
        return Numbers(said.decimal or self._numbers.decimal, Decimal(str(said.times)), said.places, said.digits)


def _constant(read: Reader) -> Any:
    """What a field without columns says in every row. Raises ValueError."""
    return read(str)


def _always(value: Any) -> Reader:
    return lambda _look: value


def _table(name: str, entries: Mapping[str, str]) -> ValueTable:
    try:
        return ValueTable(name, entries)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _entries(value: object) -> list[spec.Field]:
    """What a list is made of: one entry, or several of text and tables."""
    if value == [] or (isinstance(value, list) and any(isinstance(one, list) for one in value)):
        raise ValueError("expected a list of texts or tables")
    return [_as_field(one, "list") for one in (value if isinstance(value, list) else [value])]


def _as_field(value: object, category: str) -> spec.Field:
    if isinstance(value, dict):
        said = spec.convert(value, spec.Field)
        assert isinstance(said, spec.Field)
        _check_keys(value.keys(), category)
        return said
    if isinstance(value, str | int | float):
        return spec.Field(from_=value)
    if isinstance(value, list):
        raise ValueError(f'is {_WHAT[category]}, and no list: expected a template like "{{Column}}" or a table')
    raise ValueError("expected text, a number, a list of texts or a table")


def _check_keys(keys: Set[str], category: str) -> None:
    """Each key that a map states must act."""
    known = ("from", *_KEYS[category], "blank")
    idle = next((key for key in keys if key not in known), None)
    if idle is not None:
        allowed = ", ".join(f"`{key}`" for key in known)
        raise ValueError(f"`{idle}` does nothing for {_WHAT[category]}: it may have {allowed}")
    for group in _EITHER:
        stated = [f"`{key}`" for key in group if key in keys]
        if len(stated) > 1:
            raise ValueError(f"{' and '.join(stated)} are two ways to say the same: keep one of them")
    if "parts" in keys and "in" not in keys:
        raise ValueError("`parts` needs `in`, the column whose values it takes apart")


def _bound(text: str) -> PartialDate:
    return PartialDate.from_edtf(text)


def _without_blanks(read: Reader, blank: list[str]) -> Reader:
    """A reader for which some values, besides the empty one, say nothing."""
    nothing = frozenset(blank)

    def without(look: Look) -> Any:
        def looked(column: str) -> str:
            value = look(column)
            return "" if value in nothing else value

        return read(looked)

    return without


def _joined(lists: list[Compiled]) -> Compiled:
    """One list of several, each entry once."""

    def read(look: Look) -> list[str] | None:
        values = [" ".join(value.split()) for one in lists for value in one.read(look)]
        return list(dict.fromkeys(filter(None, values))) or None

    return Compiled(tuple(column for one in lists for column in one.columns), read)


def _check_vocabulary(hint: Any, compiled: Compiled) -> None:
    """A constant from a closed vocabulary is looked at when the map loads, and not in each row."""
    words = [word.value for one in _all(hint) if isinstance(one, type) and issubclass(one, Enum) for word in one]
    if words and not compiled.columns and (said := compiled.read(str)) not in words:
        raise ValueError(f"{said!r} is not one of {', '.join(words)}")


_NUMBERS = ("times", "places", "digits", "decimal")
_KEYS: dict[str, tuple[str, ...]] = {
    "text": (), "country": (), "flag": (), "number": _NUMBERS,
    "money": ("amount", "sum", "currency", "bound", *_NUMBERS),
    "date": ("formats", "january_first", "first_of_month", "between"), "party": ("name", "slug"),
    "list": ("in", "split", "parts"),
}  # fmt: skip
_EITHER = (("from", "amount", "sum"), ("from", "name"))
_WHAT = {
    "text": "text", "country": "a country", "flag": "true or false", "number": "a number", "money": "money",
    "date": "a date", "party": "a party", "list": "a list",
}  # fmt: skip
_BY_TYPE: tuple[tuple[Any, str], ...] = (
    (PartialDate, "date"), (Amount, "money"), (Decimal, "number"), (Party, "party"), (bool, "flag"),
)  # fmt: skip


def _category(name: str, hint: Any) -> str:
    if name == "country":
        return "country"
    if any(get_origin(one) is tuple for one in _all(hint)):
        return "list"
    found = [one for one in _all(hint) if isinstance(one, type)]
    for type_, category in _BY_TYPE:
        if type_ in found:
            return category
    assert any(issubclass(one, str | Enum) for one in found), (name, hint)
    return "text"


def _all(hint: Any) -> list[Any]:
    """The types that a field may have, whatever they are wrapped in."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _all(get_args(hint)[0])
    if origin in (Union, UnionType):
        return [one for part in get_args(hint) for one in _all(part)]
    return [hint]


NOT_FIELDS = ("id", "company", "sources", "corrects")


def hints_of(kind: type[Event]) -> dict[str, Any]:
    """The fields of a kind that a map may fill."""
    hints = get_type_hints(kind, include_extras=True)
    return {name: hints[name] for name in kind.__struct_fields__ if name not in NOT_FIELDS}
