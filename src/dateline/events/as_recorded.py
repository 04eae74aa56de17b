"""The event of a content in the log that today's checks would refuse.

What an append has accepted is read for ever: no list of codes, no length, no pattern and no check of a kind that a
later release or a later list brings may refuse it. So nothing is judged here. The event is built field by field as the
bytes have it, as an object of the same class; refused is only what is no event at all.
"""

from __future__ import annotations

import types
import typing
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from typing import Any, NoReturn, get_args, get_origin, get_type_hints

import msgspec

from dateline.errors import InvalidDate, InvalidEvent
from dateline.events.event import Event
from dateline.events.kinds import KINDS
from dateline.events.measured import Metric, Target
from dateline.values.dates import PartialDate
from dateline.values.parties import Party


def as_recorded(content: bytes) -> Event:
    """The event of these bytes, whatever it says. Raises InvalidEvent for what is no event of a kind that is known."""
    try:
        said = msgspec.json.decode(content)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        _refuse("", f"is no JSON: {error}", error)
    kind = KINDS.get(str(said.get("type"))) if isinstance(said, dict) else None
    if kind is None:
        _refuse("type", "is none that this release knows")
    event: Event = _struct(kind, {name: value for name, value in said.items() if name != "type"}, "")
    return whole(event)


def whole(event: Event) -> Event:
    """The event, if it says what all answers rest on. Raises InvalidEvent for one without a day, and for a figure
    without a value."""
    for source in event.sources or (None,):
        if source is None or (source.published is None and source.retrieved is None):
            _refuse("sources", "have no day: nobody can say since when this is known")
    if isinstance(event, (Metric, Target)) and event.money is None and None in (event.count, event.unit):
        _refuse("", "has no value")
    return event


@cache
def _fields(struct: Any) -> dict[str, tuple[str, Any, bool]]:
    """By its name in JSON: each field's name, its type, and whether it must be there."""
    hints = get_type_hints(struct)
    return {
        field.encode_name: (field.name, hints[field.name], field.required) for field in msgspec.structs.fields(struct)
    }


def _struct(struct: Any, said: object, path: str) -> Any:
    if not isinstance(said, dict):
        _refuse(path, "is no object")
    fields = _fields(struct)
    unknown = next((name for name in said if name not in fields), None)
    if unknown is not None:
        _refuse(_below(path, unknown), "is a field that this release does not know: a newer one wrote it")
    missing = next((name for name, (_, _, required) in fields.items() if required and name not in said), None)
    if missing is not None:
        _refuse(_below(path, missing), "is missing")
    # With None where a value must stand, the checks of a struct let it pass: it is a form to be filled in.
    made = struct(**{name: None for name, _, required in fields.values() if required})
    for name, value in said.items():
        own, hint, _ = fields[name]
        msgspec.structs.force_setattr(made, own, _value(hint, value, _below(path, name)))
    return made


def _value(hint: Any, value: object, path: str) -> object:
    hint = _plain(hint)
    if hint is None or value is None:
        return None
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            _refuse(path, "is no list")
        return tuple(_value(get_args(hint)[0], one, f"{path}[{place}]") for place, one in enumerate(value))
    try:
        return _single(hint, value, path)
    except (InvalidDate, ValueError, TypeError, InvalidOperation) as error:
        if isinstance(error, InvalidEvent):
            raise
        _refuse(path, f"cannot be read: {error}", error)


def _single(hint: type[Any], value: object, path: str) -> object:
    if issubclass(hint, msgspec.Struct):
        return _struct(hint, value, path)
    if hint is PartialDate:
        return _date(value)
    if hint is Party:
        return _party(value)
    if issubclass(hint, Enum):
        return hint(value)
    if hint is Decimal:
        return Decimal(str(value))
    if hint is date:
        return date.fromisoformat(str(value))
    if not isinstance(value, hint):
        raise TypeError(f"expected {hint.__name__}")
    return value


def _date(value: object) -> PartialDate:
    match value:
        case {"edtf": str(edtf), "text": str(text)}:
            return PartialDate.recorded(edtf, text)
    return PartialDate.recorded(str(value), str(value))


def _party(value: object) -> Party:
    match value:
        case {"name": str(name), "slug": str(slug)}:
            return Party.recorded(name, slug)
        case str():
            return Party.recorded(value)
    raise TypeError("expected a name")


def _plain(hint: Any) -> Any:
    """A type without what is demanded of it beyond, and without None."""
    origin = get_origin(hint)
    if origin is typing.Annotated:
        return _plain(get_args(hint)[0])
    if origin in (typing.Union, types.UnionType):
        return _plain(next(one for one in get_args(hint) if one is not type(None)))
    return hint


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _refuse(path: str, what: str, cause: Exception | None = None) -> NoReturn:
    raise InvalidEvent(path, what, rule="unreadable") from cause
