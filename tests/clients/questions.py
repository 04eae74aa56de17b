"""Random questions at two vantages, and the log they are asked of: everything occurs in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from client_store import everything
from graphql import (
    REMOVE,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    NameNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableDefinitionNode,
    Visitor,
    get_named_type,
    is_abstract_type,
    parse,
    print_ast,
    visit,
)
from random_documents import Pool, question
from tangled import pool_of, tangled

from dateline.events.codec import restore
from dateline.graphql import schema
from dateline.log.opening import open_log

CORE = schema._schema
TWO_VANTAGES: Pool = {"Edtf": ["2025-03-01", "2026-02-01"], "Date": ["2025-12-31"], "Position": ["25"]}
BY_ID = {"node", "nodes", "snapshot"}


@dataclass(frozen=True)
class Asked:
    """A question whose names all begin with its own, as relay-compiler wants it of a module."""

    name: str
    document: str
    variables: dict[str, Any]


async def drawn(db: Path, count: int, first_seed: int = 0) -> list[Asked]:
    """The log is written to `db`, if it is not there, and so many questions are drawn from what is in it."""
    async with open_log(db) as log:
        if not (await log.head()).position:
            model = await tangled()
            for one in await model.stored(0, (await model.head()).position):
                await log.append([restore(one.content)], now=one.recorded_at)
        pool = {**await pool_of(log), **TWO_VANTAGES}
    seeds = range(first_seed, first_seed + count)
    asked = [_asked(pool, seed, None if number % 2 else BY_ID) for number, seed in enumerate(seeds)]
    return [one for one in asked if "{}" not in re.sub(r"\s", "", one.document)]


def _asked(pool: Pool, seed: int, roots: Collection[str] | None) -> Asked:
    one, name = question(CORE, pool, {}, seed, roots), f"Random{seed}"
    document = re.sub(r"(\.\.\.|fragment )(F\d+)", rf"\1{name}_\2", one.document)
    document = re.sub(r"^(?:query Q ?)?(?=[({ ])", f"query {name}Query", document)
    return Asked(name, with_ids(document), one.variables)


def with_ids(document: str) -> str:
    """The document, which asks for the id of whatever has one, as clients do that keep answers by id."""
    types = TypeInfo(CORE)

    class Adding(Visitor):
        def leave_selection_set(self, node: SelectionSetNode, *_: Any) -> SelectionSetNode:
            of = types.get_parent_type()
            kept = [each for each in node.selections if of is not CORE.query_type or not _asks_for_a_type(each)]
            added = [FieldNode(name=NameNode(value="id"))] if of is not None and "id" in of.fields else []
            return SelectionSetNode(selections=(*kept, *added))

    return print_ast(visit(parse(document), TypeInfoVisitor(types, Adding())))


def _asks_for_a_type(node: SelectionNode) -> bool:
    """Of a root, Relay does not allow that."""
    return isinstance(node, FieldNode) and node.name.value == "__typename"


def by_id() -> Iterator[Asked]:
    """Questions for everything of what has an id, with `$ids`, each named after the type that it is about."""
    for type_ in CORE.get_possible_types(CORE.type_map["Node"]):
        for number, document in enumerate(everything(type_)):
            name = f"{type_.name}{number}"
            yield Asked(name, with_ids(document.replace("query(", f"query {name}Query(", 1)), {})


def for_relay(asked: Asked) -> str:
    """A module for relay-compiler.

    It wants an alias for fragments that may not be there, and none that can never be there: they are unfolded, or left
    out.
    """
    parsed = parse(asked.document)
    fragments = {one.name.value: one for one in parsed.definitions if isinstance(one, FragmentDefinitionNode)}
    operation = next(one for one in parsed.definitions if isinstance(one, OperationDefinitionNode))
    types = TypeInfo(CORE)
    left = visit(visit(operation, _Unfolding(fragments)), TypeInfoVisitor(types, _Possible(types)))
    text = print_ast(visit(left, _Used(set(re.findall(r"\$\w+(?!\w|:)", print_ast(left))))))
    return f'import {{ graphql }} from "relay-runtime";\n\nexport const question = graphql`\n{text}\n`;\n'


class _Unfolding(Visitor):
    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        super().__init__()
        self._fragments = fragments

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> InlineFragmentNode:
        of = self._fragments[node.name.value]
        return InlineFragmentNode(
            type_condition=of.type_condition, directives=node.directives, selection_set=of.selection_set
        )


class _Used(Visitor):
    """Leaves variables out that are declared and not used."""

    def __init__(self, names: set[str]) -> None:
        super().__init__()
        self._names = names

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: Any) -> Any:
        return None if f"${node.variable.name.value}" in self._names else REMOVE


class _Possible(Visitor):
    """Leaves fragments out that are on types which cannot occur where they stand."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self._types = types
        self._stack: list[set[str]] = []

    def enter_field(self, *_: Any) -> None:
        self._stack.append(self._now())

    def leave_field(self, *_: Any) -> None:
        self._stack.pop()

    def enter_inline_fragment(self, *_: Any) -> Any:
        left = self._now() & self._stack[-1] if self._stack else self._now()
        if not left:
            return REMOVE
        self._stack.append(left)
        return None

    def leave_inline_fragment(self, *_: Any) -> None:
        self._stack.pop()

    def leave_selection_set(self, node: SelectionSetNode, *_: Any) -> SelectionSetNode | None:
        left = [each for each in node.selections if each is not REMOVE]
        return None if left else SelectionSetNode(selections=(FieldNode(name=NameNode(value="__typename")),))

    def _now(self) -> set[str]:
        """The types that the objects here may have."""
        type_: Any = get_named_type(self._types.get_type())
        return {one.name for one in CORE.get_possible_types(type_)} if is_abstract_type(type_) else {type_.name}
