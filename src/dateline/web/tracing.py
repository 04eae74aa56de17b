"""Spans for OpenTelemetry, by the extra `tracing`: of requests, of documents read and answered, of reads of the log.

Only the API is used: which SDK takes the spans and where it sends them, is set by whoever runs the server, by
`opentelemetry-instrument` or the variables `OTEL_…`. Nothing of it is loaded unless tracing is enabled.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Mapping
from importlib.util import find_spec
from typing import Any, TypeVar, cast

from starlette.types import ASGIApp, Receive, Scope, Send

from dateline.errors import NotInstalled
from dateline.log.contract import EventLog
from dateline.web.configuration import TracingSettings
from dateline.web.served import served_in

T = TypeVar("T")


class Tracing:
    """What makes the spans."""

    def __init__(self) -> None:
        from opentelemetry import propagate, trace

        self._propagate, self._trace = propagate, trace
        self._tracer = trace.get_tracer("dateline")

    async def __call__(self, name: str, work: Awaitable[T]) -> T:
        """Awaits this work in a span."""
        with self._tracer.start_as_current_span(name):
            return await work

    def log(self, log: EventLog) -> EventLog:
        """The same log, whose reads are spans."""
        return cast("EventLog", _TracedReads(log, self))

    def app(self, app: ASGIApp) -> ASGIApp:
        """The same app, whose requests are spans, within what the header `traceparent` names."""

        async def traced(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            served = served_in(scope)
            asked = {"http.request.method": served.method, "url.path": served.path}
            told = {**asked, "dateline.request_id": served.request_id}
            around = self._propagate.extract(_carrier(scope))
            kind = self._trace.SpanKind.SERVER
            with self._tracer.start_as_current_span(served.method, around, kind, told) as span:
                await app(scope, receive, send)
                span.set_attributes(_told(served.status, served.operation, served.cost))

        return traced


def tracing(settings: TracingSettings) -> Tracing | None:
    """None unless it is enabled. Raises NotInstalled."""
    if not settings.enabled:
        return None
    if find_spec("opentelemetry") is None:
        raise NotInstalled('tracing needs the API of OpenTelemetry: pip install "dateline[tracing]"')
    return Tracing()


def _carrier(scope: Scope) -> Mapping[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def _told(status: int, operation: str, cost: int) -> dict[str, str | int]:
    told: dict[str, str | int] = {"http.response.status_code": status}
    if operation:
        told["graphql.operation.name"] = operation
    if cost:
        told["dateline.cost"] = cost
    return told


class _TracedReads:
    """Hands everything on, and makes a span of what is awaited."""

    def __init__(self, log: Any, tracing: Tracing) -> None:
        self._log = log
        self._tracing = tracing

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._log, name)
        if name == "index":
            return _TracedReads(found, self._tracing)
        if not inspect.iscoroutinefunction(found):
            return found
        return lambda *args, **kwargs: self._tracing(f"log.{name}", found(*args, **kwargs))
