"""Servers of PostgreSQL under eight writers and a reader that tails: a primary is killed and a synchronous standby
takes its place, a server is killed and started again, and the line is cut."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from pathlib import Path

from postgres_cluster import Cluster, cluster
from postgres_rounds import Round, through_a_fault
from wire import line_to

from .trial import Outcome, Scale

Fault = Callable[[Cluster, random.Random], Awaitable[Round]]


def run(folder: Path, draw: random.Random, scale: Scale) -> Outcome:
    outcome = Outcome()
    for _ in range(scale.times):
        for name, fault in (("failovers", fail_over), ("restarts", start_again), ("cut lines", cut_lines)):
            outcome.rounds += 1
            outcome.count(name)
            try:
                asyncio.run(_round(fault, draw, outcome))
            except AssertionError as error:
                outcome.wrong.append(f"{name}: {error}")
    return outcome


async def _round(fault: Fault, draw: random.Random, outcome: Outcome) -> None:
    with cluster(standbys=2 if fault is fail_over else 0, synchronous=fault is fail_over) as servers:
        round = await fault(servers, draw)
    outcome.count("events acknowledged", len(round.acknowledged))
    outcome.count("appends refused, and sent again", round.refused)
    outcome.count("acknowledged events lost, or there twice", 0)


async def fail_over(servers: Cluster, draw: random.Random) -> Round:
    async def happens() -> None:
        await asyncio.sleep(draw.random())
        await asyncio.to_thread(servers.kill_primary)
        await asyncio.to_thread(servers.promote, await asyncio.to_thread(servers.most_advanced))

    return await through_a_fault(servers.address(), happens)


async def start_again(servers: Cluster, draw: random.Random) -> Round:
    async def happens() -> None:
        await asyncio.sleep(draw.random())
        await asyncio.to_thread(servers.kill_primary)
        await asyncio.to_thread(servers.primary.start)

    return await through_a_fault(servers.address(), happens)


async def cut_lines(servers: Cluster, draw: random.Random) -> Round:
    async with line_to(servers.primary.port) as line:

        async def happens() -> None:
            for _ in range(20):
                line.cut()
                await asyncio.sleep(draw.random() / 20)
                line.mend()
                await asyncio.sleep(draw.random() / 5)

        return await through_a_fault(servers.address().replace(str(servers.primary.port), str(line.port)), happens)
