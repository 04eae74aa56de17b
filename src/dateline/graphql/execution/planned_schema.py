"""PlannedSchema: a schema that answers by the plan of a document, and where there is none by graphql-core."""

import logging
from collections.abc import Iterator
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.types import ExecutionResult

from dateline.graphql.execution.documents import Documents, Prepared
from dateline.graphql.execution.limits import Limits, TooMuch, check_variables
from dateline.graphql.execution.refusals import NotCompiled

UNLIKE = "a plan failed where graphql-core does not"
"""What the log says of a fault in this package: whoever asked has the right answer nevertheless."""

_logger = logging.getLogger("dateline.graphql.execution")


class PlannedSchema(strawberry.Schema):
    def __init__(self, *, kept_bytes: int, limits: Limits, extensions: tuple[Any, ...] = (), **options: Any) -> None:
        """As Strawberry's, with the limits of documents, and how many bytes those may take that are kept compiled."""
        super().__init__(extensions=[*extensions, FromDocuments], **options)
        self.limits = limits
        self.documents = Documents(self, kept_bytes, limits)

    async def execute(  # type: ignore[override]  # the rest of Strawberry's is not used
        self,
        query: str,
        variable_values: dict[str, Any] | None = None,
        context_value: object = None,
        *,
        operation_name: str | None = None,
    ) -> ExecutionResult:
        """The answer to a question, the same byte for byte as `strawberry.Schema.execute` gives."""
        failure: Exception | None = None
        prepared = await self._prepared(query)
        plan = self.documents.plan_of(prepared, operation_name) if prepared is not None else None
        if plan is not None and prepared is not None:
            try:
                check_variables(variable_values, self.limits)
                return ExecutionResult(await plan.answer(context_value, variable_values), None)
            except NotCompiled:
                self.documents.give_up(prepared, operation_name)
            except TooMuch:
                pass
            except Exception as error:  # noqa: BLE001 - a resolver may raise anything; graphql-core tells of it
                failure = error
        told = await super().execute(query, variable_values, context_value, operation_name=operation_name)
        if failure is not None and not told.errors:
            _logger.error(UNLIKE, exc_info=failure)
        return told

    async def _prepared(self, query: str) -> Prepared | None:
        """None for what cannot be parsed."""
        try:
            return await self.documents.read(query)
        except GraphQLError:
            return None


class FromDocuments(SchemaExtension):
    """Strawberry takes documents that are parsed and validated, and refuses what is over a limit."""

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
        schema = self.execution_context.schema
        assert isinstance(schema, PlannedSchema), "it is its extension"
        check_variables(self.execution_context.variables, schema.limits)
        yield

    @property
    def _documents(self) -> Documents:
        schema = self.execution_context.schema
        assert isinstance(schema, PlannedSchema), "it is its extension"
        return schema.documents
