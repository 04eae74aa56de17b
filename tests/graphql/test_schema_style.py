"""The schema keeps what outside programs take for granted: graphql-eslint's recommended rules and those of Relay.

Left out, with the reason: `strict-id-in-types` (values, like an amount of money, have no id) and the rules that Relay's
lists are the only lists (a list that is short by nature is a plain one) of nodes only (a finding has no id).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLType,
    build_schema,
    get_named_type,
    get_nullable_type,
    is_specified_directive,
    is_specified_scalar_type,
)

from dateline.graphql import schema

Rule = Callable[[GraphQLSchema], Iterator[str]]
"""Yields the path of everything in a schema that breaks it."""

FORWARD = {"first": "Int", "after": "String"}
BACKWARD = {"last": "Int", "before": "String"}


def _own(built: GraphQLSchema) -> list[GraphQLType]:
    return [
        type_
        for name, type_ in built.type_map.items()
        if not name.startswith("__") and not is_specified_scalar_type(type_)
    ]


def _fields(built: GraphQLSchema) -> Iterator[tuple[str, GraphQLField]]:
    for type_ in _own(built):
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            yield from ((f"{type_.name}.{name}", field) for name, field in type_.fields.items())


def names_follow_the_conventions(built: GraphQLSchema) -> Iterator[str]:
    """Types in PascalCase, fields and arguments in camelCase, values of enumerations in UPPER_CASE."""
    camel, upper = re.compile(r"[a-z][A-Za-z0-9]*"), re.compile(r"[A-Z][A-Z0-9_]*")
    for type_ in _own(built):
        if not re.fullmatch(r"(?:[A-Z][a-z0-9]*)+", type_.name):
            yield type_.name
        if isinstance(type_, GraphQLEnumType):
            yield from (f"{type_.name}.{value}" for value in type_.values if not upper.fullmatch(value))
        if isinstance(type_, GraphQLInputObjectType):
            yield from (f"{type_.name}.{field}" for field in type_.fields if not camel.fullmatch(field))
    for path, field in _fields(built):
        if not camel.fullmatch(path.partition(".")[2]):
            yield path
        yield from (f"{path}({arg})" for arg in field.args if not camel.fullmatch(arg))


def names_do_not_say_what_they_are(built: GraphQLSchema) -> Iterator[str]:
    """No `TypeCompany`, `CompanyInterface`, `EnumStage`; no `Query.getCompany`."""
    words = {GraphQLObjectType: "Type", GraphQLInterfaceType: "Interface", GraphQLEnumType: "Enum"}
    for type_ in _own(built):
        word = words.get(type(type_))
        if word is not None and (type_.name.startswith(word) or type_.name.endswith(word)):
            yield type_.name
    for name in built.query_type.fields if built.query_type else ():
        if re.match(r"(?:get|query)[A-Z]", name) or name.endswith("Query"):
            yield f"Query.{name}"


def no_field_begins_with_the_name_of_its_type(built: GraphQLSchema) -> Iterator[str]:
    for path, _ in _fields(built):
        owner, _, name = path.partition(".")
        if name.lower().startswith(owner.lower()):
            yield path


def values_differ_in_more_than_case(built: GraphQLSchema) -> Iterator[str]:
    for type_ in _own(built):
        if isinstance(type_, GraphQLEnumType) and len({value.lower() for value in type_.values}) < len(type_.values):
            yield type_.name


def every_type_can_be_reached(built: GraphQLSchema) -> Iterator[str]:
    roots = [built.query_type, built.mutation_type, built.subscription_type]
    reached: set[str] = set()
    waiting: list[GraphQLType] = [root for root in roots if root is not None]
    waiting += [
        get_named_type(arg.type)
        for directive in built.directives
        if not is_specified_directive(directive)
        for arg in directive.args.values()
    ]
    while waiting:
        type_ = waiting.pop()
        if type_.name not in reached:
            reached.add(type_.name)
            waiting += _next_to(type_, built)
    yield from (type_.name for type_ in _own(built) if type_.name not in reached)


def _next_to(type_: GraphQLType, built: GraphQLSchema) -> Iterator[GraphQLType]:
    if isinstance(type_, GraphQLInterfaceType):
        yield from built.get_possible_types(type_)
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        yield from type_.interfaces
        for field in type_.fields.values():
            yield get_named_type(field.type)
            yield from (get_named_type(arg.type) for arg in field.args.values())
    if isinstance(type_, GraphQLInputObjectType):
        yield from (get_named_type(field.type) for field in type_.fields.values())


def what_is_deprecated_says_why(built: GraphQLSchema) -> Iterator[str]:
    for path, field in _fields(built):
        marked = [(path, field), *((f"{path}({name})", arg) for name, arg in field.args.items())]
        yield from (where for where, one in marked if _is_vague(one.deprecation_reason))
    for type_ in _own(built):
        if isinstance(type_, GraphQLEnumType):
            yield from (f"{type_.name}.{n}" for n, value in type_.values.items() if _is_vague(value.deprecation_reason))


def _is_vague(reason: str | None) -> bool:
    return reason is not None and reason.strip() in ("", "No longer supported")


def scalars_say_where_they_are_specified(built: GraphQLSchema) -> Iterator[str]:
    for type_ in _own(built):
        if isinstance(type_, GraphQLScalarType) and not (type_.specified_by_url or "").startswith("https://"):
            yield type_.name


def whatever_has_an_id_is_a_node(built: GraphQLSchema) -> Iterator[str]:
    for type_ in _own(built):
        if isinstance(type_, GraphQLObjectType) and "id" in type_.fields:
            is_node = any(interface.name == "Node" for interface in type_.interfaces)
            if not is_node or str(type_.fields["id"].type) != "ID!" or type_.fields["id"].args:
                yield type_.name


def connections_have_pages_and_edges(built: GraphQLSchema) -> Iterator[str]:
    for type_ in _own(built):
        if type_.name.endswith("Connection"):
            fields = type_.fields if isinstance(type_, GraphQLObjectType) else {}
            edges = get_nullable_type(fields["edges"].type) if "edges" in fields else None
            if not isinstance(edges, GraphQLList) or not get_named_type(edges).name.endswith("Edge"):
                yield f"{type_.name}.edges"
            if "pageInfo" not in fields or str(fields["pageInfo"].type) != "PageInfo!":
                yield f"{type_.name}.pageInfo"


def edges_have_a_node_and_a_cursor(built: GraphQLSchema) -> Iterator[str]:
    for type_ in _own(built):
        if type_.name.endswith("Edge"):
            fields = type_.fields if isinstance(type_, GraphQLObjectType) else {}
            if "node" not in fields or isinstance(get_nullable_type(fields["node"].type), GraphQLList):
                yield f"{type_.name}.node"
            if "cursor" not in fields or str(fields["cursor"].type) != "String!":
                yield f"{type_.name}.cursor"


def pages_are_told_as_relay_has_them(built: GraphQLSchema) -> Iterator[str]:
    told = {"hasNextPage": "Boolean!", "hasPreviousPage": "Boolean!", "startCursor": "String", "endCursor": "String"}
    page_info = built.type_map.get("PageInfo")
    fields = page_info.fields if isinstance(page_info, GraphQLObjectType) else {}
    yield from (f"PageInfo.{n}" for n, type_ in told.items() if n not in fields or str(fields[n].type) != type_)


def connections_are_paged_by_relay_s_arguments(built: GraphQLSchema) -> Iterator[str]:
    """All take `first` and `after`; whatever takes `last` or `before` takes both. None of them is required."""
    for path, field in _fields(built):
        if get_named_type(field.type).name.endswith("Connection"):
            backward = BACKWARD if BACKWARD.keys() & field.args.keys() else {}
            for name, type_ in (FORWARD | backward).items():
                if name not in field.args or str(field.args[name].type) != type_:
                    yield f"{path}({name})"


RULES: dict[Rule, str] = {
    names_follow_the_conventions: "type Query { Big: Int }",
    names_do_not_say_what_they_are: "type Query { getIt: Int }",
    no_field_begins_with_the_name_of_its_type: "type Query { a: Site } type Site { siteName: Int }",
    values_differ_in_more_than_case: "type Query { a: E } enum E { A a }",
    every_type_can_be_reached: "type Query { a: Int } type Alone { a: Int }",
    what_is_deprecated_says_why: "type Query { a: Int @deprecated }",
    scalars_say_where_they_are_specified: "type Query { a: S } scalar S",
    whatever_has_an_id_is_a_node: "type Query { a: T } type T { id: ID! }",
    connections_have_pages_and_edges: "type Query { a: AConnection } type AConnection { nodes: [Int] }",
    edges_have_a_node_and_a_cursor: "type Query { a: AEdge } type AEdge { node: [Int] }",
    pages_are_told_as_relay_has_them: "type Query { a: PageInfo } type PageInfo { hasNextPage: Boolean }",
    connections_are_paged_by_relay_s_arguments: "type Query { a: AConnection } type AConnection { a: Int }",
}
"""Each rule, and a schema that breaks it."""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_schema_keeps_the_rule(rule: Rule) -> None:
    assert list(rule(build_schema(schema.as_str()))) == []


@pytest.mark.parametrize(("rule", "broken"), RULES.items(), ids=[rule.__name__ for rule in RULES])
def test_a_schema_that_breaks_the_rule_is_told(rule: Rule, broken: str) -> None:
    assert list(rule(build_schema(broken)))


def test_descriptions_are_strings_and_no_comments() -> None:
    assert [line for line in schema.as_str().splitlines() if re.match(r"\s*#", line)] == []
