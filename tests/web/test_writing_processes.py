"""Writing to a server that runs: what it has acknowledged is there, also where it is killed while it writes."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from answers import NOW
from builders import Json, line
from places import ROOT
from sending import APPEND, sent

from dateline.log.keys import KeyScope, new_key
from dateline.log.opening import open_log
from dateline.log.verification import verify

SECONDS = 60


async def key_of(db: Path) -> dict[str, str]:
    made = new_key("writer", [KeyScope.APPEND], NOW)
    async with open_log(db) as log:
        await log.keys.add(made.kept)
    return {"Authorization": f"Bearer {made.secret}"}


def ndjson(lines: list[Json]) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in lines)


@contextmanager
def serving(db: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server of this log, and where it is."""
    command = [sys.executable, "-m", "dateline", "serve", "--db", str(db), "--port", "0"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
    running = subprocess.Popen(command, cwd=db.parent, env=env, stdout=subprocess.PIPE, text=True)
    with running:
        try:
            assert running.stdout is not None
            told = running.stdout.readline()
            found = re.search(r"http://[\d.]+:\d+", told)
            assert found, told
            yield running, found[0]
        finally:
            running.kill()


async def test_what_was_acknowledged_is_there_after_a_kill(tmp_path: Path) -> None:
    db = tmp_path / "dateline.db"
    key = await key_of(db)
    acknowledged: dict[str, int] = {}
    enough = asyncio.Event()

    async def writes(client: httpx.AsyncClient, name: str) -> None:
        """One call after the other, until the server is gone."""
        for place in range(1_000):
            events = [sent(line("founded", f"{name}/{place}/{each}")) for each in range(3)]
            try:
                told = await client.post("/graphql", json={"query": APPEND, "variables": {"input": {"events": events}}})
            except httpx.TransportError:
                return
            for one in told.json()["data"]["appendEvents"]["events"]:
                acknowledged[one["key"]] = int(one["position"])
            if len(acknowledged) > 100:
                enough.set()

    with serving(db) as (running, at):
        async with httpx.AsyncClient(base_url=at, headers=key, timeout=SECONDS) as client:
            writing = [asyncio.create_task(writes(client, f"writer-{number}")) for number in range(6)]
            await asyncio.wait_for(enough.wait(), SECONDS)
            running.kill()
            await asyncio.gather(*writing)
    async with open_log(db) as log:
        head = await verify(log)
        assert head.position % 3 == 0, "all of a call, or nothing"
        held = await log.by_ids(acknowledged, head.position)
        assert {id: one.position for id, one in held.items()} == acknowledged


async def test_a_stream_of_any_length_is_taken_in_and_what_is_appended_is_read_while_it_runs(tmp_path: Path) -> None:
    db = tmp_path / "dateline.db"
    key = await key_of(db)
    first_batch, asked = asyncio.Event(), asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        def lines(start: int) -> list[Json]:
            return [line("founded", f"e{place}") for place in range(start, start + 1_500)]

        yield ndjson(lines(0))
        first_batch.set()
        await asked.wait()
        yield ndjson(lines(1_500))

    with serving(db) as (_, at):
        async with httpx.AsyncClient(base_url=at, timeout=SECONDS) as client:
            headers = {**key, "Content-Type": "application/x-ndjson"}
            importing = asyncio.create_task(client.post("/import", content=body(), headers=headers))
            await asyncio.wait_for(first_batch.wait(), SECONDS)
            question = {"query": "{ log { position } }"}
            position = "0"
            while position == "0":
                position = (await client.post("/graphql", json=question)).json()["data"]["log"]["position"]
            assert not importing.done()
            asked.set()
            told = (await importing).json()
    assert (told["appended"], told["refused"], told["position"]) == (3_000, 0, "3000")


async def test_a_key_that_is_revoked_is_refused_by_a_server_that_runs(tmp_path: Path) -> None:
    db = tmp_path / "dateline.db"
    key = await key_of(db)
    question = {"query": "{ log { position } }"}
    with serving(db) as (_, at):
        async with httpx.AsyncClient(base_url=at, headers=key, timeout=SECONDS) as client:
            assert (await client.post("/graphql", json=question)).status_code == 200
            async with open_log(db) as log:
                await log.keys.revoke("writer", NOW)
            loop = asyncio.get_running_loop()
            revoked = loop.time()
            while (await client.post("/graphql", json=question)).status_code == 200:
                assert loop.time() - revoked < SECONDS
