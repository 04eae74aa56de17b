"""Completion: what a resolver gives becomes what an answer holds, and what is not allowed there is refused."""

from collections.abc import AsyncIterable, Callable, Iterable
from typing import Any

from graphql import GraphQLLeafType, is_specified_scalar_type
from graphql.pyutils import is_iterable
from strawberry.schema.schema_converter import CustomGraphQLEnumType

from dateline.graphql.execution.refusals import NoAnswer, NotCompiled

Completer = Callable[[Any, Any], Any]
"""From a value, and from where objects are gathered that are still to be asked, to the completed value."""

_SHOWN_AS_IT_IS = {"String": str, "ID": str, "Boolean": bool}


def own_class(type_: GraphQLLeafType) -> type | None:
    """The class whose values the scalar shows as they are."""
    if type_.coerce_output_value is str:
        return str
    return _SHOWN_AS_IT_IS.get(type_.name) if is_specified_scalar_type(type_) else None


def leaf(type_: GraphQLLeafType) -> Callable[[Any], Any]:
    """What shows a value of a scalar or an enumeration, never a null. Raises what graphql-core would, or NoAnswer."""
    return _Names(type_).__getitem__ if isinstance(type_, CustomGraphQLEnumType) else _coerced(type_)


def _coerced(type_: GraphQLLeafType) -> Callable[[Any], Any]:
    coerce = type_.coerce_output_value

    def complete(value: Any) -> Any:
        done = coerce(value) if not isinstance(value, Exception) else None
        if done is None:
            raise NoAnswer(f"no {type_.name}")
        return done

    return complete


class _Names(dict[Any, Any]):
    """The name of each member; of what is no member, whatever the enumeration makes of it."""

    def __init__(self, type_: CustomGraphQLEnumType) -> None:
        members: Iterable[Any] = type_.wrapped_cls
        super().__init__({member: type_.coerce_output_value(member) for member in members})
        self._coerced = _coerced(type_)

    def __missing__(self, value: Any) -> Any:
        return self._coerced(value)


def nullable(complete: Completer) -> Completer:
    return lambda value, below: None if value is None else complete(value, below)


def list_of(complete: Completer) -> Completer:
    return lambda value, below: [complete(each, below) for each in checked_list(value)]


def checked_list(value: Any) -> list[Any] | tuple[Any, ...]:
    """The same value. Raises NoAnswer for what is no list, and NotCompiled for what graphql-core makes a list of."""
    if isinstance(value, list | tuple):
        return value
    taken = is_iterable(value) or isinstance(value, AsyncIterable)
    raise (NotCompiled if taken else NoAnswer)(f"{type(value).__name__} for a list")


def check_class(class_: type) -> None:
    """Raises NoAnswer for the class of a null, which may not be here, and for one of errors."""
    if class_ is type(None) or issubclass(class_, Exception):
        raise NoAnswer(f"{class_.__name__} for a value")
