"""A client's cache, as Apollo and Relay have one: whatever has an id is kept once, under its type and id.

Two answers that give one field, with the same arguments, of one id two values would overwrite each other there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    NameNode,
    OperationDefinitionNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    Undefined,
    Visitor,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_object_type,
    is_required_argument,
    parse,
    print_ast,
    value_from_ast_untyped,
    visit,
)

TYPE, ID = "type_", "id_"
"""The keys under which an answer tells what each object is."""

Owner = tuple[str, str]
"""The type and the id of an object."""

Place = tuple[Any, ...]
"""Where in an object with an id a value stands: names of fields with their arguments, and numbers in lists."""

OF_THE_QUESTION = {"final"}
"""Told of how a question pinned its vantage, and not of the vantage."""


def identified(schema: GraphQLSchema, document: str) -> str:
    """The document, which asks of each object for its type, and for its id where it has one."""
    types = TypeInfo(schema)

    class Adding(Visitor):
        def leave_selection_set(self, node: SelectionSetNode, *_: Any) -> SelectionSetNode:
            of = types.get_parent_type()
            added = [_field(TYPE, "__typename")]
            if of is not None and "id" in of.fields:
                added.append(_field(ID, "id"))
            return SelectionSetNode(selections=(*node.selections, *added))

    return print_ast(visit(parse(document), TypeInfoVisitor(types, Adding())))


def _field(alias: str, name: str) -> FieldNode:
    return FieldNode(alias=NameNode(value=alias), name=NameNode(value=name))


def everything(type_: GraphQLObjectType) -> list[str]:
    """Documents that ask of nodes of a type for all fields, and of the objects in them for all of theirs."""
    fields = [f"{name}{below}" for name, each in type_.fields.items() if (below := _below(each)) is not None]
    parts = [fields[start : start + 8] for start in range(0, len(fields), 8)]
    return [f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {type_.name} {{ {' '.join(one)} }} }} }}"
            for one in parts]  # fmt: skip


def _below(field: Any) -> str | None:
    """What is asked of a field below its name; None if it cannot be asked without arguments."""
    if any(is_required_argument(argument) for argument in field.args.values()):
        return None
    type_ = get_named_type(field.type)
    if is_leaf_type(type_):
        return ""
    leaves = [name for name, each in type_.fields.items() if is_leaf_type(get_named_type(each.type)) and not each.args]
    nodes = ["nodes { __typename }"] if "nodes" in type_.fields else []
    return f" {{ {' '.join([*leaves, *nodes]) or '__typename'} }}"


class ClientStore:
    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self.objects: dict[Owner, dict[Place, Any]] = {}
        self.compared = 0
        """Values that were told again."""

    def keep(self, document: str, variables: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        """Keeps what an identified document is answered. Raises AssertionError where a field has another value."""
        if answer["data"] is not None:
            _Reader(self, self._schema, document, variables, answer).read()

    def told(self, owner: Owner, place: Place, value: Any, document: str) -> None:
        kept = self.objects.setdefault(owner, {})
        if place in kept:
            self.compared += 1
        assert kept.setdefault(place, value) == value, (owner, place, document)


class _Reader:
    """Reads one answer along its document."""

    def __init__(
        self,
        store: ClientStore,
        schema: GraphQLSchema,
        document: str,
        variables: Mapping[str, Any],
        answer: Mapping[str, Any],
    ) -> None:
        self._store, self._schema, self._document, self._answer = store, schema, document, answer
        parsed = parse(document).definitions
        self._fragments = {one.name.value: one for one in parsed if isinstance(one, FragmentDefinitionNode)}
        (self._operation,) = (one for one in parsed if isinstance(one, OperationDefinitionNode))
        self._variables = {
            one.variable.name.value: value_from_ast_untyped(one.default_value)
            for one in self._operation.variable_definitions or ()
            if one.default_value is not None
        } | dict(variables)
        self._failed = [tuple(error["path"]) for error in answer.get("errors", ()) if error.get("path")]

    def read(self) -> None:
        self._object(self._answer["data"], [self._operation.selection_set], None, (), ())

    def _object(
        self, value: dict[str, Any], selected: list[SelectionSetNode], owner: Owner | None, place: Place, path: Place
    ) -> None:
        if value.get(ID) is not None:
            owner, place = (value[TYPE], value[ID]), ()
        by_key: dict[str, list[FieldNode]] = {}
        for node in self._fields(selected, value[TYPE]):
            key = node.alias.value if node.alias else node.name.value
            if key in value and key not in (TYPE, ID):
                by_key.setdefault(key, []).append(node)
        for key, nodes in by_key.items():
            if nodes[0].name.value not in OF_THE_QUESTION:
                here = (*place, self._asked(nodes[0]))
                below = [node.selection_set for node in nodes if node.selection_set]
                self._value(value[key], below, owner, here, (*path, key))

    def _value(
        self, value: Any, selected: list[SelectionSetNode], owner: Owner | None, place: Place, path: Place
    ) -> None:
        match value:
            case None if any(failed[: len(path)] == path for failed in self._failed):
                pass  # an error is no value
            case list():
                self._told(owner, place, len(value))
                for number, each in enumerate(value):
                    self._value(each, selected, owner, (*place, number), (*path, number))
            case dict():
                self._told(owner, place, (value[TYPE], value.get(ID)))
                self._object(value, selected, owner, place, path)
            case _:
                self._told(owner, place, value)

    def _told(self, owner: Owner | None, place: Place, value: Any) -> None:
        if owner is not None:
            self._store.told(owner, place, value, self._document)

    def _fields(self, selected: Iterable[SelectionSetNode], type_name: str) -> Iterator[FieldNode]:
        """The fields selected of an object of this type."""
        for selections in selected:
            for node in selections.selections:
                if isinstance(node, FieldNode):
                    yield node
                    continue
                of = self._fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
                if of.type_condition is None or self._is_a(type_name, of.type_condition.name.value):
                    yield from self._fields([of.selection_set], type_name)

    def _is_a(self, type_name: str, named: str) -> bool:
        actual, asked = self._schema.type_map[type_name], self._schema.type_map[named]
        return actual is asked or (
            is_abstract_type(asked) and is_object_type(actual) and self._schema.is_sub_type(asked, actual)
        )

    def _asked(self, node: FieldNode) -> str:
        """A field with its arguments, however they were given."""
        given = {each.name.value: value_from_ast_untyped(each.value, self._variables) for each in node.arguments or ()}
        arguments = {name: value for name, value in sorted(given.items()) if value is not Undefined}
        return f"{node.name.value}{arguments}"
