"""The event files and logs that rows share; made once and kept."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from dateline.imports.event_files.importing import import_file
from dateline.log.opening import open_log
from dateline.log.sqlite.connection import FILING

from . import synthetic
from .contest import Bench

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def events_of(bench: Bench, events: int) -> Path:
    """A file of so many events, 50 a company."""
    return bench.kept(f"{events}.jsonl", lambda path: synthetic.write(path, events))


def log_of(bench: Bench, events: int) -> Path:
    """A log of the same."""
    return bench.kept(f"{events}-filed-{FILING}.db", partial(imported, file=events_of(bench, events)))


def imported(db: Path, file: Path) -> None:
    """A log of one event file."""

    async def run() -> None:
        async with open_log(db) as log:
            report = await import_file(log, file, NOW)
        if report.refused:
            raise RuntimeError(f"{file} was refused: {report.problems[:3]}")

    asyncio.run(run())
