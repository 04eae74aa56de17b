"""Every name of the schema says what it stands for, in more words than its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
    is_specified_directive,
)

from dateline.events.event import Event
from dateline.events.json_schema import json_schema
from dateline.events.kinds import KINDS
from dateline.events.meanings import field_meaning
from dateline.graphql import schema

_FILLING = "a all an and any as at by for given in is it its of on one or that the their this to what"


def descriptions(sdl: str) -> Iterator[tuple[str, str | None]]:
    """Every type, field, argument, value of an enumeration, directive and its arguments: its path and description."""
    built = build_schema(sdl)
    for name, type_ in built.type_map.items():
        if name.startswith("__"):
            continue
        yield name, type_.description
        match type_:
            case GraphQLObjectType() | GraphQLInterfaceType():
                for field, definition in type_.fields.items():
                    yield f"{name}.{field}", definition.description
                    yield from ((f"{name}.{field}({arg})", one.description) for arg, one in definition.args.items())
            case GraphQLInputObjectType():
                yield from ((f"{name}.{field}", one.description) for field, one in type_.fields.items())
            case GraphQLEnumType():
                yield from ((f"{name}.{value}", one.description) for value, one in type_.values.items())
    for directive in built.directives:
        if not is_specified_directive(directive):
            yield f"@{directive.name}", directive.description
            yield from ((f"@{directive.name}({arg})", one.description) for arg, one in directive.args.items())


def undescribed(sdl: str) -> list[str]:
    built_in = {"String", "Int", "Float", "Boolean", "ID"}
    return [path for path, said in descriptions(sdl) if path not in built_in and not (said or "").strip()]


def repeating(sdl: str) -> list[tuple[str, str]]:
    """Descriptions of which no word is new beside the names in their path."""
    return [
        (path, said) for path, said in descriptions(sdl) if said and not _words(said) - _words(f"{path} {_FILLING}")
    ]


def _words(text: str) -> set[str]:
    """The words of a text or of a name in camel case, in lower case and without the s of a plural."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return {word.lower().rstrip("s") for word in re.findall(r"[^\W_]+", apart)}


def test_everything_is_described() -> None:
    assert undescribed(schema.as_str()) == []


def test_no_description_only_repeats_the_name() -> None:
    assert repeating(schema.as_str()) == []


def test_sentences_begin_and_end_as_such() -> None:
    written = [(path, said) for path, said in descriptions(schema.as_str()) if said and path[0] != "@"]
    odd = [(path, said) for path, said in written if said != said.strip() or said[-1] not in ".:…”"]
    assert odd == []


def test_nothing_is_told_in_the_names_of_event_files() -> None:
    told = [(path, said) for path, said in descriptions(schema.as_str()) if re.search(r"`[a-z]+_[a-z_]+`", said or "")]
    assert told == []


@pytest.mark.parametrize(
    ("sdl", "path"),
    [
        ('"""Root."""\ntype Query { name: String }', "Query.name"),
        ('"""Root."""\ntype Query { "Of it." name("" of: Int): String }', "Query.name(of)"),
        ('"""Root."""\ntype Query { "Of it." name: E }\n"""Some."""\nenum E { A }', "E.A"),
        ('"""Root."""\ntype Query { "Of it." name: String }\n"""In."""\ninput I { a: Int }', "I.a"),
        ('type Query { "Of it." name: String }', "Query"),
    ],
)
def test_what_is_not_described_is_seen(sdl: str, path: str) -> None:
    assert undescribed(sdl) == [path]


@pytest.mark.parametrize("said", ["The name.", "Its first names", "Name of the query.", "What is it?"])
def test_what_only_repeats_the_name_is_seen(said: str) -> None:
    assert repeating(f'"""All that is there."""\ntype Query {{ "{said}" firstName: String }}')


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_field_of_a_kind_means_something_in_both_schemas(kind: type[Event]) -> None:
    fields = json_schema()["$defs"][kind.__name__]["properties"]
    assert {name for name in fields if field_meaning(kind, name) is None} == {"type"}
    assert all(fields[name]["description"] == field_meaning(kind, name) for name in fields if name != "type")
