"""The app for an ASGI server of one's own: `uvicorn dateline.asgi:app` serves the log that DATELINE_DB names.

The prefix that a proxy shows it under is DATELINE_ROOT_PATH, or what the server is told (`uvicorn --root-path`). The
file of settings is DATELINE_CONFIG; the variables of `dateline help configuration` are stronger.

`dateline serve` does without this module: it opens the log itself and takes in event files first.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TypedDict

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from dateline.log.opening import DEFAULT_ADDRESS, open_log
from dateline.web.app import create_app
from dateline.web.closing import told_of_signals
from dateline.web.configuration import read_configuration
from dateline.web.garbage import look_for_garbage_seldom
from dateline.web.prefix import root_path_of
from dateline.web.request_log import write_logs
from dateline.web.threads import let_threads_take_turns


class _State(TypedDict):
    opened: ASGIApp


@asynccontextmanager
async def _open(_: Starlette) -> AsyncIterator[_State]:
    """The log is open for as long as the server runs."""
    configuration = read_configuration(os.environ.get("DATELINE_CONFIG"), os.environ)
    root_path = root_path_of(os.environ.get("DATELINE_ROOT_PATH", ""))
    closing = asyncio.Event()
    async with open_log(os.environ.get("DATELINE_DB", DEFAULT_ADDRESS), write_later=True) as log:
        app = create_app(
            log,
            today=lambda: datetime.now(UTC).date(),
            root_path=root_path,
            configuration=configuration,
            closing=closing,
        )
        look_for_garbage_seldom()
        let_threads_take_turns()
        write_logs(configuration.logging)
        with told_of_signals(closing):
            yield {"opened": app}


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    await scope["state"]["opened"](scope, receive, send)


app = Starlette(routes=[Mount("/", app=_answer)], lifespan=_open)
