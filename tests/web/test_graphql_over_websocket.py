"""GraphQL over a WebSocket, held to the protocol graphql-transport-ws by a real client."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from answers import NOW, memory
from builders import founded, line
from log_cases import many
from sending import sent
from serving import serving
from socket_client import begun, connected
from subscribed import BEGINNING, KEYS
from websockets.exceptions import InvalidStatus

from dateline.log.keys import KeyScope, new_key
from dateline.web.configuration import (
    AccessSettings,
    Configuration,
    CorsSettings,
    DocumentSettings,
    HttpLimits,
    SubscriptionLimits,
)

QUESTION = "{ log { position } }"


async def test_what_is_there_is_told_and_then_what_comes_to_all_who_ask() -> None:
    log = await memory(*many(3))
    async with serving(log) as at, begun(at) as client:
        await client.operate("a", after=BEGINNING)
        assert await client.keys("a", 3) == ["e0", "e1", "e2"]
        await client.operate("b", after=BEGINNING, filter={"companies": []})
        await log.append(many(1, "new"), now=NOW)
        assert await client.keys("a", 1) == ["new0"]
        await client.send("complete", "a")
        await client.send("complete", "a")  # what has ended already may be ended again
        await client.operate("a", after=BEGINNING)  # and its id is free
        assert await client.keys("a", 4) == ["e0", "e1", "e2", "new0"]


async def test_questions_of_other_kinds_have_one_answer() -> None:
    async with serving(await memory(founded("a"))) as at, begun(at) as client:
        await client.operate("q", QUESTION)
        told = await client.receive()
        assert (told["type"], told["id"], told["payload"]["data"]) == ("next", "q", {"log": {"position": "1"}})
        assert told["payload"]["extensions"]["cost"]["asked"] == 2
        assert await client.receive() == {"type": "complete", "id": "q"}


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        ("{", {}, "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { eventAppended { nothing } }", {}, "GRAPHQL_VALIDATION_FAILED"),
        (KEYS, {"after": "x"}, "BAD_USER_INPUT"),
        (KEYS, {"after": 3}, "BAD_USER_INPUT"),
        ("query A { log { position } } query B { log { hash } }", {}, "OPERATION_RESOLUTION_FAILURE"),
    ],
)
async def test_what_cannot_be_asked_is_an_error_and_nothing_else_ends(
    query: str, variables: dict[str, Any], code: str
) -> None:
    async with serving(await memory()) as at, begun(at) as client:
        await client.operate("wrong", query, **variables)
        told = await client.receive()
        assert (told["type"], told["id"]) == ("error", "wrong")
        assert [error["extensions"]["code"] for error in told["payload"]] == [code]
        await client.operate("wrong", QUESTION)
        assert (await client.receive())["type"] == "next"


async def test_limits_are_those_of_http() -> None:
    limits = HttpLimits(answer_bytes=200)
    async with serving(await memory(*many(20)), Configuration(limits=limits)) as at, begun(at) as client:
        for query, code in (
            ("{ events(first: 20) { nodes { key summary } } }", "ANSWER_TOO_LARGE"),
            ("{ log { " + " ".join(f"a{n}: position" for n in range(300)) + " } }", "ALIAS_LIMIT_EXCEEDED"),
        ):
            await client.operate("q", query)
            told = await client.receive()
            assert (told["type"], told["payload"][0]["extensions"]["code"]) == ("error", code)


async def test_questions_that_come_at_once_are_all_answered() -> None:
    async with serving(await memory(founded("a"))) as at, begun(at) as client:
        ids = [f"q{place}" for place in range(50)]
        for id in ids:
            await client.operate(id, QUESTION)
        told = [await client.receive() for _ in range(2 * len(ids))]
        assert sorted(one["id"] for one in told if one["type"] == "next") == sorted(ids)
        assert sorted(one["id"] for one in told if one["type"] == "complete") == sorted(ids)


async def test_pings_are_answered_with_what_they_carry() -> None:
    async with serving(await memory()) as at, connected(at) as client:
        await client.send("ping")
        assert await client.receive() == {"type": "pong"}
        await client.begin()
        await client.send("ping", payload={"at": 1})
        assert await client.receive() == {"type": "pong", "payload": {"at": 1}}
        await client.send("pong")
        await client.operate("q", QUESTION)
        assert (await client.receive())["type"] == "next"


@pytest.mark.parametrize(
    ("messages", "code", "reason"),
    [
        (['{"type":"subscribe","id":"a","payload":{"query":"{ log { position } }"}}'], 4401, "Unauthorized"),
        (['{"type":"connection_init"}', '{"type":"connection_init"}'], 4429, "Too many initialisation requests"),
        (["{"], 4400, "Invalid message"),
        (["[]"], 4400, "Invalid message"),
        (['{"type":"unknown"}'], 4400, "Invalid message"),
        (['{"type":"start","id":"a","payload":{"query":"{a}"}}'], 4400, "Invalid message"),
        (['{"type":"connection_init","payload":[]}'], 4400, "Invalid message"),
        (['{"type":"connection_init"}', '{"type":"subscribe","payload":{"query":"{a}"}}'], 4400, "id"),
        (['{"type":"connection_init"}', '{"type":"subscribe","id":"","payload":{"query":"{a}"}}'], 4400, "id"),
        (['{"type":"connection_init"}', '{"type":"subscribe","id":"a","payload":{}}'], 4400, "query"),
        (['{"type":"connection_init"}', b"bytes"], 4400, "text"),
        (["x" * 100_001], 1009, ""),
        (["é" * 60_000], 1009, ""),
        (['{"type":"ping","payload":' + "[" * 3_000 + "]" * 3_000 + "}"], 4400, "Invalid message"),
    ],
)
async def test_what_breaks_the_protocol_closes_the_socket(messages: list[str | bytes], code: int, reason: str) -> None:
    async with serving(await memory()) as at, connected(at) as client:
        for text in messages:
            await client.socket.send(text)
        found = await client.closed()
        assert found[0] == code
        assert reason in found[1]


async def test_an_id_is_of_one_operation_at_a_time() -> None:
    async with serving(await memory()) as at, begun(at) as client:
        await client.operate("a")
        await client.operate("a")
        assert await client.closed() == (4409, "Subscriber for a already exists")


@pytest.mark.parametrize("protocol", [None, "graphql-ws"])
async def test_another_protocol_is_not_spoken(protocol: str | None) -> None:
    async with serving(await memory()) as at, connected(at, protocol) as client:
        code, reason = await client.closed()
        assert (code, reason.partition(":")[0]) == (4406, "Subprotocol not acceptable")


@pytest.mark.parametrize(
    ("headers", "welcome"),
    [
        ({}, True),
        ({"Origin": "http://AT"}, True),
        ({"Origin": "https://elsewhere.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "https://shown.example", "Sec-Fetch-Site": "same-origin"}, True),  # a proxy stands between
        ({"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}, False),
    ],
)
async def test_pages_of_other_sites_do_not_read_what_is_not_for_them(headers: dict[str, str], welcome: bool) -> None:
    async with serving(await memory()) as at:
        connecting = connected(at, **{name: value.replace("AT", at) for name, value in headers.items()})
        if welcome:
            async with connecting as client:
                await client.begin()
        else:
            with pytest.raises(InvalidStatus, match="403"):
                await connecting.__aenter__()


async def test_pages_of_other_sites_may_connect_where_they_may_read() -> None:
    configuration = Configuration(cors=CorsSettings(origins=("https://shown.example",)))
    async with serving(await memory(), configuration) as at:
        async with connected(at, Origin="https://shown.example") as client:
            await client.begin()
        with pytest.raises(InvalidStatus, match="403"):
            await connected(at, Origin="https://elsewhere.example").__aenter__()


async def test_known_documents_are_asked_by_their_ids_and_others_not_where_only_these_are_answered(
    tmp_path: Path,
) -> None:
    file = tmp_path / "known.json"
    file.write_text(json.dumps({"keys": KEYS}))
    configuration = Configuration(documents=DocumentSettings(file=str(file), only_known=True))
    async with serving(await memory(*many(1)), configuration) as at, begun(at) as client:
        await client.send("subscribe", "a", {"documentId": "keys", "variables": {"after": BEGINNING}})
        assert await client.keys("a", 1) == ["e0"]
        for payload, code in (
            ({"query": QUESTION}, "QUERY_NOT_IN_SAFELIST"),
            ({"query": "subscription { eventAppended { cursor } }"}, "QUERY_NOT_IN_SAFELIST"),
            ({"documentId": "other"}, "PERSISTED_QUERY_NOT_FOUND"),
            ({"extensions": {"persistedQuery": {"version": 2}}}, "BAD_REQUEST"),
        ):
            await client.send("subscribe", "b", payload)
            told = await client.receive()
            assert (told["type"], told["payload"][0]["extensions"]["code"]) == ("error", code)


async def test_who_says_nothing_is_sent_away() -> None:
    configuration = Configuration(subscriptions=SubscriptionLimits(init_seconds=0.01))
    async with serving(await memory(), configuration) as at, connected(at) as client:
        assert await client.closed() == (4408, "Connection initialisation timeout")


async def test_a_connection_has_so_many_operations_and_no_more() -> None:
    configuration = Configuration(subscriptions=SubscriptionLimits(per_connection=2, in_all=3))
    async with serving(await memory(*many(1)), configuration) as at, begun(at) as client, begun(at) as other:
        for id in ("a", "b"):
            await client.operate(id, after=BEGINNING)
            await client.keys(id, 1)
        await client.operate("c", QUESTION)
        told = await client.receive()
        limit = {"code": "SUBSCRIPTION_LIMIT_EXCEEDED", "limit": 2, "asked": 3}
        assert (told["type"], told["id"], told["payload"][0]["extensions"]) == ("error", "c", limit)
        await other.operate("a", after=BEGINNING)
        await other.keys("a", 1)
        await other.operate("b", after=BEGINNING)
        assert (await other.receive())["payload"][0]["extensions"] == {**limit, "limit": 3, "asked": 4}
        await client.send("complete", "a")
        await client.operate("c", QUESTION)
        assert (await client.receive())["type"] == "next"


async def test_a_key_comes_with_the_first_message_or_the_handshake() -> None:
    log = await memory(*many(1))
    reader, writer = (new_key(name, {scope}, NOW) for name, scope in (("r", KeyScope.READ), ("w", KeyScope.APPEND)))
    for one in (reader, writer):
        await log.keys.add(one.kept)
    configuration = Configuration(access=AccessSettings(reading="key"))
    async with serving(log, configuration) as at:
        for payload, code in (
            ({}, 4401),
            ({"Authorization": "Bearer dateline_x"}, 4401),
            ({"authorization": f"Bearer {writer.secret}"}, 4403),
            ({"authorization": 3}, 4401),
        ):
            async with connected(at) as client:
                await client.send("connection_init", payload=payload)
                assert (await client.closed())[0] == code
        async with connected(at, Authorization=f"Bearer {reader.secret}") as client:
            await client.begin()
        async with connected(at) as client:
            await client.begin(Authorization=f"Bearer {reader.secret}")
            await client.operate("a", after=BEGINNING)
            assert await client.keys("a", 1) == ["e0"]


async def test_what_is_appended_over_a_socket_is_told_to_who_follows() -> None:
    log = await memory()
    writer = new_key("w", {KeyScope.READ, KeyScope.APPEND}, NOW)
    await log.keys.add(writer.kept)
    asked = {"input": {"events": [sent(line("founded", "a"))]}}
    mutation = "mutation($input: AppendEventsInput!) { appendEvents(input: $input) { appended position } }"
    async with serving(log) as at, begun(at) as follower, begun(at) as stranger, connected(at) as client:
        await follower.operate("a", after=BEGINNING)
        await stranger.operate("m", mutation, **asked)
        told = await stranger.receive()
        errors = told["payload"] if told["type"] == "error" else told["payload"]["errors"]
        assert errors[0]["extensions"]["code"] == "UNAUTHENTICATED"
        await client.begin(authorization=f"Bearer {writer.secret}")
        await client.operate("m", mutation, **asked)
        told = await client.receive()
        assert told["payload"]["data"] == {"appendEvents": {"appended": 1, "position": "1"}}
        assert await client.receive() == {"type": "complete", "id": "m"}
        assert await follower.keys("a", 1) == ["a"]


async def test_a_server_that_stops_says_so() -> None:
    closing = asyncio.Event()
    async with serving(await memory(*many(1)), closing=closing) as at, begun(at) as client:
        await client.operate("a", after=BEGINNING)
        await client.keys("a", 1)
        closing.set()
        assert await client.closed() == (1012, "the server stops: go on from the last cursor")


async def test_a_client_that_goes_leaves_nothing_behind() -> None:
    log = await memory(*many(1))
    async with serving(log) as at:
        async with begun(at) as client:
            await client.operate("a", after=BEGINNING)
            await client.keys("a", 1)
            before = len(asyncio.all_tasks())
        for _ in range(1_000):
            await asyncio.sleep(0)
        await log.append(many(1, "later"), now=NOW)
        async with begun(at) as client:
            await client.operate("a", after=BEGINNING)
            await client.keys("a", 2)
            assert len(asyncio.all_tasks()) <= before
