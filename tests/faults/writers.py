"""Twenty writers in four processes race on the same events and on events of their own, while readers in two others tail
the log: every event is there once, and every reader sees every position once, in order, with its place in the chain."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import time
from functools import partial
from pathlib import Path
from typing import Final

from log_cases import NOW, many

from dateline.log.chain import GENESIS, chain
from dateline.log.growth import Growth
from dateline.log.opening import open_log
from dateline.log.sqlite import SqliteLog
from dateline.log.verification import verify

from .forked import ended, fork
from .trial import Outcome, Scale

ROUNDS: Final = 1
PROCESSES, WRITERS, READERS = 4, 5, 2
SHARED, OWN, MOST_AT_ONCE = 150, 60, 12
_LOOK_SECONDS: Final = 0.02
_PATIENCE_SECONDS: Final = 600.0
"""For the lock, which is likely to come first to who came first, and not sure to: a machine may be busy."""


def run(folder: Path, draw: random.Random, scale: Scale) -> Outcome:
    outcome = Outcome()
    for _ in range(ROUNDS * scale.times):
        outcome.rounds += 1
        shutil.rmtree(folder / "round", ignore_errors=True)
        (folder / "round").mkdir()
        _round(folder / "round", draw, outcome)
    return outcome


def _round(folder: Path, draw: random.Random, outcome: Outcome) -> None:
    expected = SHARED + PROCESSES * WRITERS * OWN
    asyncio.run(_make(folder))
    seeds = [draw.randrange(2**32) for _ in range(PROCESSES)]
    running = [fork(partial(_writing, folder, number, seed)) for number, seed in enumerate(seeds)]
    running += [fork(partial(_tailing, folder, expected)) for _ in range(READERS)]
    codes = [ended(pid) for pid in running]
    if any(codes):
        outcome.wrong.append(f"processes ended with {codes}")
    told = [tuple(map(int, line.split())) for file in folder.glob("told-*") for line in file.read_text().splitlines()]
    appended, repeated = (sum(one[place] for one in told) for place in (0, 1))
    waits = sorted(one[2] for one in told)
    outcome.counted["ms that an append took, the median, one of a hundred, the longest"] = " ".join(
        str(max(waits[len(waits) * part // 100 - 1], _longest(outcome) if part == 100 else 0)) for part in (50, 99, 100)
    )
    outcome.count("events appended", appended)
    outcome.count("events repeated", repeated)
    outcome.count("positions read by tails", READERS * expected)
    outcome.wrong += asyncio.run(_judged(folder, expected))
    if appended != expected or repeated != PROCESSES * WRITERS * (OWN + SHARED) - expected:
        outcome.wrong.append(f"{appended} were said to be appended and {repeated} repeated")


def _longest(outcome: Outcome) -> int:
    """Of the rounds before."""
    before = str(outcome.counted.get("ms that an append took, the median, one of a hundred, the longest", "0"))
    return int(before.split()[-1])


async def _make(folder: Path) -> None:
    async with open_log(folder / "x.db"):
        pass


def _writing(folder: Path, process: int, seed: int) -> None:
    asyncio.run(_write(folder, process, seed))


def _tailing(folder: Path, expected: int) -> None:
    asyncio.run(_tail(folder, expected))


async def _write(folder: Path, process: int, seed: int) -> None:
    descriptor = os.open(folder / f"told-{process}", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def one(writer: int) -> None:
        draw = random.Random(f"{seed} {writer}")
        events = [*many(SHARED, "shared/"), *many(OWN, f"{process}/{writer}/")]
        draw.shuffle(events)
        async with SqliteLog.opened(folder / "x.db", lock_timeout_seconds=_PATIENCE_SECONDS) as log:
            while events:
                batch = [events.pop() for _ in range(min(len(events), draw.randint(1, MOST_AT_ONCE)))]
                began = time.monotonic()
                done = await log.append(batch, now=NOW, positions=True)
                waited = time.monotonic() - began
                held = await log.by_ids([event.id for event in batch], done.head.position)
                places = [held[event.id].position for event in batch]
                if places != list(done.positions):
                    raise AssertionError(f"told of {list(done.positions)}, found at {places}")
                os.write(descriptor, f"{done.appended} {done.repeated} {waited * 1_000:.0f}\n".encode())

    await asyncio.gather(*map(one, range(WRITERS)))


async def _tail(folder: Path, expected: int) -> None:
    """Raises AssertionError for a position that is skipped, seen twice, or of another chain."""
    async with open_log(folder / "x.db", read_only=True) as log:
        growth = Growth(log, _LOOK_SECONDS)
        place = await log.at_position(0)
        seen, previous = 0, GENESIS
        while seen < expected:
            place = await growth.beyond(place)
            while seen < place.position:
                for one in await log.stored(seen, 50):
                    follows = chain(previous, one.position, one.recorded_at, one.digest)
                    if one.position != seen + 1 or one.hash != follows:
                        raise AssertionError(f"behind {seen} comes {one.position}")
                    seen, previous = one.position, one.hash


async def _judged(folder: Path, expected: int) -> list[str]:
    async with open_log(folder / "x.db", read_only=True) as log:
        head = await verify(log)
        ids = [one.id for after in range(0, head.position, 1_000) for one in await log.stored(after, 1_000)]
    wrong = [] if head.position == expected else [f"{head.position} records instead of {expected}"]
    return wrong if len(set(ids)) == len(ids) else [*wrong, "an event is there twice"]
