"""What is measured in a process of its own: `python -m tests.benchmarks.tasks NAME PATH …` prints seconds.

What a task is handed is made ready before the time that counts.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec

from dateline.imports.event_files.importing import import_file
from dateline.imports.tables.importing import import_table
from dateline.imports.tables.maps.choosing import choose, load_preset
from dateline.log.opening import open_log
from dateline.log.verification import verify

from .contest import Contestant, Sample
from .data import NOW
from .servers import PATH, ROOT


class Done(msgspec.Struct):
    """What a task took."""

    seconds: float
    cpu: float


class Stopwatch:
    """Seconds inside its block: on the wall, and of all cores."""

    def __enter__(self) -> Stopwatch:
        self._began = time.perf_counter(), _cpu_seconds()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall = time.perf_counter() - self._began[0]
        self.cpu = _cpu_seconds() - self._began[1]


def _cpu_seconds() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def rate(name: str, things: int, fresh: Callable[[int], list[Path]]) -> Contestant:
    """Things a second of a task; `fresh` gives its paths for a round."""

    def measure(number: int) -> Sample:
        paths = fresh(number)
        command = [sys.executable, "-m", "tests.benchmarks.tasks", name, *map(str, paths)]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": PATH}, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{name}: {done.stderr}")
        found = msgspec.json.decode(done.stdout, type=Done)
        return Sample(things / found.seconds, found.cpu / things * 1000)

    return measure


# --- the tasks --------------------------------------------------------------------------------------------------------


def by_import(watch: Stopwatch, file: Path, db: Path) -> None:
    """`dateline import`, from opening the database to closing it."""

    async def run() -> None:
        async with open_log(db) as log:
            report = await import_file(log, file, NOW)
            assert report.appended == report.read > 0, report.problems[:3]

    with watch:
        asyncio.run(run())


def by_tables(watch: Stopwatch, table: Path, db: Path) -> None:
    """A table through a map that comes with Dateline."""

    async def run() -> None:
        chosen, _ = choose([table], load_preset("crunchbase"), "2013-10")
        async with open_log(db) as log:
            for one in chosen:
                report = await import_table(log, one.path, one.map, one.published, NOW, one.digest)
                assert not report.unusable, report.problems[:3]

    with watch:
        asyncio.run(run())


def by_verify(watch: Stopwatch, db: Path) -> None:
    async def run() -> None:
        async with open_log(db, read_only=True) as log:
            await verify(log)

    with watch:
        asyncio.run(run())


def by_reindex(watch: Stopwatch, db: Path) -> None:
    async def run() -> None:
        async with open_log(db) as log:
            await log.reindex()

    with watch:
        asyncio.run(run())


def by_executemany(watch: Stopwatch, log: Path, db: Path) -> None:
    from .rivals import executemany

    source = executemany.filled(log)
    with closing(executemany.create(db, source)) as connection, watch:
        executemany.take_in(connection, source)


def by_recorder(watch: Stopwatch, file: Path, db: Path) -> None:
    from .rivals import eventsourcing_recorder

    groups = list(eventsourcing_recorder.ready_made(file))
    with watch:
        eventsourcing_recorder.store(groups, db)


def by_eventsourcing(watch: Stopwatch, file: Path, db: Path) -> None:
    from .rivals import eventsourcing_recorder

    with watch:
        eventsourcing_recorder.take_in(file, db)


TASKS: dict[str, Callable[..., None]] = {
    "import": by_import,
    "tables": by_tables,
    "verify": by_verify,
    "reindex": by_reindex,
    "executemany": by_executemany,
    "recorder": by_recorder,
    "eventsourcing": by_eventsourcing,
}


def main(name: str, *paths: str) -> None:
    watch = Stopwatch()
    TASKS[name](watch, *map(Path, paths))
    sys.stdout.write(json.dumps({"seconds": watch.wall, "cpu": watch.cpu}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
