"""`/export/…`: what the log says at a vantage, as a file that is streamed.

    /export/{what}.{format}?on=…&knownBy=…&recorded=…&confidence=…&dates=…&company=…
    /export/{what}.{format}?token=…
    /export/timelinejs/{company}.json?…

The vantage is in the header `Dateline-Vantage`, and `Link` has the address that gives the same bytes for ever.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from functools import partial
from typing import NamedTuple
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dateline.answers.access import Door
from dateline.answers.reading import Reading, Timeline
from dateline.answers.states import states_named
from dateline.answers.tokens import token_of
from dateline.errors import DatelineError
from dateline.exports import Export, ExportRequest, Format, What
from dateline.exports.json_values import vantage_answer
from dateline.exports.timelinejs import timelinejs
from dateline.graphql.execution import TooMuch
from dateline.graphql.shown_errors import is_the_client_s
from dateline.log.keys import KeyScope
from dateline.state.vantage import Vantage
from dateline.web.admission import admitted, beside
from dateline.web.cache_control import NEVER_KEPT
from dateline.web.downloads import Download, Downloads
from dateline.web.export_query import NoSuchFile, file_asked, refuse_unknown, vantage_asked
from dateline.web.identified import request_id_of
from dateline.web.prefix import prefix_of
from dateline.web.statuses import HTTP_STATUS, failure, refusal

FileAsked = Callable[[Reading, Request], Awaitable[Download]]
Endpoint = Callable[[Request], Awaitable[Response]]

_COST_OF_STATE, _COST_OF_STATES, _COST_OF_EVENTS = 100, 25_000, 2_000
"""Of one company, of all of them, and of all events: what it takes to look at them."""

_logger = logging.getLogger("dateline.web")


class Exports(NamedTuple):
    """What answers at each address."""

    file: Endpoint
    timelinejs: Endpoint


def exports(timeline: Timeline, door: Door) -> Exports:
    answering = partial(_answering, timeline, door, Downloads())
    return Exports(file=answering(_export), timelinejs=answering(_timelinejs))


def _answering(timeline: Timeline, door: Door, downloads: Downloads, asked: FileAsked) -> Endpoint:
    async def respond(request: Request) -> Response:
        try:
            await admitted(door, request.scope, KeyScope.READ)
            response = await downloads.answer(request, await asked(timeline.reading(), request))
            if door.reading_needs_key:
                response.headers["Cache-Control"] = NEVER_KEPT
                del response.headers["ETag"]
            return response
        except TooMuch as error:
            return JSONResponse(refusal(429, error.message), 429, {"Cache-Control": NEVER_KEPT})
        except NoSuchFile as error:
            return JSONResponse(refusal(404, str(error)), 404, {"Cache-Control": NEVER_KEPT})
        except DatelineError as error:
            status, request_id = HTTP_STATUS[error.code], request_id_of(request.scope)
            if not is_the_client_s(error):
                _logger.error("request %s: an export failed", request_id, exc_info=error)
            return JSONResponse(failure(error, request_id), status, beside(error))

    return respond


async def _export(reading: Reading, request: Request) -> Download:
    wanted = file_asked(request.path_params["file"], request.query_params)
    vantage = await vantage_asked(reading, request.query_params)
    address = wanted.address(vantage, prefix_of(request.scope))
    headers = _of_vantage(vantage, address)
    headers["Content-Disposition"] = f'attachment; filename="{wanted.file_name(vantage)}"'
    return Download(
        wanted.address(vantage, ""),
        _is_pinned(reading, vantage, request),
        wanted.format.media_type,
        headers,
        Export(reading, wanted, vantage).pieces,
        compressible=wanted.format is not Format.PARQUET,  # which is compressed as it is
        cost=_cost_of(wanted),
        erased=reading.log.erased,
    )


def _cost_of(wanted: ExportRequest) -> int:
    """As much as a question would that asks for the same."""
    if wanted.companies is not None:
        return _COST_OF_STATE * len(wanted.companies)
    return _COST_OF_EVENTS if wanted.what is What.EVENTS else _COST_OF_STATES


async def _timelinejs(reading: Reading, request: Request) -> Download:
    refuse_unknown(request.query_params)
    vantage = await vantage_asked(reading, request.query_params)
    found = [timelinejs(state) async for state in states_named(reading, [request.path_params["company"]], vantage)]
    if not found:
        raise NoSuchFile("nothing is known of this company at this vantage")
    token = urlencode({"token": token_of(vantage)})
    headers = _of_vantage(vantage, f"{quote(request.scope['path'])}?{token}")
    content = json.dumps(found[0], ensure_ascii=False).encode()

    async def pieces() -> AsyncGenerator[bytes, None]:
        yield content

    name = f"timelinejs {request.path_params['company']} {token}"
    return Download(
        name,
        _is_pinned(reading, vantage, request),
        "application/json",
        headers,
        pieces,
        cost=_COST_OF_STATE,
        erased=reading.log.erased,
    )


def _is_pinned(reading: Reading, vantage: Vantage, request: Request) -> bool:
    """Whether the same address gives the same bytes for ever."""
    return vantage.final and ("token" in request.query_params or reading.has_all_rates_of(vantage))


def _of_vantage(vantage: Vantage, address: str) -> dict[str, str]:
    link = f'<{address}>; rel="bookmark"'
    return {"Dateline-Vantage": json.dumps(vantage_answer(vantage)), "Link": link, "Content-Location": address}
