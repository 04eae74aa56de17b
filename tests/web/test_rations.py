"""Whoever asks for more than a ration is told so, with when to come again; nobody else is."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from answers import NOW, TODAY, memory
from builders import founded
from log_cases import many
from serving import serving
from socket_client import Client, begun
from subscribed import BEGINNING, KEYS

from dateline.answers.access import Door
from dateline.log.keys import KeyScope, new_key
from dateline.web.app import create_app
from dateline.web.configuration import Configuration, RateSettings
from dateline.web.rations import Bucket, Rationed, address_of
from dateline.web.served import Served

QUESTION = {"query": "{ log { position } }"}


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(Rationed.__init__, "__defaults__", (clock,))
    return clock


@asynccontextmanager
async def rationed(client: str = "192.0.2.1", **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    configuration = Configuration(rates=RateSettings(**settings))
    app: Any = create_app(await memory(founded("a")), today=lambda: TODAY, configuration=configuration)
    transport = httpx.ASGITransport(app, client=(client, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://dateline") as asking:
        yield asking


def test_a_bucket_fills_again() -> None:
    clock = Clock()
    bucket = Bucket(100, 50.0, clock)
    assert bucket.take(70)
    assert not bucket.take(70)
    assert (bucket.left, bucket.seconds_to_wait) == (30, 20)
    clock.now += 20
    assert bucket.take(70)
    clock.now += 1_000
    assert (bucket.left, bucket.until_full) == (100, 0)


def test_what_is_more_than_a_full_bucket_is_owed() -> None:
    clock = Clock()
    bucket = Bucket(100, 50.0, clock)
    assert bucket.take(300)
    assert bucket.left == -200
    clock.now += 100
    assert not bucket.take(1)
    clock.now += 0.5
    assert bucket.take(1)


async def test_what_is_left_is_told_with_every_answer(clock: Clock) -> None:
    async with rationed(cost=1_000, seconds=10) as asking:
        first = await asking.post("/graphql", json={"query": "{ events(first: 1) { totalCount } }"})
        assert first.headers["ratelimit-policy"] == '"cost";q=1000;w=10'
        assert first.headers["ratelimit"] == '"cost";r=978;t=1'  # 1 and 21 of 1,000
        kept = await asking.post("/graphql", json={"query": "{ events(first: 1) { totalCount } }"})
        assert kept.headers["ratelimit"] == '"cost";r=977;t=1'
        assert (await asking.get("/schema.graphql")).headers["ratelimit"] == '"cost";r=976;t=1'


async def test_who_has_nothing_left_is_told_when_to_come_again(clock: Clock) -> None:
    async with rationed(cost=10, seconds=100) as asking:
        for _ in range(10):
            assert (await asking.get("/schema.graphql")).status_code == 200
        refused = await asking.get("/schema.graphql")
        assert refused.status_code == 429
        assert refused.json()["errors"][0]["extensions"] == {"code": "RATE_LIMITED"}
        assert (refused.headers["retry-after"], refused.headers["cache-control"]) == ("10", "no-store")
        assert (await asking.get("/healthz")).status_code == 200
        clock.now += 10
        assert (await asking.get("/schema.graphql")).status_code == 200


async def test_a_question_is_refused_before_it_is_asked(clock: Clock) -> None:
    async with rationed(cost=30, seconds=60) as asking:
        question = {"query": "{ events(first: 0) { totalCount } }"}
        assert (await asking.post("/graphql", json=question)).status_code == 200
        refused = await asking.post("/graphql", json={"query": "{ events(last: 0) { totalCount } }"})
        (error,) = refused.json()["errors"]
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "28")
        assert error["extensions"] == {"code": "RATE_LIMITED", "limit": 30, "asked": 21}
        assert error["message"] == "this costs 21, and 7 are left: ask again in 28 s"
        assert (await asking.post("/graphql", json=question)).status_code == 200  # it is kept, and costs 1


async def test_a_document_that_is_refused_costs_what_it_takes_to_read_one(clock: Clock) -> None:
    async with rationed(cost=5_000, seconds=60) as asking:
        told = await asking.post("/graphql", json={"query": "{ nothing }"})
        assert told.headers["ratelimit"] == '"cost";r=3999;t=13'


async def test_a_file_costs_what_it_takes_to_make(clock: Clock) -> None:
    async with rationed(cost=60_000, seconds=60) as asking:

        async def left(path: str, **headers: str) -> str:
            return (await asking.get(f"/export/{path}", headers=headers)).headers["ratelimit"].partition(";t=")[0]

        events = await asking.get("/export/events.csv")
        assert events.headers["ratelimit"] == '"cost";r=57999;t=3'
        assert await left("events.csv", **{"if-none-match": events.headers["etag"]}) == '"cost";r=57998'
        assert await left("events.csv", range="bytes=0-5") == '"cost";r=55997'
        assert await left("states.csv?company=mistral-ai&company=b") == '"cost";r=55796'
        assert await left("timelinejs/mistral-ai.json") == '"cost";r=55695'
        assert await left("rounds.csv") == '"cost";r=30694'
        assert await left("nothing.csv") == '"cost";r=30693'
        assert await left("states.csv") == '"cost";r=5692'
        refused = await asking.get("/export/states.csv")
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "20")
        assert refused.json()["errors"][0]["extensions"] == {"code": "RATE_LIMITED"}
        assert refused.headers["cache-control"] == "no-store"


async def test_what_is_told_without_being_asked_for_waits_until_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, waited = Clock(), list[float]()

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        clock.now += seconds

    monkeypatch.setattr("dateline.web.rations.asyncio.sleep", sleep)
    bucket = Bucket(100, 50.0, clock)
    for _ in range(4):
        await bucket.pace(40)
    assert waited == [10.0, 20.0]


async def test_each_key_and_each_address_has_its_own(clock: Clock) -> None:
    log = await memory(founded("a"))
    alice = new_key("alice", [KeyScope.READ], NOW)
    await log.keys.add(alice.kept)
    app: Any = create_app(log, today=lambda: TODAY, configuration=Configuration(rates=RateSettings(cost=1, proxies=1)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://dateline") as asking:

        async def status(address: str, **headers: str) -> int:
            headers["x-forwarded-for"] = address
            return (await asking.get("/schema.graphql", headers=headers)).status_code

        assert [await status("198.51.100.1") for _ in range(2)] == [200, 429]
        assert await status("1.1.1.1, 198.51.100.1") == 429
        assert await status("198.51.100.2") == 200
        keyed = f"Bearer {alice.secret}"
        assert [await status(address, authorization=keyed) for address in ("198.51.100.1", "198.51.100.3")] == [
            200,
            429,
        ]
        assert await status("198.51.100.2", authorization="Bearer made-up") == 429


@pytest.mark.parametrize(
    ("client", "forwarded", "proxies", "address"),
    [
        ("192.0.2.1", "203.0.113.9", 0, "192.0.2.1"),
        ("192.0.2.1", "6.6.6.6, 203.0.113.9", 1, "203.0.113.9"),
        ("192.0.2.1", "6.6.6.6, 203.0.113.9, 10.0.0.1", 2, "203.0.113.9"),
        ("192.0.2.1", "", 1, "192.0.2.1"),
        ("2001:db8:1:2:3::4", "", 0, "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "", 0, "192.0.2.1"),
        ("192.0.2.1", "no address", 1, "no address"),
        (None, "", 0, "local"),
    ],
)
def test_the_address_is_what_the_first_trusted_proxy_saw(
    client: str | None, forwarded: str, proxies: int, address: str
) -> None:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    scope = {"type": "http", "headers": headers, "client": (client, 1) if client else None}
    assert address_of(scope, proxies) == address


async def test_buckets_are_bounded_in_number(clock: Clock) -> None:
    log = await memory()

    async def nothing(*_: Any) -> None: ...

    app = Rationed(nothing, Door(log.keys), RateSettings(cost=5, remembered=3))
    for number in range(10):
        served = Served("", "GET", "/")
        asked = {"type": "websocket", "path": "/", "headers": [], "client": (f"192.0.2.{number}", 1)}
        await app({**asked, "dateline_served": served}, nothing, nothing)  # type: ignore[arg-type]
    assert len(app._buckets) == 3


async def test_without_settings_nothing_is_counted() -> None:
    configuration = Configuration()
    app: Any = create_app(await memory(), today=lambda: TODAY, configuration=configuration)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://dateline") as asking:
        told = await asking.post("/graphql", content=json.dumps(QUESTION), headers={"content-type": "application/json"})
    assert "ratelimit" not in told.headers


# What comes over a socket, and what is told of a log.


@asynccontextmanager
async def socket_of(events: int, **settings: Any) -> AsyncIterator[tuple[Client, httpx.AsyncClient]]:
    """A socket, and a client for requests from the same address."""
    configuration = Configuration(rates=RateSettings(**settings))
    async with (
        serving(await memory(*many(events)), configuration) as at,
        begun(at) as client,
        httpx.AsyncClient(base_url=f"http://{at}", trust_env=False) as asking,
    ):
        yield client, asking


async def test_what_is_asked_over_a_socket_costs_what_it_does_over_http(clock: Clock) -> None:
    async with socket_of(0, cost=3_000, seconds=60) as (client, asking):
        for query, document_id, left in (
            ("{ log { position } }", "", 2_995),  # 1 for the socket, 1 for the operation, 2 for the question, 1 to see
            ("{ nothing }", "", 1_993),
            ("", "nothing", 991),
        ):
            await client.send("subscribe", "q", {"query": query, "documentId": document_id or None})
            while (await client.receive())["type"] not in ("complete", "error"):
                pass
            assert (await asking.get("/schema.graphql")).headers["ratelimit"].startswith(f'"cost";r={left};')
        for code in ("GRAPHQL_VALIDATION_FAILED", "RATE_LIMITED"):
            await client.operate("q", "{ nothing }")
            told = await client.receive()
            assert (told["type"], told["payload"][0]["extensions"]["code"]) == ("error", code)


async def test_who_goes_through_the_log_does_so_no_faster_than_they_may(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = list[float]()

    async def pace(bucket: Bucket, cost: int) -> None:
        while not bucket.take(cost):
            waited.append(bucket.wait)
            clock.now += bucket.wait

    monkeypatch.setattr(Bucket, "pace", pace)
    async with socket_of(30, cost=100, seconds=100) as (client, asking):
        await client.operate("s", KEYS, after=BEGINNING)
        assert await client.keys("s", 30) == [f"e{number}" for number in range(30)]
        over_a_socket = len(waited)
        assert over_a_socket > 0
        clock.now += 100
        stream = {"query": KEYS, "variables": {"after": BEGINNING}}
        async with asking.stream("POST", "/graphql", json=stream, headers={"accept": "text/event-stream"}) as told:
            lines = told.aiter_lines()
            while "e29" not in await anext(lines):
                pass
        assert len(waited) >= 2 * over_a_socket
