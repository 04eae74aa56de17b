"""A client of GraphQL over a WebSocket, by a real library."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from subscribed import KEYS, PATIENCE_SECONDS
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

PROTOCOL = Subprotocol("graphql-transport-ws")


class Client:
    """Sends and receives messages, each within reasonable time."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def send(self, type_: str, id: str | None = None, payload: Any = None) -> None:
        told = {"type": type_, "id": id, "payload": payload}
        await self.socket.send(json.dumps({name: value for name, value in told.items() if value is not None}))

    async def receive(self) -> dict[str, Any]:
        return dict(json.loads(await asyncio.wait_for(self.socket.recv(), PATIENCE_SECONDS)))

    async def begin(self, **payload: Any) -> None:
        await self.send("connection_init", payload=payload or None)
        assert await self.receive() == {"type": "connection_ack"}

    async def operate(self, id: str, query: str = KEYS, **variables: Any) -> None:
        await self.send("subscribe", id, {"query": query, "variables": variables})

    async def keys(self, id: str, count: int) -> list[str]:
        """Of the events that come next; nothing else comes."""
        found = []
        for _ in range(count):
            told = await self.receive()
            assert (told["type"], told["id"]) == ("next", id)
            found.append(told["payload"]["data"]["eventAppended"]["event"]["key"])
        return found

    async def closed(self) -> tuple[int, str]:
        """With which code and reason, whatever comes before."""
        with pytest.raises(ConnectionClosed) as caught:
            await self._receive_all()
        assert caught.value.rcvd is not None
        return caught.value.rcvd.code, caught.value.rcvd.reason

    async def _receive_all(self) -> None:
        while True:
            await self.receive()


@asynccontextmanager
async def connected(at: str, protocol: str | None = PROTOCOL, **headers: str) -> AsyncIterator[Client]:
    protocols = [Subprotocol(protocol)] if protocol else None
    async with connect(f"ws://{at}/graphql", subprotocols=protocols, additional_headers=headers, proxy=None) as socket:
        yield Client(socket)


@asynccontextmanager
async def begun(at: str) -> AsyncIterator[Client]:
    async with connected(at) as client:
        await client.begin()
        yield client
