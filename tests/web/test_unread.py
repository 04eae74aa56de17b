"""Clients that do not read what is sent to them are cut off, and cost next to no memory until then."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from log_cases import NOW, many
from serving import serving
from subscribed import BEGINNING, PATIENCE_SECONDS
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from dateline.log.memory.store import MemoryLog
from dateline.log.record import Record
from dateline.log.selection import Selection
from dateline.web.configuration import Configuration, SubscriptionLimits
from dateline.web.unread import DropsUnread

COUNT = 5_000
SMALL = 4_096
"""Bytes of the buffer of the client's system, so that little is enough to fill it."""
LONG = " ".join(f"a{number}: summary" for number in range(60))
DOCUMENT = f"subscription($after: String) {{ eventAppended(after: $after) {{ cursor event {{ key {LONG} }} }} }}"
FROM_BEGINNING = {"query": DOCUMENT, "variables": {"after": BEGINNING}}
LIMITS = Configuration(subscriptions=SubscriptionLimits(in_all=1, unread_seconds=0.3))
OF_UVICORN = {"http": "auto", "ws": "auto"}
"""Protocols that know nothing of us."""


class Counted(MemoryLog):
    """Counts the events that are read of it."""

    read = 0

    async def select(self, selection: Selection) -> list[Record]:
        found = await super().select(selection)
        self.read += len(found)
        return found


async def long_log() -> Counted:
    log = Counted()
    await log.append(many(COUNT), now=NOW)
    return log


@contextmanager
def small_socket(at: str) -> Iterator[socket.socket]:
    host, _, port = at.partition(":")
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
        client.connect((host, int(port)))
        client.setblocking(False)
        yield client


async def until_another_is_taken(at: str) -> None:
    """The server takes one subscription: another one is taken when the first has ended."""
    async with asyncio.timeout(PATIENCE_SECONDS), httpx.AsyncClient() as client:
        status = 503
        while status == 503:
            headers = {"accept": "text/event-stream"}
            async with client.stream("POST", f"http://{at}/graphql", json={"query": DOCUMENT}, headers=headers) as got:
                status = got.status_code
    assert status == 200


@pytest.mark.parametrize("protocols", [{}, OF_UVICORN], ids=["ours", "uvicorn's"])
async def test_a_socket_that_is_not_read_is_closed_and_what_was_sent_has_no_gap(protocols: dict[str, Any]) -> None:
    log = await long_log()
    async with serving(log, LIMITS, **protocols) as at:
        with small_socket(at) as own:
            subprotocols = [Subprotocol("graphql-transport-ws")]
            client = await connect(
                f"ws://{at}/graphql",
                subprotocols=subprotocols,
                sock=own,
                max_queue=2,
                compression=None,  # there is to be much to read
                proxy=None,
            )
            await client.send(json.dumps({"type": "connection_init"}))
            assert json.loads(await client.recv()) == {"type": "connection_ack"}
            await client.send(json.dumps({"type": "subscribe", "id": "a", "payload": FROM_BEGINNING}))
            await client.recv()
            await until_another_is_taken(at)
            assert log.read < COUNT / 2  # what nobody takes is not made
            keys = ["e0"]
            with pytest.raises(ConnectionClosed) as caught:
                await _read_on(client, keys)
        assert keys == [f"e{place}" for place in range(len(keys))]
        assert len(keys) < COUNT / 2
        told = caught.value.rcvd
        if not protocols:
            assert told is not None
            assert (told.code, told.reason) == (1013, "the client reads too slowly: go on from the last cursor")


async def _read_on(client: Any, keys: list[str]) -> None:
    while True:
        told = json.loads(await asyncio.wait_for(client.recv(), PATIENCE_SECONDS))
        keys.append(told["payload"]["data"]["eventAppended"]["event"]["key"])


@pytest.mark.parametrize("protocols", [{}, OF_UVICORN], ids=["ours", "uvicorn's"])
async def test_an_event_stream_that_is_not_read_is_cut_off(protocols: dict[str, Any]) -> None:
    log = await long_log()
    async with serving(log, LIMITS, **protocols) as at:
        with small_socket(at) as client:
            body = json.dumps(FROM_BEGINNING).encode()
            head = (
                b"POST /graphql HTTP/1.1\r\nhost: a\r\naccept: text/event-stream\r\ncontent-type: application/json\r\n"
            )
            loop = asyncio.get_running_loop()
            await loop.sock_sendall(client, head + b"content-length: %d\r\n\r\n" % len(body) + body)
            await loop.sock_recv(client, 1)
            await until_another_is_taken(at)
            assert log.read < COUNT / 2
            read = await _all_of(client)
        assert b"event: complete" not in read


async def _all_of(client: socket.socket) -> bytes:
    """Until the connection ends, however it does."""
    loop, read = asyncio.get_running_loop(), b""
    try:
        while chunk := await asyncio.wait_for(loop.sock_recv(client, 1_000_000), PATIENCE_SECONDS):
            read += chunk
    except ConnectionError:
        pass
    return read


class Transport:
    """So many bytes wait to be sent."""

    waiting = 100_000
    aborted = False

    def get_write_buffer_size(self) -> int:
        return self.waiting

    def abort(self) -> None:
        self.aborted = True


class Clock:
    """A loop that does what is due when it is told to."""

    def __init__(self) -> None:
        self.due: list[Any] = []

    def call_later(self, seconds: float, call: Any) -> Any:
        self.due.append(call)
        return self

    def cancel(self) -> None:
        self.due.clear()

    def pass_on(self) -> None:
        self.due.pop()()


def test_a_client_that_reads_slowly_is_let_read_and_one_that_stops_is_not() -> None:
    watched, transport, clock = DropsUnread(), Transport(), Clock()
    watched.transport, watched.loop = transport, clock  # type: ignore[assignment]
    watched.pause_writing()
    for _ in range(10):
        transport.waiting -= 1
        clock.pass_on()
        assert not transport.aborted
    watched.resume_writing()
    assert clock.due == []
    watched.pause_writing()
    clock.pass_on()
    assert transport.aborted
