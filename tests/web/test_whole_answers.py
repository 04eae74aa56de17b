"""Answers that are sent whole: the same bytes as uvicorn sends, and the same connection behind them."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from raw_http import answer, connected, running, served
from starlette.types import Scope

from dateline.web.bounded_protocol import Bounded

QUERY = "{log{position}}"
BODY = json.dumps({"query": QUERY}).encode()
GET = b"GET /graphql?query=%s HTTP/1.1\r\nhost: localhost\r\nx-request-id: mine\r\n" % quote(QUERY).encode()
POST = (
    b"POST /graphql HTTP/1.1\r\nhost: localhost\r\nx-request-id: mine\r\n"
    b"content-type: application/json\r\ncontent-length: %d\r\n" % len(BODY)
)
CLOSE = b"connection: close\r\n"
ASKED = {
    "by address": [GET],
    "by body": [POST, BODY],
    "held": [GET + b"if-none-match: *\r\n"],
    "kept alive in words": [GET + b"Connection: Keep-Alive\r\n"],
    "only a head": [GET.replace(b"GET", b"HEAD")],
    "which methods": [GET.replace(b"GET", b"OPTIONS")],
    "no method of ours": [GET.replace(b"GET", b"DELETE")],
    "refused": [GET.replace(quote(QUERY).encode(), b"{nope}")],
    "no question": [POST.replace(b"json", b"text"), BODY],
    "not there": [GET.replace(b"/graphql", b"/nowhere")],
    "after 100": [POST + b"expect: 100-continue\r\n", BODY],
    "another protocol": [GET + b"upgrade: h2c\r\nconnection: upgrade\r\n"],
    "of HTTP/1.0": [GET.replace(b"HTTP/1.1", b"HTTP/1.0")],
    "a stream": [GET + b"accept: text/event-stream\r\n"],
}
_BEGUN = re.compile(rb"HTTP/1.1 [2-5]")
USUAL = {"by address", "by body", "held", "kept alive in words", "refused", "no question", "after 100"}


def _counting(protocol: type[Bounded], sent: list[int]) -> type[Bounded]:
    class Counting(protocol):  # type: ignore[valid-type,misc]
        def send_whole(self, scope: Scope, status: int, lines: bytes, body: bytes) -> bool:
            is_sent: bool = super().send_whole(scope, status, lines, body)
            if is_sent:
                sent.append(status)
            return is_sent

    return Counting


def _never(protocol: type[Bounded]) -> type[Bounded]:
    class Never(protocol):  # type: ignore[valid-type,misc]
        def send_whole(self, *_: Any) -> bool:
            return False

    return Never


async def _all_told(port: int, pieces: list[bytes]) -> bytes:
    """What comes until the connection is closed: at the latest behind the answer to another request."""
    head, *body = pieces
    async with connected(port) as (reader, writer):
        writer.write(b"\r\n".join([head, *body]) if body else head + b"\r\n")
        told = b""
        while not _BEGUN.search(told):
            told += await asyncio.wait_for(reader.read(1 << 16), 30)
        writer.write(GET + CLOSE + b"\r\n")
        told += await asyncio.wait_for(reader.read(), 30)
    return re.sub(rb"\r\ndate: [^\r]+", b"\r\ndate: now", told)


async def test_it_is_what_uvicorn_would_send(protocol: type[Bounded]) -> None:
    sent: list[int] = []
    whole: set[str] = set()
    async with served(_counting(protocol, sent)) as port, served(_never(protocol)) as plain:
        for name, pieces in ASKED.items():
            sent.clear()
            assert await _all_told(port, pieces) == await _all_told(plain, pieces), name
            whole |= {name} if sent else set()
    assert whole - {"another protocol"} == USUAL  # with httptools that is read anew, without the wish


async def test_one_behind_the_other_is_answered_in_turn(protocol: type[Bounded]) -> None:
    count = 1_000
    sent: list[int] = []
    async with served(_counting(protocol, sent)) as port, connected(port) as (reader, writer):
        writer.write((POST + b"\r\n" + BODY + GET + b"\r\n") * (count // 2))
        for _ in range(count):
            status, told = await answer(reader)
            assert (status, told["data"]) == (200, {"log": {"position": "0"}})
    assert sent
    assert set(sent) == {200}


async def test_a_long_answer_is_read_whole(protocol: type[Bounded]) -> None:
    asked = json.dumps({"query": "{__schema{types{name description fields{name description}}}}"}).encode()
    head = POST.replace(b"content-length: %d" % len(BODY), b"content-length: %d" % len(asked))
    sent: list[int] = []
    async with served(_counting(protocol, sent)) as port, connected(port) as (reader, writer):
        for _ in range(2):
            writer.write(head + b"\r\n" + asked)
            status, told = await answer(reader)
            assert (status, len(told["data"]["__schema"]["types"]) > 50) == (200, True)
    assert sent == [200, 200]


@pytest.mark.parametrize("first", [GET + b"\r\n", POST + b"\r\n" + BODY], ids=["address", "body"])
async def test_what_has_come_of_the_next_request_is_not_lost(protocol: type[Bounded], first: bytes) -> None:
    asked = GET + b"\r\n"
    async with served(protocol) as port, connected(port) as (reader, writer):
        for came in (1, 20, len(GET), len(GET) + 1):
            writer.write(first + asked[:came])
            told = [await answer(reader)]
            writer.write(asked[came:] + first)
            told += [await answer(reader), await answer(reader)]
            assert [(status, body["data"]) for status, body in told] == [(200, {"log": {"position": "0"}})] * 3


async def test_a_server_that_stops_closes_what_was_answered(
    protocol: type[Bounded], caplog: pytest.LogCaptureFixture
) -> None:
    sent: list[int] = []
    async with running(_counting(protocol, sent)) as server:
        port = server.servers[0].sockets[0].getsockname()[1]
        async with connected(port) as (reader, writer):
            writer.write(GET + b"\r\n")
            assert (await answer(reader))[0] == 200
            server.should_exit = True
            assert await reader.read() == b""
    assert (sent, caplog.text) == ([200], "")


async def test_what_is_no_http_behind_an_answer_is_refused(protocol: type[Bounded]) -> None:
    async with served(protocol) as port, connected(port) as (reader, writer):
        writer.write(GET + b"\r\n")
        assert (await answer(reader))[0] == 200
        writer.write(b"\0\0\0\r\n\r\n")
        assert (await answer(reader))[0] == 400
        assert await reader.read() == b""
