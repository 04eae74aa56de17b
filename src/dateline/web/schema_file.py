"""`/schema.graphql`: the API as a file, printed once in a process."""

from __future__ import annotations

from functools import cache

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from dateline.graphql import schema
from dateline.web.etags import etag_of, is_held


async def schema_file(request: Request) -> Response:
    """The schema, or 304 for whoever holds it: it is the same until another version of the program is started."""
    printed, etag = _printed()
    headers = {"ETag": etag, "Cache-Control": "no-cache"}  # to be kept, and asked about each time
    if is_held(etag, request.headers.get("if-none-match")):
        return Response(status_code=304, headers=headers)
    return PlainTextResponse(printed, headers=headers)


@cache
def _printed() -> tuple[bytes, str]:
    printed = schema.as_str().encode()  # takes some 35 ms
    return printed, etag_of(printed)
