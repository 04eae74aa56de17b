"""The ASGI app: GraphQL, GraphiQL, the schema as a file, and whether the server is alive and ready."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from dateline.answers.reading import Timeline
from dateline.errors import DatelineError
from dateline.graphql import schema
from dateline.log.contract import EventLog
from dateline.web import exports, graphiql
from dateline.web.graphql_over_http import GraphQLEndpoint


def create_app(log: EventLog, *, today: Callable[[], date]) -> Starlette:
    """The app that answers from this log. `today` is the day in UTC, the default of every vantage."""
    timeline = Timeline(log, today)

    async def readyz(_: Request) -> Response:
        try:
            head = await log.head()
        except DatelineError as error:
            return JSONResponse({"ready": False, "why": str(error)}, status_code=503)
        return JSONResponse({"ready": True, "position": str(head.position)})

    return Starlette(
        routes=[
            Route("/", lambda _: RedirectResponse("/graphiql"), methods=["GET"]),
            Route("/graphql", GraphQLEndpoint(timeline)),
            Route("/graphiql", graphiql.page, methods=["GET"]),
            Mount("/graphiql/static", graphiql.assets()),
            Route("/schema.graphql", lambda _: PlainTextResponse(schema.as_str()), methods=["GET"]),
            *exports.routes(timeline),
            Route("/healthz", lambda _: PlainTextResponse("ok"), methods=["GET"]),
            Route("/readyz", readyz, methods=["GET"]),
        ]
    )
