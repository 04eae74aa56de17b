"""`/export/…`: what the log says at a vantage, as a file that is streamed.

    /export/{what}.{format}?on=…&knownBy=…&recorded=…&confidence=…&dates=…&company=…
    /export/{what}.{format}?token=…
    /export/timelinejs/{company}.json?…

The vantage is in the header `Dateline-Vantage`, and `Link` has the address that gives the same bytes for ever.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from dateline.answers.asking import Ask, LogPlace, ending_date, last_day, log_place, word
from dateline.answers.reading import Reading, Timeline
from dateline.answers.states import states_named
from dateline.answers.tokens import token_of
from dateline.errors import DatelineError, InvalidInput, InvalidVantage, NotInstalled, PositionAhead, StoreUnavailable
from dateline.exports import Export, Format, Wanted, What
from dateline.exports.json_values import vantage_answer
from dateline.exports.timelinejs import timelinejs
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty
from dateline.values.vocabulary import Confidence

Answer = Callable[[Reading, Request], Awaitable[Response]]

_CLOCKS = ("on", "knownBy", "recorded", "confidence", "dates")
_STATUS: tuple[tuple[type[DatelineError], int], ...] = (
    (InvalidInput, 400),
    (PositionAhead, 409),
    (StoreUnavailable, 503),
    (NotInstalled, 501),
)
"""The status of an error: that of the first class it is of; a token of another log is a conflict too."""


def routes(timeline: Timeline) -> list[Route]:
    return [
        Route("/export/timelinejs/{company}.json", _answering(timeline, _timelinejs), methods=["GET"]),
        Route("/export/{file}", _answering(timeline, _export), methods=["GET"]),
    ]


class _NotFound(Exception):
    """There is no such file; the text says which there are."""


def _answering(timeline: Timeline, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        try:
            return await answer(timeline.reading(), request)
        except _NotFound as error:
            return _refusal("not-found", str(error), 404)
        except DatelineError as error:
            status = next((status for of, status in _STATUS if isinstance(error, of)), 409)
            return _refusal(error.code, str(error), status)

    return respond


def _refusal(code: str, message: str, status: int) -> Response:
    return JSONResponse({"error": {"code": code, "message": message}}, status)


async def _export(reading: Reading, request: Request) -> Response:
    wanted = _wanted(request.path_params["file"], request.query_params)
    vantage = await _vantage(reading, request.query_params)
    headers = {
        **_of_vantage(vantage, wanted.address(vantage)),
        "Content-Disposition": f'attachment; filename="{wanted.file_name(vantage)}"',
    }
    if request.method == "HEAD":
        return Response(headers=headers, media_type=wanted.format.media_type)
    parts = Export(reading, wanted, vantage).pieces()
    begun = await anext(parts, b"")  # what goes wrong at once is still an answer in JSON
    return StreamingResponse(_all(begun, parts), headers=headers, media_type=wanted.format.media_type)


async def _timelinejs(reading: Reading, request: Request) -> Response:
    vantage = await _vantage(reading, request.query_params)
    found = [timelinejs(state) async for state in states_named(reading, [request.path_params["company"]], vantage)]
    if not found:
        raise _NotFound("nothing is known of this company at this vantage")
    address = f"{request.url.path}?{urlencode({'token': token_of(vantage)})}"
    # TimelineJS fetches its JSON from pages anywhere.
    headers = {**_of_vantage(vantage, address), "Access-Control-Allow-Origin": "*"}
    return Response(json.dumps(found[0], ensure_ascii=False), headers=headers, media_type="application/json")


async def _all(begun: bytes, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield begun
    async for part in parts:
        yield part


def _of_vantage(vantage: Vantage, address: str) -> dict[str, str]:
    return {"Dateline-Vantage": json.dumps(vantage_answer(vantage)), "Link": f'<{address}>; rel="bookmark"'}


# --- what was asked --------------------------------------------------------------------------------------------------


def _wanted(file: str, asked: QueryParams) -> Wanted:
    what, _, ending = file.partition(".")
    if what not in {each.value for each in What} or ending not in {each.value for each in Format}:
        files = f"{'|'.join(each.value for each in What)}.{'|'.join(each.value for each in Format)}"
        raise _NotFound(f"there is no export {file!r}: ask for /export/{files}, or /export/timelinejs/COMPANY.json")
    return Wanted(What(what), Format(ending), tuple(asked.getlist("company")) or None)


async def _vantage(reading: Reading, asked: QueryParams) -> Vantage:
    _refuse_unknown(asked)
    if "token" in asked:
        return await reading.vantage_of(asked["token"])
    recorded = _recorded(asked["recorded"]) if asked.get("recorded") else None
    return await reading.vantage(
        Ask.of(
            ending_date(asked.get("on") or None, "on"),
            last_day(asked.get("knownBy") or None, "knownBy"),
            recorded,
            word(asked.get("confidence") or None, Confidence, "confidence", InvalidVantage),
            word(asked.get("dates") or None, Certainty, "dates", InvalidVantage),
        )
    )


def _refuse_unknown(asked: QueryParams) -> None:
    """A misspelt clock must not be an answer from another vantage."""
    for name in asked:
        if name not in (*_CLOCKS, "token", "company"):
            raise InvalidInput(f"{name!r} is nothing to ask for: there are {', '.join(_CLOCKS)}, token and company")
        if name != "company" and len(asked.getlist(name)) > 1:
            raise InvalidVantage(f"`{name}` stands there twice: which one is meant?")
    if "token" in asked and any(clock in asked for clock in _CLOCKS):
        raise InvalidVantage("a `token` says all of a vantage: leave the other parameters out")


def _recorded(text: str) -> LogPlace:
    place = log_place(text.replace(" ", "+"))  # an unescaped + is a blank in an address
    if place is None:
        raise InvalidVantage(
            f"`recorded` is a position in the log, like 42, or an instant, like 2026-11-22T12:00:00Z, not {text!r}"
        )
    return place
