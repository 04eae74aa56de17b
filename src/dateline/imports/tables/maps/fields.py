"""How each field of an event is read from a row, by what the kind of event has there: a date, money, a party …"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dateline.imports.tables.cells.templates import Look, Template
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.cell_reading import CellReading, FieldReader
from dateline.imports.tables.maps.field_types import TypeHint, category_of, check_vocabulary, field_of
from dateline.imports.tables.maps.readers import MAKERS, list_of_texts
from dateline.imports.tables.maps.sharing import Sharing


@dataclass(frozen=True, slots=True)
class CompiledField:
    """One field: the columns it is made of, and how it is read."""

    columns: tuple[str, ...]
    read: FieldReader
    decimal: str | None = None
    """What stands before decimals, of a number or an amount."""


ListReader = Callable[[Look], list[str]]


def compile_fields(
    written: Mapping[str, object], hints: Mapping[str, TypeHint], cells: CellReading
) -> dict[str, CompiledField]:
    """The fields of one event or source, in the order of the map. Raises ValueError with the end of a sentence."""
    sharing = Sharing(cells.template, cells.blank)
    return {name: _named(name, hints[name], written, cells, sharing) for name in written if name in hints}


def _named(
    name: str, hint: TypeHint, written: Mapping[str, object], cells: CellReading, sharing: Sharing
) -> CompiledField:
    value = written[name]
    try:
        category = category_of(name, hint, written.get("unit"))
        if category == "list":
            return _joined([_part(name, said, cells, sharing) for said in _entries(value)])
        return _field(field_of(value, category), category, hint, cells)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _field(said: spec.FieldSpec, category: str, hint: TypeHint, cells: CellReading) -> CompiledField:
    templates, read = MAKERS[category](cells, said)
    columns = _columns(templates, said)
    if columns:
        decimal = cells.numbers(said).decimal if category in ("number", "share", "money") else None
        return CompiledField(columns, (lambda look: read(_blanked(look, said))) if said.blank else read, decimal)
    constant = read(str)
    check_vocabulary(hint, constant)
    return CompiledField(columns, lambda _look: constant)


def _columns(templates: list[Template], said: spec.FieldSpec) -> tuple[str, ...]:
    columns = tuple(column for template in templates for column in template.columns)
    if said.blank and not columns:
        raise ValueError("`blank` does nothing: there is no column whose values it could be about")
    return columns


def _blanked(look: Look, said: spec.FieldSpec) -> Look:
    """A look for which some values, besides the empty one, say nothing."""

    def looked(column: str) -> str:
        value = look(column)
        return "" if value in said.blank else value

    return looked


# --- lists -----------------------------------------------------------------------------------------------------------


def _entries(value: object) -> list[spec.FieldSpec]:
    """What a list is made of: one entry, or several of text and tables."""
    if value == [] or (isinstance(value, list) and any(isinstance(one, list) for one in value)):
        raise ValueError("expected a list of texts or tables")
    return [field_of(one, "list") for one in (value if isinstance(value, list) else [value])]


def _part(name: str, said: spec.FieldSpec, cells: CellReading, sharing: Sharing) -> tuple[tuple[str, ...], ListReader]:
    """The columns of one entry, and the values it has in a row."""
    if said.in_ is None:
        templates, read = list_of_texts(cells, said)
        return _columns(templates, said), (lambda look: read(_blanked(look, said))) if said.blank else read
    cell, share = sharing.add(name, said)
    own = [column for column in share.entry.columns if column not in share.patterns.names]
    return (cell.column, *own), lambda look: cell.entries_of(share, look)


def _joined(parts: list[tuple[tuple[str, ...], ListReader]]) -> CompiledField:
    """One list of several, each entry once."""

    def read(look: Look) -> list[str] | None:
        values = [" ".join(value.split()) for _, read_part in parts for value in read_part(look)]
        return list(dict.fromkeys(filter(None, values))) or None

    return CompiledField(tuple(column for columns, _ in parts for column in columns), read)
