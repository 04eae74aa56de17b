"""A server on a free port of this machine, in the event loop of a test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from answers import TODAY

from dateline.log.contract import EventLog
from dateline.web.app import create_app
from dateline.web.bounded_http import BoundedHttp
from dateline.web.configuration import Configuration
from dateline.web.websocket_protocol import websocket_protocol


@asynccontextmanager
async def serving(
    log: EventLog, configuration: Configuration | None = None, closing: asyncio.Event | None = None, **options: Any
) -> AsyncIterator[str]:
    """Its host and port."""
    closing, configuration = closing or asyncio.Event(), configuration or Configuration()
    app = create_app(log, today=lambda: TODAY, configuration=configuration, closing=closing)
    unread = configuration.subscriptions.unread_seconds
    bounded = BoundedHttp.within(configuration.limits, 1_000, unread=unread)
    settings: dict[str, Any] = {"http": bounded, "ws": websocket_protocol(unread), **options}
    settings |= {"port": 0, "log_level": "error", "lifespan": "off", "log_config": None}
    server = uvicorn.Server(uvicorn.Config(app, **settings))
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    running = asyncio.create_task(server.serve())
    try:
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event to wait for
            await asyncio.sleep(0)
        yield f"127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        closing.set()
        server.should_exit = True
        await running
