"""Answers of GraphQL over HTTP: bodies and headers."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from dateline.graphql.execution import TooMuch
from dateline.graphql.shown_errors import shown
from dateline.web.kept_answers import AskedOverHttp, RawHeaders

CHECKED_EACH_TIME = "no-cache"
FOR_EVER = "public, max-age=31536000, immutable"
NEVER_KEPT = "no-store"


def took_too_long(seconds: float) -> ExecutionResult:
    message = f"the answer takes longer than {seconds:g} seconds: ask for less at a time"
    return ExecutionResult(None, [GraphQLError(message, extensions={"code": "TIME_LIMIT_EXCEEDED", "limit": seconds})])


def too_large(size: int, most: int) -> ExecutionResult:
    message = f"the answer has {size:,} bytes, but at most {most:,} are sent: ask for less at a time"
    return ExecutionResult(None, [TooMuch(message, "ANSWER_TOO_LARGE", most, size)])


def was_executed(result: ExecutionResult) -> bool:
    """Whether execution began: an error without a path is one of the request itself, its text or its variables."""
    if isinstance(result, PreExecutionError):
        return False
    return result.data is not None or any(error.path for error in result.errors or ())


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


def headers_of(asked: AskedOverHttp, etag: str, cache_control: str) -> dict[str, str]:
    tagged = {"ETag": etag} if etag else {}
    return {**media_headers(asked.media_type), **tagged, "Cache-Control": cache_control, "Vary": "Accept"}


def media_headers(media_type: str) -> dict[str, str]:
    return {"Content-Type": f"{media_type}; charset=utf-8"}


def raw(headers: dict[str, str], length: int | None) -> RawHeaders:
    """As ASGI takes them: the length first, where there is one."""
    sized = headers if length is None else {"Content-Length": str(length), **headers}
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in sized.items()]
