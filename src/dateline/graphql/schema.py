"""The schema: types, scalars, limits, and how errors are shown."""

import logging
from collections.abc import Iterator
from typing import Any

from graphql import GraphQLError, OperationDefinitionNode
from strawberry.extensions import MaxTokensLimiter, ParserCache, SchemaExtension, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from dateline.errors import CorruptLog, DatelineError, StoreUnavailable
from dateline.graphql.execution import PlannedSchema
from dateline.graphql.query import Query
from dateline.graphql.scalars import SCALARS
from dateline.graphql.types.events import EVENT_TYPES

MAX_TOKENS = 1000
"""Validation is quadratic: longer documents are refused before parsing."""

KEPT_DOCUMENTS = 500
"""Documents that are kept parsed and validated."""

_logger = logging.getLogger("dateline.graphql")


class Schema(PlannedSchema):
    def process_errors(
        self,
        errors: list[GraphQLError],
        execution_context: ExecutionContext | None = None,  # noqa: ARG002 - as Strawberry calls it
    ) -> None:
        """Failures of the server go to its log; a client's own mistakes do not."""
        for error in errors:
            cause = _cause(error)
            if cause is not None and not _is_the_client_s(cause):
                _logger.error("a resolver failed", exc_info=cause)


class OneOperation(SchemaExtension):
    """Refuses a document with several operations that does not say which to run: Strawberry would run the first."""

    def on_parse(self) -> Iterator[None]:
        yield
        context = self.execution_context
        document, asked = context.graphql_document, context._provided_operation_name
        if document is None:
            return
        names = [
            definition.name.value if definition.name is not None else None
            for definition in document.definitions
            if isinstance(definition, OperationDefinitionNode)
        ]
        if not names:
            raise GraphQLError("the document has no operation, only fragments")
        if asked is not None and asked not in names:
            raise GraphQLError(f"the document has no operation named {asked!r}")
        if asked is None and len(names) > 1 and None not in names:
            raise GraphQLError("the document has several operations: say which with `operationName`")


def shown(error: GraphQLError) -> dict[str, Any]:
    """An error as answers have it: with its code, and without the sentence where it is a failure of the server."""
    formatted: dict[str, Any] = dict(error.formatted)
    cause = _cause(error)
    code = cause.code if isinstance(cause, DatelineError) else "invalid-query" if cause is None else "internal-error"
    if cause is not None and not _is_the_client_s(cause):
        formatted["message"] = "the server failed to answer this; its log says why"
    return {**formatted, "extensions": {**formatted.get("extensions", {}), "code": code}}


def _cause(error: GraphQLError) -> Exception | None:
    """The exception that a resolver or a scalar raised; None if the request itself is no valid GraphQL."""
    cause: Exception | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _is_the_client_s(cause: Exception) -> bool:
    return isinstance(cause, DatelineError) and not isinstance(cause, CorruptLog | StoreUnavailable)


schema = Schema(
    query=Query,
    kept_documents=KEPT_DOCUMENTS,
    max_tokens=MAX_TOKENS,
    types=list(EVENT_TYPES.values()),
    config=StrawberryConfig(scalar_map=SCALARS),
    extensions=[
        lambda: MaxTokensLimiter(max_token_count=MAX_TOKENS),
        OneOperation,
        lambda: ParserCache(maxsize=KEPT_DOCUMENTS),
        lambda: ValidationCache(maxsize=KEPT_DOCUMENTS),
    ],
)
