"""What may stand between a program and PostgreSQL: a line that can be cut, and a pooler that hands out servers.

The pooler does what PgBouncer does in transaction mode, at its worst: each transaction is another server process's.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Line:
    """Passes bytes on, both ways, until it is cut; cut, it swallows what comes, or breaks off."""

    def __init__(self, port: int) -> None:
        self._to = port
        self.port = 0
        self._writers: list[asyncio.StreamWriter] = []
        self._is_cut = False
        self.drop_answers_to: bytes | None = None
        """What a client sends so that the line breaks off before the answer reaches it."""
        self.dropped = asyncio.Event()
        self.break_before: bytes | None = None
        """What a client sends so that the line breaks off before that arrives."""

    def cut(self) -> None:
        """Break all connections off, and let no new one through."""
        self._is_cut = True
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    def mend(self) -> None:
        self._is_cut = False

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        there, back = await asyncio.open_connection("127.0.0.1", self._to)
        self._writers += [writer, back]
        silent = asyncio.Event()
        with suppress(asyncio.CancelledError):  # the test is over
            await asyncio.gather(self._forward(reader, back, silent), self._backward(there, writer, silent))

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, silent: asyncio.Event) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                if self.drop_answers_to is not None and self.drop_answers_to in data:
                    self.drop_answers_to = None
                    silent.set()
                if self.break_before is not None and self.break_before in data:
                    self.break_before = None
                    break
                writer.write(data)
                await writer.drain()
        writer.transport.abort()

    async def _backward(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, silent: asyncio.Event
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                if silent.is_set():
                    self.dropped.set()
                    writer.transport.abort()
                    return
                writer.write(data)
                await writer.drain()
        writer.close()


@asynccontextmanager
async def line_to(port: int) -> AsyncIterator[Line]:
    line = Line(port)
    server = await asyncio.start_server(line._serve, "127.0.0.1", 0)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        line.cut()
        server.close()
        await server.wait_closed()


@asynccontextmanager
async def pooler_to(port: int) -> AsyncIterator[int]:
    """The port of a pooler."""
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())  # type: ignore[arg-type]
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await _pool(port, reader, writer)
        writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


_OWN_KEY = b"K" + bytes.fromhex("0000000c 7fffff01 01020304")
"""By which a client would have the pooler cancel something: it names no process of the server."""


async def _pool(port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    startup = await _startup(reader, writer)
    servers = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
    try:
        for place, (there, back) in enumerate(servers):
            back.write(startup)
            while True:
                kind, message = await _message(there)
                if place == 0:
                    writer.write(message if kind != b"K" else _OWN_KEY)
                if kind == b"Z":
                    break
        at = [0]
        answering = [asyncio.ensure_future(_answer(there, writer, at)) for there, _ in servers]
        try:
            while True:
                kind, message = await _message(reader)
                if kind == b"X":
                    return
                servers[at[0] % len(servers)][1].write(message)
        finally:
            for task in answering:
                task.cancel()
            await asyncio.gather(*answering, return_exceptions=True)
    finally:
        for _, back in servers:
            back.transport.abort()


async def _answer(there: asyncio.StreamReader, writer: asyncio.StreamWriter, at: list[int]) -> None:
    while True:
        kind, message = await _message(there)
        if kind == b"Z" and message[-1:] == b"I":
            at[0] += 1
        writer.write(message)


async def _startup(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    """The first message, behind a question for TLS, which is declined."""
    while True:
        size = await reader.readexactly(4)
        rest = await reader.readexactly(int.from_bytes(size, "big") - 4)
        if rest[:4] not in (bytes.fromhex("04d2162f"), bytes.fromhex("04d21630")):
            return size + rest
        writer.write(b"N")


async def _message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    head = await reader.readexactly(5)
    return head[:1], head + await reader.readexactly(int.from_bytes(head[1:], "big") - 4)
