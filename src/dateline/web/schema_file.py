"""`/schema.graphql`: the API as a file, printed once in a process, and compressed once in each way it is asked for."""

from __future__ import annotations

from functools import cache

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from dateline.graphql import schema
from dateline.web.cache_control import CHECKED_EACH_TIME
from dateline.web.compression import coding_asked, compressed
from dateline.web.etags import etag_of, is_held


async def schema_file(request: Request) -> Response:
    """The schema, or 304 for whoever holds it: it is the same until another version of the program is started."""
    coding = coding_asked(",".join(request.headers.getlist("accept-encoding")).encode("latin-1"))
    sent, etag = _printed_in(coding)
    headers = {"ETag": etag, "Cache-Control": CHECKED_EACH_TIME, "Vary": "Accept-Encoding"}
    if is_held(etag, ",".join(request.headers.getlist("if-none-match")) or None):
        return Response(status_code=304, headers=headers)
    if coding:
        headers["Content-Encoding"] = coding
    return PlainTextResponse(sent, headers=headers)


@cache
def _printed_in(coding: str) -> tuple[bytes, str]:
    sent = compressed(_printed(), coding) if coding else _printed()
    return sent, etag_of(sent)


@cache
def _printed() -> bytes:
    return schema.as_str().encode()  # takes some 35 ms
