"""What a sheet is made of: columns, and parts that fill a few columns each from one view of a state.

The same part always fills the same columns with the same endings, so that whoever knows one sheet can read all:
`on`, `on_first` and `on_last` of a date; `raised`, `raised_currency` and so on of an amount; `event`, `publishers` and
`known` of where something comes from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Generic, Protocol, TypeVar

import msgspec

from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState
from dateline.state.seen import Seen
from dateline.values.dates import PartialDate
from dateline.values.money import Amount, Measurement, Quantity
from dateline.values.parties import Party
from dateline.values.text import compared
from dateline.values.vocabulary import Bound

V = TypeVar("V")
V_co = TypeVar("V_co", covariant=True)
V_contra = TypeVar("V_contra", contravariant=True)

CellValue = str | int | bool | Decimal | date | datetime | tuple[str, ...] | None
SheetRow = tuple[CellValue, ...]


class ColumnKind(Enum):
    """What the values of a column are; any may be missing."""

    TEXT = "text"
    NUMBER = "number"
    COUNT = "count"
    DAY = "day"
    INSTANT = "instant"
    FLAG = "flag"
    TEXTS = "texts"


class Column(msgspec.Struct, frozen=True):
    name: str
    kind: ColumnKind


class SheetPart(msgspec.Struct, Generic[V_contra], frozen=True):
    """Some columns, and their values for one view of a state."""

    columns: tuple[Column, ...]
    read: Callable[[CompanyState, V_contra], SheetRow]
    cell: Callable[[CompanyState, V_contra], CellValue] | None = None
    """The same of a part of one column: no tuple is made of it."""


class Sheet(msgspec.Struct, Generic[V], frozen=True):
    """A kind of table: one row for each of the views that a state has."""

    name: str
    parts: tuple[SheetPart[V], ...]
    views: Callable[[CompanyState], Iterable[V]]

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(column for part in self.parts for column in part.columns)

    def rows(self, state: CompanyState) -> list[SheetRow]:
        """The rows of one company, in the order of its views."""
        return [self.row(state, view) for view in self.views(state)]

    def row(self, state: CompanyState, view: V) -> SheetRow:
        values: list[CellValue] = []
        for part in self.parts:
            if part.cell is not None:
                values.append(part.cell(state, view))
            else:
                values += part.read(state, view)
        return tuple(values)


class StateSheet(Protocol[V_co]):
    """What a sheet is to whoever only reads it."""

    @property
    def name(self) -> str: ...

    @property
    def columns(self) -> tuple[Column, ...]: ...

    @property
    def views(self) -> Callable[[CompanyState], Iterable[V_co]]: ...

    def rows(self, state: CompanyState) -> list[SheetRow]:
        """The rows of one company."""


# --- parts of one column ---------------------------------------------------------------------------------------------


def part(kind: ColumnKind, name: str, read: Callable[[CompanyState, V], CellValue]) -> SheetPart[V]:
    """One column, by what it reads of a view."""
    return SheetPart((Column(name, kind),), lambda state, view: (read(state, view),), read)


def said(name: str, kind: ColumnKind = ColumnKind.TEXT, field: str | None = None) -> SheetPart[object]:
    """The value that was chosen of a field; of parties their names."""
    attribute = field or name
    return part(kind, name, lambda _, view: simple(value_of(getattr(view, attribute))))


def slugs(name: str, field: str) -> SheetPart[object]:
    """The slugs of the parties in a field."""
    return part(
        ColumnKind.TEXTS,
        name,
        lambda _, view: _slugs(value_of(getattr(view, field))),
    )


def _slugs(parties: object) -> tuple[str, ...]:
    return tuple(party.slug for party in parties) if isinstance(parties, tuple) else ()


def value_of(chosen: object) -> object:
    """What was chosen of a field; anything else is a value already."""
    return chosen.value if isinstance(chosen, Chosen) else chosen


def simple(value: object) -> CellValue:
    """A value of a field as one cell. Raises TypeError for one that needs several."""
    if value is None or type(value) is str:  # as most are
        return value
    match value:
        case Enum():
            return str(value.value)
        case Party():
            return value.name
        case PartialDate():
            return value.edtf
        case tuple():
            return tuple(str(simple(entry)) for entry in value)
        case None | str() | int() | Decimal() | date():
            return value
    raise TypeError(f"{type(value).__name__} is more than one cell")


# --- parts of several columns ----------------------------------------------------------------------------------------


def dated(name: str, read: Callable[[CompanyState, V], PartialDate | None]) -> SheetPart[V]:
    """A partial date: its EDTF, its first and its last day."""
    columns = (
        Column(name, ColumnKind.TEXT),
        Column(f"{name}_first", ColumnKind.DAY),
        Column(f"{name}_last", ColumnKind.DAY),
    )

    def cells(state: CompanyState, view: V) -> SheetRow:
        told = read(state, view)
        return (told.edtf, told.first, told.last) if told is not None else (None, None, None)

    return SheetPart(columns, cells)


def money(name: str, read: Callable[[CompanyState, V], Chosen[Amount] | None]) -> SheetPart[V]:
    """An amount, its currency and bound, and where it comes from."""
    columns = (
        Column(name, ColumnKind.NUMBER),
        Column(f"{name}_currency", ColumnKind.TEXT),
        Column(f"{name}_bound", ColumnKind.TEXT),
        *provenance(f"{name}_"),
    )

    def cells(state: CompanyState, view: V) -> SheetRow:
        chosen = read(state, view)
        if chosen is None:
            return (None,) * len(columns)
        amount = chosen.value
        return (amount.amount, amount.currency, bound(amount), *origin(chosen.seen))

    return SheetPart(columns, cells)


def counted(name: str, read: Callable[[CompanyState, V], Chosen[Quantity] | None]) -> SheetPart[V]:
    """A count whose unit the column's name tells, and where it comes from."""
    columns = (Column(name, ColumnKind.NUMBER), *provenance(f"{name}_"))

    def cells(state: CompanyState, view: V) -> SheetRow:
        chosen = read(state, view)
        return (chosen.value.count, *origin(chosen.seen)) if chosen is not None else (None,) * len(columns)

    return SheetPart(columns, cells)


def told_by(read: Callable[[CompanyState, V], Seen]) -> SheetPart[V]:
    """The event that the row as a whole rests on."""
    return SheetPart(provenance(), lambda state, view: origin(read(state, view)))


def provenance(prefix: str = "") -> tuple[Column, ...]:
    """The columns that `origin` fills."""
    return (
        Column(f"{prefix}event", ColumnKind.TEXT),
        Column(f"{prefix}publishers", ColumnKind.TEXTS),
        Column(f"{prefix}known", ColumnKind.DAY),
    )


def origin(seen: Seen) -> SheetRow:
    """Which event says so, who published it, and since when anyone could know."""
    return seen.id, publishers(seen), seen.record.known


def publishers(seen: Seen) -> tuple[str, ...]:
    """Who published it, each once, in the order of the event."""
    named: dict[str, str] = {}
    for source in seen.sources:
        named.setdefault(compared(source.publisher), source.publisher)
    return tuple(named.values())


def bound(value: Measurement) -> str | None:
    """Whether a number is about, over or under what it says; None if it is exact."""
    return None if value.bound is Bound.EXACT else value.bound.value
