"""The schema: types, scalars, limits, and how errors are shown."""

from __future__ import annotations

import logging
from typing import Any

import strawberry
from strawberry.extensions import MaxTokensLimiter, ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from dateline.errors import DatelineError
from dateline.graphql.events import EVENT_TYPES
from dateline.graphql.query import Query
from dateline.graphql.scalars import SCALARS
from graphql import GraphQLError

MAX_TOKENS = 1000
"""Validation is quadratic: longer documents are refused before parsing."""

_KEPT_DOCUMENTS = 500
_logger = logging.getLogger("dateline.graphql")


class Schema(strawberry.Schema):
    def process_errors(
        self,
        errors: list[GraphQLError],
        execution_context: ExecutionContext | None = None,  # noqa: ARG002 - as Strawberry calls it
    ) -> None:
        """What a client did wrong it is told; what we did wrong goes to our log."""
        for error in errors:
            if error.original_error is not None and not isinstance(error.original_error, DatelineError):
                _logger.error("a resolver failed", exc_info=error.original_error)


def shown(error: GraphQLError) -> dict[str, Any]:
    """An error as answers have it: Dateline's own with their code, a failure of ours without its inside."""
    formatted: dict[str, Any] = dict(error.formatted)
    original = error.original_error
    while isinstance(original, GraphQLError):
        original = original.original_error
    if isinstance(original, DatelineError):
        formatted["extensions"] = {**formatted.get("extensions", {}), "code": original.code}
    elif original is not None and not isinstance(original, GraphQLError):
        formatted["message"] = "the server failed to answer this field; its log says why"
        formatted["extensions"] = {"code": "internal-error"}
    return formatted


schema = Schema(
    query=Query,
    types=list(EVENT_TYPES.values()),
    config=StrawberryConfig(scalar_map=SCALARS),
    extensions=[
        lambda: MaxTokensLimiter(max_token_count=MAX_TOKENS),
        lambda: ParserCache(maxsize=_KEPT_DOCUMENTS),
        lambda: ValidationCache(maxsize=_KEPT_DOCUMENTS),
    ],
)
