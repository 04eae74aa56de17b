"""A server with a reader of HTTP, and raw connections to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from answers import TODAY, memory

from dateline.log.memory.store import MemoryLog
from dateline.web.app import create_app
from dateline.web.bounded_protocol import Bounded
from dateline.web.configuration import HttpLimits


@asynccontextmanager
async def served(
    protocol: type[Bounded], seconds: float = 600.0, connections: int = 1_000, log: MemoryLog | None = None
) -> AsyncIterator[int]:
    """The port of a server with this protocol, whose requests have so many seconds to come in."""
    async with running(protocol, seconds, connections, log) as server:
        yield server.servers[0].sockets[0].getsockname()[1]


@asynccontextmanager
async def running(
    protocol: type[Bounded], seconds: float = 600.0, connections: int = 1_000, log: MemoryLog | None = None
) -> AsyncIterator[uvicorn.Server]:
    limits = HttpLimits(request_seconds=seconds)
    within = protocol.within(limits, connections, refused=2)
    app = create_app(log or await memory(), today=lambda: TODAY)
    size = 2 * limits.header_bytes
    config = uvicorn.Config(
        app,
        http=within,
        port=0,
        log_level="error",
        access_log=False,
        lifespan="off",
        log_config=None,
        h11_max_incomplete_event_size=size,
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    serving = asyncio.create_task(server.serve())
    try:
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event to wait for
            await asyncio.sleep(0)
        yield server
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def answer(reader: asyncio.StreamReader) -> tuple[int, Any]:
    head = await reader.readuntil(b"\r\n\r\n")
    fields = dict(line.lower().split(": ", 1) for line in head.decode().splitlines()[1:] if line)
    body = await reader.readexactly(int(fields["content-length"]))
    return int(head.split()[1]), json.loads(body) if "json" in fields["content-type"] else body


def code(told: Any) -> str:
    (error,) = told["errors"]
    return str(error["extensions"]["code"])
