"""PlannedSchema: a schema that answers by the plan of a document, and where there is none by graphql-core."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from copy import copy
from typing import Any, Protocol, Self, TypeVar

import strawberry
from graphql import GraphQLError, GraphQLSchema, is_input_object_type
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from dateline.errors import DatelineError
from dateline.graphql.execution.core_in_turns import CoreInTurns
from dateline.graphql.execution.documents import Documents
from dateline.graphql.execution.limits import Limits, TooMuch, check_variables
from dateline.graphql.execution.refusals import UNLIKE, NotCompiled
from dateline.graphql.execution.streams import Stream, open_stream, stream_needed

T = TypeVar("T")

TOLD_WITH_PLACE = 100_000
"""Above this cost, what goes wrong is told alone: graphql-core, which tells where and answers all else, takes several
times as long."""

_logger = logging.getLogger("dateline.graphql.execution")


class Around(Protocol):
    """Awaits some work, and tells somebody of it under a name."""

    async def __call__(self, name: str, work: Awaitable[T]) -> T: ...


class PlannedSchema(strawberry.Schema):
    around: Around | None = None
    """For tracing: what documents are read and answered in, where somebody wants to know of it."""

    def __init__(self, *, kept_bytes: int, limits: Limits, extensions: tuple[Any, ...] = (), **options: Any) -> None:
        """As Strawberry's, with the limits of documents, and how many bytes those may take that are kept compiled."""
        super().__init__(extensions=[*extensions, FromDocuments], execution_context_class=CoreInTurns, **options)
        _let_core_look_at_one_ofs(self._schema)
        self.limits = limits
        self.documents = Documents(self, kept_bytes, limits)

    def within(self, limits: Limits, kept_bytes: int | None = None) -> Self:
        """The same schema with other limits and documents of its own: `kept_bytes` of them, or as many as here."""
        other = copy(self)
        other.limits = limits
        other.documents = Documents(other, kept_bytes or self.documents.most_bytes, limits)
        return other

    async def execute(  # type: ignore[override]  # the rest of Strawberry's is not used
        self,
        query: str,
        variable_values: dict[str, Any] | None = None,
        context_value: object = None,
        *,
        operation_name: str | None = None,
        charge: Callable[[int], None] | None = None,
    ) -> ExecutionResult:
        """The answer to a question, the same byte for byte as `strawberry.Schema.execute` gives.

        `charge` is told what the question costs before anything is asked; where it raises TooMuch, nothing is.
        """
        failure: Exception | None = None
        try:
            reading = self.documents.read(query)
            prepared = await (reading if self.around is None else self.around("graphql.parse", reading))
            cost = self.documents.cost(prepared, operation_name, variable_values)
            check_variables(variable_values, self.limits)
            if charge is not None and cost:
                charge(cost)
        except GraphQLError as refused:
            return PreExecutionError(None, [refused])
        plan = self.documents.plan_of(prepared, operation_name)
        if plan is not None and not plan.is_subscription:
            try:
                answering = plan.answer(context_value, variable_values, self.limits.values)
                data = await (answering if self.around is None else self.around("graphql.execute", answering))
                return ExecutionResult(data, None, self.told(cost))
            except NotCompiled:
                self.documents.give_up(prepared, operation_name)
            except TooMuch as refused:
                return ExecutionResult(None, [refused], self.told(cost))
            except DatelineError as error:
                if cost > TOLD_WITH_PLACE:
                    told_alone = GraphQLError(str(error), original_error=error)
                    self.process_errors([told_alone])
                    return ExecutionResult(None, [told_alone], self.told(cost))
                failure = error
            except Exception as error:  # noqa: BLE001 - a resolver may raise anything; graphql-core tells of it
                failure = error
        asking = super().execute(query, variable_values, context_value, operation_name=operation_name)
        told = await (asking if self.around is None else self.around("graphql.execute", asking))
        if failure is not None and not told.errors:
            _logger.error(UNLIKE, exc_info=failure)
        return told

    def _warn_for_federation_directives(self) -> None:
        """Strawberry looks for them in every schema, and loads all of them to know what they are: there are none here,
        and a server would come up later for it."""

    async def open_stream(
        self,
        query: str,
        variables: dict[str, Any] | None,
        context: object,
        operation_name: str | None = None,
        charge: Callable[[int], None] | None = None,
    ) -> Stream | ExecutionResult:
        """The stream of a subscription; an answer of errors where it cannot begin. `charge` is as for `execute`."""
        opened = await open_stream(
            self._schema, self.documents, self.limits, query, variables, context, operation_name, charge
        )
        if isinstance(opened, ExecutionResult) and opened.errors:
            self.process_errors(opened.errors)
        return opened

    async def is_subscription(self, query: str, operation_name: str | None) -> bool:
        """Whether this is to be answered again and again. False for what is no valid document."""
        try:
            return self.documents.is_subscription(await self.documents.read(query), operation_name)
        except GraphQLError:
            return False

    def told(self, cost: int) -> dict[str, Any]:
        """The extensions of an answer."""
        return {"cost": {"asked": cost, "limit": self.limits.cost}}


def _let_core_look_at_one_ofs(schema: GraphQLSchema) -> None:
    """Strawberry looks at inputs of which exactly one field is given where nobody knows any more where they stand."""
    for type_ in schema.type_map.values():
        if is_input_object_type(type_) and type_.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].is_one_of:
            type_.is_one_of = True
            type_.out_type = _as_it_is  # type: ignore[method-assign]


def _as_it_is(value: dict[str, Any]) -> Any:
    return value


class FromDocuments(SchemaExtension):
    """Strawberry takes documents that are parsed and validated, and refuses what is over a limit."""

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[str, Any] = {}

    def on_parse(self) -> Iterator[None]:
        context = self.execution_context
        if context.query:
            context.graphql_document = self._documents.get(context.query).document
        yield

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        if context.query:
            context.pre_execution_errors = list(self._documents.get(context.query).errors)
        yield

    def on_execute(self) -> Iterator[None]:
        schema, context = self.execution_context.schema, self.execution_context
        assert isinstance(schema, PlannedSchema), "it is its extension"
        if context.query:
            prepared = schema.documents.get(context.query)
            if schema.documents.is_subscription(prepared, context._provided_operation_name):
                raise stream_needed()
            cost = schema.documents.cost(prepared, context._provided_operation_name, context.variables)
            self._told = schema.told(cost)
        check_variables(context.variables, schema.limits)
        yield

    def get_results(self) -> dict[str, Any]:
        return self._told

    @property
    def _documents(self) -> Documents:
        schema = self.execution_context.schema
        assert isinstance(schema, PlannedSchema), "it is its extension"
        return schema.documents
