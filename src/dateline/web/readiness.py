"""`/readyz`: whether the server can answer, where the log ends, and whether anything can be appended."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dateline.errors import DatelineError
from dateline.log.contract import EventLog
from dateline.web.identified import request_id_of
from dateline.web.statuses import UNAVAILABLE, failure, refusal

_UNKEPT = {"Cache-Control": "no-store"}

_logger = logging.getLogger("dateline.web")


def readiness(log: EventLog, now: Callable[[], datetime]) -> Callable[[Request], Awaitable[Response]]:
    """A log that can be read is ready, also where nothing can be appended: the answer says so, and why. It says too
    where the clock of the log and that of the server disagree."""

    async def readyz(asked: Request) -> Response:
        try:
            head, condition = await log.head(), await log.condition()
        except DatelineError as error:
            request_id = request_id_of(asked.scope)
            _logger.error("request %s: the log cannot be read", request_id, exc_info=error)
            return JSONResponse({"ready": False, **failure(error, request_id)}, UNAVAILABLE, _UNKEPT)
        if condition.unreadable is not None:
            return JSONResponse({"ready": False, **refusal(UNAVAILABLE, condition.unreadable)}, UNAVAILABLE, _UNKEPT)
        told = {"ready": True, "position": str(head.position), "writable": condition.unwritable is None}
        if condition.unwritable is not None:
            told["why"] = condition.unwritable
        if condition.durability is not None:
            told["durability"] = condition.durability
        if (ahead := head.ahead_of(now())) is not None:
            told["clock"] = ahead
        return JSONResponse(told, headers=_UNKEPT)

    return readyz
