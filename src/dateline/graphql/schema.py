"""The schema: types, scalars, limits, and what of a failure goes into the log."""

import logging
from collections.abc import Iterator

from graphql import GraphQLError, OperationDefinitionNode
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from dateline.graphql.context import Context
from dateline.graphql.entries import ENTRIES
from dateline.graphql.execution import Limits, PlannedSchema, Sizes
from dateline.graphql.mutation import Mutation
from dateline.graphql.query import Query
from dateline.graphql.scalars import SCALARS
from dateline.graphql.shown_errors import NO_SUCH_OPERATION, cause_of, is_the_server_s
from dateline.graphql.subscription import Subscription
from dateline.graphql.types.appending import APPEND_ERRORS
from dateline.graphql.types.events import EVENT_TYPES

SIZES = Sizes(
    page=ENTRIES.page.unless_told,
    largest_page=ENTRIES.page.largest,
    list=5,
    weights={
        "Query.company": 20,
        "Query.companies": 100,
        "Query.events": 20,
        "Query.events(filter)": 1_000,
        "Query.events(filter.text)": 20_000,
        "Query.events(filter.publisher)": 20_000,
        "Query.diff": 500,
        "Query.series": 1_000,
        "Snapshot.company": 100,
        "Snapshot.companies": 2_000,
        "Snapshot.rounds": 2_000,
        "Snapshot.rounds(filter)": 10_000,
        "Snapshot.acquisitions": 2_000,
        "Snapshot.acquisitions(filter)": 10_000,
        "Snapshot.models": 2_000,
        "Snapshot.models(filter)": 10_000,
        "Snapshot.dataCenters": 2_000,
        "Snapshot.dataCenters(filter)": 10_000,
        "Snapshot.milestones": 2_000,
        "Snapshot.milestones(filter)": 10_000,
        "Snapshot.sum": 20_000,
        "SumTable.rows": 100,
        "CompanyState.flow": 100,
        "Snapshot.companies(orderBy.over)": 20_000,
        "Snapshot.rounds(order)": 20_000,
        "Snapshot.acquisitions(order)": 20_000,
        "Snapshot.models(order)": 20_000,
        "Snapshot.dataCenters(order)": 20_000,
        "Snapshot.events": 20,
        "Snapshot.events(filter)": 1_000,
        "Snapshot.events(filter.text)": 20_000,
        "Snapshot.events(filter.publisher)": 20_000,
        "Snapshot.findings": 25_000,
        "Company.asOf": 100,
        "Company.asOfEach": 100,
        "Company.log": 100,
        "CompanyState.timeline": 50,
        "CompanyState.statements": 50,
        "CompanyState.conflicts": 50,
        "CompanyState.findings": 100,
        "CompanyStateConnection.totalCount": 10_000,
        "RoundConnection.totalCount": 40_000,
        "AcquisitionConnection.totalCount": 40_000,
        "ModelConnection.totalCount": 40_000,
        "DataCenterConnection.totalCount": 40_000,
        "MilestoneConnection.totalCount": 40_000,
        "CompanyStateConnection.nodes": 100,
        "CompanyStateConnection.edges": 100,
        "Mutation.appendEvents": 100,
        "Mutation.appendEvents(input.events[])": 50,
    },
    answered={"AppendEventsPayload.events": "appendEvents(input.events)"},
)
"""1 is a value of an answer: about two microseconds. What adds up or looks through much costs as much as it takes."""

LIMITS = Limits(
    tokens=1_000,
    name_length=100,
    text_length=4_000,
    sizes=SIZES,
    cost=250_000,
    values=300_000,
    depth=30,
    aliases=200,
    directives=100,
    root_fields=50,
)
"""Unless a server is told otherwise: `dateline help limits` tells of them."""

KEPT_BYTES = 32_000_000
"""What documents that are kept parsed and validated may take in memory: some three hundred as front ends send them."""

_logger = logging.getLogger("dateline.graphql")


class Schema(PlannedSchema):
    def process_errors(
        self,
        errors: list[GraphQLError],
        execution_context: ExecutionContext | None = None,
    ) -> None:
        """Failures of the server go to its log; a client's own mistakes do not."""
        asked = execution_context.context if execution_context is not None else None
        request_id = asked.request_id if isinstance(asked, Context) else ""
        for error in errors:
            if is_the_server_s(error):
                _logger.error("request %s: a resolver failed", request_id, exc_info=cause_of(error) or error)


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
            raise _no_operation("the document has no operation, only fragments")
        if asked is not None and asked not in names:
            raise _no_operation(f"the document has no operation named {asked!r}")
        if asked is None and len(names) > 1 and None not in names:
            raise _no_operation("the document has several operations: say which with `operationName`")


def _no_operation(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": NO_SUCH_OPERATION})


schema = Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    kept_bytes=KEPT_BYTES,
    limits=LIMITS,
    types=[*EVENT_TYPES.values(), *APPEND_ERRORS],
    config=StrawberryConfig(scalar_map=SCALARS),
    extensions=(OneOperation,),
)
