"""Power losses: what a disk is told while a log grows is recorded, and replayed up to moments at which the power fails.
What was acknowledged by then must be there, whatever the disk did with what was not synced.

The trial proves itself: told to acknowledge before it syncs (`synchronous=NORMAL`), or on a disk that does not sync the
WAL, a log must be seen to lose events.
"""

from __future__ import annotations

import asyncio
import pickle
import random
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Final

from .forked import in_a_child
from .recorded_disk import RecordedDisk, Step, laid_out, left_after
from .trial import Outcome, Scale

from log_cases import NOW, many  # isort: skip - from tests/support

from dateline.errors import DatelineError
from dateline.log.record import LogHead
from dateline.log.sqlite import SqliteLog, connection
from dateline.log.verification import verify

ROUNDS: Final = 33
_BATCHES: Final = (1, 1, 2, 300, 1, 5, 900, 1, 1, 700, 3, 1, 400, 1, 2)
"""How many events are appended at a time: enough for several checkpoints."""
_SYNCHRONOUS_NORMAL: Final = 1


def run(folder: Path, draw: random.Random, scale: Scale) -> Outcome:
    outcome = Outcome()
    steps = recorded(folder, "full")
    outcome.counted |= {"recorded writes": sum(one.what == "write" for one in steps)}
    outcome.counted |= {"recorded syncs": sum(one.what == "sync" for one in steps)}
    for _ in range(ROUNDS * scale.times):
        outcome.rounds += 1
        wrong = lost_in(steps, folder / "left", draw)
        if wrong is not None:
            outcome.wrong.append(wrong)
    proven(folder, draw, outcome, scale)
    return outcome


def proven(folder: Path, draw: random.Random, outcome: Outcome, scale: Scale) -> None:
    """The same without what keeps it safe, which must be seen."""
    without_syncs = [one for one in recorded(folder, "full") if one.what != "sync" or not one.ending]
    for what, steps in (("synchronous=NORMAL", recorded(folder, "normal")), ("no syncs of the WAL", without_syncs)):
        rounds = ROUNDS * max(1, scale.times // 4)
        seen = sum(lost_in(steps, folder / "left", draw) is not None for _ in range(rounds))
        outcome.counted[f"losses seen with {what}"] = f"{seen} of {rounds}"
        if not seen:
            outcome.wrong.append(f"with {what} nothing was seen to be lost: the trial sees nothing")


def recorded(folder: Path, synchronous: str) -> list[Step]:
    """What a disk is told while a log is made and grows."""
    made = folder / synchronous
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    in_a_child(lambda: _record(made, synchronous))
    steps: list[Step] = pickle.loads((made / "steps").read_bytes())
    return steps


def _record(folder: Path, synchronous: str) -> None:
    if synchronous == "normal":
        connection.WRITER_SETTINGS = {**connection.WRITER_SETTINGS, "synchronous": _SYNCHRONOUS_NORMAL}  # type: ignore[misc]
    disk = RecordedDisk(str(folder / "x.db"))

    async def grow() -> None:
        async with SqliteLog.opened(folder / "x.db") as log:
            for number, size in enumerate(_BATCHES):
                events = many(size, f"{number}/")
                disk.tell((await log.append(events, now=NOW + timedelta(seconds=number))).head)
        async with SqliteLog.opened(folder / "x.db") as log:  # closed and opened again: a checkpoint, and a new WAL
            disk.tell((await log.append(many(2, "again/"), now=NOW + timedelta(hours=1))).head)

    asyncio.run(grow())
    (folder / "steps").write_bytes(pickle.dumps(disk.steps))


def lost_in(steps: list[Step], folder: Path, draw: random.Random) -> str | None:
    """What is lost if the power fails at some moment; None if nothing is."""
    end = draw.randrange(len(steps) + 1)
    told = [one.told for one in steps[:end] if one.what == "told"]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    laid_out(left_after(steps[:end], draw), folder / "x.db")
    last = told[-1] if told else None
    assert last is None or isinstance(last, LogHead)
    try:
        return asyncio.run(_judged(folder / "x.db", last))
    except DatelineError as error:
        return f"after step {end}: {error}"


async def _judged(path: Path, last: LogHead | None) -> str | None:
    async with SqliteLog.opened(path) as log:
        head = await verify(log)
        if last is None:
            return None
        if head.position < last.position:
            return f"{last.position} records were acknowledged, {head.position} are there"
        there = await log.at_position(last.position)
        if there.hash != last.hash:
            return f"at position {last.position} is another record than the one that was acknowledged"
        await log.append(many(1, "afterwards/"), now=NOW + timedelta(days=1))
        return None
