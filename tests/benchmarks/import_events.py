"""How fast an event file goes into the log, beside what SQLite alone takes and what another package takes.

    python tests/benchmarks/import_events.py [--events N] [--rounds N]
    python tests/benchmarks/import_events.py --tables crunchbase-2013 --preset crunchbase

Needs the extra `bench`. Each measurement runs in a process of its own, all in turn and several times over; the table
shows the medians. The limit is `sqlite3.executemany` of the very rows that an import files, into the same tables and
indexes, with the same settings; the other package is `eventsourcing`, once its SQLite recorder alone and once from the
file. What the limit and the recorder are handed is made ready outside of the time that counts. With `--tables` Dateline
reads a folder of tables through a preset, and the others get the events that it makes of them.
"""

from __future__ import annotations

import asyncio
import json
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import click
import synthetic
from rich.console import Console
from rich.table import Table

from dateline.errors import Problem
from dateline.imports.event_files.importing import import_file
from dateline.imports.event_files.reading import read
from dateline.imports.tables.importing import import_table
from dateline.imports.tables.maps.choosing import choose, load_preset
from dateline.log.chain import GENESIS
from dateline.log.drafts import Draft
from dateline.log.opening import open_log
from dateline.log.recording import LogEntry, log_entry
from dateline.log.sqlite import rows
from dateline.log.sqlite.connection import WRITER_SETTINGS
from dateline.log.sqlite.queries import QUERIES
from dateline.log.verification import verify

T = TypeVar("T")

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PREPARED_AT_ONCE = 10_000
CHUNK = 1_000
PRESET = "preset.txt"

ROWS: dict[str, Callable[[list[LogEntry]], list[Any]]] = {
    "insert_event": lambda entries: [rows.stored_row(one) for one in entries],
    "insert_act": rows.act_rows,
    "insert_mention": rows.mention_rows,
    "insert_same": rows.same_rows,
    "insert_company": rows.company_rows,
    "insert_name": rows.name_rows,
    "insert_index_entry": rows.index_rows,
}


class Stopwatch:
    """Seconds spent inside its blocks: on the wall, and of all cores."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    def __enter__(self) -> None:
        self._started = time.perf_counter(), _cpu_seconds()

    def __exit__(self, *_: object) -> None:
        self.wall += time.perf_counter() - self._started[0]
        self.cpu += _cpu_seconds() - self._started[1]


def _cpu_seconds() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


# --- what is measured -------------------------------------------------------------------------------------------------


def by_dateline(file: Path, db: Path, watch: Stopwatch) -> None:
    """`dateline import`, from opening the database to closing it."""

    async def run() -> None:
        async with open_log(db) as log:
            report = await import_file(log, file, NOW)
            assert report.appended + report.repeated == report.read > 0, report.problems

    with watch:
        asyncio.run(run_tables(file, db) if file.is_dir() else run())


async def run_tables(folder: Path, db: Path) -> None:
    """A folder holds tables and, in a file of its own, the name of their preset."""
    chosen, _ = choose([folder], load_preset((folder / PRESET).read_text()), None)
    async with open_log(db) as log:
        for one in chosen:
            report = await import_table(log, one.path, one.map, one.published, NOW, one.digest)
            assert not report.unusable, report.problems


def by_verify(_file: Path, db: Path, watch: Stopwatch) -> None:
    async def run() -> None:
        async with open_log(db, read_only=True) as log:
            await verify(log)

    with watch:
        asyncio.run(run())


def by_sqlite_alone(file: Path, db: Path, watch: Stopwatch) -> None:
    """The same rows into the same tables, and nothing else."""
    asyncio.run(_create(db))
    with closing(sqlite3.connect(db, isolation_level=None)) as connection:
        for name, value in WRITER_SETTINGS.items():
            connection.execute(f"PRAGMA {name} = {value}")
        with watch:
            connection.execute("BEGIN IMMEDIATE")
        for entries in _entries(file):
            for start in range(0, len(entries), CHUNK):
                rows = {name: of(entries[start : start + CHUNK]) for name, of in ROWS.items()}
                with watch:
                    for name, some in rows.items():
                        connection.executemany(QUERIES[name], some)
        with watch:
            connection.execute("COMMIT")


async def _create(db: Path) -> None:
    async with open_log(db):
        pass


def _entries(file: Path) -> Iterator[list[LogEntry]]:
    position, previous = 0, GENESIS
    for some in _in_groups(_drafts(file)):
        entries = []
        for draft in some:
            position += 1
            entries.append(log_entry(draft, position, NOW, previous))
            previous = entries[-1].hash
        yield entries


def _drafts(file: Path) -> Iterator[Draft]:
    for found in read(file):
        assert not isinstance(found, Problem), found
        yield found[1]


def by_recorder(file: Path, db: Path, watch: Stopwatch) -> None:
    """The recorder alone, handed what it stores: one table with one index."""
    import other_package

    recorder = other_package.recorder(db)
    for stored in other_package.ready_made(_in_groups(_drafts(file))):
        with watch:
            recorder.insert_events(stored)


def by_eventsourcing(file: Path, db: Path, watch: Stopwatch) -> None:
    """From the file, through the package's own mapper; nothing is checked, and events are found by their place only."""
    import other_package

    recorder, mapped = other_package.recorder(db), other_package.mapping()
    with watch, file.open("rb") as lines:
        for some in _in_groups(lines):
            recorder.insert_events(mapped(some))


def _in_groups(things: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(things)
    while some := list(islice(rest, PREPARED_AT_ONCE)):
        yield some


MEASURED: dict[str, tuple[str, Callable[[Path, Path, Stopwatch], None]]] = {
    "limit": ("SQLite alone: executemany", by_sqlite_alone),
    "recorder": ("eventsourcing: its recorder alone", by_recorder),
    "eventsourcing": ("eventsourcing: from the file", by_eventsourcing),
    "import": ("dateline import", by_dateline),
    "again": ("dateline import, again", by_dateline),
    "verify": ("dateline verify", by_verify),
}

RIVALS = ("limit", "recorder", "eventsourcing")


# --- how --------------------------------------------------------------------------------------------------------------


@click.command()
@click.option("--events", default=100_000, show_default=True)
@click.option("--rounds", default=3, show_default=True)
@click.option("--tables", type=click.Path(exists=True, path_type=Path), help="A folder of tables, with --preset.")
@click.option("--preset", default="crunchbase", show_default=True)
@click.option("--only", nargs=3, type=str, hidden=True, help="One measurement, in this process: name, file, database.")
def main(events: int, rounds: int, tables: Path | None, preset: str, only: tuple[str, str, str] | None) -> None:
    if only:
        _measure(only[0], Path(only[1]), Path(only[2]))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = source = folder / "events.jsonl"
        if tables is not None:
            source = _copied(tables, preset, folder / "tables")
            events = _written_out(source, file)
        else:
            synthetic.write(file, events)
        click.echo(f"{events:,} events, {file.stat().st_size / 2**20:,.0f} MiB, {rounds} rounds")
        found = [_round(folder, file, source, number) for number in range(rounds)]
    Console().print(_table(events, found))


def _copied(tables: Path, preset: str, folder: Path) -> Path:
    shutil.copytree(tables, folder)
    (folder / PRESET).write_text(preset)
    return folder


def _written_out(tables: Path, file: Path) -> int:
    """The events that the tables become, as an event file; how many there are."""
    db = file.with_suffix(".db")
    asyncio.run(run_tables(tables, db))
    with closing(sqlite3.connect(db)) as connection, file.open("wb") as out:
        for (content,) in connection.execute("SELECT content FROM event ORDER BY position"):
            out.write(content + b"\n")
        ((count,),) = connection.execute("SELECT position FROM head")
    return int(count)


def _round(folder: Path, file: Path, source: Path, number: int) -> dict[str, dict[str, float]]:
    found = {}
    for name in MEASURED:
        db = folder / f"{name if name in RIVALS else 'dateline'}-{number}.db"
        command = [sys.executable, __file__, "--only", name, str(file if name in RIVALS else source), str(db)]
        found[name] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    for left in folder.glob(f"*-{number}.db*"):
        left.unlink()
    return found


def _measure(name: str, file: Path, db: Path) -> None:
    watch = Stopwatch()
    MEASURED[name][1](file, db, watch)
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    click.echo(json.dumps({"wall": watch.wall, "cpu": watch.cpu, "peak": sum(peaks) / 2**10}))


def _table(events: int, found: list[dict[str, dict[str, float]]]) -> Table:
    table = Table()
    for column in ("", "events/s", "of the limit", "CPU µs/event", "peak MiB"):
        table.add_column(column, justify="right" if column else "left")
    for name, (title, _) in MEASURED.items():
        wall, cpu, peak = (median(one[name][what] for one in found) for what in ("wall", "cpu", "peak"))
        ratio = median(one["limit"]["wall"] / one[name]["wall"] for one in found)
        table.add_row(title, f"{events / wall:,.0f}", f"{ratio:.2f}", f"{cpu / events * 1e6:.1f}", f"{peak:,.0f}")
    return table


if __name__ == "__main__":
    main()
