"""One input for each kind of event, made from the fields of the kind, and the body of an event, which has one of them.

What is sent is made into what an event file has, by the types of the fields.
"""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any, NamedTuple

import msgspec
import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.schema_directives import OneOf
from strawberry.types.field import StrawberryField

from dateline.events import event as domain
from dateline.events.kinds import KINDS
from dateline.events.meanings import field_meaning, kind_meaning
from dateline.graphql.enums import EventType
from dateline.graphql.hints import hints_of, without_none
from dateline.graphql.inputs.declared import define_input
from dateline.graphql.inputs.money import MoneyInput
from dateline.graphql.names import camel, meaning_in_api
from dateline.graphql.scalars import Edtf
from dateline.values import dates, money, parties
from dateline.values.money import digits_of

Fields = dict[str, Any]
"""Of an event or a part of it, by their names in event files."""


def own_fields(kind: type[domain.Event]) -> Iterator[tuple[msgspec.structs.FieldInfo, Any]]:
    """The fields of a kind beyond those of every event, each with its type."""
    hints = hints_of(kind)
    for field in msgspec.structs.fields(kind):
        if field.name not in domain.Event.__struct_fields__:
            yield field, hints[field.name]


class _InputField(NamedTuple):
    name: str
    type: Any
    required: bool
    description: str


def _made_input(name: str, description: str, fields: Sequence[_InputField], directives: Sequence[object] = ()) -> type:
    made = type(name, (), {})
    of_fields = [
        StrawberryField(
            python_name=each.name,
            graphql_name=camel(each.name),
            origin=made,
            type_annotation=_annotation(each.type, each.required),
            description=each.description,
            default=dataclasses.MISSING if each.required else strawberry.UNSET,
        )
        for each in fields
    ]
    define_input(made, name, description, of_fields, directives)
    return made


def _kind_input(kind: type[domain.Event]) -> type:
    fields = [
        _InputField(
            field.encode_name,
            sent_as(without_none(hint)).type,
            field.required,
            meaning_in_api(field_meaning(kind, field.encode_name)) or f"The {field.encode_name} of it.",
        )
        for field, hint in own_fields(kind)
    ]
    return _made_input(f"{kind.__name__}Input", _meaning(kind), fields)


def _meaning(kind: type[domain.Event]) -> str:
    return meaning_in_api(kind_meaning(kind)) or f"A {kind.kind}."


_ANNOTATIONS: dict[tuple[str, bool], StrawberryAnnotation] = {}


def _annotation(sent: Any, required: bool) -> StrawberryAnnotation:
    """One for each type: it is then resolved once."""
    key = str(sent), required
    if key not in _ANNOTATIONS:
        _ANNOTATIONS[key] = StrawberryAnnotation(sent if required else sent | None)
    return _ANNOTATIONS[key]


class _Sent(NamedTuple):
    """The type in which a value is sent, and the function that makes of it what an event file has."""

    type: Any
    written: Callable[[Any], Any]


def sent_as(hint: Any) -> _Sent:
    """Raises TypeError for a type that the API has no input for."""
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _Sent(hint, lambda value: value.value)
    if hint not in _SENT:
        raise TypeError(f"no input of the API for {hint}")
    return _SENT[hint]


def _as_it_is(value: Any) -> Any:
    return value


def written_date(value: Any) -> str:
    """A date as its author wrote it, which is read again as one of an event file is."""
    assert isinstance(value, dates.PartialDate), "the scalar reads it"
    return value.text


def _money(value: MoneyInput) -> Fields:
    written: Fields = {"amount": digits_of(value.amount), "currency": value.currency}
    if value.bound:
        written["bound"] = value.bound.value
    if value.stated:
        written["stated"] = [_money(one) for one in value.stated]
    return written


_SENT = {
    tuple[parties.Party, ...]: _Sent(list[str], _as_it_is),
    tuple[str, ...]: _Sent(list[str], _as_it_is),
    parties.Party: _Sent(str, _as_it_is),
    money.Amount: _Sent(MoneyInput, _money),
    dates.PartialDate: _Sent(Edtf, written_date),
    Decimal: _Sent(Decimal, digits_of),
    bool: _Sent(bool, _as_it_is),
    str: _Sent(str, _as_it_is),
}

BODIES = {camel(kind.name.lower()): kind.value for kind in EventType}
"""The key of `EventBody` → the kind that stands under it."""


EventBody: Any = _made_input(
    "EventBody",
    "What an event says, by its kind: exactly one key, as the `type` in event files.",
    [_InputField(key, _kind_input(KINDS[kind]), False, _meaning(KINDS[kind])) for key, kind in BODIES.items()],
    directives=(OneOf(),),
)
