"""What is asked over sockets and as event streams is told to whoever watches the server, and rationed by the key."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from answers import NOW, memory
from builders import founded
from serving import serving
from socket_client import Client, begun, connected
from subscribed import BEGINNING, KEYS

from dateline.log.keys import KeyScope, new_key
from dateline.log.memory.store import MemoryLog
from dateline.web.configuration import Configuration, LoggingSettings, RateSettings

NAMED = KEYS.replace("subscription", "subscription Told", 1)
LOGGED = Configuration(logging=LoggingSettings(requests="all"))


@asynccontextmanager
async def lines(caplog: pytest.LogCaptureFixture) -> AsyncIterator[list[dict[str, Any]]]:
    """What is told of each request of this block."""
    told: list[dict[str, Any]] = []
    with caplog.at_level(logging.INFO, logger="dateline.request"):
        yield told
    for record in caplog.records:
        if hasattr(record, "served"):
            served = record.served
            told.append({name: getattr(served, name) for name in served.__slots__})


async def _log(events: int = 3) -> MemoryLog:
    return await memory(*(founded(f"e{number}") for number in range(events)))


async def test_each_operation_of_a_socket_has_a_line(caplog: pytest.LogCaptureFixture) -> None:
    async with lines(caplog) as told, serving(await _log(), LOGGED) as at, begun(at) as client:
        await client.operate("a", "query Where { log { position } }")
        assert [(await client.receive())["type"] for _ in range(2)] == ["next", "complete"]
        await client.operate("b", "query Wrong { nothing }")
        assert (await client.receive())["type"] == "error"
        await client.operate("c", NAMED, after=BEGINNING)
        await client.keys("c", 3)
        await client.send("complete", "c")
        await client.send("ping")
        assert (await client.receive())["type"] == "pong"
    of_sockets = [line for line in told if line["method"] == "WS"]
    assert [(line["operation"], line["status"], line["kept"]) for line in of_sockets] == [
        ("Where", 200, "made"),
        ("Wrong", 400, "made"),
        ("Told", 200, "told"),
    ]
    assert [line["cost"] > 0 for line in of_sockets] == [True, False, True]
    assert of_sockets[1]["codes"] == ("GRAPHQL_VALIDATION_FAILED",)
    ids = [line["request_id"].rpartition(".") for line in of_sockets]
    assert len({connection for connection, _, _ in ids}) == 1
    assert [number for _, _, number in ids] == ["1", "2", "3"]


async def test_an_event_stream_has_one_too(caplog: pytest.LogCaptureFixture) -> None:
    async with lines(caplog) as told, serving(await _log(), LOGGED) as at:
        body = {"query": NAMED, "variables": {"after": BEGINNING}}
        async with (
            httpx.AsyncClient(trust_env=False) as asking,
            asking.stream("POST", f"http://{at}/graphql", json=body, headers={"accept": "text/event-stream"}) as stream,
        ):
            frames = stream.aiter_lines()
            while "e2" not in await anext(frames):
                pass
    (line,) = [line for line in told if line["path"] == "/graphql"]
    assert (line["operation"], line["status"], line["kept"]) == ("Told", 200, "told")
    assert line["cost"] > 0


async def test_they_are_counted() -> None:
    async with serving(await _log()) as at, begun(at) as client, httpx.AsyncClient(trust_env=False) as asking:
        await client.operate("a", "{ log { position } }")
        await client.receive()
        await client.operate("b", NAMED, after=BEGINNING)
        while (await client.receive())["type"] != "next":
            pass
        await client.send("complete", "b")
        await client.send("ping")
        while (await client.receive())["type"] != "pong":
            pass
        figures = (await asking.get(f"http://{at}/metrics")).text
    assert 'dateline_requests_total{endpoint="graphql",method="WS",status="200"} 1.0' in figures
    assert 'dateline_requests_total{endpoint="subscription",method="WS",status="200"} 1.0' in figures


async def test_a_key_of_the_first_message_is_rationed_by_itself() -> None:
    log, rates = await memory(), Configuration(rates=RateSettings(cost=50, seconds=1e9))
    made = new_key("newsroom", [KeyScope.READ], NOW)
    await log.keys.add(made.kept)
    bearer = {"authorization": f"Bearer {made.secret}"}
    async with serving(log, rates) as at, httpx.AsyncClient(trust_env=False) as asking:
        async with connected(at) as client:
            await client.begin(**bearer)
            await _ask(client)
        of_address = await asking.get(f"http://{at}/schema.graphql")
        of_key = await asking.get(f"http://{at}/schema.graphql", headers=bearer)
    assert of_address.headers["ratelimit"].startswith('"cost";r=48;')  # 1 for the handshake, and 1 to see
    assert of_key.headers["ratelimit"].startswith('"cost";r=46;')  # 1 for the operation, 2 for the question, 1 to see


async def _ask(client: Client) -> None:
    await client.operate("a", "{ log { position } }")
    async with asyncio.timeout(30):
        while (await client.receive())["type"] != "complete":
            pass
