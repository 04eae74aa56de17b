"""A socket that has ended is gone: nothing of it leads back to itself, and waits to be found."""

from __future__ import annotations

import asyncio
import gc

from answers import TODAY, memory
from builders import founded
from starlette.types import Message, Scope

from dateline.web.app import create_app
from dateline.web.socket_connection import SocketConnection

SCOPE: Scope = {
    "type": "websocket",
    "path": "/graphql",
    "root_path": "",
    "query_string": b"",
    "headers": [(b"host", b"localhost")],
    "subprotocols": ["graphql-transport-ws"],
}


async def test_a_connection_is_gone_when_its_client_is() -> None:
    app = create_app(await memory(founded("a")), today=lambda: TODAY)
    told: list[Message] = []
    acknowledged = asyncio.Event()

    async def send(message: Message) -> None:
        told.append(message)
        if "connection_ack" in message.get("text", ""):
            acknowledged.set()

    coming: list[Message] = [
        {"type": "websocket.connect"},
        {"type": "websocket.receive", "text": '{"type": "connection_init"}'},
    ]

    async def receive() -> Message:
        if coming:
            return coming.pop(0)
        await acknowledged.wait()
        return {"type": "websocket.disconnect", "code": 1000}

    gc.collect()
    gc.disable()
    try:
        await app({**SCOPE, "state": {}}, receive, send)
        assert acknowledged.is_set()
        assert not any(isinstance(each, SocketConnection) for each in gc.get_objects())
    finally:
        gc.enable()
