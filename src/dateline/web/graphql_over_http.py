"""GraphQL over HTTP: how a request is read and how an answer is written.

After the working draft "GraphQL over HTTP" (graphql.github.io/graphql-over-http): under `application/json` whatever is
a GraphQL request is answered with 200; under `application/graphql-response+json` one that cannot be executed gets 400.

A question that was asked before is answered from what is kept, or by 304 where the client holds the answer: nothing of
it is parsed.
"""

from __future__ import annotations

from typing import Any

import msgspec
from graphql import GraphQLError
from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from dateline.answers.reading import Timeline
from dateline.events.raw_json import composed
from dateline.graphql import Context, schema
from dateline.graphql.execution import TooMuch
from dateline.graphql.shown_errors import shown
from dateline.log.record import LogHead
from dateline.values.text import cut, nfc
from dateline.web.configuration import HttpLimits
from dateline.web.etags import is_held
from dateline.web.identified import request_id_of
from dateline.web.kept_answers import AskedOverHttp, KeptAnswer, KeptAnswers, RawHeaders, etag_at
from dateline.web.media_types import preferred
from dateline.web.prefix import prefix_of
from dateline.web.statuses import refusal
from dateline.web.waiting import while_waited_for

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
METHODS = "GET, HEAD, OPTIONS, POST"

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
"""With which UTF-8, UTF-16 and UTF-32 may begin."""

_CHECKED_EACH_TIME = "no-cache"
_FOR_EVER = "public, max-age=31536000, immutable"
_NEVER_KEPT = "no-store"


class Call(msgspec.Struct, rename="camel"):
    """A GraphQL request."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None


class Refused(Exception):
    """A request that is no GraphQL request, as a status and a sentence that says why."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(cut(message, 500))
        self.status = status
        self.headers = headers


class GraphQLEndpoint:
    """The ASGI endpoint: POST with a JSON body, or GET with the query in the address."""

    def __init__(self, timeline: Timeline, limits: HttpLimits | None = None) -> None:
        self._timeline = timeline
        self._limits = limits or HttpLimits()
        self._kept = KeptAnswers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(reversed(scope["headers"]))  # of several with one name the first
        media_type = _media_type(scope)
        try:
            if scope["method"] == "OPTIONS":
                status, body, told = 204, b"", _raw({"Allow": METHODS}, None)
            else:
                asked = await _asked(scope, headers, receive, media_type, self._limits.body_bytes)
                status, body, told = await self._answer(
                    asked, headers.get(b"if-none-match"), request_id_of(scope), receive
                )
        except Refused as refused:
            status, body = refused.status, msgspec.json.encode(refusal(refused.status, str(refused)))
            unkept = {**_media_headers(media_type), "Cache-Control": _NEVER_KEPT, "Vary": "Accept", **refused.headers}
            told = _raw(unkept, len(body))
        except ClientDisconnect:
            return
        await send({"type": "http.response.start", "status": status, "headers": told})
        await send({"type": "http.response.body", "body": body})

    async def _answer(
        self, asked: AskedOverHttp, if_none_match: bytes | None, request_id: str, receive: Receive
    ) -> tuple[int, bytes, RawHeaders]:
        """Status, body and headers."""
        held = if_none_match.decode("latin-1") if if_none_match is not None and asked.by_address else None
        head, today = await self._head(), self._timeline.today()
        etag = etag_at(asked, head, today) if head is not None else ""
        kept = self._kept.get(asked, etag)
        if kept is None and held not in (None, "*") and head is not None and is_held(etag, held):
            # Only an answer that was right has a tag.
            return 304, b"", _raw(_headers(asked, etag, _CHECKED_EACH_TIME), None)
        if kept is None:
            answer = await self._made(asked, etag, head, request_id, receive)
            if not isinstance(answer, KeptAnswer) or self._timeline.today() != today:
                status, body = (200, answer.body) if isinstance(answer, KeptAnswer) else answer
                return status, body, _raw(_headers(asked, "", _NEVER_KEPT), len(body))
            self._kept.keep(asked, kept := answer)
        if is_held(kept.etag, held):
            return 304, b"", kept.headers[1:]
        return 200, kept.body, kept.headers

    async def _head(self) -> LogHead | None:
        """Where the log ends; None where that cannot be read, of which the answer tells then."""
        try:
            return await self._timeline.log.head()
        except Exception:  # noqa: BLE001 - whatever a log may fail with
            return None

    async def _made(
        self, asked: AskedOverHttp, etag: str, head: LogHead | None, request_id: str, receive: Receive
    ) -> KeptAnswer | tuple[int, bytes]:
        """The answer of the schema; only the status and the body of one that is not to be kept."""
        call = _by_address(asked.text) if asked.by_address else _by_body(asked.text)
        operation = call.operation_name or None
        context = Context(self._timeline, asked.prefix, head, request_id)
        asking = schema.execute(call.query, call.variables, context, operation_name=operation)
        try:
            result = await while_waited_for(asking, receive, self._limits.answer_seconds)
        except TimeoutError:
            result = _took_too_long(self._limits.answer_seconds)
        executed = _was_executed(result)
        body = msgspec.json.encode(_body(result, request_id, executed=executed))
        if len(body) > self._limits.answer_bytes:
            result = _too_large(len(body), self._limits.answer_bytes)
            executed, body = False, msgspec.json.encode(_body(result, request_id, executed=False))
        if result.errors or head is None or schema.documents.plan(call.query, operation) is None:
            return 200 if executed or asked.media_type == JSON else 400, body
        pinned = context.reading.is_pinned is True
        for_ever = pinned and asked.by_address
        headers = _headers(asked, etag, _FOR_EVER if for_ever else _CHECKED_EACH_TIME)
        return KeptAnswer(body, etag, pinned, _raw(headers, len(body)))


def _took_too_long(seconds: float) -> ExecutionResult:
    message = f"the answer takes longer than {seconds:g} seconds: ask for less at a time"
    return ExecutionResult(None, [GraphQLError(message, extensions={"code": "TIME_LIMIT_EXCEEDED", "limit": seconds})])


def _too_large(size: int, most: int) -> ExecutionResult:
    message = f"the answer has {size:,} bytes, but at most {most:,} are sent: ask for less at a time"
    return ExecutionResult(None, [TooMuch(message, "ANSWER_TOO_LARGE", most, size)])


def _was_executed(result: ExecutionResult) -> bool:
    """Whether execution began: an error without a path is one of the request itself, its text or its variables."""
    if isinstance(result, PreExecutionError):
        return False
    return result.data is not None or any(error.path for error in result.errors or ())


# --- requests ---------------------------------------------------------------------------------------------------------


async def _asked(
    scope: Scope, headers: dict[bytes, bytes], receive: Receive, media_type: str, most_bytes: int
) -> AskedOverHttp:
    match scope["method"]:
        case "POST":
            return AskedOverHttp(False, await _body_of(headers, receive, most_bytes), media_type, prefix_of(scope))
        case "GET" | "HEAD":
            return AskedOverHttp(True, _query_of(scope, most_bytes), media_type, prefix_of(scope))
    raise Refused(405, f"{scope['method']} is not for GraphQL: use POST or GET", Allow=METHODS)


def _media_type(scope: Scope) -> str:
    """The one that the headers Accept prefer; JSON if this endpoint speaks none of them."""
    return preferred(b",".join([value for name, value in scope["headers"] if name == b"accept"]), (JSON, GRAPHQL_JSON))


async def _body_of(headers: dict[bytes, bytes], receive: Receive, most_bytes: int) -> bytes:
    content_type = headers.get(b"content-type", b"").decode("latin-1").partition(";")[0].strip().lower()
    if content_type != JSON:
        raise Refused(415, f"send the request as {JSON}, not as {content_type or 'nothing named'}")
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most_bytes:
            raise Refused(413, f"the request is longer than {most_bytes:,} bytes")
    return body


def _query_of(scope: Scope, most_bytes: int) -> bytes:
    query: bytes = scope["query_string"]
    if len(query) > most_bytes:
        raise Refused(414, f"the address is longer than {most_bytes:,} bytes")
    return query


def _by_address(query: bytes) -> Call:
    given = QueryParams(query)
    if not given.get("query"):
        raise Refused(400, "`query` is missing: /graphql?query={log{position}}")
    return Call(nfc(given["query"]), _variables(given.get("variables")), given.get("operationName") or None)


def _variables(text: str | None) -> dict[str, Any] | None:
    try:
        return msgspec.json.decode(composed(text), type=dict[str, Any] | None) if text else None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(400, f"`variables` is no JSON object: {_why_not(error)}") from error


def _why_not(error: Exception) -> str:
    """Why JSON is not what was expected, in the words of JSON."""
    match error:
        case RecursionError():
            return "it is nested too deeply"
        case UnicodeDecodeError():
            return "it is not UTF-8"
    return str(error).replace("`str`", "a string").replace("`int`", "a number").replace("`float`", "a number")


def _by_body(body: bytes) -> Call:
    if body.startswith(_MARKS):
        raise Refused(400, "the body begins with a byte order mark: send it in UTF-8, without one")
    if b"\0" in body:
        raise Refused(400, "the body has NUL bytes, as UTF-16 and UTF-32 have them: send it in UTF-8")
    try:
        call = msgspec.json.decode(composed(body), type=Call)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        expected = "{query, variables, operationName, extensions}"
        raise Refused(400, f"the body is no GraphQL request, {expected}: {_why_not(error)}") from error
    if not call.query:
        raise Refused(400, "`query` is empty")
    return call


# --- answers ----------------------------------------------------------------------------------------------------------


def _body(result: ExecutionResult, request_id: str, *, executed: bool) -> dict[str, Any]:
    """Errors first, as the specification advises; `data` only if the request was executed."""
    body: dict[str, Any] = {}
    if result.errors:
        body["errors"] = [shown(error, request_id) for error in result.errors]
    if executed:
        body["data"] = result.data
    if result.extensions:
        body["extensions"] = result.extensions
    return body


def _headers(asked: AskedOverHttp, etag: str, cache_control: str) -> dict[str, str]:
    tagged = {"ETag": etag} if etag else {}
    return {**_media_headers(asked.media_type), **tagged, "Cache-Control": cache_control, "Vary": "Accept"}


def _media_headers(media_type: str) -> dict[str, str]:
    return {"Content-Type": f"{media_type}; charset=utf-8"}


def _raw(headers: dict[str, str], length: int | None) -> RawHeaders:
    """As ASGI takes them: the length first, where there is one."""
    sized = headers if length is None else {"Content-Length": str(length), **headers}
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in sized.items()]
