"""Subscriptions as event streams, asked for by a real HTTP client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from answers import NOW, memory
from builders import founded
from log_cases import many
from serving import serving
from subscribed import BEGINNING, KEYS, PATIENCE_SECONDS

from dateline.log.keys import KeyScope, new_key
from dateline.web.configuration import AccessSettings, Configuration, SubscriptionLimits
from dateline.web.event_streams import streams
from dateline.web.graphql_requests import SPOKEN

STREAM = {"accept": "text/event-stream"}
QUESTION = "{ log { position } }"


def _parts(line: str) -> tuple[str, str, str]:
    return line.partition(":")


class Frames:
    """What comes of a stream, frame by frame."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._chunks = response.aiter_bytes()
        self._text = b""
        self.comments = 0

    async def next(self) -> dict[str, str] | None:
        """The next frame that is no comment; None at the end."""
        while True:
            while b"\n\n" not in self._text:
                chunk = await asyncio.wait_for(anext(self._chunks, None), PATIENCE_SECONDS)
                if chunk is None:
                    assert self._text == b""
                    return None
                self._text += chunk
            frame, _, self._text = self._text.partition(b"\n\n")
            assert b"\r" not in frame
            if not frame.startswith(b":"):
                return dict(
                    line.split(": ", 1) if ": " in line else (line.rstrip(":"), "")
                    for line in frame.decode().split("\n")
                )
            self.comments += 1

    async def keys(self, count: int) -> list[str]:
        """Of the events that come next; each frame has the cursor of its event as its id."""
        found = []
        for _ in range(count):
            frame = await self.next()
            assert frame is not None
            assert frame["event"] == "next"
            told = json.loads(frame["data"])["data"]["eventAppended"]
            assert frame["id"] == told["cursor"]
            found.append(told["event"]["key"])
        return found


@asynccontextmanager
async def streamed(at: str, variables: dict[str, Any], query: str = KEYS, **headers: str) -> AsyncIterator[Frames]:
    asked = {"query": query, "variables": variables}
    async with (
        httpx.AsyncClient() as client,
        client.stream("POST", f"http://{at}/graphql", json=asked, headers={**STREAM, **headers}) as response,
    ):
        yield Frames(response)


async def test_what_is_there_is_told_and_then_what_comes() -> None:
    log = await memory(*many(3))
    async with serving(log) as at, streamed(at, {"after": BEGINNING}) as frames:
        assert frames.response.status_code == 200
        headers = frames.response.headers
        assert headers["content-type"] == "text/event-stream; charset=utf-8"
        assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store", "no")
        assert "content-encoding" not in headers
        assert await frames.keys(3) == ["e0", "e1", "e2"]
        await log.append(many(2, "new"), now=NOW)
        assert await frames.keys(2) == ["new0", "new1"]


async def test_a_browser_asks_by_address_and_goes_on_from_the_last_id() -> None:
    log = await memory(*many(3))
    async with serving(log) as at, httpx.AsyncClient() as client:
        asked = {"query": KEYS, "variables": json.dumps({"after": BEGINNING})}
        last: dict[str, str] = {}
        for expected in (["e0"], ["e1"], ["e2"]):
            async with client.stream(
                "GET", f"http://{at}/graphql", params=asked, headers={**STREAM, **last}
            ) as response:
                frames = Frames(response)
                frame = await frames.next()
                assert frame is not None
                assert [json.loads(frame["data"])["data"]["eventAppended"]["event"]["key"]] == expected
                last = {"last-event-id": frame["id"]}


async def test_a_question_is_json_where_that_is_taken_too_and_else_a_stream_of_one() -> None:
    async with serving(await memory(founded("a"))) as at, httpx.AsyncClient() as client:
        urql = "application/graphql-response+json, application/json, text/event-stream, multipart/mixed"
        for _ in range(2):  # the second one is kept
            answer = await client.post(f"http://{at}/graphql", json={"query": QUESTION}, headers={"accept": urql})
            assert answer.headers["content-type"].startswith("application/graphql-response+json")
            assert answer.json()["data"] == {"log": {"position": "1"}}
            answer = await client.post(f"http://{at}/graphql", json={"query": QUESTION}, headers=STREAM)
            assert answer.headers["content-type"].startswith("text/event-stream")
            frame, _, rest = answer.text.partition("\n\n")
            assert frame.startswith('event: next\ndata: {"data":{"log":{"position":"1"}},')
            assert rest == "event: complete\ndata:\n\n"


@pytest.mark.parametrize("accept", ["application/json", "*/*", "application/json, text/event-stream;q=0"])
async def test_a_subscription_that_is_asked_for_otherwise_says_what_to_do(accept: str) -> None:
    async with serving(await memory()) as at, httpx.AsyncClient() as client:
        answer = await client.post(f"http://{at}/graphql", json={"query": KEYS}, headers={"accept": accept})
        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] == "STREAM_NEEDED"
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        ("subscription { eventAppended { nothing } }", {}, "GRAPHQL_VALIDATION_FAILED"),
        (KEYS, {"after": "x"}, "BAD_USER_INPUT"),
        (KEYS, {"after": 3}, "BAD_USER_INPUT"),
    ],
)
async def test_what_cannot_begin_is_told_in_the_stream(query: str, variables: dict[str, Any], code: str) -> None:
    async with serving(await memory()) as at, streamed(at, variables, query) as frames:
        frame = await frames.next()
        assert frame is not None
        answer = json.loads(frame["data"])
        assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
        assert "data" not in answer
        assert await frames.next() == {"event": "complete", "data": ""}
        assert await frames.next() is None


async def test_comments_show_that_the_stream_is_alive() -> None:
    configuration = Configuration(subscriptions=SubscriptionLimits(keep_alive_seconds=0.01))
    log = await memory()
    async with serving(log, configuration) as at, streamed(at, {}) as frames:
        waiting = asyncio.ensure_future(frames.keys(1))
        while frames.comments < 3:  # noqa: ASYNC110 - they come by the clock
            await asyncio.sleep(0)
        await log.append(many(1), now=NOW)
        assert await waiting == ["e0"]


async def test_a_server_that_stops_ends_the_stream_without_saying_complete() -> None:
    closing = asyncio.Event()
    async with serving(await memory(*many(1)), closing=closing) as at, streamed(at, {"after": BEGINNING}) as frames:
        assert await frames.keys(1) == ["e0"]
        closing.set()
        assert await frames.next() is None


async def test_there_are_so_many_subscriptions_and_no_more() -> None:
    configuration = Configuration(subscriptions=SubscriptionLimits(in_all=1))
    async with serving(await memory(*many(1)), configuration) as at, streamed(at, {"after": BEGINNING}) as first:
        await first.keys(1)
        async with streamed(at, {}) as second:
            told = json.loads(await second.response.aread())
            assert (second.response.status_code, second.response.headers["retry-after"]) == (503, "10")
            assert told["errors"][0]["extensions"]["code"] == "SERVICE_UNAVAILABLE"


async def test_a_key_that_is_revoked_ends_the_stream() -> None:
    log = await memory(*many(1))
    made = new_key("reader", {KeyScope.READ}, NOW)
    await log.keys.add(made.kept)
    configuration = Configuration(access=AccessSettings(reading="key"))
    async with serving(log, configuration) as at:
        async with streamed(at, {"after": BEGINNING}) as frames:
            assert frames.response.status_code == 401
        async with streamed(at, {"after": BEGINNING}, authorization=f"Bearer {made.secret}") as frames:
            assert await frames.keys(1) == ["e0"]
            await log.keys.revoke("reader", NOW)
            frame = None
            while frame is None:  # the server believes a key for half a second
                await log.append([founded(f"more/{(await log.head()).position}")], now=NOW)
                told = await frames.next()
                assert told is not None
                frame = told if "errors" in told["data"] else None
            assert json.loads(frame["data"])["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    ("accept", "when"),
    [
        (b"", "never"),
        (b"*/*", "never"),
        (b"text/event-stream", "always"),
        (b"text/event-stream, multipart/mixed", "always"),
        (b"text/event-stream, */*;q=0.1", "if need be"),
        (b"application/json, text/event-stream", "if need be"),
        (b"application/json, text/event-stream; q=0", "never"),
    ],
)
def test_when_an_answer_is_a_stream(accept: bytes, when: str) -> None:
    assert streams(accept, "POST", SPOKEN) == when
    assert streams(accept, "HEAD", SPOKEN) == "never"
