"""kill -9 of `backup`, `restore`, `repair` and `erase` at random moments: the log is then what it was or what it was to
become, sound in either case, a copy is whole or not there, and the next command does what the killed one was to do: not
a byte is left then of what was to be erased."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from log_cases import NOW, many, nobody_looks

from dateline.log.backups import back_up, mend, put_back
from dateline.log.opening import open_log
from dateline.log.record import LogHead
from dateline.log.verification import verify

from .forked import ended, fork
from .trial import Outcome, Scale

ROUNDS: Final = 8
EARLIER, LATER = 300, 500
ERASED: Final = range(101, 160)
"""Positions."""
_THEN = datetime(2026, 11, 26, tzinfo=UTC)


def run(folder: Path, draw: random.Random, scale: Scale) -> Outcome:
    outcome = Outcome()
    made = folder / "made"
    made.mkdir()
    asyncio.run(_made(made))
    longest = {name: _timed(folder, made, work) for name, work in _WORK.items()}
    for _ in range(ROUNDS * scale.times):
        for name, work in _WORK.items():
            outcome.rounds += 1
            place = _laid_out(folder, made)
            running = fork(partial(_done, work, place))
            time.sleep(draw.uniform(0, longest[name]))
            os.kill(running, signal.SIGKILL)
            outcome.count(f"{name}: {'killed' if ended(running) < 0 else 'done'}")
            outcome.wrong += [f"{name}: {wrong}" for wrong in asyncio.run(_judged(place, name))]
            _done(work, place)  # again, to its end
            outcome.wrong += [f"{name}, again: {wrong}" for wrong in asyncio.run(_judged(place, name, done=True))]
    return outcome


async def _backup(place: Path) -> None:
    await back_up(place / "x.db", place / "new.db", nobody_looks)


async def _restore(place: Path) -> None:
    await put_back(place / "copy.db", place / "x.db", _THEN, nobody_looks)


async def _rebuild(place: Path) -> None:
    await mend(place / "x.db", _THEN, nobody_looks, whole=True)


async def _erase(place: Path) -> None:
    async with open_log(place / "x.db") as log:
        await log.erase(ERASED, now=_THEN, reason="asked for")


_WORK: Final = {"backup": _backup, "restore": _restore, "rebuild": _rebuild, "erase": _erase}


async def _made(made: Path) -> None:
    async with open_log(made / "x.db") as log:
        await log.append(many(EARLIER), now=NOW)
    await back_up(made / "x.db", made / "copy.db", nobody_looks)
    async with open_log(made / "x.db") as log:
        await log.append(many(LATER), now=NOW)


def _laid_out(folder: Path, made: Path) -> Path:
    place = folder / "round"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(made, place)
    return place


def _done(work: Callable[[Path], object], place: Path) -> None:
    if work is _backup and (place / "new.db").exists():
        (place / "new.db").unlink()
    asyncio.run(work(place))  # type: ignore[arg-type]


def _timed(folder: Path, made: Path, work: Callable[[Path], object]) -> float:
    """How long it takes, and a little more."""
    place = _laid_out(folder, made)
    began = time.perf_counter()
    ended(fork(partial(_done, work, place)))
    return (time.perf_counter() - began) * 1.2


async def _judged(place: Path, name: str, *, done: bool = False) -> list[str]:
    wrong = []
    head = await _verified(place / "x.db")
    allowed = {LATER} if name != "restore" else {EARLIER} if done else {EARLIER, LATER}
    if head.position not in allowed:
        wrong.append(f"the log has {head.position} records")
    if (head.position == EARLIER) != (head.epoch > 1):
        wrong.append(f"a log of {head.position} records is in epoch {head.epoch}")
    copies = [*place.glob("x.db.replaced-*Z"), *place.glob("new.db")]
    positions = {file.name: (await _verified(file)).position for file in copies}
    wrong += [f"{file} is not whole" for file, position in positions.items() if position not in (EARLIER, LATER)]
    if name == "erase":
        wrong += await _judged_erasure(place, done=done)
    if done and name == "backup" and not (place / "new.db").exists():
        wrong.append("there is no copy")
    return wrong


async def _judged_erasure(place: Path, *, done: bool) -> list[str]:
    """All of them are erased, or none is."""
    async with open_log(place / "x.db", read_only=True) as log:
        erased = [one.position for one in await log.erasures(0, LATER)]
    wrong = [] if erased == [*ERASED] or (not erased and not done) else [f"{len(erased)} are erased"]
    if done:
        whole = b"".join(file.read_bytes() for file in place.glob("x.db*"))
        left = [position for position in ERASED if f'"id":"e{position - 1}"'.encode() in whole]
        wrong += [f"something is left of {len(left)} that are erased"] if left else []
    return wrong


async def _verified(path: Path) -> LogHead:
    async with open_log(path, read_only=True) as log:
        return await verify(log)
