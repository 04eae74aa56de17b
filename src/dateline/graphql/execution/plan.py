"""Plan: one operation of a document, compiled, and how it is asked, level by level."""

from collections.abc import Iterable
from functools import partial
from time import perf_counter
from typing import Any, NamedTuple

import strawberry
from graphql import (
    DocumentNode,
    ExecutableDefinitionNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    VariableValues,
)

from dateline.graphql.execution.arguments import Given, Variables
from dateline.graphql.execution.begun import Begun, all_ended, begin, let_end
from dateline.graphql.execution.collecting import Collector, switches
from dateline.graphql.execution.compiling import Compiler
from dateline.graphql.execution.gathering import Asked, Below
from dateline.graphql.execution.refusals import NotCompiled
from dateline.graphql.execution.selected_fields import Field, Row, SelectedFields
from dateline.graphql.execution.turns import MANY, Turn

_MOST_CHOICES = 16
"""Choices of `@include` and `@skip` that are kept compiled."""
_MOST_FIELDS = 1_000
"""Fields of several choices: one takes a kilobyte, and those of an interface are compiled for each class."""


class _Request(NamedTuple):
    """What resolvers may ask of a request: there is no place in the answer, since many are asked at once."""

    context: object
    schema: GraphQLSchema
    path: None = None


class Plan:
    """Raises NotCompiled for what plans do not do."""

    def __init__(self, schema: strawberry.Schema, document: DocumentNode, operation: OperationDefinitionNode) -> None:
        self._schema = schema._schema
        self._converter = schema.schema_converter
        self._operation = operation
        self._variables = Variables(self._schema, operation)
        definitions = [each for each in document.definitions if isinstance(each, ExecutableDefinitionNode)]
        self._fragments = {each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)}
        self._switches = sorted({name for each in definitions for name in switches(each.selection_set)})
        self._root_type = self._schema.get_root_type(operation.operation)
        self.is_subscription = operation.operation is OperationType.SUBSCRIPTION
        self._roots: dict[tuple[Any, ...], tuple[Compiler, SelectedFields]] = {}

    async def answer(
        self, context: object, variables: dict[str, Any] | None, most_values: int, happened: object = None
    ) -> dict[str, Any]:
        """The data of an answer without errors: of a subscription, to what happened. Raises whatever goes wrong, and
        NotCompiled.

        It has at most so many values: TooMuch. Others have their turn every few milliseconds.
        """
        read = self._variables.read(variables or {})
        info = strawberry.Info(_raw_info=_Request(context, self._schema), _field=None)  # type: ignore[arg-type]
        root = self._root(read)
        answers: list[Row] = []
        level, above = [Asked(root, [happened], answers)], Below()
        turn = Turn(most_values)
        while level:
            below = await _made(level, Given(info, read), turn)
            for _ in above.rows_given_back():
                if perf_counter() >= turn.ends:
                    await turn.of_others(below)
            for asked in level:
                if len(asked.objects) > MANY:
                    await turn.let_go(asked.objects)
            level, above = below.asked(), below
        return answers[0]

    def _root(self, variables: VariableValues) -> SelectedFields:
        choice = tuple(variables.coerced.get(name) for name in self._switches)
        if choice not in self._roots:
            fields = sum(compiler.fields for compiler, _ in self._roots.values())
            if len(self._roots) == _MOST_CHOICES or fields > _MOST_FIELDS:
                self._roots.clear()
            self._roots[choice] = self._compiled(variables)
        return self._roots[choice][1]

    def _compiled(self, variables: VariableValues) -> tuple[Compiler, SelectedFields]:
        compiler = Compiler(self._converter, Collector(self._schema, self._fragments, variables))
        root = self._root_type
        assert root is not None, "a valid operation has a root"
        selected = compiler.selection(root, [self._operation.selection_set])
        if self._operation.operation is OperationType.MUTATION and selected.size > 1:
            raise NotCompiled("fields that write take turns, and those of a plan are all begun at once")
        return compiler, selected


async def _made(level: list[Asked], given: Given, turn: Turn) -> Below:
    """Makes the rows of a level, and gives what is gathered for the level below. All that wait on a level, wait
    together."""
    below = Below()
    late: list[tuple[Field, list[Row], list[Any]]] = []
    waiting: list[Begun] = []
    try:
        for asked in level:
            for part in turn.parts(asked):
                rows = _rows(part, below)
                for field in part.selection.fields:
                    ask = partial(field.ask, **field.arguments.of(given))
                    if field.is_async:
                        late.append((field, rows, [begin(ask(each), waiting) for each in part.objects]))
                    else:
                        _put(field, rows, map(ask, part.objects), below)
                    if perf_counter() >= turn.ends:
                        await turn.of_others(below)
                if perf_counter() >= turn.ends:
                    await turn.of_others(below)
    except Exception:
        await let_end(waiting)
        raise
    if late:
        await _put_late(late, await all_ended(waiting), below, turn)
    turn.made_at_once(below)
    return below


async def _put_late(late: list[tuple[Field, list[Row], list[Any]]], ended: list[Any], below: Below, turn: Turn) -> None:
    """Puts what was waited for in its place, and what was there at once."""
    theirs = iter(ended)
    for field, rows, values in late:
        _put(field, rows, (next(theirs) if type(value) is Begun else value for value in values), below)
        if perf_counter() >= turn.ends:
            await turn.of_others(below)


def _rows(asked: Asked, below: Below) -> list[Row]:
    """The rows of some objects, with what is asked of an object alone."""
    rows = asked.selection.rows(asked.objects, below)
    asked.rows.extend(rows)
    return rows


def _put(field: Field, rows: list[Row], values: Iterable[Any], below: Below) -> None:
    for row, value in zip(rows, values, strict=True):
        row[field.key] = field.complete(value, below)
