"""Several servers of one log in PostgreSQL are one service: what one of them takes in, the others answer and stream."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from builders import line
from postgres_server import new_place
from serving_processes import OURS, UVICORN, served
from subscribed import BEGINNING

from dateline.log.keys import KeyScope, new_key
from dateline.log.opening import open_log

PATIENCE_SECONDS = 60
POSITIONS = "subscription($after: String) { eventAppended(after: $after) { event { key position } } }"


@pytest.fixture
def place() -> Iterator[str]:
    with new_place() as address:
        yield address


async def key_of(place: str) -> dict[str, str]:
    """What a client that may append sends."""
    made = new_key("test", [*KeyScope], datetime.now(UTC))
    async with open_log(place) as log:
        await log.keys.add(made.kept)
    return {"Authorization": f"Bearer {made.secret}"}


async def asked(client: httpx.AsyncClient, at: str, query: str, **variables: object) -> Any:
    answer = await client.post(f"{at}/graphql", json={"query": query, "variables": variables})
    return answer.json()


async def streamed(client: httpx.AsyncClient, at: str) -> AsyncIterator[str]:
    """The ids of events as they are told."""
    body = {"query": POSITIONS, "variables": {"after": BEGINNING}}
    headers = {"accept": "text/event-stream"}
    async with client.stream("POST", f"{at}/graphql", json=body, headers=headers) as stream:
        async for said in stream.aiter_lines():
            if said.startswith("data:") and "eventAppended" in said:
                yield json.loads(said[5:])["data"]["eventAppended"]["event"]["key"]


async def imported(client: httpx.AsyncClient, at: str, *ids: str) -> int:
    """Take in events through one server; the position it tells."""
    lines = "\n".join(json.dumps(line("funding", id)) for id in ids)
    answer = await client.post(f"{at}/import", content=lines, headers={"content-type": "application/x-ndjson"})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["position"])


@pytest.mark.parametrize("how", [OURS, UVICORN], ids=["dateline serve", "uvicorn"])
async def test_what_one_server_takes_in_the_other_answers_and_streams(
    place: str, tmp_path: Path, how: tuple[str, ...]
) -> None:
    headers = await key_of(place)
    with served(place, tmp_path) as (_, one), served(place, tmp_path, how) as (_, other):
        async with httpx.AsyncClient(timeout=PATIENCE_SECONDS, headers=headers) as client:
            told: list[str] = []

            async def follow() -> None:
                async for id in streamed(client, other):
                    told.append(id)
                    if len(told) == 6:
                        return

            following = asyncio.ensure_future(follow())
            for count in range(3):
                position = await imported(client, one, f"one/{count}")
                question = "query($p: Position!) { asOf(recorded: {atLeast: $p}) { vantage { position } } }"
                found = await asked(client, other, question, p=str(position))
                assert found["data"]["asOf"]["vantage"]["position"] == str(position)
                assert await imported(client, other, f"other/{count}") == position + 1
            await asyncio.wait_for(following, PATIENCE_SECONDS)
            assert told == [f"{who}/{count}" for count in range(3) for who in ("one", "other")]
            heads = [(await asked(client, at, "{ log { position hash epoch } }"))["data"]["log"] for at in (one, other)]
            assert heads[0] == heads[1]
            ready = [(await client.get(f"{at}/readyz")).json() for at in (one, other)]
            assert [one["durability"] for one in ready] == ["on the disk of the primary alone"] * 2
