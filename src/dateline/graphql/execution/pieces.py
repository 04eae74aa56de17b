"""Pieces: values of a row as code, from what is asked of an object to what an answer holds."""

from collections.abc import Callable
from functools import cache
from typing import Any

from graphql import GraphQLLeafType
from strawberry.schema.schema_converter import CustomGraphQLEnumType

from dateline.graphql.execution.code import Code
from dateline.graphql.execution.completion import Completer, leaf, names_of, own_class
from dateline.graphql.execution.refusals import NoAnswer
from dateline.graphql.execution.selected_fields import Piece, SelectedFields

Expression = Callable[[Code, str], str]
"""From what an object is called in the code to an expression."""

NULL = Piece(lambda *_: "None")


def of_text(text: str) -> Piece:
    """The same for every object. It is given, so that what is written for several types is the same."""
    return Piece(lambda code, _: code.given(text))


def attribute(name: str) -> Expression:
    return lambda _, one: f"{one}.{name}"


def call(ask: Callable[[Any], Any]) -> Expression:
    return lambda code, one: f"{code.given(ask)}({one})"


def of_leaf(type_: GraphQLLeafType, value: Expression, *, or_null: bool) -> Piece:
    """A scalar or an enumeration. Raises what graphql-core would, or NoAnswer."""
    if isinstance(type_, CustomGraphQLEnumType):
        names = names_of(type_, or_null=or_null)
        return Piece(lambda code, one: f"{code.given(names)}[{value(code, one)}]")
    if own_class(type_) is not None:
        return _as_it_is(type_, value, or_null=or_null)
    return _coerced(type_, value, or_null=or_null)


def _as_it_is(type_: GraphQLLeafType, value: Expression, *, or_null: bool) -> Piece:
    own, show = own_class(type_), leaf(type_, or_null=or_null)

    def write(code: Code, one: str) -> str:
        it = code.local()
        is_own = f"({it} := {value(code, one)}).__class__ is {code.given(own)}"
        return f"{it} if {is_own} else {code.given(show)}({it})"

    return Piece(write)


def _coerced(type_: GraphQLLeafType, value: Expression, *, or_null: bool) -> Piece:
    nothing = _nothing(type_)

    def write(code: Code, one: str) -> str:
        it, done = code.local(), code.local()
        asked, coerced = f"({it} := {value(code, one)})", f"({done} := {code.given(type_.coerce_output_value)}({it}))"
        if or_null:
            return f"None if {asked} is None else {done} if {coerced} is not None else {code.given(nothing)}()"
        return f"{done} if {asked} is not None and {coerced} is not None else {code.given(nothing)}()"

    return Piece(write)


@cache
def _nothing(type_: GraphQLLeafType) -> Callable[[], None]:
    def nothing() -> None:
        raise NoAnswer(f"no {type_.name}")

    return nothing


def of_object(selection: SelectedFields, value: Expression, *, or_null: bool) -> Piece:
    """An object that is asked when the object is that it stands in."""

    def write(code: Code, one: str) -> str:
        it = code.local()
        asked = f"({it} := {value(code, one)})"
        return (
            f"None if {asked} is None else {selection.written(code, it, it)}"
            if or_null
            else (selection.written(code, it, asked))
        )

    return Piece(write, 1 + selection.most, selection.is_alone)


def completed(complete: Completer, value: Expression, *, or_null: bool, is_alone: bool) -> Piece:
    """Whatever else there is: lists, and objects that are asked on the level below."""

    def write(code: Code, one: str) -> str:
        if not or_null:
            return f"{code.given(complete)}({value(code, one)}, below)"
        it = code.local()
        return f"None if ({it} := {value(code, one)}) is None else {code.given(complete)}({it}, below)"

    return Piece(write, 1, is_alone)
