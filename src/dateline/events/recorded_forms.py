"""The forms in which records are read: the classes of events, with nothing demanded of their fields but a type.

What stands in the log was judged when it was taken in. Patterns, lengths and the checks of a kind take over half of
the time in which a record is decoded, and no list or rule of a later release may refuse it.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec

from dateline.events.event import Event, Source
from dateline.events.kinds import KINDS
from dateline.values.money import Amount

become: Callable[[object, type], None] = object.__dict__["__class__"].__set__
"""Makes an object one of another class with the same fields: a frozen one refuses the usual way."""


def recorded_forms(*, array_like: bool = False) -> Iterator[type[Event]]:
    """A form of each kind of event, for a decoder: what it decodes is an object of the kind itself.

    `array_like`: of values by their places, instead of by the names of their fields.
    """
    inner: dict[type, type] = {struct: _form(struct, {}, array_like) for struct in (Amount, Source)}
    return (_form(kind, inner, array_like) for kind in KINDS.values())


def _form(struct: Any, forms: Mapping[type, type], array_like: bool) -> Any:
    """A subclass of a struct with the same fields, whose objects become the struct's own when all fields are there."""
    fields = msgspec.structs.fields(struct)
    body: dict[str, object] = {
        "__module__": __name__,
        "__annotations__": {field.name: _undemanding(field.type, forms) for field in fields},
        "__post_init__": lambda form: become(form, struct),
    }
    body |= {field.name: field.default for field in fields if not field.required}
    options = {"tag": struct.__struct_config__.tag, "kw_only": struct is not Amount, "array_like": array_like}
    return types.new_class(struct.__name__, (struct,), options, lambda namespace: namespace.update(body))


def _undemanding(hint: Any, forms: Mapping[type, type]) -> Any:
    """A type without what is demanded of it beyond, and with forms in the place of structs."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _undemanding(get_args(hint)[0], forms)
    if origin is tuple:
        return tuple[_undemanding(get_args(hint)[0], forms), ...]  # type: ignore[misc]
    if origin in (Union, types.UnionType):
        return Union[tuple(_undemanding(part, forms) for part in get_args(hint))]  # noqa: UP007 - from a list
    return forms.get(hint, hint)
