"""The names outside programs rely on: tests/data/api.graphql, held to the letter.

`LATER` lists what other issues bring; it is absent from the schema, not stubbed. `DIFFERENT` lists what could not be
built as written, with the nearest shape and the reason.
"""

from __future__ import annotations

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    parse,
)
from graphql.language import ast
from places import DATA, ROOT

from dateline.events.kinds import KINDS
from dateline.graphql import schema

API = parse((DATA / "api.graphql").read_text(encoding="utf-8"))
OURS: GraphQLSchema = build_schema(schema.as_str())

LATER = {
    # changes over all companies, and citations
    "Snapshot.citation", "CitationStyle",
    "Query.changes", "ChangeClock", "MarketChange", "ChangeEdge", "ChangeConnection", "ChangeFilter",
}  # fmt: skip

DIFFERENT: dict[str, str] = {}
"""Name: the shape it has instead, and why."""

DEFINITIONS = {definition.name.value: definition for definition in API.definitions if hasattr(definition, "name")}


def _fields(definition: ast.DefinitionNode) -> list[tuple[str, ast.FieldDefinitionNode | ast.InputValueDefinitionNode]]:
    name = definition.name.value
    return [(f"{name}.{field.name.value}", field) for field in getattr(definition, "fields", None) or ()]


def _due() -> list[tuple[str, ast.FieldDefinitionNode | ast.InputValueDefinitionNode]]:
    return [
        (name, field)
        for definition in DEFINITIONS.values()
        if definition.name.value not in LATER
        for name, field in _fields(definition)
        if name not in LATER
    ]


def _type_text(node: ast.TypeNode) -> str:
    match node:
        case ast.NonNullTypeNode():
            return f"{_type_text(node.type)}!"
        case ast.ListTypeNode():
            return f"[{_type_text(node.type)}]"
        case _:
            return node.name.value


@pytest.mark.parametrize("name", sorted(set(DEFINITIONS) - LATER))
def test_every_type_exists_and_is_what_it_should_be(name: str) -> None:
    assert name in OURS.type_map
    theirs, ours = DEFINITIONS[name], OURS.type_map[name]
    kinds = {
        ast.ObjectTypeDefinitionNode: GraphQLObjectType,
        ast.InterfaceTypeDefinitionNode: GraphQLInterfaceType,
        ast.InputObjectTypeDefinitionNode: GraphQLInputObjectType,
        ast.EnumTypeDefinitionNode: GraphQLEnumType,
    }
    assert isinstance(ours, kinds.get(type(theirs), object))
    interfaces = {interface.name.value for interface in getattr(theirs, "interfaces", None) or ()}
    assert interfaces <= {interface.name for interface in getattr(ours, "interfaces", ())}
    values = [value.name.value for value in getattr(theirs, "values", None) or ()]
    assert set(values) <= set(getattr(ours, "values", ()))


@pytest.mark.parametrize(("name", "field"), _due(), ids=[name for name, _ in _due()])
def test_every_field_has_its_type_and_its_arguments(
    name: str, field: ast.FieldDefinitionNode | ast.InputValueDefinitionNode
) -> None:
    type_name, _, field_name = name.partition(".")
    ours = OURS.type_map[type_name].fields.get(field_name)
    assert ours is not None, f"{name} is missing"
    assert str(ours.type) == DIFFERENT.get(name, _type_text(field.type))
    for argument in getattr(field, "arguments", None) or ():
        full = f"{name}({argument.name.value})"
        if full not in LATER:
            assert argument.name.value in ours.args, f"{full} is missing"
            assert str(ours.args[argument.name.value].type) == DIFFERENT.get(full, _type_text(argument.type))


@pytest.mark.parametrize("name", sorted(LATER))
def test_what_comes_later_is_absent_and_not_stubbed(name: str) -> None:
    type_name, _, rest = name.partition(".")
    field_name, _, argument = rest.rstrip(")").partition("(")
    if not field_name:
        assert type_name not in OURS.type_map
    elif not argument:
        assert field_name not in OURS.type_map[type_name].fields
    else:
        assert argument not in OURS.type_map[type_name].fields[field_name].args


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_of_event_has_a_type_with_its_fields(kind: type) -> None:
    ours = OURS.type_map[f"{kind.__name__}Event"]
    assert {interface.name for interface in ours.interfaces} == {"Node", "Event"}


def test_recorded_takes_exactly_one_key() -> None:
    assert "input Recorded @oneOf" in schema.as_str()


def test_the_schema_file_is_the_code_s() -> None:
    assert (ROOT / "schema.graphql").read_text(encoding="utf-8") == schema.as_str() + "\n"
