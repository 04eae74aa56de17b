"""The questions in the README, in the documentation and in the playground are valid for every client's compiler.

A server may take `currency: USD` for a scalar; relay-compiler and others that know only the schema do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from graphql import (
    EnumValueNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    get_named_type,
    is_enum_type,
    parse,
    validate,
    visit,
)
from places import ROOT

from dateline.web.graphiql import examples

PAGES = [ROOT / "README.md", *sorted((ROOT / "src/dateline/docs").glob("*.md"))]
SCHEMA = build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))


def _examples() -> Iterator[tuple[str, str]]:
    yield from ((f"playground-{place}", text) for place, text in enumerate(examples()))
    for page in PAGES:
        for place, text in enumerate(re.findall(r"```graphql\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)):
            if "@argumentDefinitions" not in text:  # Relay's own: tests/clients has relay-compiler read it
                yield f"{page.name}-{place}", text


EXAMPLES = dict(_examples())


class WordsForScalars(Visitor):
    """Words without quotes that stand where no enumeration is."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.found: list[str] = []
        self._types = types

    def enter_enum_value(self, node: EnumValueNode, *_: object) -> None:
        type_ = self._types.get_input_type()
        if type_ is not None and not is_enum_type(get_named_type(type_)):
            self.found.append(node.value)


def words_for_scalars(text: str) -> list[str]:
    types = TypeInfo(SCHEMA)
    looking = WordsForScalars(types)
    visit(parse(text), TypeInfoVisitor(types, looking))
    return looking.found


@pytest.mark.parametrize("text", EXAMPLES.values(), ids=EXAMPLES)
def test_an_example_is_valid_by_the_schema_alone(text: str) -> None:
    assert validate(SCHEMA, parse(text)) == []
    assert words_for_scalars(text) == []


def test_there_are_examples_and_a_word_for_a_scalar_is_seen() -> None:
    assert len(EXAMPLES) > 7
    assert words_for_scalars('{ asOf { company(slug: "a") { raised(currency: USD) { counted } } } }')
