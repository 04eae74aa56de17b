"""`POST /import`: events as NDJSON of any length, appended in whole batches as they come, in bounded memory.

    curl -H "Authorization: Bearer $KEY" -H "Content-Type: application/x-ndjson" --data-binary @events.jsonl …/import

What is done with a stream is told in `imports/streams.py`. One that breaks off leaves the batches before it; sending it
again from its beginning repeats nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from dateline.answers.access import Door
from dateline.errors import DatelineError
from dateline.graphql.shown_errors import is_the_client_s
from dateline.imports.line_batches import NotAStream
from dateline.imports.streams import StreamReport, import_pieces
from dateline.log.contract import EventLog
from dateline.log.keys import KeyScope
from dateline.values.text import cut
from dateline.web.admission import admitted, beside
from dateline.web.bodies import pieces_of
from dateline.web.identified import request_id_of
from dateline.web.statuses import HTTP_STATUS, failure, refusal

NDJSON = "application/x-ndjson"

_YES, _NO = {"1", "true"}, {"", "0", "false"}
_SHOWN = 500
"""Characters of a message: what is echoed in it may be as long as a line."""

_logger = logging.getLogger("dateline.web")


async def take_in(log: EventLog, door: Door, now: Callable[[], datetime], request: Request) -> Response:
    """The answer to a request for an import. `now` is the clock by which events are recorded."""
    report = StreamReport("import")
    try:
        return await _import(log, door, now, request, report)
    except NotAStream as error:
        message = f"line {error.line}: {error}" if error.line else str(error)
        return _told(refusal(400, cut(message, _SHOWN)), 400, report)
    except DatelineError as error:
        request_id = request_id_of(request.scope)
        if not is_the_client_s(error):
            _logger.error("request %s: an import failed", request_id, exc_info=error)
        return _told(failure(error, request_id), HTTP_STATUS[error.code], report, beside(error))
    except ClientDisconnect:  # nobody is there to be told
        return Response(status_code=400)


async def _import(
    log: EventLog, door: Door, now: Callable[[], datetime], request: Request, report: StreamReport
) -> Response:
    await admitted(door, request.scope, KeyScope.APPEND)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != NDJSON:
        return _refused(415, f"send events as {NDJSON}, one a line, not as {cut(kind, 100) or 'nothing named'}")
    coding = request.headers.get("content-encoding", "").strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip"):
        return _refused(415, f"a body may be compressed with gzip, not with {cut(coding, 100)}")
    dry_run = request.query_params.get("dry_run", "").lower()
    if dry_run not in _YES | _NO:
        return _refused(400, f"dry_run is 1 or 0, not {cut(dry_run, 100)!r}")
    async with pieces_of(request.scope, request.receive, gzip=coding.endswith("gzip")) as pieces:
        await import_pieces(log, pieces.next, now, report, dry_run=dry_run in _YES)
    if report.position is None:
        report.position = (await log.head()).position
    return JSONResponse(import_answer(report), headers={"Cache-Control": "no-store"})


def import_answer(report: StreamReport) -> dict[str, Any]:
    """What became of the lines, of whose problems the first thousand are told."""
    return {
        "read": report.read,
        "appended": report.appended,
        "repeated": report.repeated,
        "refused": report.refused,
        "position": str(report.position) if report.position is not None else None,
        "problems": [
            {"line": one.line or None, "field": one.field or None, "message": cut(one.message, _SHOWN)}
            for one in report.problems
        ],
        "problems_left_out": report.refused - len(report.problems),
    }


def _refused(status: int, message: str) -> Response:
    return JSONResponse(refusal(status, message), status, {"Cache-Control": "no-store"})


def _told(errors: dict[str, Any], status: int, report: StreamReport, headers: dict[str, str] | None = None) -> Response:
    """Why it ended, and what was done until then, if anything was."""
    done = {"import": import_answer(report)} if report.read or report.refused else {}
    return JSONResponse({**errors, **done}, status, {"Cache-Control": "no-store", **(headers or {})})
