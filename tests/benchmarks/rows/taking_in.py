"""Taking in: event files, tables through a map, one event at a time; and what is made anew or looked at again."""

from __future__ import annotations

import asyncio
import csv
import importlib.util
import random
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from dateline.events.codec import decode
from dateline.log.contract import EventLog
from dateline.log.opening import open_log

from .. import tasks
from ..contest import Bench, Contestant, Missing, Row, Sample
from ..data import NOW, events_of, log_of
from ..results import DATELINE, Goal

EXECUTEMANY, RECORDER, EVENTSOURCING = "executemany", "eventsourcing's recorder", "eventsourcing"
ONE_WRITER = "one writer"
PUBLISHED = range(2000, 2014)
COLUMNS = [
    "company_permalink", "company_name", "company_category_code", "company_country_code", "company_state_code",
    "company_region", "company_city", "funding_round_type", "funded_at", "funded_month", "funded_quarter",
    "funded_year", "raised_amount_usd",
]  # fmt: skip


def _fresh(bench: Bench, source: Path) -> Callable[[int], list[Path]]:
    """A database that is not there yet, anew for each measurement; the one before is gone."""

    def paths(number: int) -> list[Path]:
        return [source, _no_database(bench)]

    return paths


def _no_database(bench: Bench) -> Path:
    for left in bench.folder.glob("taken-in.db*"):
        left.unlink()
    return bench.folder / "taken-in.db"


def _event_files(bench: Bench) -> Mapping[str, Contestant | Missing]:
    events = bench.scale.file_events
    file = events_of(bench, events)
    there = importlib.util.find_spec("eventsourcing") is not None
    absent = Missing("the package eventsourcing is not installed (extra `bench`)")
    return {
        EXECUTEMANY: tasks.rate("executemany", events, _fresh(bench, log_of(bench, events))),
        RECORDER: tasks.rate("recorder", events, _fresh(bench, file)) if there else absent,
        EVENTSOURCING: tasks.rate("eventsourcing", events, _fresh(bench, file)) if there else absent,
        DATELINE: tasks.rate("import", events, _fresh(bench, file)),
    }


def _tables(bench: Bench) -> Mapping[str, Contestant | Missing]:
    rows = bench.scale.table_rows
    table = bench.kept(f"{rows}-rounds.csv", lambda path: _write_rounds(path, rows))
    named = bench.folder / "rounds.csv"  # which its preset knows it by
    named.unlink(missing_ok=True)
    named.hardlink_to(table)
    return {DATELINE: tasks.rate("tables", rows, _fresh(bench, named))}


def _write_rounds(path: Path, rows: int) -> None:
    draw = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for _ in range(rows):
            table.writerow(_round(draw, draw.randrange(rows // 2)))


def _round(draw: random.Random, company: int) -> list[object]:
    year, month, day = draw.choice(PUBLISHED), draw.randint(1, 12), draw.randint(2, 28)
    type_ = draw.choice(("seed", "angel", "series-a", "series-b", "venture"))
    place = ("USA", "CA", "SF Bay", "San Francisco")
    dates = (f"{year}-{month:02}-{day:02}", f"{year}-{month:02}", f"{year}-Q{(month + 2) // 3}", year)
    raised = draw.choice(("", draw.randint(1, 900) * 10_000))
    return [f"/company/company-{company}", f"Company {company}", "web", *place, type_, *dates, raised]


def _writers(bench: Bench) -> Mapping[str, Contestant | Missing]:
    return {
        ONE_WRITER: _appending(bench, 1, _per_second),
        DATELINE: _appending(bench, bench.scale.writers, _per_second),
    }


def _latest(bench: Bench) -> Mapping[str, Contestant | Missing]:
    return {ONE_WRITER: _appending(bench, 1, _p99), DATELINE: _appending(bench, bench.scale.writers, _p99)}


def _per_second(latencies: list[float], seconds: float) -> float:
    return len(latencies) / seconds


def _p99(latencies: list[float], seconds: float) -> float:
    return sorted(latencies)[len(latencies) * 99 // 100] * 1000


def _appending(bench: Bench, writers: int, figure: Callable[[list[float], float], float]) -> Contestant:
    """So many at once append events, one by one, each as soon as its last one is safe."""
    each = bench.scale.written_by_each * (bench.scale.writers if writers == 1 else 1)

    async def run(db: Path) -> float:
        latencies: list[float] = []
        async with open_log(db) as log:
            began = time.perf_counter()
            await asyncio.gather(*(_append(log, writer, each, latencies) for writer in range(writers)))
            return figure(latencies, time.perf_counter() - began)

    return lambda _: Sample(asyncio.run(run(_no_database(bench))))


async def _append(log: EventLog, writer: int, count: int, latencies: list[float]) -> None:
    for event in _events(writer, count):
        began = time.perf_counter()
        await log.append([event], now=NOW)
        latencies.append(time.perf_counter() - began)


def _events(writer: int, count: int) -> Iterator[Any]:
    for number in range(count):
        yield decode(
            f'{{"id":"{writer}/{number}","type":"metric","company":"company-{writer}","metric":"headcount","on":"2026",'
            f'"count":{number},"unit":"people","sources":[{{"publisher":"Reuters","title":"A figure",'
            f'"published":"2026-10-30"}}]}}'
        )


def _upkeep(task: str) -> Callable[[Bench], Mapping[str, Contestant | Missing]]:
    def prepare(bench: Bench) -> Mapping[str, Contestant | Missing]:
        events = bench.scale.file_events
        db = log_of(bench, events)
        return {DATELINE: tasks.rate(task, events, lambda _: [db])}

    return prepare


ROWS = [
    Row(
        "event-files",
        "An event file into an empty log",
        "events/s",
        (Goal(0.7, against=EXECUTEMANY), Goal(1, against=EVENTSOURCING)),
        _event_files,
    ),
    Row("tables", "A table through a map", "rows/s", (Goal(10_000),), _tables),
    Row("writers", "One event at a time, by 50 writers at once", "events/s", (Goal(10, against=ONE_WRITER),), _writers),
    Row("writers-p99", "The same: how long one event in a hundred takes at least", "ms", (), _latest),
    Row("reindex", "The index of rankings made anew", "events/s", (Goal(200_000),), _upkeep("reindex")),
    Row("verify", "Every digest and index entry looked at", "events/s", (Goal(300_000),), _upkeep("verify")),
]
