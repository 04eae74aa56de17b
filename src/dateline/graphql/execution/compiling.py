"""Compiling: from what a document selects of a type to the form in which it is asked."""

from collections.abc import Callable
from functools import partial
from typing import Any

from graphql import (
    FieldNode,
    GraphQLNamedOutputType,
    GraphQLObjectType,
    GraphQLOutputType,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

from dateline.graphql.execution.arguments import Arguments
from dateline.graphql.execution.collecting import Collector
from dateline.graphql.execution.completion import Completer, check_class, leaf, list_of, nullable, own_class
from dateline.graphql.execution.gathering import Objects
from dateline.graphql.execution.pieces import NULL, Expression, attribute, call, completed, of_leaf, of_object, of_text
from dateline.graphql.execution.refusals import NotCompiled
from dateline.graphql.execution.selected_fields import Field, Piece, SelectedFields

_DEFINITION = GraphQLCoreConverter.DEFINITION_BACKREF


class Compiler:
    """Compiles the selections of one document, for one choice of its `@include` and `@skip`."""

    def __init__(self, converter: GraphQLCoreConverter, collector: Collector) -> None:
        self._converter = converter
        self._collector = collector
        self._schema = collector.schema
        self._compiled: dict[tuple[object, ...], SelectedFields] = {}
        self.fields = 0
        """How many are compiled: those of an interface for each class that came."""

    def selection(
        self, type_: GraphQLObjectType, selected: list[SelectionSetNode], class_: type | None = None
    ) -> SelectedFields:
        """What these selection sets, merged, select of a type, once however often it is spread. Raises NotCompiled."""
        by_key = self._collector.fields(type_, selected)
        same = (type_.name, class_, *[id(node) for nodes in by_key.values() for node in nodes])
        if same not in self._compiled:
            self._compiled[same] = self._selection(type_, by_key, class_)
        return self._compiled[same]

    def _selection(
        self, type_: GraphQLObjectType, by_key: dict[str, list[FieldNode]], class_: type | None
    ) -> SelectedFields:
        pieces: dict[str, Piece] = {}
        fields: list[Field] = []
        for key, nodes in by_key.items():
            if nodes[0].name.value == "__typename":
                pieces[key] = of_text(type_.name)
                continue
            found = self._field(type_, key, nodes)
            pieces[key] = found if isinstance(found, Piece) else NULL
            if isinstance(found, Field):
                fields.append(found)
        self.fields += len(pieces)
        return SelectedFields(type_.name, class_, pieces, fields)

    def _field(self, type_: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> Piece | Field:
        definition = type_.fields.get(nodes[0].name.value)
        field = definition.extensions.get(_DEFINITION) if definition is not None else None
        if definition is None or not isinstance(field, StrawberryField):
            raise NotCompiled(f"{type_.name}.{nodes[0].name.value}")
        below = [node.selection_set for node in nodes if node.selection_set]
        if field.is_subscription:
            return self._piece(definition.type, below, call(_what_happened))
        if field.extensions:
            raise NotCompiled(f"{field.python_name} has extensions")
        if field.base_resolver is None:
            return self._piece(definition.type, below, attribute(_attribute_of(field)))
        ask, is_async = _method(field.python_name, field.base_resolver)
        if (recurring := getattr(ask, "recurs_as", None)) is not None:
            complete = self._completer_of_value(_unwrapped(definition.type), below)
            return completed(complete, call(recurring), or_null=not is_non_null_type(definition.type), is_alone=False)
        arguments = Arguments(nodes[0], definition, field, self._converter)
        if is_async or arguments.are_open:
            return Field(key, ask, arguments, is_async, self._completer(definition.type, below))
        return self._piece(
            definition.type, below, call(partial(ask, **arguments.constant) if arguments.constant else ask)
        )

    def _piece(self, type_: GraphQLOutputType, selected: list[SelectionSetNode], value: Expression) -> Piece:
        """What is asked of an object alone."""
        or_null, of_type = not is_non_null_type(type_), _unwrapped(type_)
        if is_leaf_type(of_type):
            return of_leaf(of_type, value, or_null=or_null)
        class_ = _class_of(of_type)
        if class_ is not None:
            selection = self.selection(of_type, selected, class_)
            if not selection.fields:
                return of_object(selection, value, or_null=or_null)
        complete = self._completer_of_value(of_type, selected)
        return completed(complete, value, or_null=or_null, is_alone=is_leaf_type(get_named_type(of_type)))

    def _completer(self, type_: GraphQLOutputType, selected: list[SelectionSetNode]) -> Completer:
        complete = self._completer_of_value(_unwrapped(type_), selected)
        return complete if is_non_null_type(type_) else nullable(complete)

    def _completer_of_value(self, type_: Any, selected: list[SelectionSetNode]) -> Completer:
        if is_leaf_type(type_):
            show, as_it_is = leaf(type_, or_null=False), own_class(type_)
            return lambda value, _: value if value.__class__ is as_it_is else show(value)
        if is_list_type(type_):
            entry = _unwrapped(type_.of_type)
            if is_non_null_type(type_.of_type) and not is_leaf_type(entry) and not is_list_type(entry):
                return self._objects(entry, selected).complete_all
            return list_of(self._completer(type_.of_type, selected))
        return self._objects(type_, selected).complete

    def _objects(self, type_: GraphQLNamedOutputType, selected: list[SelectionSetNode]) -> Objects:
        return Objects(partial(self._selected_of, type_, selected), _class_of(type_))

    def _selected_of(
        self, type_: GraphQLNamedOutputType, selected: list[SelectionSetNode], class_: type
    ) -> SelectedFields:
        """What is selected of objects of a class, where `type_` is asked for."""
        check_class(class_)
        if is_object_type(type_) and type_.is_type_of is None:
            return self.selection(type_, selected, class_)
        definition = getattr(class_, "__strawberry_definition__", None)
        named = self._schema.get_type(definition.name) if definition is not None else None
        if not is_object_type(named) or not self._is_a(named, type_):
            raise NotCompiled(f"{class_.__name__} for {type_.name}")
        return self.selection(named, selected, class_)

    def _is_a(self, named: GraphQLObjectType, type_: GraphQLNamedOutputType) -> bool:
        return named is type_ or (is_abstract_type(type_) and self._schema.is_sub_type(type_, named))


def _class_of(type_: Any) -> type | None:
    """The class of all objects of a type; None where there may be several."""
    definition = type_.extensions.get(_DEFINITION) if is_object_type(type_) else None
    return definition.origin if definition is not None and definition.concrete_of is None else None


def _what_happened(happened: Any) -> Any:
    """What a field of a subscription shows: its arguments said what is to be told."""
    return happened


def _unwrapped(type_: GraphQLOutputType) -> Any:
    """The type without its `!`."""
    return type_.of_type if is_non_null_type(type_) else type_


def _attribute_of(field: StrawberryField) -> str:
    if field.default_resolver is not getattr:
        raise NotCompiled(f"{field.python_name} is not read as an attribute")
    return field.python_name


def _method(name: str, resolver: StrawberryResolver[Any]) -> tuple[Callable[..., Any], bool]:
    """The function that is called with an object, and whether it is async."""
    if resolver.self_parameter is None or resolver.root_parameter or resolver.parent_parameter:
        raise NotCompiled(f"{name} is not a method")
    ask = resolver.wrapped_func
    assert not isinstance(ask, staticmethod | classmethod), "strawberry.type binds them"
    return ask, resolver.is_async
