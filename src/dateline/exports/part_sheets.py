"""The sheet of a part of a state that has no sheet of its own: its columns follow from the types in its view."""

from __future__ import annotations

from decimal import Decimal
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from dateline.exports.columns import (
    Column,
    ColumnKind,
    Sheet,
    SheetPart,
    SheetRow,
    bound,
    dated,
    money,
    said,
    slugs,
    told_by,
    value_of,
)
from dateline.exports.columns import part as one_column
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState
from dateline.state.projection import Projection, View, field_names
from dateline.values.dates import PartialDate
from dateline.values.money import Amount, Quantity
from dateline.values.parties import Party


def part_sheet(
    part: Projection[View],
    company: tuple[SheetPart[View], ...],
    more: tuple[SheetPart[Any], ...],
    doubts: tuple[SheetPart[View], ...],
) -> Sheet[View]:
    """One row a subject; `company` and `doubts` are the first and the last columns of all such sheets, `more` those of
    this one that no field of the view has."""
    fields = (column for name in field_names(part.makes) for column in _columns(part.makes, name))
    key: SheetPart[View] = one_column(ColumnKind.TEXT, "key", lambda _, view: view.key)
    event: SheetPart[View] = told_by(lambda _, view: view.told_by)
    name = part.name.replace("_", "-")
    return Sheet(name, (*company, key, *fields, *more, *doubts, event), lambda state: state.views(part))


def _columns(view: type[View], name: str) -> tuple[SheetPart[View], ...]:
    """The columns of a field, by the type of the values that are chosen for it."""
    value = _type_of(get_type_hints(view)[name])
    if value is Amount:
        return (money(name, lambda _, view: getattr(view, name)),)
    if value is PartialDate:
        return (dated(name, lambda _, view: _date(view, name)),)
    if value is Quantity or Quantity in get_args(value):
        return (_figure(name),)
    if value is Decimal:
        return (said(name, ColumnKind.NUMBER),)
    if value is Party:
        return said(name, ColumnKind.TEXT), one_column(
            ColumnKind.TEXT, f"{name}_slug", lambda _, view: _slug(view, name)
        )
    if value == tuple[Party, ...]:
        return said(name, ColumnKind.TEXTS), slugs(f"{name}_slugs", name)
    return (said(name, ColumnKind.TEXTS if value == tuple[str, ...] else ColumnKind.TEXT),)


def _type_of(hint: object) -> object:
    """Of the values that are chosen for a field with this type, which may be missing."""
    (chosen,) = [hint] if get_origin(hint) is Chosen else [each for each in get_args(hint) if each is not NoneType]
    (value,) = get_args(chosen)
    return value


def _slug(view: View, name: str) -> str | None:
    party = value_of(getattr(view, name))
    return party.slug if isinstance(party, Party) else None


def _date(view: View, name: str) -> PartialDate | None:
    chosen: Chosen[PartialDate] | None = getattr(view, name)
    return chosen.value if chosen is not None else None


def _figure(name: str) -> SheetPart[View]:
    """A count with its unit, or an amount with its currency."""
    columns = (
        Column(name, ColumnKind.NUMBER),
        Column(f"{name}_currency", ColumnKind.TEXT),
        Column(f"{name}_unit", ColumnKind.TEXT),
        Column(f"{name}_bound", ColumnKind.TEXT),
    )

    def cells(_: CompanyState, view: View) -> SheetRow:
        match value_of(getattr(view, name)):
            case Amount() as amount:
                return amount.amount, amount.currency, None, bound(amount)
            case Quantity() as quantity:
                return quantity.count, None, quantity.unit, bound(quantity)
        return (None,) * len(columns)

    return SheetPart(columns, cells)
