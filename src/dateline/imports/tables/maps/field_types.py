"""What the fields of events are, as far as a map is concerned: text, dates, money …, and which keys each may have."""

from __future__ import annotations

from collections.abc import Set
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Annotated, Union, get_args, get_origin, get_type_hints

from dateline.events.event import Event
from dateline.imports.tables.maps import spec
from dateline.values.dates import PartialDate
from dateline.values.money import Amount
from dateline.values.parties import Party

TypeHint = object
"""The type of a field, as a class states it."""

_NUMBERS = ("times", "places", "digits", "decimal")
_KEYS: dict[str, tuple[str, ...]] = {
    "text": (), "country": (), "flag": (), "number": _NUMBERS, "share": _NUMBERS,
    "money": ("amount", "sum", "currency", "otherwise", "bound", "shared", *_NUMBERS),
    "date": ("formats", "january_first", "first_of_month", "between"), "party": ("name", "slug"),
    "list": ("in", "split", "parts", "only"),
}  # fmt: skip
_EITHER = (("from", "amount", "sum"), ("from", "name"))
_WHAT = {
    "text": "text", "country": "a country", "flag": "true or false", "number": "a number", "share": "a number",
    "money": "money",
    "date": "a date", "party": "a party", "list": "a list",
}  # fmt: skip
_BY_TYPE: tuple[tuple[TypeHint, str], ...] = (
    (PartialDate, "date"), (Amount, "money"), (Decimal, "number"), (Party, "party"), (bool, "flag"),
)  # fmt: skip


def field_of(value: object, category: str) -> spec.FieldSpec:
    """A field as a map has it: a template, a constant or a table. Raises ValueError with the end of a sentence."""
    if isinstance(value, dict):
        said = spec.convert(value, spec.FieldSpec)
        _check_keys(value.keys(), category)
        return said
    if isinstance(value, str | int | float):
        return spec.FieldSpec(from_=value)
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
    for key in ("parts", "only"):
        if key in keys and "in" not in keys:
            raise ValueError(f"`{key}` needs `in`, the column whose values it takes apart")


def check_vocabulary(hint: TypeHint, said: object) -> None:
    """A constant from a closed vocabulary is looked at when the map loads, and not in each row. Raises ValueError."""
    words = [word.value for one in _members(hint) if isinstance(one, type) and issubclass(one, Enum) for word in one]
    if words and said not in words:
        raise ValueError(f"{said!r} is not one of {', '.join(words)}")


_PER_CENT = ("percent", "per cent", "%")


def category_of(name: str, hint: TypeHint, unit: object = None) -> str:
    """One of the words by which readers are chosen, from the type of a field; `unit` is what the map says beside it."""
    if name == "country":
        return "country"
    if name == "percent" or (name == "count" and str(unit).casefold() in _PER_CENT):
        return "share"
    if any(get_origin(one) is tuple for one in _members(hint)):
        return "list"
    found = [one for one in _members(hint) if isinstance(one, type)]
    for type_, category in _BY_TYPE:
        if type_ in found:
            return category
    assert any(issubclass(one, str | Enum) for one in found), (name, hint)
    return "text"


def _members(hint: TypeHint) -> list[TypeHint]:
    """The types that a field may have, whatever they are wrapped in."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _members(get_args(hint)[0])
    if origin in (Union, UnionType):
        return [one for part in get_args(hint) for one in _members(part)]
    return [hint]


NOT_FIELDS = ("id", "company", "sources", "corrects")


def hints_of(kind: type[Event]) -> dict[str, TypeHint]:
    """The fields of a kind that a map may fill."""
    hints = get_type_hints(kind, include_extras=True)
    return {name: hints[name] for name in kind.__struct_fields__ if name not in NOT_FIELDS}
