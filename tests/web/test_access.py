"""Keys over HTTP: what is open, what is closed, and how somebody is turned away."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from answers import NOW, TODAY, memory
from builders import founded

from dateline.log.keys import KeyScope, new_key
from dateline.log.memory.store import MemoryLog
from dateline.web.app import create_app
from dateline.web.configuration import AccessSettings, Configuration

HEAD = {"query": "{ log { position } }"}
CLOSED = Configuration(access=AccessSettings(reading="key"))
PINNED = '{ asOf(on: "2026-01-01", knownBy: "2026-01-01", recorded: {position: "1"}) { vantage { position } } }'

READS = [
    ("POST", "/graphql", {"json": HEAD}),
    ("GET", "/graphql", {"params": HEAD}),
    ("GET", "/graphql", {"params": {"query": PINNED}}),
    ("GET", "/export/states.csv", {}),
    ("HEAD", "/export/states.csv", {}),
    ("GET", "/export/timelinejs/mistral-ai.json", {}),
]
OPEN = ["/healthz", "/readyz", "/schema.graphql", "/graphiql"]


@asynccontextmanager
async def client_of(log: MemoryLog, configuration: Configuration | None = None) -> AsyncIterator[httpx.AsyncClient]:
    app: Any = create_app(log, today=lambda: TODAY, configuration=configuration)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://dateline") as client:
        yield client


async def a_key(log: MemoryLog, *scopes: KeyScope, name: str = "mine") -> dict[str, str]:
    made = new_key(name, scopes, NOW)
    await log.keys.add(made.kept)
    return {"Authorization": f"Bearer {made.secret}"}


def code_in(response: httpx.Response) -> tuple[str, str]:
    (error,) = response.json()["errors"]
    return error["extensions"]["code"], error["extensions"]["reason"]


@pytest.mark.parametrize(("method", "path", "more"), READS)
async def test_reading_is_open_and_a_key_that_is_none_is_refused(method: str, path: str, more: dict[str, Any]) -> None:
    async with client_of(await memory(founded("a"))) as client:
        assert (await client.request(method, path, **more)).status_code == 200
        refused = await client.request(method, path, headers={"Authorization": "Bearer nonsense"}, **more)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == 'Bearer realm="dateline"'
    assert refused.headers["cache-control"] == "no-store"
    if method != "HEAD":
        assert code_in(refused) == ("UNAUTHENTICATED", "unauthenticated")


@pytest.mark.parametrize(("method", "path", "more"), READS)
async def test_where_reading_is_closed_it_needs_a_key_that_may_read(
    method: str, path: str, more: dict[str, Any]
) -> None:
    log = await memory(founded("a"))
    reader = await a_key(log, KeyScope.READ, name="reader")
    writer = await a_key(log, KeyScope.APPEND, name="writer")
    async with client_of(log, CLOSED) as client:
        without = await client.request(method, path, **more)
        with_key = await client.request(method, path, headers=reader, **more)
        forbidden = await client.request(method, path, headers=writer, **more)
    assert (without.status_code, with_key.status_code, forbidden.status_code) == (401, 200, 403)
    assert "www-authenticate" in without.headers
    assert "www-authenticate" not in forbidden.headers
    for response in (without, with_key, forbidden):
        assert response.headers["cache-control"] == "no-store"
        assert "etag" not in response.headers
    if method != "HEAD":
        assert code_in(forbidden) == ("FORBIDDEN", "forbidden")


@pytest.mark.parametrize("path", OPEN)
async def test_what_tells_nothing_of_the_log_stays_open(path: str) -> None:
    async with client_of(await memory(founded("a")), CLOSED) as client:
        assert (await client.get(path)).status_code == 200


async def test_what_was_kept_for_one_with_a_key_is_not_told_to_one_without() -> None:
    log = await memory(founded("a"))
    key = await a_key(log, KeyScope.READ)
    async with client_of(log, CLOSED) as client:
        for _ in range(2):
            assert (await client.post("/graphql", json=HEAD, headers=key)).status_code == 200
        assert (await client.post("/graphql", json=HEAD)).status_code == 401
        told = {"If-None-Match": "*", **key}
        assert (await client.get("/graphql", params=HEAD, headers=told)).status_code in (200, 304)
        assert (await client.get("/graphql", params=HEAD, headers={"If-None-Match": "*"})).status_code == 401


async def test_with_an_open_door_a_good_key_changes_no_answer() -> None:
    log = await memory(founded("a"))
    key = await a_key(log, KeyScope.APPEND)
    async with client_of(log) as client:
        without, with_key = [await client.get("/graphql", params=HEAD, headers=one) for one in ({}, key)]
    assert without.content == with_key.content
    assert without.headers["etag"] == with_key.headers["etag"]


async def test_a_key_is_never_written_to_the_log_of_the_server(caplog: pytest.LogCaptureFixture) -> None:
    log = await memory(founded("a"))
    key = await a_key(log, KeyScope.READ)
    await log.close()
    with caplog.at_level(logging.DEBUG):
        async with client_of(log, CLOSED) as client:
            failed = await client.post("/graphql", json=HEAD, headers=key)
    assert failed.status_code == 503
    assert code_in(failed) == ("SERVICE_UNAVAILABLE", "store-unavailable")
    assert "who asks, or when, cannot be told" in caplog.text
    assert key["Authorization"].split("_", 2)[2] not in caplog.text
