"""Completion: what a resolver gives becomes what an answer holds, and what is not allowed there is refused."""

from collections.abc import AsyncIterable, Callable, Iterable
from functools import cache
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


@cache
def leaf(type_: GraphQLLeafType, *, or_null: bool) -> Callable[[Any], Any]:
    """What shows a value of a scalar or an enumeration. Raises what graphql-core would, or NoAnswer."""
    if isinstance(type_, CustomGraphQLEnumType):
        return names_of(type_, or_null=or_null).__getitem__
    coerce = _checked(type_) if own_class(type_) is not None else type_.coerce_output_value
    return _or_null(coerce, type_) if or_null else _never_null(coerce, type_)


@cache
def names_of(type_: CustomGraphQLEnumType, *, or_null: bool) -> dict[Any, Any]:
    """The name of each member of an enumeration; of what is no member, whatever it makes of it."""
    return _Names(type_, or_null)


def _checked(type_: GraphQLLeafType) -> Callable[[Any], Any]:
    """What makes text of anything would make text of an error that a resolver gave back."""

    def coerce(value: Any) -> Any:
        check_class(value.__class__)
        return type_.coerce_output_value(value)

    return coerce


def _or_null(coerce: Callable[[Any], Any], type_: GraphQLLeafType) -> Callable[[Any], Any]:
    def show(value: Any) -> Any:
        if value is None:
            return None
        done = coerce(value)
        if done is None:
            raise NoAnswer(f"no {type_.name}")
        return done

    return show


def _never_null(coerce: Callable[[Any], Any], type_: GraphQLLeafType) -> Callable[[Any], Any]:
    def show(value: Any) -> Any:
        done = coerce(value) if value is not None else None
        if done is None:
            raise NoAnswer(f"no {type_.name}")
        return done

    return show


class _Names(dict[Any, Any]):
    def __init__(self, type_: CustomGraphQLEnumType, or_null: bool) -> None:
        members: Iterable[Any] = type_.wrapped_cls
        super().__init__({member: type_.coerce_output_value(member) for member in members})
        if or_null:
            self[None] = None
        self._type = type_

    def __missing__(self, value: Any) -> Any:
        check_class(value.__class__)
        return self._type.coerce_output_value(value)


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
