"""Requests of GraphQL over HTTP: which question one asks, and what is no question."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope

from dateline.events.raw_json import composed
from dateline.values.text import cut, nfc
from dateline.web.kept_answers import AskedOverHttp
from dateline.web.prefix import prefix_of

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
SPOKEN = (JSON, GRAPHQL_JSON)
"""Of the answer; the first one if none of them is asked for."""
METHODS = "GET, HEAD, OPTIONS, POST"

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
"""With which UTF-8, UTF-16 and UTF-32 may begin."""


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


async def asked_over_http(
    scope: Scope, headers: dict[bytes, bytes], receive: Receive, media_type: str, most_bytes: int
) -> AskedOverHttp:
    match scope["method"]:
        case "POST":
            return AskedOverHttp(False, await _body_of(headers, receive, most_bytes), media_type, prefix_of(scope))
        case "GET" | "HEAD":
            return AskedOverHttp(True, _query_of(scope, most_bytes), media_type, prefix_of(scope))
    raise Refused(405, f"{scope['method']} is not for GraphQL: use POST or GET", Allow=METHODS)


def accept_of(scope: Scope) -> bytes:
    """The headers Accept as one."""
    return b",".join([value for name, value in scope["headers"] if name == b"accept"])


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


def call_of(asked: AskedOverHttp) -> Call:
    """The question. Raises Refused for what is none."""
    return _by_address(asked.text) if asked.by_address else _by_body(asked.text)


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
