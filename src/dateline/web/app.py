"""The ASGI app: GraphQL, GraphiQL, the schema as a file, and whether the server is alive and ready; under a prefix."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.types import ASGIApp

from dateline.answers.access import Door
from dateline.answers.reading import Timeline
from dateline.errors import InvalidInput
from dateline.log.contract import EventLog
from dateline.web import graphiql
from dateline.web.cache_control import NEVER_KEPT
from dateline.web.configuration import Configuration, DocumentSettings
from dateline.web.cors import CorsPolicy, Preflights
from dateline.web.direct import Direct
from dateline.web.event_streams import EventStreams
from dateline.web.graphql_over_http import GraphQLEndpoint
from dateline.web.graphql_over_websocket import GraphQLSocket
from dateline.web.hosts import Hosts
from dateline.web.identified import Identified, request_id_of
from dateline.web.metrics import Counts, is_installed, metrics_endpoint
from dateline.web.open_subscriptions import OpenSubscriptions
from dateline.web.persisted_documents import PersistedDocuments, documents_in
from dateline.web.prefix import UnderPrefix, WithoutHost, prefix_of
from dateline.web.rations import Rationed
from dateline.web.readiness import readiness
from dateline.web.request_log import has_lines, request_line
from dateline.web.schema_file import schema_file
from dateline.web.served import Watcher
from dateline.web.statuses import SERVER_ERROR, crash, refusal
from dateline.web.tracing import tracing


def create_app(
    log: EventLog,
    *,
    today: Callable[[], date],
    root_path: str = "",
    configuration: Configuration | None = None,
    now: Callable[[], datetime] | None = None,
    closing: asyncio.Event | None = None,
) -> ASGIApp:
    """The app that answers from this log. `today` is the day in UTC, the default of every vantage; `now` the instant,
    also in UTC, at which what is sent is recorded: that of the system's clock unless another is given.

    `root_path` is the prefix under which a proxy shows the server, as `prefix.root_path_of` gives it; if empty, that is
    what the ASGI server says. `closing` is to be set when the server stops: what has no end of its own, ends then.
    Raises NotInstalled for what is set and needs a package that is not there.
    """
    configuration = configuration or Configuration()
    traced = tracing(configuration.tracing)
    if traced is not None:
        log = traced.log(log)
    timeline = Timeline(log, today, history_bytes=configuration.server.history_bytes)
    door = Door(log.keys, reading_needs_key=configuration.access.reading == "key")
    limits, subscriptions = configuration.limits, configuration.subscriptions
    open_subscriptions = OpenSubscriptions(subscriptions.in_all, closing)
    watchers, figures = _watched(log, door, configuration, root_path, open_subscriptions)
    event_streams = EventStreams(timeline, open_subscriptions, limits, subscriptions)
    documents, policy = _documents(configuration.documents), CorsPolicy(configuration.cors)
    sockets = GraphQLSocket(timeline, door, documents, open_subscriptions, configuration, now, policy.allows)
    endpoint = GraphQLEndpoint(timeline, configuration, door, documents, now, traced, event_streams)
    others = Starlette(
        routes=[
            Route("/", lambda asked: RedirectResponse(f"{prefix_of(asked.scope)}/graphiql"), methods=["GET"]),
            Route("/graphql", endpoint),  # reached by redirects to it alone: `Direct` stands before it
            WebSocketRoute("/graphql", sockets),
            Route("/graphiql", graphiql.page, methods=["GET"]),
            Route("/graphiql/start.{ending}", graphiql.start, methods=["GET"]),
            Mount("/graphiql/static", graphiql.assets()),
            Route("/schema.graphql", schema_file, methods=["GET"]),
            *_export_routes(timeline, door),
            _import_route(log, door, now or _now),
            Route("/healthz", lambda _: PlainTextResponse("ok"), methods=["GET"]),
            Route("/readyz", readiness(log, now or _now), methods=["GET"]),
            *figures,
        ],
        exception_handlers={HTTPException: _refuse, Exception: _fail},
    )
    app = Direct("/graphql", endpoint, WithoutHost(others), _fail)
    inside: ASGIApp = Rationed(app, door, configuration.rates) if configuration.rates.cost else app
    placed: ASGIApp = UnderPrefix(inside, root_path)
    whole = placed if policy.is_closed else Preflights(placed, policy)
    hosts = Hosts(configuration.http.hosts, prefix=root_path)
    return Identified(whole if traced is None else traced.app(whole), watchers, policy.told, hosts.refuse)


def _watched(
    log: EventLog, door: Door, configuration: Configuration, root_path: str, subscriptions: OpenSubscriptions
) -> tuple[list[Watcher], list[Route]]:
    """Who is told of each request, and where the figures are: nobody and nowhere unless they are wanted."""
    watchers: list[Watcher] = []
    if has_lines(configuration.logging):
        watchers.append(request_line)
    access = configuration.metrics.access
    if access == "off":
        return watchers, []
    counts = Counts(root_path)
    if is_installed():
        watchers.append(counts.add)
    gauges = {"dateline_subscriptions": ("Subscriptions that are open.", lambda: float(subscriptions.count))}
    told = metrics_endpoint(counts, log, door, gauges, always_needs_key=access == "key")
    return watchers, [Route("/metrics", told, methods=["GET"])]


def _export_routes(timeline: Timeline, door: Door) -> list[Route]:
    @cache
    def exported() -> tuple[Callable[[Request], Awaitable[Response]], ...]:
        from dateline.web.exports import exports  # brings the writers of files, which a front end never needs

        return exports(timeline, door)

    async def file(request: Request) -> Response:
        return await exported()[0](request)

    async def timelinejs(request: Request) -> Response:
        return await exported()[1](request)

    return [
        Route("/export/timelinejs/{company}.json", timelinejs, methods=["GET"]),
        Route("/export/{file}", file, methods=["GET"]),
    ]


def _import_route(log: EventLog, door: Door, now: Callable[[], datetime]) -> Route:
    async def respond(request: Request) -> Response:
        from dateline.web.imports import take_in  # brings the readers of files, which most servers never need

        return await take_in(log, door, now, request)

    return Route("/import", respond, methods=["POST"])


def _now() -> datetime:
    return datetime.now(UTC)


def _documents(settings: DocumentSettings) -> PersistedDocuments:
    """Raises InvalidInput where the file cannot be used, or is missing."""
    if settings.only_known and not settings.file:
        raise InvalidInput("[documents] only_known: nothing would be answered: say in `file` which documents are known")
    known = documents_in(Path(settings.file)) if settings.file else {}
    return PersistedDocuments(known, only_known=settings.only_known, kept_bytes=settings.kept_bytes)


def _fail(asked: Request, _: Exception) -> Response:
    """What nobody foresaw: `Identified` tells the log of it."""
    return JSONResponse(crash(request_id_of(asked.scope)), SERVER_ERROR, {"Cache-Control": NEVER_KEPT})


def _refuse(asked: Request, error: Exception) -> Response:
    """What is not there, and what is asked for by a method that it does not have."""
    assert isinstance(error, HTTPException)
    if asked.method == "OPTIONS" and error.status_code == 405:
        return Response(status_code=204, headers=error.headers)
    message = {404: f"there is nothing at {asked.url.path[:200]}: GraphQL is at /graphql, files at /export/…"}
    message[405] = f"{asked.method} is not for {asked.url.path[:200]}: the header Allow says what is"
    told = refusal(error.status_code, message.get(error.status_code, error.detail))
    return JSONResponse(told, error.status_code, {**(error.headers or {}), "Cache-Control": NEVER_KEPT})
