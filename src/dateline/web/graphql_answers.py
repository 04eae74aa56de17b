"""Answers of GraphQL over HTTP: bodies and headers."""

from __future__ import annotations

import asyncio
import logging
import re
from functools import cache
from typing import Any

import msgspec
from graphql import GraphQLError, GraphQLSyntaxError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from dateline.errors import DatelineError
from dateline.graphql.execution import STREAM_NEEDED, TookTooLong, TooMuch
from dateline.graphql.shown_errors import code_of, is_the_client_s, shown
from dateline.web.admission import beside
from dateline.web.cache_control import NEVER_KEPT
from dateline.web.compression import AS_IT_IS, WORTH_IT, compressed
from dateline.web.graphql_requests import JSON
from dateline.web.heads import RawHeaders
from dateline.web.kept_answers import AskedOverHttp
from dateline.web.persisted_documents import NotPersisted
from dateline.web.served import Served
from dateline.web.statuses import HTTP_STATUS, RATE_LIMITED, failure

_logger = logging.getLogger("dateline.web")

REFUSED_COSTS = 1_000
"""What a document costs that is parsed and validated, and refused."""
PARTIAL_SUCCESS = 294
UNPROCESSABLE = 422

_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,99}")
"""Of an operation: what else is asked for by a name, is none, and stands in no log."""
_OF_KEPT = (b"cache-control", b"etag", b"content-location")
_LONG = 200_000
"""Bytes that are compressed beside the loop, where others would wait for it."""


def turned_away(error: DatelineError, media_type: str, request_id: str) -> tuple[int, bytes, RawHeaders]:
    """Status, body and headers where nobody knows who asks, or they may not."""
    if not is_the_client_s(error):
        _logger.error("request %s: who asks, or when, cannot be told", request_id, exc_info=error)
    body = msgspec.json.encode(failure(error, request_id))
    told = {**media_headers(media_type), **beside(error)}
    return HTTP_STATUS[error.code], body, raw(told, len(body))


def never_kept(headers: RawHeaders) -> RawHeaders:
    """The same headers for an answer that only those with a key may see: no cache keeps it."""
    others = [(name, value) for name, value in headers if name not in _OF_KEPT]
    return [*others, (b"cache-control", NEVER_KEPT.encode())]


def took_too_long(seconds: float) -> ExecutionResult:
    return ExecutionResult(None, [TookTooLong(seconds)])


def too_large(size: int, most: int) -> ExecutionResult:
    message = f"the answer has {size:,} bytes or more, but at most {most:,} are sent: ask for less at a time"
    return ExecutionResult(None, [TooMuch(message, "ANSWER_TOO_LARGE", most, size)])


def not_persisted(error: NotPersisted) -> ExecutionResult:
    return PreExecutionError(None, [GraphQLError(str(error), extensions={"code": error.code})])


def status_of(served: Served, result: ExecutionResult, media_type: str, *, draft: bool) -> int:
    """The HTTP status. `draft`: as the newest draft of GraphQL over HTTP has it, which tells more errors apart."""
    if RATE_LIMITED in served.codes:
        return 429
    if media_type == JSON:
        return 200
    errors = result.errors or []
    if was_executed(result):
        return PARTIAL_SUCCESS if draft and errors else 200
    unreadable = any(isinstance(error, GraphQLSyntaxError) for error in errors)
    return UNPROCESSABLE if draft and not unreadable else 400


def was_executed(result: ExecutionResult) -> bool:
    """Whether execution began: an error without a path is one of the request itself, its text or its variables."""
    if isinstance(result, PreExecutionError):
        return False
    return result.data is not None or any(error.path for error in result.errors or ())


def is_stream_needed(result: ExecutionResult) -> bool:
    """Whether what was asked for is a subscription."""
    return any((error.extensions or {}).get("code") == STREAM_NEEDED for error in result.errors or ())


def body_of(result: ExecutionResult, request_id: str, *, executed: bool) -> dict[str, Any]:
    """Errors first, as the specification advises; `data` only if the request was executed."""
    body: dict[str, Any] = {}
    if result.errors:
        body["errors"] = [shown(error, request_id) for error in result.errors]
    if executed:
        body["data"] = result.data
    if result.extensions:
        body["extensions"] = result.extensions
    return body


def as_label(operation: str) -> str:
    """The name of an operation as it may stand in a log."""
    return operation if _NAME.fullmatch(operation) else ""


def cost_of(result: ExecutionResult) -> int:
    """What was counted for the document; 0 where it was refused before."""
    asked: int = (result.extensions or {}).get("cost", {}).get("asked", 0)
    return asked


def note(served: Served, result: ExecutionResult, operation: str) -> None:
    """What became of a question, for whoever watches the server, and for the bucket of whoever asked it."""
    served.kept, served.operation = "made", as_label(operation)
    served.cost = cost_of(result)
    if result.errors:
        served.codes = tuple(code_of(error) for error in result.errors)
        owe_if_refused(served, result)


def owe_if_refused(served: Served, result: ExecutionResult) -> None:
    """A document that is refused costs what it takes to read one; not one that was too much for what is left."""
    if served.owe is None or not isinstance(result, PreExecutionError):
        return
    if all(code_of(error) != RATE_LIMITED for error in result.errors or ()):
        served.owe(REFUSED_COSTS)


async def as_asked(body: bytes, asked: AskedOverHttp) -> tuple[bytes, str]:
    """The body as it is sent, and in which coding."""
    if not asked.coding or len(body) < WORTH_IT:
        return body, AS_IT_IS
    if len(body) < _LONG:
        return compressed(body, asked.coding), asked.coding
    return await asyncio.to_thread(compressed, body, asked.coding), asked.coding


def headers_of(
    asked: AskedOverHttp,
    etag: str,
    cache_control: str,
    coding: str = AS_IT_IS,
    pinned_at: str = "",
    length: int | None = None,
) -> RawHeaders:
    """The headers of an answer to this. `pinned_at`: where the same is answered for ever."""
    headers = [] if length is None else [(b"content-length", b"%d" % length)]
    headers += _of_media(asked.media_type)
    if coding:
        headers.append((b"content-encoding", coding.encode("ascii")))
    if etag:
        headers.append((b"etag", etag.encode("ascii")))
    if pinned_at:
        headers.append((b"content-location", pinned_at.encode("latin-1")))
    headers.append((b"cache-control", cache_control.encode("ascii")))
    return headers


@cache
def _of_media(media_type: str) -> RawHeaders:
    return raw(media_headers(media_type), None)


def media_headers(media_type: str) -> dict[str, str]:
    """What every answer has: what it is, and by which headers of the request it would be another."""
    return {"Content-Type": f"{media_type}; charset=utf-8", "Vary": "Accept, Accept-Encoding"}


def raw(headers: dict[str, str], length: int | None) -> RawHeaders:
    """As ASGI takes them: the length first, where there is one."""
    sized = headers if length is None else {"Content-Length": str(length), **headers}
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in sized.items()]
