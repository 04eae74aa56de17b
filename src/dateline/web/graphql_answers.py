"""Answers of GraphQL over HTTP: bodies and headers."""

from __future__ import annotations

import logging
from typing import Any

import msgspec
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from dateline.errors import DatelineError
from dateline.graphql.execution import STREAM_NEEDED, TookTooLong, TooMuch
from dateline.graphql.shown_errors import code_of, is_the_client_s, shown
from dateline.web.admission import beside
from dateline.web.kept_answers import AskedOverHttp, RawHeaders
from dateline.web.served import Served
from dateline.web.statuses import HTTP_STATUS, RATE_LIMITED, failure

_logger = logging.getLogger("dateline.web")

CHECKED_EACH_TIME = "no-cache"
FOR_EVER = "public, max-age=31536000, immutable"
NEVER_KEPT = "no-store"
REFUSED_COSTS = 1_000
"""What a document costs that is parsed and validated, and refused."""


def turned_away(error: DatelineError, media_type: str, request_id: str) -> tuple[int, bytes, RawHeaders]:
    """Status, body and headers where nobody knows who asks, or they may not."""
    if not is_the_client_s(error):
        _logger.error("request %s: the keys cannot be read", request_id, exc_info=error)
    body = msgspec.json.encode(failure(error, request_id))
    told = {**media_headers(media_type), "Vary": "Accept", **beside(error)}
    return HTTP_STATUS[error.code], body, raw(told, len(body))


def never_kept(headers: RawHeaders) -> RawHeaders:
    """The same headers for an answer that only those with a key may see: no cache keeps it."""
    others = [(name, value) for name, value in headers if name not in (b"cache-control", b"etag")]
    return [*others, (b"cache-control", NEVER_KEPT.encode())]


def took_too_long(seconds: float) -> ExecutionResult:
    return ExecutionResult(None, [TookTooLong(seconds)])


def too_large(size: int, most: int) -> ExecutionResult:
    message = f"the answer has {size:,} bytes, but at most {most:,} are sent: ask for less at a time"
    return ExecutionResult(None, [TooMuch(message, "ANSWER_TOO_LARGE", most, size)])


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


def note(served: Served, result: ExecutionResult, operation: str) -> None:
    """What became of a question, for whoever watches the server, and for the bucket of whoever asked it."""
    served.kept, served.operation = "made", operation
    served.cost = (result.extensions or {}).get("cost", {}).get("asked", 0)
    if result.errors:
        served.codes = tuple(code_of(error) for error in result.errors)
        if isinstance(result, PreExecutionError) and served.owe is not None and RATE_LIMITED not in served.codes:
            served.owe(REFUSED_COSTS)


def status_of(served: Served, *, executed: bool) -> int:
    """Of an answer with errors; `executed`: or whoever asked takes it for such."""
    return 429 if RATE_LIMITED in served.codes else 200 if executed else 400


def headers_of(asked: AskedOverHttp, etag: str, cache_control: str) -> dict[str, str]:
    tagged = {"ETag": etag} if etag else {}
    return {**media_headers(asked.media_type), **tagged, "Cache-Control": cache_control, "Vary": "Accept"}


def media_headers(media_type: str) -> dict[str, str]:
    return {"Content-Type": f"{media_type}; charset=utf-8"}


def raw(headers: dict[str, str], length: int | None) -> RawHeaders:
    """As ASGI takes them: the length first, where there is one."""
    sized = headers if length is None else {"Content-Length": str(length), **headers}
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in sized.items()]
