"""The ASGI app: GraphQL, GraphiQL, the schema as a file, and whether the server is alive and ready; under a prefix."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from dateline.answers.reading import Timeline
from dateline.errors import DatelineError
from dateline.log.contract import EventLog
from dateline.web import exports, graphiql
from dateline.web.graphql_over_http import GraphQLEndpoint
from dateline.web.prefix import UnderPrefix, prefix_of
from dateline.web.schema_file import schema_file


def create_app(log: EventLog, *, today: Callable[[], date], root_path: str = "") -> ASGIApp:
    """The app that answers from this log. `today` is the day in UTC, the default of every vantage.

    `root_path` is the prefix under which a proxy shows the server, as `prefix.root_path_of` gives it; if empty, that is
    what the ASGI server says.
    """
    timeline = Timeline(log, today)

    async def readyz(_: Request) -> Response:
        try:
            head = await log.head()
        except DatelineError as error:
            return JSONResponse({"ready": False, "why": str(error)}, status_code=503)
        return JSONResponse({"ready": True, "position": str(head.position)})

    app = Starlette(
        routes=[
            Route("/", lambda asked: RedirectResponse(f"{prefix_of(asked.scope)}/graphiql"), methods=["GET"]),
            Route("/graphql", GraphQLEndpoint(timeline)),
            Route("/graphiql", graphiql.page, methods=["GET"]),
            Mount("/graphiql/static", graphiql.assets()),
            Route("/schema.graphql", schema_file, methods=["GET"]),
            *exports.routes(timeline),
            Route("/healthz", lambda _: PlainTextResponse("ok"), methods=["GET"]),
            Route("/readyz", readyz, methods=["GET"]),
        ]
    )
    return UnderPrefix(app, root_path)
