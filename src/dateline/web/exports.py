"""`/export/…`: what the log says at a vantage, as a file that is streamed.

    /export/{what}.{format}?on=…&knownBy=…&recorded=…&confidence=…&dates=…&company=…
    /export/{what}.{format}?token=…
    /export/timelinejs/{company}.json?…

The vantage is in the header `Dateline-Vantage`, and `Link` has the address that gives the same bytes for ever.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from dateline.answers.access import Door
from dateline.answers.reading import Reading, Timeline
from dateline.answers.states import states_named
from dateline.answers.tokens import token_of
from dateline.errors import DatelineError
from dateline.exports import Export
from dateline.exports.json_values import vantage_answer
from dateline.exports.timelinejs import timelinejs
from dateline.graphql.shown_errors import is_the_client_s
from dateline.log.keys import KeyScope
from dateline.state.vantage import Vantage
from dateline.web.admission import admitted, beside
from dateline.web.export_query import NoSuchFile, file_asked, vantage_asked
from dateline.web.identified import request_id_of
from dateline.web.prefix import prefix_of
from dateline.web.statuses import HTTP_STATUS, failure, refusal

Answer = Callable[[Reading, Request], Awaitable[Response]]

_logger = logging.getLogger("dateline.web")


def routes(timeline: Timeline, door: Door) -> list[Route]:
    return [
        Route("/export/timelinejs/{company}.json", _answering(timeline, door, _timelinejs), methods=["GET"]),
        Route("/export/{file}", _answering(timeline, door, _export), methods=["GET"]),
    ]


def _answering(timeline: Timeline, door: Door, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        try:
            await admitted(door, request.scope, KeyScope.READ)
            response = await answer(timeline.reading(), request)
            if door.reading_needs_key:
                response.headers["Cache-Control"] = "no-store"
            return response
        except NoSuchFile as error:
            return JSONResponse(refusal(404, str(error)), 404)
        except DatelineError as error:
            status, request_id = HTTP_STATUS[error.code], request_id_of(request.scope)
            if not is_the_client_s(error):
                _logger.error("request %s: an export failed", request_id, exc_info=error)
            return JSONResponse(failure(error, request_id), status, beside(error))

    return respond


async def _export(reading: Reading, request: Request) -> Response:
    wanted = file_asked(request.path_params["file"], request.query_params)
    vantage = await vantage_asked(reading, request.query_params)
    headers = {
        **_of_vantage(vantage, wanted.address(vantage, prefix_of(request.scope))),
        "Content-Disposition": f'attachment; filename="{wanted.file_name(vantage)}"',
    }
    parts = Export(reading, wanted, vantage).pieces()
    begun = await anext(parts, b"")  # what goes wrong at once is still an answer in JSON
    if request.method == "HEAD":
        return StreamingResponse(_nothing(), headers=headers, media_type=wanted.format.media_type)
    return StreamingResponse(_all(begun, parts), headers=headers, media_type=wanted.format.media_type)


async def _timelinejs(reading: Reading, request: Request) -> Response:
    vantage = await vantage_asked(reading, request.query_params)
    found = [timelinejs(state) async for state in states_named(reading, [request.path_params["company"]], vantage)]
    if not found:
        raise NoSuchFile("nothing is known of this company at this vantage")
    address = f"{quote(request.scope['path'])}?{urlencode({'token': token_of(vantage)})}"
    # TimelineJS fetches its JSON from pages anywhere.
    headers = {**_of_vantage(vantage, address), "Access-Control-Allow-Origin": "*"}
    return Response(json.dumps(found[0], ensure_ascii=False), headers=headers, media_type="application/json")


async def _nothing() -> AsyncIterator[bytes]:
    """A body whose length nobody has to know before: of HEAD, which says of an export what GET would, but no length."""
    return
    yield


async def _all(begun: bytes, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield begun
    async for part in parts:
        yield part


def _of_vantage(vantage: Vantage, address: str) -> dict[str, str]:
    return {"Dateline-Vantage": json.dumps(vantage_answer(vantage)), "Link": f'<{address}>; rel="bookmark"'}
