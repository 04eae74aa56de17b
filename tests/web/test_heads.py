"""Heads of answers go out with their bodies, and hold what the app said, once."""

from __future__ import annotations

import asyncio
import json

import pytest
from raw_http import connected, served
from starlette.types import Scope

from dateline.web.bounded_protocol import Bounded
from dateline.web.heads import HEADS, Heads, beside

HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n"
TOLD = [(b"content-length", b"2"), (b"etag", b'"a"'), (b"vary", b"Accept")]


class Written(asyncio.Transport):
    """Takes down what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[bytes] = []
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.closed
        self.pieces.append(bytes(data))

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed


@pytest.fixture
def written() -> Written:
    return Written()


@pytest.fixture
async def heads(written: Written) -> Heads:
    return Heads(written, asyncio.get_running_loop())


def _scope(heads: Heads) -> Scope:
    return {"type": "http", "state": {HEADS: heads}}


async def test_a_head_goes_out_with_what_follows(heads: Heads, written: Written) -> None:
    heads.write(HEAD)
    heads.write(b"ok")
    heads.write(b"")
    await asyncio.sleep(0)
    assert b"".join(written.pieces) == HEAD + b"ok"
    assert written.pieces[0] == HEAD + b"ok"


async def test_a_head_of_which_the_body_comes_later_waits_one_turn(heads: Heads, written: Written) -> None:
    heads.write(HEAD)
    assert written.pieces == []
    await asyncio.sleep(0)
    assert written.pieces == [HEAD]
    heads.write(b"ok")
    assert written.pieces == [HEAD, b"ok"]


async def test_a_long_body_is_not_copied(heads: Heads, written: Written) -> None:
    heads.write(HEAD)
    heads.write(b"x" * 100_000)
    assert list(map(len, written.pieces)) == [len(HEAD), 100_000]


async def test_a_head_is_sent_before_the_connection_is_closed(heads: Heads, written: Written) -> None:
    heads.write(HEAD)
    heads.close()
    assert (written.pieces, heads.is_closing()) == ([HEAD], True)


async def test_a_head_is_not_sent_where_the_connection_was_aborted(heads: Heads, written: Written) -> None:
    failed: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failed.append(context))
    heads.write(HEAD)
    written.close()
    await asyncio.sleep(0)
    assert (written.pieces, failed) == ([], [])


async def test_headers_stand_in_the_next_head_and_in_no_other(heads: Heads, written: Written) -> None:
    assert beside(_scope(heads), TOLD) == [(b"content-length", b"2")]
    for _ in range(2):
        heads.write(HEAD)
        heads.write(b"ok")
    first, second = written.pieces
    assert first == b'HTTP/1.1 200 OK\r\ncontent-length: 2\r\netag: "a"\r\nvary: Accept\r\n\r\nok'
    assert second == HEAD + b"ok"


@pytest.mark.parametrize(
    "odd", [(b"x", b"a\r\nset-cookie: b"), (b"x", b"a\nb"), (b"x", b"a\0"), (b"x y", b"a"), (b"x", b""), (b"x", b" a")]
)
async def test_what_is_no_header_is_left_to_whoever_checks_it(
    heads: Heads, written: Written, odd: tuple[bytes, bytes]
) -> None:
    assert beside(_scope(heads), [*TOLD, odd]) == [*TOLD, odd]
    heads.write(HEAD)
    heads.write(b"ok")
    assert written.pieces == [HEAD + b"ok"]


async def test_other_servers_are_handed_all_headers() -> None:
    assert beside({"type": "http"}, TOLD) == TOLD
    assert beside({"type": "http", "state": {}}, TOLD) == TOLD


QUESTION = json.dumps({"query": "{log{position}}"}).encode()
ASKED = (
    b"POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
    b"content-length: %d\r\nx-request-id: mine\r\n" % len(QUESTION)
)


async def test_what_is_answered_over_a_connection(protocol: type[Bounded]) -> None:
    async with served(protocol) as port, connected(port) as (reader, writer):
        heads = []
        for more in (b"", b"", b"connection: close\r\n"):
            writer.write(ASKED + more + b"\r\n" + QUESTION)
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            body = await reader.readexactly(int(_headers(head)["content-length"]))
            assert json.loads(body)["data"] == {"log": {"position": "0"}}
            heads.append(_headers(head))
        assert await reader.read() == b""
    *kept, last = heads
    assert last.pop("connection") == "close"
    for told in (*kept, last):
        assert told["x-request-id"] == "mine"
        assert told["content-type"] == "application/json; charset=utf-8"
        assert told["x-content-type-options"] == "nosniff"
        assert (told["etag"], told["cache-control"]) == (heads[0]["etag"], "no-cache")


async def test_whoever_waits_for_100_is_told_the_headers_of_the_answer(protocol: type[Bounded]) -> None:
    """The body is there with the head, so that both are answered within one turn of the loop."""
    async with served(protocol) as port, connected(port) as (reader, writer):
        for _ in range(2):
            writer.write(ASKED + b"expect: 100-continue\r\n\r\n" + QUESTION)
            assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
            told = _headers((await reader.readuntil(b"\r\n\r\n")).decode().lower())
            await reader.readexactly(int(told["content-length"]))
            assert (told["x-request-id"], told["content-type"]) == ("mine", "application/json; charset=utf-8")


def _headers(head: str) -> dict[str, str]:
    """Each of them, told once."""
    lines = [line for line in head.splitlines()[1:] if line]
    told = dict(line.split(": ", 1) for line in lines)
    assert len(told) == len(lines)
    return told
