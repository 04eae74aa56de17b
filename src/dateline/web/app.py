"""The ASGI app: GraphQL, GraphiQL, the schema as a file, and whether the server is alive and ready; under a prefix."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from dateline.answers.access import Door
from dateline.answers.reading import Timeline
from dateline.errors import DatelineError
from dateline.log.contract import EventLog
from dateline.web import exports, graphiql
from dateline.web.configuration import Configuration
from dateline.web.graphql_over_http import GraphQLEndpoint
from dateline.web.identified import Identified, request_id_of
from dateline.web.prefix import UnderPrefix, prefix_of
from dateline.web.schema_file import schema_file
from dateline.web.statuses import SERVER_ERROR, crash, failure, refusal

_logger = logging.getLogger("dateline.web")


def create_app(
    log: EventLog, *, today: Callable[[], date], root_path: str = "", configuration: Configuration | None = None
) -> ASGIApp:
    """The app that answers from this log. `today` is the day in UTC, the default of every vantage.

    `root_path` is the prefix under which a proxy shows the server, as `prefix.root_path_of` gives it; if empty, that is
    what the ASGI server says.
    """
    timeline, configuration = Timeline(log, today), configuration or Configuration()
    door = Door(log.keys, reading_needs_key=configuration.access.reading == "key")

    async def readyz(asked: Request) -> Response:
        try:
            head = await log.head()
        except DatelineError as error:
            request_id = request_id_of(asked.scope)
            _logger.error("request %s: the log cannot be read", request_id, exc_info=error)
            return JSONResponse({"ready": False, **failure(error, request_id)}, status_code=503)
        return JSONResponse({"ready": True, "position": str(head.position)})

    app = Starlette(
        routes=[
            Route("/", lambda asked: RedirectResponse(f"{prefix_of(asked.scope)}/graphiql"), methods=["GET"]),
            Route("/graphql", GraphQLEndpoint(timeline, configuration.limits, door)),
            Route("/graphiql", graphiql.page, methods=["GET"]),
            Mount("/graphiql/static", graphiql.assets()),
            Route("/schema.graphql", schema_file, methods=["GET"]),
            *exports.routes(timeline, door),
            Route("/healthz", lambda _: PlainTextResponse("ok"), methods=["GET"]),
            Route("/readyz", readyz, methods=["GET"]),
        ],
        exception_handlers={HTTPException: _refuse, Exception: _fail},
    )
    return Identified(UnderPrefix(app, root_path))


def _fail(asked: Request, _: Exception) -> Response:
    """What nobody foresaw: `Identified` tells the log of it."""
    return JSONResponse(crash(request_id_of(asked.scope)), SERVER_ERROR)


def _refuse(asked: Request, error: Exception) -> Response:
    """What is not there, and what is asked for by a method that it does not have."""
    assert isinstance(error, HTTPException)
    if asked.method == "OPTIONS" and error.status_code == 405:
        return Response(status_code=204, headers=error.headers)
    message = {404: f"there is nothing at {asked.url.path[:200]}: GraphQL is at /graphql, files at /export/…"}
    message[405] = f"{asked.method} is not for {asked.url.path[:200]}: the header Allow says what is"
    told = refusal(error.status_code, message.get(error.status_code, error.detail))
    return JSONResponse(told, error.status_code, error.headers)
