"""An import by a process that the system gives too little: room on the disk, memory, descriptors; and clocks that go
back. Whatever comes of it, the log is sound, an import afterwards goes on, and nothing that was there is lost."""

from __future__ import annotations

import asyncio
import os
import random
import resource
import shutil
import signal
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

from log_cases import NOW, many

from dateline.cli import program
from dateline.events.codec import canonical
from dateline.log.opening import open_log
from dateline.log.verification import verify

from .forked import ended, fork
from .trial import Outcome, Scale

ROUNDS: Final = 6
_PATIENCE_SECONDS: Final = 20
"""Python waits for ever for a thread that finds no memory to say that it runs (`threading.Thread.start`): then the
process is ended from outside, and the log has to be sound all the same."""
EARLIER, EVENTS = 30, 1_500
_LIMITS: Final = {
    "room on the disk": (resource.RLIMIT_FSIZE, 0, 2_000_000),
    "descriptors": (resource.RLIMIT_NOFILE, 4, 24),
    "memory": (resource.RLIMIT_AS, 1_000_000, 60_000_000),
}
_STUCK: Final = -signal.SIGALRM
_TOLD: Final = {0: "done", _STUCK: "waited for a thread"}


def run(folder: Path, draw: random.Random, scale: Scale) -> Outcome:
    outcome = Outcome()
    lines = [canonical(event) for event in many(EARLIER + EVENTS)]
    (folder / "events.jsonl").write_bytes(b"\n".join(lines))
    for what, (limit, least, most) in _LIMITS.items():
        for _ in range(ROUNDS * scale.times):
            outcome.rounds += 1
            place = folder / "round"
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            asyncio.run(_begun(place / "x.db"))
            size = draw.randint(least, most)
            code = ended(fork(partial(_within, limit, size, folder, place)))
            outcome.count(f"{what}: {_TOLD.get(code, 'refused')}")
            outcome.wrong += [f"{what}: {wrong}" for wrong in asyncio.run(_judged(place / "x.db", folder, code))]
    for _ in range(ROUNDS * scale.times):
        outcome.rounds += 1
        outcome.wrong += asyncio.run(_clocks(folder, draw))
        outcome.count("clocks that went back")
    return outcome


def _within(limit: int, size: int, folder: Path, place: Path) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    if limit == resource.RLIMIT_AS:
        size += int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    signal.alarm(_PATIENCE_SECONDS)
    resource.setrlimit(limit, (size, resource.getrlimit(limit)[1]))
    program(["import", str(folder / "events.jsonl"), "--db", str(place / "x.db")], standalone_mode=False)


async def _begun(path: Path) -> None:
    async with open_log(path) as log:
        await log.append(many(EARLIER), now=NOW)


async def _judged(path: Path, folder: Path, code: int) -> list[str]:
    async with open_log(path) as log:
        position = (await verify(log)).position
        contradicts = code != _STUCK and (code == 0) != (position == EARLIER + EVENTS)
        if position not in (EARLIER, EARLIER + EVENTS) or contradicts:
            return [f"a process that ended with {code} left {position} records"]
        more = await log.append(many(EARLIER + EVENTS), now=NOW)
        return [] if more.head.position == EARLIER + EVENTS else ["an import afterwards does not go on"]


async def _clocks(folder: Path, draw: random.Random) -> list[str]:
    path = folder / f"clock-{draw.randrange(2**32)}.db"
    async with open_log(path) as log:
        for number in range(12):
            await log.append(many(1, f"{number}/"), now=NOW + timedelta(seconds=draw.randint(-(10**6), 10**6)))
        await verify(log)
        instants = [one.recorded_at for one in await log.stored(0, 99)]
    return (
        []
        if instants == sorted(instants) and len(instants) == 12
        else ["what was recorded later has an earlier instant"]
    )
