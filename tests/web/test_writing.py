"""Writing over HTTP: with a key, only by POST, never kept, and readable at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from answers import NOW, TODAY, memory
from builders import founded, line
from sending import APPEND, sent

from dateline.log.keys import KeyScope, new_key
from dateline.log.memory.store import MemoryLog
from dateline.web.app import create_app
from dateline.web.configuration import AccessSettings, Configuration, HttpLimits

GRAPHQL_JSON = "application/graphql-response+json"


@asynccontextmanager
async def client_of(log: MemoryLog, configuration: Configuration | None = None) -> AsyncIterator[httpx.AsyncClient]:
    app: Any = create_app(log, today=lambda: TODAY, now=lambda: NOW, configuration=configuration)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://dateline") as client:
        yield client


async def a_key(log: MemoryLog, *scopes: KeyScope) -> dict[str, str]:
    made = new_key("-".join(scope.value for scope in scopes), scopes, NOW)
    await log.keys.add(made.kept)
    return {"Authorization": f"Bearer {made.secret}"}


def appending(*ids: str) -> dict[str, Any]:
    return {"query": APPEND, "variables": {"input": {"events": [sent(line("founded", id)) for id in ids]}}}


async def test_with_a_key_what_is_sent_is_appended_and_read_at_once() -> None:
    log = await memory(founded("f"))
    key = await a_key(log, KeyScope.APPEND)
    async with client_of(log) as client:
        told = await client.post("/graphql", json=appending("a", "b"), headers=key)
        assert told.status_code == 200
        assert told.headers["cache-control"] == "no-store"
        assert "etag" not in told.headers
        payload = told.json()["data"]["appendEvents"]
        assert (payload["appended"], payload["position"]) == (2, "3")
        read = 'query($p: Position!) { asOf(on: "2026", recorded: {atLeast: $p}) { events { totalCount } } }'
        found = await client.post("/graphql", json={"query": read, "variables": {"p": payload["position"]}})
        assert found.json()["data"]["asOf"]["events"]["totalCount"] == 3


async def test_the_same_call_again_is_done_again_and_never_answered_from_what_is_kept() -> None:
    log = await memory(founded("f"))
    key = await a_key(log, KeyScope.APPEND)
    async with client_of(log) as client:
        told = [(await client.post("/graphql", json=appending("a"), headers=key)).json() for _ in range(3)]
    counts = [(one["data"]["appendEvents"]["appended"], one["data"]["appendEvents"]["repeated"]) for one in told]
    assert counts == [(1, 0), (0, 1), (0, 1)]


@pytest.mark.parametrize("media_type", ["application/json", GRAPHQL_JSON])
async def test_without_a_key_and_without_the_scope_it_is_refused_in_the_answer(media_type: str) -> None:
    log = await memory(founded("f"))
    reader = await a_key(log, KeyScope.READ)
    async with client_of(log) as client:
        for headers, code in (({}, "UNAUTHENTICATED"), (reader, "FORBIDDEN")):
            told = await client.post("/graphql", json=appending("a"), headers={"Accept": media_type, **headers})
            assert told.status_code == 200
            assert told.json()["data"] == {"appendEvents": None}
            assert told.json()["errors"][0]["extensions"]["code"] == code
            assert told.json()["errors"][0]["path"] == ["appendEvents"]
    assert (await log.head()).position == 1


async def test_where_reading_is_closed_writing_over_graphql_needs_both_scopes() -> None:
    log = await memory(founded("f"))
    writer, both = await a_key(log, KeyScope.APPEND), await a_key(log, *KeyScope)
    async with client_of(log, Configuration(access=AccessSettings(reading="key"))) as client:
        assert (await client.post("/graphql", json=appending("a"), headers=writer)).status_code == 403
        assert (await client.post("/graphql", json=appending("a"), headers=both)).json()["data"]["appendEvents"]


@pytest.mark.parametrize(
    "query",
    [
        "mutation { appendEvents(input: {events: []}) { appended } }",
        "# mutation\nmutation Write { appendEvents(input: {events: []}) { appended } } query Read { log { position } }",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_mutation_is_not_for_addresses(method: str, query: str) -> None:
    log = await memory(founded("f"))
    key = await a_key(log, KeyScope.APPEND)
    async with client_of(log) as client:
        operation = {"operationName": "Write"} if "Write" in query else {}
        told = await client.request(method, "/graphql", params={"query": query, **operation}, headers=key)
    assert told.status_code == 405
    assert told.headers["allow"] == "POST"
    assert told.headers["cache-control"] == "no-store"
    if method == "GET":
        (error,) = told.json()["errors"]
        assert error["extensions"]["code"] == "METHOD_NOT_ALLOWED"
        assert "send it by POST" in error["message"]


async def test_a_query_beside_a_mutation_is_answered_by_its_address() -> None:
    query = "query mutation { log { position } } mutation Write { appendEvents(input: {events: []}) { appended } }"
    async with client_of(await memory(founded("f"))) as client:
        told = await client.get("/graphql", params={"query": query, "operationName": "mutation"})
    assert told.status_code == 200
    assert told.json()["data"] == {"log": {"position": "1"}}


async def test_how_many_events_a_call_takes_is_a_setting() -> None:
    log = await memory()
    key = await a_key(log, KeyScope.APPEND)
    async with client_of(log, Configuration(limits=HttpLimits(append_events=2))) as client:
        assert (await client.post("/graphql", json=appending("a", "b"), headers=key)).json()["data"]
        told = await client.post("/graphql", json=appending("c", "d", "e"), headers=key)
    (error,) = told.json()["errors"]
    assert error["extensions"] == {"code": "EVENT_LIMIT_EXCEEDED", "limit": 2, "asked": 3}


async def test_a_log_that_cannot_be_written_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from dateline.errors import StoreUnavailable

    log = await memory(founded("f"))
    key = await a_key(log, KeyScope.APPEND)
    tried = []

    async def fails(*_: Any, **__: Any) -> None:
        tried.append(1)
        raise StoreUnavailable("dateline.db cannot be written: the disk is full")

    monkeypatch.setattr(log, "append", fails)
    async with client_of(log) as client:
        told = await client.post("/graphql", json=appending("a"), headers=key)
    (error,) = told.json()["errors"]
    assert error["extensions"]["code"] == "SERVICE_UNAVAILABLE"
    assert "disk" not in told.text
    assert len(tried) == 1
