"""What an export that fails is answered with. What a good one holds: tests/exports."""

from __future__ import annotations

import httpx
import pytest
from answers import TODAY

from dateline.errors import CorruptLog, DatelineError, EventIdTaken, NotInstalled, OtherLog, StoreUnavailable
from dateline.graphql.shown_errors import FAILED
from dateline.log.memory.store import MemoryLog
from dateline.log.record import LogHead
from dateline.web.app import create_app


class Failing(MemoryLog):
    """A log that cannot be read."""

    def __init__(self, error: DatelineError) -> None:
        super().__init__()
        self._error = error

    async def head(self) -> LogHead:
        raise self._error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (CorruptLog(7, "its hash does not match"), 500),
        (StoreUnavailable("dateline.db cannot be read"), 503),
        (NotInstalled("pyarrow is not there"), 501),
        (OtherLog("the token is of another log"), 409),
        (EventIdTaken("a", 1, 0), 409),
        (DatelineError("something else"), 500),
    ],
    ids=lambda value: getattr(value, "code", value),
)
async def test_an_error_has_the_status_of_its_code(
    error: DatelineError, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    transport = httpx.ASGITransport(create_app(Failing(error), today=lambda: TODAY))
    async with httpx.AsyncClient(transport=transport, base_url="http://dateline") as client:
        for address in ("/export/states.csv", "/export/timelinejs/mistral-ai.json"):
            found = await client.get(address)
            assert found.status_code == status
            (told,) = found.json()["errors"]
            assert told["extensions"]["reason"] == error.code
            ours = isinstance(error, CorruptLog | StoreUnavailable) or type(error) is DatelineError
            assert told["message"] == (FAILED if ours else str(error))
            assert told["extensions"].get("requestId") == (found.headers["x-request-id"] if ours else None)
            logged = f"request {found.headers['x-request-id']}: an export failed" in caplog.text
            assert logged == ours
