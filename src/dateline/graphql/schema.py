"""The schema: types, scalars, limits, and how errors are shown."""

import logging
from collections.abc import Iterator
from typing import Any

from graphql import GraphQLError, OperationDefinitionNode
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from dateline.errors import CorruptLog, DatelineError, StoreUnavailable
from dateline.graphql.execution import Limits, PlannedSchema
from dateline.graphql.query import Query
from dateline.graphql.scalars import SCALARS
from dateline.graphql.types.events import EVENT_TYPES
from dateline.values.text import cut

LIMITS = Limits(tokens=1_000, name_length=100, text_length=2_000)
"""`dateline help limits` tells of them."""

KEPT_BYTES = 32_000_000
"""What documents that are kept parsed and validated may take in memory: some three hundred as front ends send them."""

_SHOWN = 500
"""Characters of a message of an error: what is echoed in it may be as long as what was sent."""

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
    told: dict[str, Any] = formatted.get("extensions", {})
    if isinstance(cause, DatelineError):
        code = cause.code
    else:
        code = told.get("code", "invalid-query") if cause is None else "internal-error"
    formatted["message"] = cut(error.message, _SHOWN)
    if cause is not None and not _is_the_client_s(cause):
        formatted["message"] = "the server failed to answer this; its log says why"
    return {**formatted, "extensions": {**told, "code": code}}


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
    kept_bytes=KEPT_BYTES,
    limits=LIMITS,
    types=list(EVENT_TYPES.values()),
    config=StrawberryConfig(scalar_map=SCALARS),
    extensions=(OneOperation,),
)
