"""Requests that wish to go on in another protocol, as Java's HttpClient does with each: they are answered over HTTP."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from raw_http import answer, code, connected, served

from dateline.web.bounded_protocol import Bounded

QUESTION = json.dumps({"query": "{ log { position } }"}).encode()
WISH = b"connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAA\r\n"
HEAD = b"POST /graphql HTTP/1.1\r\n%scontent-type: application/json\r\nhost: localhost\r\n" % WISH
SIZED = HEAD + b"content-length: %d\r\n\r\n" % len(QUESTION) + QUESTION
CHUNKED = HEAD + b"transfer-encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(QUESTION), QUESTION)
ALIVE = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n"


async def _position(reader: asyncio.StreamReader) -> Any:
    status, told = await answer(reader)
    assert status == 200
    return told["data"]["log"]["position"]


@pytest.mark.parametrize("sent", [SIZED, CHUNKED], ids=["sized", "in chunks"])
async def test_the_body_is_read(protocol: type[Bounded], sent: bytes) -> None:
    async with served(protocol) as port, connected(port) as (reader, writer):
        writer.write(sent)
        assert await _position(reader) == "0"


@pytest.mark.parametrize("place", [30, len(HEAD) - 3, len(SIZED) - len(QUESTION), len(SIZED) - 5])
async def test_it_may_come_in_parts(protocol: type[Bounded], place: int) -> None:
    async with served(protocol) as port, connected(port) as (reader, writer):
        writer.write(SIZED[:place])
        await writer.drain()
        async with connected(port) as (other, asking):  # the server has read the first part when it answers this
            asking.write(ALIVE + b"\r\n")
            await answer(other)
        writer.write(SIZED[place:])
        assert await _position(reader) == "0"


async def test_a_connection_goes_on_behind_it(protocol: type[Bounded]) -> None:
    async with served(protocol) as port, connected(port) as (reader, writer):
        writer.write(SIZED)
        assert await _position(reader) == "0"
        writer.write(ALIVE + WISH + b"\r\n")
        assert await answer(reader) == (200, b"ok")
        writer.write(CHUNKED)
        assert await _position(reader) == "0"


async def test_requests_may_come_at_once(protocol: type[Bounded]) -> None:
    async with served(protocol) as port, connected(port) as (reader, writer):
        writer.write((ALIVE + WISH + b"\r\n") * 1_000 + SIZED + ALIVE + b"\r\n")
        assert [(await answer(reader))[0] for _ in range(1_000)] == [200] * 1_000
        assert [await _position(reader), (await answer(reader))[0]] == ["0", 200]


async def test_a_request_says_once_which_host_it_is_for(protocol: type[Bounded]) -> None:
    for hosts, status in ((b"", 400), (b"host: localhost\r\nhost: localhost\r\n", 400), (b"host: localhost\r\n", 200)):
        async with served(protocol) as port, connected(port) as (reader, writer):
            writer.write(b"GET /healthz HTTP/1.1\r\n" + hosts + b"\r\n")
            found, told = await answer(reader)
            assert found == status
            assert found == 200 or code(told) == "BAD_REQUEST"


async def test_the_first_http_has_no_host(protocol: type[Bounded]) -> None:
    async with served(protocol) as port, connected(port) as (reader, writer):
        writer.write(b"GET /healthz HTTP/1.0\r\n\r\n")
        assert await answer(reader) == (200, b"ok")


async def test_what_came_in_whole_gives_the_next_request_no_more_time(protocol: type[Bounded]) -> None:
    body = QUESTION.ljust(99_000)
    async with served(protocol, 1.0) as port, connected(port) as (reader, writer):
        for _ in range(6):  # as many bytes as may take a minute
            writer.write(HEAD + b"content-length: %d\r\n\r\n" % len(body) + body)
            assert await _position(reader) == "0"
        writer.write(ALIVE)
        status, told = await asyncio.wait_for(answer(reader), 30)
        assert (status, code(told)) == (408, "REQUEST_TIMEOUT")
