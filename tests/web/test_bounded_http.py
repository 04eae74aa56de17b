"""What a server does about headers without end and requests that never come in whole."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from typing import Any

import pytest
from answers import NOW, memory
from raw_http import answer, code, connected, running, served

from dateline.log.keys import KeyScope, new_key
from dateline.web import bounded_protocol
from dateline.web.bounded_h11 import BoundedH11
from dateline.web.bounded_http import BoundedHttp
from dateline.web.bounded_protocol import Bounded

SOON = 1.0
"""Seconds: enough for what is sent at once, on a machine that is busy."""
GET = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n"
POST = b"POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"


async def test_headers_may_be_so_long_and_no_longer(protocol: type[Bounded]) -> None:
    async with served(protocol) as port:
        for filling in (b"x: " + b"a" * 60_000 + b"\r\n", b"".join(b"x-%d: a\r\n" % n for n in range(5_000))):
            async with connected(port) as (reader, writer):
                writer.write(GET + filling + b"\r\n")
                assert await answer(reader) == (200, b"ok")
        for filling in (b"x: " + b"a" * 70_000, b"".join(b"x-%d: a\r\n" % n for n in range(9_000))):
            async with connected(port) as (reader, writer):
                writer.write(GET + filling + b"\r\n\r\n")
                status, told = await answer(reader)
                assert (status, code(told)) == (431, "REQUEST_HEADER_FIELDS_TOO_LARGE")
                assert await reader.read() == b""
        async with connected(port) as (reader, writer):
            writer.write(b"GET /" + b"a" * 70_000)
            assert (await answer(reader))[0] == 431


async def test_headers_without_end_are_read_no_further(protocol: type[Bounded]) -> None:
    async with served(protocol) as port, connected(port) as (_, writer):
        writer.write(GET + b"x: ")
        sent = await _sent_until_refused(writer, 80_000_000)
    assert sent < 40_000_000  # what lies in the buffers of the system


async def _sent_until_refused(writer: asyncio.StreamWriter, most: int) -> int:
    for sent in range(0, most, 10_000):
        try:
            writer.write(b"a" * 10_000)
            await writer.drain()
        except ConnectionError:
            return sent
    return most


CHUNKED = (
    POST + b"transfer-encoding: chunked\r\n\r\n1a\r\n" + b'{"query":"{log{position}}"}'[:26] + b"\r\n1\r\n}\r\n0\r\n"
)


async def test_what_comes_behind_a_body_is_no_header(protocol: type[Bounded]) -> None:
    async with served(protocol) as port, connected(port) as (reader, writer):
        writer.write(CHUNKED + b"authorization: Bearer none\r\naccept: text/event-stream\r\n\r\n")
        status, told = await answer(reader)
        assert (status, told["data"]) == (200, {"log": {"position": "0"}})
        writer.write(GET + b"\r\n")  # and another request may follow
        assert (await answer(reader))[0] == 200


@pytest.mark.parametrize("piece", [b"x" * 50_000, b"x\r\na: " * 5_000])
async def test_what_comes_behind_a_body_without_end_is_read_no_further(protocol: type[Bounded], piece: bytes) -> None:
    async with served(protocol) as port, connected(port) as (_, writer):
        writer.write(CHUNKED + b"a: ")
        with pytest.raises(ConnectionError):  # noqa: PT012 - any of many writes
            for _ in range(1_000):  # 50 MB
                writer.write(piece)
                await writer.drain()


async def test_a_body_may_come_a_byte_at_a_time(protocol: type[Bounded]) -> None:
    text = json.dumps({"query": "{ log { position } } #" + "a" * 90_000}).encode()
    async with served(protocol) as port, connected(port) as (reader, writer):
        writer.write(POST + b"transfer-encoding: chunked\r\n\r\n")
        writer.write(b"".join(b"1\r\n%c\r\n" % one for one in text) + b"0\r\n\r\n")
        assert (await answer(reader))[0] == 200


async def test_a_body_may_be_longer_than_headers_and_come_with_them(protocol: type[Bounded]) -> None:
    body = json.dumps({"query": "{ log { position } }"}).encode().ljust(99_000)
    whole = POST + b"content-length: %d\r\n\r\n" % len(body) + body
    async with served(protocol) as port, connected(port) as (reader, writer):
        for pieces in ([whole], [whole[:100], whole[100:]], [whole[:95], whole[95:70_000], whole[70_000:]]):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            status, told = await answer(reader)
            assert (status, told["data"]) == (200, {"log": {"position": "0"}})


async def test_several_requests_at_once_are_all_answered(protocol: type[Bounded]) -> None:
    count = 3_000  # more bytes than headers may have
    async with served(protocol) as port, connected(port) as (reader, writer):
        writer.write((GET + b"\r\n") * (count // 2) + GET)
        await writer.drain()
        writer.write(b"\r\n" + (GET + b"\r\n") * (count - count // 2 - 1))
        for _ in range(count):
            assert await answer(reader) == (200, b"ok")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", None),
        (b"GET /hea", 408),
        (GET, 408),
        (POST + b"content-length: 90\r\n\r\n{", 408),
        (GET + b"\r\n" + POST + b"content-length: 90\r\n\r\n{", 408),
        (POST + b"transfer-encoding: chunked\r\n\r\n5\r\n{", 408),
        (GET + b"\r\n" + GET, None),
    ],
    ids=[
        "nothing",
        "half a line",
        "half the headers",
        "half a body",
        "one and half a body",
        "half a chunk",
        "one and a half",
    ],
)
async def test_a_request_that_does_not_come_in_whole_ends_the_connection(
    protocol: type[Bounded], sent: bytes, status: int | None
) -> None:
    async with served(protocol, SOON) as port, connected(port) as (reader, writer):
        writer.write(sent)
        if sent.startswith(GET + b"\r\n"):
            assert await answer(reader) == (200, b"ok")
        if status is not None:
            found, told = await answer(reader)
            assert (found, code(told)) == (status, "REQUEST_TIMEOUT")
        await asyncio.wait_for(reader.read(), 30)


async def test_a_stream_may_take_long_if_more_of_it_comes_in_time(protocol: type[Bounded]) -> None:
    made: list[Any] = []

    class Kept(protocol):  # type: ignore[valid-type,misc]
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)
            made.append(self)

    log = await memory()
    key = new_key("importer", [KeyScope.APPEND], NOW)
    await log.keys.add(key.kept)
    head = f"POST /import HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key.secret}\r\n".encode()
    async with served(Kept, log=log) as port, connected(port) as (reader, writer):
        writer.write(head + b"content-type: application/x-ndjson\r\ncontent-length: 9\r\n\r\nabc")
        while not made or not made[0]._is_read_as_it_comes():  # noqa: ASYNC110 - uvicorn has no event to wait for
            await asyncio.sleep(0)
        (connection,) = made
        connection._begun -= 3_600
        connection._look()
        assert not connection.transport.is_closing()
        connection._begun = connection._came = connection._came - 3_600
        connection._look()
        assert connection.transport.is_closing()
        await asyncio.wait_for(reader.read(), 30)


async def test_what_is_no_http_is_one_line_in_the_log(
    protocol: type[Bounded], caplog: pytest.LogCaptureFixture
) -> None:
    async with served(protocol) as port, connected(port) as (reader, writer):
        with caplog.at_level("WARNING", "uvicorn.error"):
            writer.write(b"GET /\x00\xff HTTP/1.1\r\nhost: localhost\r\n\r\n")
            status, told = await answer(reader)
            assert (status, code(told)) == (400, "BAD_REQUEST")
            assert await reader.read() == b""
    (told,) = caplog.records
    assert (told.levelname, told.exc_info) == ("WARNING", None)


async def test_connections_above_their_number_are_told_so_and_those_of_before_go_on(protocol: type[Bounded]) -> None:
    async with served(protocol, connections=2) as port, AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(connected(port)) for _ in range(2)]
        for reader, writer in opened:
            writer.write(GET + b"\r\n")
            assert (await answer(reader))[0] == 200
        async with connected(port) as (reader, writer):
            writer.write(GET + b"\r\n")
            status, told = await answer(reader)
            assert (status, code(told)) == (503, "SERVICE_UNAVAILABLE")
            assert "2 connections" in told["errors"][0]["message"]
            assert await reader.read() == b""
        async with connected(port) as (reader, _):  # one that asks nothing is closed
            assert await asyncio.wait_for(reader.read(), 30) == b""
        reader, writer = opened[0]
        writer.write(GET + b"\r\n")
        assert (await answer(reader))[0] == 200


async def test_a_server_that_stops_waits_for_no_request_that_is_not_there(protocol: type[Bounded]) -> None:
    async with running(protocol) as server:
        port = server.servers[0].sockets[0].getsockname()[1]
        async with connected(port) as (reader, writer):
            writer.write(POST + b"content-length: 90\r\n\r\n{")
            while not server.server_state.tasks:  # noqa: ASYNC110 - uvicorn has no event to wait for
                await asyncio.sleep(0)
            server.should_exit = True
            status, told = await answer(reader)
            assert (status, code(told)) == (503, "SERVICE_UNAVAILABLE")
            assert await reader.read() == b""


async def test_a_long_request_has_a_second_more_for_so_many_bytes(
    protocol: type[Bounded], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded_protocol, "BYTES_PER_SECOND", 100)
    body = json.dumps({"query": "{ log { position } }"}).encode().ljust(90_000)
    async with served(protocol, SOON) as port, connected(port) as (reader, writer):
        writer.write(POST + b"content-length: %d\r\n\r\n" % len(body) + body[:-1])
        with pytest.raises(TimeoutError):  # 900 seconds more
            await asyncio.wait_for(reader.read(1), 2 * SOON)
        writer.write(body[-1:])
        assert (await answer(reader))[0] == 200


def test_h11_is_there_without_any_extra() -> None:
    assert issubclass(BoundedHttp, Bounded)
    assert BoundedH11.seconds_to_send == 30


async def test_a_body_that_is_too_long_is_refused_before_it_is_sent(protocol: type[Bounded]) -> None:
    async with served(protocol) as port:
        for expect in (b"", b"expect: 100-continue\r\n"):
            async with connected(port) as (reader, writer):
                writer.write(POST + expect + b"content-length: 5000000\r\n\r\n")
                status, told = await answer(reader)
                assert (status, code(told)) == (413, "PAYLOAD_TOO_LARGE")
