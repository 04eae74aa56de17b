"""Subscriptions over WebSocket and SSE: what was there, what comes from another process, what was missed meanwhile."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from builders import line
from gql import Client, gql
from gql.transport.websockets import WebsocketsTransport
from places import ARTICLES

from . import node
from .serving import serving

PROGRAMS = ["graphql-ws", "graphql-sse", "urql", "apollo"]
APPENDED = "subscription ($after: String) { eventAppended(after: $after) { cursor event { key position } } }"


@dataclass(frozen=True)
class Growing:
    """A server of a log that others append to."""

    address: str
    db: Path
    folder: Path


@pytest.fixture(scope="module")
def growing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Growing]:
    folder = tmp_path_factory.mktemp("growing")
    with serving(folder / "dateline.db", ARTICLES) as server:
        yield Growing(server.address, folder / "dateline.db", folder)


@pytest.mark.parametrize("client", PROGRAMS)
def test_each_event_is_told_once_and_in_order_whoever_appends_and_whatever_cuts_off(
    typed: node.Project, growing: Growing, client: str
) -> None:
    typed.node(f"src/live-{client}.ts", growing.address, sys.executable, str(growing.db), str(growing.folder))


async def test_gql_follows_over_a_websocket(growing: Growing) -> None:
    async with Client(transport=WebsocketsTransport(url=f"{growing.address.replace('http', 'ws')}/graphql")) as session:
        head = (await session.execute(gql("{ log { position cursor } }")))["log"]
        following = gql(APPENDED)
        following.variable_values = {"after": head["cursor"]}
        told = session.subscribe(following)
        await append_elsewhere(growing, line("profile", "gql", company="gql", name="GQL"))
        first = (await anext(told))["eventAppended"]
        assert first["event"] == {"key": "gql", "position": str(int(head["position"]) + 1)}
        await told.aclose()


async def append_elsewhere(growing: Growing, event: dict[str, Any]) -> None:
    """By another process."""
    file = growing.folder / "elsewhere.jsonl"
    file.write_text(json.dumps(event) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "dateline", "import", str(file), "--db", str(growing.db)]
    appending = await asyncio.create_subprocess_exec(*command)
    assert await appending.wait() == 0
