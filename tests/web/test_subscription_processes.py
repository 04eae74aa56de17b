"""Subscriptions among processes: one that serves and may be killed, others that append, clients that come back."""

from __future__ import annotations

import asyncio
import json
import random
import signal
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest
from log_processes import APPENDING, python
from serving_processes import OURS, UVICORN, served
from subscribed import BEGINNING
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

PATIENCE_SECONDS = 60
POSITIONS = "subscription($after: String) { eventAppended(after: $after) { cursor event { position } } }"


def socket_at(address: str) -> str:
    return f"{address.replace('http', 'ws', 1)}/graphql"


class Follower:
    """Follows the positions of a log over sockets that come and go."""

    def __init__(self) -> None:
        self.cursor = BEGINNING
        self.positions: list[int] = []

    async def follow(self, at: str, upto: int) -> None:
        """From where it was, until it has so many; or until the server is gone."""
        subprotocols = [Subprotocol("graphql-transport-ws")]
        async with connect(socket_at(at), subprotocols=subprotocols, proxy=None) as socket:
            await socket.send(json.dumps({"type": "connection_init"}))
            await socket.recv()
            asked = {"query": POSITIONS, "variables": {"after": self.cursor}}
            await socket.send(json.dumps({"type": "subscribe", "id": "a", "payload": asked}))
            while len(self.positions) < upto:
                told = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE_SECONDS))
                event = told["payload"]["data"]["eventAppended"]
                self.cursor = event["cursor"]
                self.positions.append(int(event["event"]["position"]))


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_client_misses_nothing_however_often_the_server_is_killed(tmp_path: Path, seed: int) -> None:
    """Three processes append 240 events in all while servers are killed and the client comes back."""
    path, moments, total = tmp_path / "dateline.db", random.Random(seed), 240
    follower = Follower()
    with served(path, path.parent) as (_, at):
        pass
    with (
        python(APPENDING, path, "one", 20, 4),
        python(APPENDING, path, "two", 80, 1),
        python(APPENDING, path, "three", 8, 10),
    ):
        while len(follower.positions) < total:
            with served(path, path.parent) as (process, at):
                following = asyncio.ensure_future(follower.follow(at, total))
                enough = min(total, len(follower.positions) + moments.randint(1, 120))
                while len(follower.positions) < enough and not following.done():  # noqa: ASYNC110 - it is told nothing
                    await asyncio.sleep(0)
                process.send_signal(signal.SIGKILL)
                try:
                    await following
                except (ConnectionClosed, OSError):
                    assert len(follower.positions) <= total
    assert follower.positions == list(range(1, total + 1))


@pytest.mark.parametrize("how", [OURS, UVICORN], ids=["dateline serve", "uvicorn"])
async def test_a_server_that_is_told_to_stop_ends_what_has_no_end(tmp_path: Path, how: Sequence[str]) -> None:
    path = tmp_path / "dateline.db"
    with python(APPENDING, path, "one", 1, 3) as appending:
        appending.wait(PATIENCE_SECONDS)
    with served(path, path.parent, how) as (process, at):
        asked = {"query": POSITIONS, "variables": {"after": BEGINNING}}
        async with (
            httpx.AsyncClient(timeout=PATIENCE_SECONDS) as client,
            client.stream("POST", f"{at}/graphql", json=asked, headers={"accept": "text/event-stream"}) as stream,
            connect(
                f"ws{at.removeprefix('http')}/graphql", subprotocols=[Subprotocol("graphql-transport-ws")], proxy=None
            ) as socket,
        ):
            await socket.send(json.dumps({"type": "connection_init"}))
            await socket.recv()
            await socket.send(json.dumps({"type": "subscribe", "id": "a", "payload": asked}))
            for _ in range(3):
                await asyncio.wait_for(socket.recv(), PATIENCE_SECONDS)
            process.send_signal(signal.SIGTERM)
            with pytest.raises(ConnectionClosed) as caught:
                await asyncio.wait_for(socket.recv(), PATIENCE_SECONDS)
            assert caught.value.rcvd is not None
            assert caught.value.rcvd.code == 1012
            frames = b"".join([chunk async for chunk in stream.aiter_bytes()])
        assert frames.count(b"event: next") == 3
        assert b"complete" not in frames
        process.wait(PATIENCE_SECONDS)
