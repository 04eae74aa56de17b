"""PlannedSchema: a schema that answers by the plan of a document, and where there is none by graphql-core."""

import logging
from typing import Any

import strawberry
from strawberry.types import ExecutionResult

from dateline.graphql.execution.documents import Documents
from dateline.graphql.execution.refusals import NotCompiled

UNLIKE = "a plan failed where graphql-core does not"
"""What the log says of a fault in this package: whoever asked has the right answer nevertheless."""

_logger = logging.getLogger("dateline.graphql.execution")


class PlannedSchema(strawberry.Schema):
    def __init__(self, *args: Any, kept_documents: int, max_tokens: int, **options: Any) -> None:
        """As Strawberry's, and how many documents are kept compiled, of how many tokens at most."""
        super().__init__(*args, **options)
        self.documents = Documents(self, kept_documents, max_tokens)

    async def execute(  # type: ignore[override]  # the rest of Strawberry's is not used
        self,
        query: str,
        variable_values: dict[str, Any] | None = None,
        context_value: object = None,
        *,
        operation_name: str | None = None,
    ) -> ExecutionResult:
        """The answer to a question, the same byte for byte as `strawberry.Schema.execute` gives."""
        plan = self.documents.plan(query, operation_name)
        failure: Exception | None = None
        if plan is not None:
            try:
                return ExecutionResult(await plan.answer(context_value, variable_values), None)
            except NotCompiled:
                self.documents.give_up(query, operation_name)
            except Exception as error:  # noqa: BLE001 - a resolver may raise anything; graphql-core tells of it
                failure = error
        told = await super().execute(query, variable_values, context_value, operation_name=operation_name)
        if failure is not None and not told.errors:
            _logger.error(UNLIKE, exc_info=failure)
        return told
