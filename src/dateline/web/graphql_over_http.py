"""GraphQL over HTTP: how a request is read and how an answer is written.

After the working draft "GraphQL over HTTP" (graphql.github.io/graphql-over-http): under `application/json` whatever is
a GraphQL request is answered with 200; under `application/graphql-response+json` one that cannot be executed gets 400.
"""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from dateline.answers.reading import Timeline
from dateline.events.raw_json import composed
from dateline.graphql import Context, schema
from dateline.graphql.schema import shown
from dateline.values.text import nfc
from dateline.web.prefix import prefix_of

MAX_BODY_BYTES = 100_000
JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"


class Call(msgspec.Struct, rename="camel"):
    """A GraphQL request."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None


class Refused(Exception):
    """A request that is no GraphQL request, as a status and a sentence that says why."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers


class GraphQLEndpoint:
    """The ASGI endpoint: POST with a JSON body, or GET with the query in the address."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except Refused as refused:
            body = {"errors": [{"message": str(refused), "extensions": {"code": "bad-request"}}]}
            response = _response(body, JSON, refused.status, refused.headers)
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        media_type = _media_type(request.headers.get("accept", "*/*"))
        call = await _read(request)
        result = await schema.execute(
            call.query,
            variable_values=call.variables,
            context_value=Context(self._timeline, prefix_of(request.scope)),
            operation_name=call.operation_name or None,
        )
        executed = _was_executed(result)
        status = 200 if executed or media_type == JSON else 400
        return _response(_body(result, executed=executed), media_type, status, {})


def _was_executed(result: ExecutionResult) -> bool:
    """Whether execution began: an error without a path is one of the request itself, its text or its variables."""
    if isinstance(result, PreExecutionError):
        return False
    return result.data is not None or any(error.path for error in result.errors or ())


def _media_type(accept: str) -> str:
    """The first media type of a header Accept that this endpoint speaks; JSON if it speaks none of them."""
    taken = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    return next((media_type for media_type in taken if media_type in (GRAPHQL_JSON, JSON)), JSON)


async def _read(request: Request) -> Call:
    match request.method:
        case "POST":
            return await _read_body(request)
        case "GET" | "HEAD":
            return _read_address(request)
    raise Refused(405, f"{request.method} is not for GraphQL: use POST or GET", Allow="GET, HEAD, POST")


async def _read_body(request: Request) -> Call:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != JSON:
        raise Refused(415, f"send the request as {JSON}, not as {content_type or 'nothing named'}")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise Refused(413, f"the request is longer than {MAX_BODY_BYTES:,} bytes")
    return _call(bytes(body))


def _read_address(request: Request) -> Call:
    given = request.query_params
    if len(request.url.query) > MAX_BODY_BYTES:
        raise Refused(414, f"the address is longer than {MAX_BODY_BYTES:,} bytes")
    if not given.get("query"):
        raise Refused(400, "`query` is missing: /graphql?query={log{position}}")
    return Call(nfc(given["query"]), _variables(given.get("variables")), given.get("operationName") or None)


def _variables(text: str | None) -> dict[str, Any] | None:
    try:
        return msgspec.json.decode(composed(text), type=dict[str, Any] | None) if text else None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(400, f"`variables` is no JSON object: {error}") from error


def _call(body: bytes) -> Call:
    try:
        call = msgspec.json.decode(composed(body), type=Call)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(400, f"the body is no GraphQL request, {{query, variables, operationName}}: {error}") from error
    if not call.query:
        raise Refused(400, "`query` is empty")
    return call


def _body(result: ExecutionResult, *, executed: bool) -> dict[str, Any]:
    """Errors first, as the specification advises; `data` only if the request was executed."""
    body: dict[str, Any] = {}
    if result.errors:
        body["errors"] = [shown(error) for error in result.errors]
    if executed:
        body["data"] = result.data
    return body


def _response(body: dict[str, Any], media_type: str, status: int, headers: dict[str, str]) -> Response:
    return Response(msgspec.json.encode(body), status, headers, media_type=f"{media_type}; charset=utf-8")
