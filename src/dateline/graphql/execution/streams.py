"""Streams: a subscription that is under way, asked anew for each thing it tells of."""

import logging
from collections.abc import AsyncGenerator, Callable
from typing import Any, cast

from graphql import ExecutionResult as CoreResult
from graphql import Executor, GraphQLError, GraphQLSchema, create_source_event_stream
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from dateline.graphql.execution.documents import Documents
from dateline.graphql.execution.limits import Limits, TooMuch, check_variables
from dateline.graphql.execution.plan import Plan
from dateline.graphql.execution.refusals import UNLIKE, NotCompiled

STREAM_NEEDED = "STREAM_NEEDED"
"""The code of an error: a subscription has no answer, but one after the other."""

_logger = logging.getLogger("dateline.graphql.execution")


class Stream:
    """A subscription that has begun: things that happen, and the answer to the question for each of them."""

    def __init__(
        self,
        happening: AsyncGenerator[Any, None],
        executor: Executor[Any],
        plan: Plan | None,
        variables: dict[str, Any] | None,
        most_values: int,
        told: dict[str, Any],
    ) -> None:
        self.happening = happening
        self._executor = executor
        self.plan = plan
        self._variables = variables
        self._most_values = most_values
        self._told = told
        self.cost: int = told["cost"]["asked"]
        """Of each answer."""

    async def answer(self, happened: object, context: object) -> ExecutionResult:
        """What is told of one of them, the same byte for byte as graphql-core tells it."""
        failure: Exception | None = None
        if self.plan is not None:
            try:
                data = await self.plan.answer(context, self._variables, self._most_values, happened)
                return ExecutionResult(data, None, self._told)
            except NotCompiled:
                self.plan = None
            except TooMuch as refused:
                return ExecutionResult(None, [refused], self._told)
            except Exception as error:  # noqa: BLE001 - a resolver may raise anything; graphql-core tells of it
                failure = error
        told = await self._by_core(happened, context)
        if failure is not None and not told.errors:
            _logger.error(UNLIKE, exc_info=failure)
        return told

    async def _by_core(self, happened: object, context: object) -> ExecutionResult:
        executor = self._executor.build_per_event_executor(happened)
        executor.context_value = context
        result = executor.execute_operation()
        told = cast(CoreResult, await result if executor.is_awaitable(result) else result)
        return ExecutionResult(told.data, told.errors, self._told)


def stream_needed() -> GraphQLError:
    """What is said to whoever asks for a subscription as for an answer."""
    return GraphQLError(
        "a subscription is answered again and again: ask for it over a WebSocket (graphql-transport-ws), or with the"
        " header `Accept: text/event-stream`",
        extensions={"code": STREAM_NEEDED},
    )


async def open_stream(
    schema: GraphQLSchema,
    documents: Documents,
    limits: Limits,
    query: str,
    variables: dict[str, Any] | None,
    context: object,
    operation_name: str | None,
    charge: Callable[[int], None] | None,
) -> Stream | ExecutionResult:
    """The stream of a subscription; an answer of errors where it cannot begin. `charge` is told what an event costs;
    where it raises TooMuch, nothing is asked."""
    try:
        prepared = await documents.read(query)
        if prepared.errors:
            return PreExecutionError(None, prepared.errors)
        cost = documents.cost(prepared, operation_name, variables)
        check_variables(variables, limits)
        if charge is not None and cost:
            charge(cost)
    except GraphQLError as refused:
        return PreExecutionError(None, [refused])
    executor = Executor.build(
        schema,
        prepared.document,
        context_value=context,
        raw_variable_values=variables,
        operation_name=operation_name,
    )
    if isinstance(executor, list):
        return PreExecutionError(None, executor)
    opened = create_source_event_stream(executor)
    happening = await opened if executor.is_awaitable(opened) else opened
    if isinstance(happening, CoreResult):
        return ExecutionResult(None, happening.errors)
    plan = documents.plan_of(prepared, operation_name)
    told = {"cost": {"asked": cost, "limit": limits.cost_of_event}}
    return Stream(cast(AsyncGenerator[Any, None], happening), executor, plan, variables, limits.values, told)
