"""Compiling: from what a document selects of a type to the form in which it is asked."""

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any

from graphql import (
    FieldNode,
    GraphQLNamedOutputType,
    GraphQLObjectType,
    GraphQLOutputType,
    SelectionSetNode,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from dateline.graphql.execution.arguments import Arguments
from dateline.graphql.execution.collecting import Collector
from dateline.graphql.execution.completion import Completer, check_class, leaf, list_of, nullable, own_class
from dateline.graphql.execution.refusals import NotCompiled
from dateline.graphql.execution.selected_fields import Branch, Field, Leaf, Objects, SelectedFields

_DEFINITION = GraphQLCoreConverter.DEFINITION_BACKREF


class Compiler:
    """Compiles the selections of one document, for one choice of its `@include` and `@skip`."""

    def __init__(self, converter: GraphQLCoreConverter, collector: Collector) -> None:
        self._converter = converter
        self._collector = collector
        self._schema = collector.schema

    def selection(self, type_: GraphQLObjectType, selected: list[SelectionSetNode]) -> SelectedFields:
        """What these selection sets, merged, select of a type. Raises NotCompiled."""
        nodes = self._collector.fields(type_, selected)
        constant = {key: type_.name for key, of_key in nodes.items() if of_key[0].name.value == "__typename"}
        made = SelectedFields({**dict.fromkeys(nodes), **constant}, [], [], [])
        for key, of_key in nodes.items():
            if key not in constant:
                self._add_field(made, type_, key, of_key)
        return made

    def _add_field(self, to: SelectedFields, type_: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> None:
        definition = type_.fields.get(nodes[0].name.value)
        field = definition.extensions.get(_DEFINITION) if definition is not None else None
        if definition is None or not isinstance(field, StrawberryField):
            raise NotCompiled(f"{type_.name}.{nodes[0].name.value}")
        complete = self._completer(definition.type, [node.selection_set for node in nodes if node.selection_set])
        if field.is_subscription:
            to.branches.append(Branch(key, _what_happened, complete))
            return
        ask, is_async = _resolver(field)
        arguments = Arguments(nodes[0], definition, field, self._converter)
        if is_async or arguments.any:
            to.fields.append(Field(key, ask, arguments, is_async, complete))
        elif is_leaf_type(_unwrapped(definition.type)):
            to.leaves.append(_leaf(key, ask, definition.type))
        else:
            to.branches.append(Branch(key, ask, complete))

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
        return Objects(partial(self._selected_of, type_, selected))

    def _selected_of(
        self, type_: GraphQLNamedOutputType, selected: list[SelectionSetNode], class_: type
    ) -> SelectedFields:
        """What is selected of objects of a class, where `type_` is asked for."""
        check_class(class_)
        if is_object_type(type_) and type_.is_type_of is None:
            return self.selection(type_, selected)
        definition = getattr(class_, "__strawberry_definition__", None)
        named = self._schema.get_type(definition.name) if definition is not None else None
        if not is_object_type(named) or not self._is_a(named, type_):
            raise NotCompiled(f"{class_.__name__} for {type_.name}")
        return self.selection(named, selected)

    def _is_a(self, named: GraphQLObjectType, type_: GraphQLNamedOutputType) -> bool:
        return named is type_ or (is_abstract_type(type_) and self._schema.is_sub_type(type_, named))


def _what_happened(happened: Any) -> Any:
    """What a field of a subscription shows: its arguments said what is to be told."""
    return happened


def _leaf(key: str, ask: Callable[[Any], Any], type_: GraphQLOutputType) -> Leaf:
    of_type = _unwrapped(type_)
    return Leaf(key, ask, own_class(of_type), leaf(of_type, or_null=not is_non_null_type(type_)))


def _unwrapped(type_: GraphQLOutputType) -> Any:
    """The type without its `!`."""
    return type_.of_type if is_non_null_type(type_) else type_


def _resolver(field: StrawberryField) -> tuple[Callable[..., Any], bool]:
    """The function that is called with an object, and whether it is async."""
    resolver = field.base_resolver
    if field.extensions:
        raise NotCompiled(f"{field.python_name} has extensions")
    if resolver is None:
        if field.default_resolver is not getattr:
            raise NotCompiled(f"{field.python_name} is not read as an attribute")
        return attrgetter(field.python_name), False
    if resolver.self_parameter is None or resolver.root_parameter or resolver.parent_parameter:
        raise NotCompiled(f"{field.python_name} is not a method")
    ask = resolver.wrapped_func
    assert not isinstance(ask, staticmethod | classmethod), "strawberry.type binds them"
    return ask, resolver.is_async
