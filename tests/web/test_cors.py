"""Pages of other sites: which may read, and what their browsers are told before and with every answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from answers import TODAY, memory
from builders import founded

from dateline.graphql import schema
from dateline.web.app import create_app
from dateline.web.configuration import Configuration, CorsSettings

OURS, THEIRS = "https://app.example.org", "https://elsewhere.example.org"
QUERY = {"query": "{ __typename }"}
ADDRESSES = ["/graphql?query={__typename}", "/graphql", "/schema.graphql", "/export/states.csv", "/export/none.csv",
             "/nothing", "/healthz", "/graphiql"]  # fmt: skip


@asynccontextmanager
async def serving(*origins: str, **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    configuration = Configuration(cors=CorsSettings(origins=origins, **settings))
    app = create_app(await memory(founded("a")), today=lambda: TODAY, configuration=configuration)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://dateline") as client:
        yield client


def preflight(origin: str) -> dict[str, str]:
    return {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type, x-mine",
    }


@pytest.mark.parametrize("address", ADDRESSES)
async def test_by_default_no_page_elsewhere_may_read(address: str) -> None:
    async with serving() as client:
        for answer in (
            await client.get(address, headers={"origin": THEIRS}),
            await client.options(address, headers=preflight(THEIRS)),
        ):
            assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("address", ADDRESSES)
async def test_where_all_may_read_every_answer_says_so_to_everybody(address: str) -> None:
    """Whoever asked first: a cache gives the same answer to others."""
    async with serving("*") as client:
        for headers in ({}, {"origin": THEIRS}, {"origin": "null"}):
            answer = await client.get(address, headers=headers)
            assert answer.headers["access-control-allow-origin"] == "*"
            assert answer.headers["access-control-expose-headers"] == "*"
            assert "Origin" not in answer.headers.get("vary", "")


async def test_where_some_may_read_the_others_may_not() -> None:
    async with serving(OURS, "https://second.example.org/") as client:
        for origin, told in ((OURS, OURS), ("https://second.example.org",) * 2, (THEIRS, None), (None, None)):
            answer = await client.post("/graphql", json=QUERY, headers={"origin": origin} if origin else {})
            assert answer.headers.get("access-control-allow-origin") == told
            assert answer.headers["vary"] == "Accept, Accept-Encoding, Origin"
            asked = await client.options("/graphql", headers=preflight(origin or THEIRS))
            assert ("access-control-allow-methods" in asked.headers) == (told is not None)
            assert asked.headers.get("access-control-allow-origin") == told


async def test_a_browser_that_asks_before_is_told_what_it_may_send() -> None:
    async with serving("*", headers=("X-Mine",), max_age_seconds=60) as client:
        for address in ADDRESSES:
            told = await client.options(address, headers=preflight(THEIRS))
            assert (told.status_code, told.content) == (204, b"")
            assert told.headers["access-control-allow-methods"] == "GET, HEAD, POST, OPTIONS"
            allowed = told.headers["access-control-allow-headers"].lower().split(", ")
            assert {"authorization", "content-type", "if-none-match", "x-request-id", "x-mine"} <= set(allowed)
            assert told.headers["access-control-max-age"] == "60"
        asked = await client.options("/graphql")
        assert asked.headers["allow"] == "GET, HEAD, OPTIONS, POST"


async def test_a_failure_may_be_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(type(schema), "execute", fail)
    async with serving("*") as client:
        answer = await client.post("/graphql", json=QUERY, headers={"origin": THEIRS})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (500, "*")
