"""A network that swallows what is sent and tells nobody, between eight writers and a reader and their PostgreSQL: for a
while, and for longer than anybody waits. With the limits of time that Dateline has."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Coroutine
from pathlib import Path

import pytest
from builders import funding
from log_cases import NOW, many
from networks import CLIENT, SERVER, Network, inside, network
from postgres_rounds import through_a_fault
from postgres_server import new_server

from dateline.errors import StoreUnavailable
from dateline.log.postgres.store import PostgresLog
from dateline.log.verification import verify

from .trial import Outcome, Scale

_LONGEST_SECONDS = 40
"""A silent server is given up after 25, so that some rounds are longer."""


def run(folder: Path, draw: random.Random, scale: Scale) -> Outcome:
    outcome = Outcome()
    try:
        with network() as between:
            _tried(between, draw, scale, outcome)
    except pytest.skip.Exception as absent:
        outcome.counted["not tried"] = str(absent)
    return outcome


def _tried(between: Network, draw: random.Random, scale: Scale, outcome: Outcome) -> None:
    with inside(between.server):
        server = new_server(listen_addresses=f"127.0.0.1,{SERVER}")
        with (server.data / "pg_hba.conf").open("a", encoding="utf-8") as rules:
            rules.write(f"host all all {CLIENT}/32 trust\n")
        schemas = [f"round_{number}" for number in range(scale.times + 1)]
        server.sql("SELECT pg_reload_conf()", *(f"CREATE SCHEMA {name}" for name in schemas))
    try:
        address = f"postgresql://postgres@{SERVER}:{server.port}/postgres?search_path="
        with inside(between.client):
            for name in schemas[1:]:
                _round(between, f"{address}{name}", draw.uniform(0, _LONGEST_SECONDS), outcome)
            asyncio.run(_for_good(between, f"{address}{schemas[0]}", outcome))
    finally:
        server.stop()


def _round(between: Network, place: str, seconds: float, outcome: Outcome) -> None:
    async def happens() -> None:
        between.cut()
        await asyncio.sleep(seconds)
        between.mend()

    outcome.rounds += 1
    try:
        round = asyncio.run(through_a_fault(place, happens))
    except AssertionError as error:
        outcome.wrong.append(f"swallowed for {seconds:.0f} s: {error}")
        return
    outcome.count("seconds swallowed", whole(seconds))
    outcome.count("events acknowledged", len(round.acknowledged))
    outcome.count("appends refused, and sent again", round.refused)
    outcome.count("acknowledged events lost, or there twice", 0)


def whole(seconds: float) -> int:
    return int(seconds + 0.5)


async def _for_good(between: Network, place: str, outcome: Outcome) -> None:
    """Nothing comes back any more: after how long is who waits told?"""
    outcome.rounds += 1
    async with PostgresLog.opened(place) as log:
        await log.append(many(3), now=NOW)
        await log.head()
        between.cut()
        told = await asyncio.gather(_seconds(log.append([funding("a")], now=NOW)), _seconds(log.head()))
        outcome.counted["seconds until an append is told"], outcome.counted["seconds until a reader is told"] = told
        between.mend()
        again = await log.append([funding("a")], now=NOW, positions=True)
        if [*again.positions] != [4] or (await verify(log)).position != 4:
            outcome.wrong.append(f"what was sent again is at {[*again.positions]}, and not at 4")


async def _seconds(work: Coroutine[object, object, object]) -> int:
    """After how many seconds it is told that there is no answer."""
    began = time.monotonic()
    try:
        await work
    except StoreUnavailable:
        return whole(time.monotonic() - began)
    raise AssertionError("there was an answer")
