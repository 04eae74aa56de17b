"""The event files and logs that rows share; made once and kept."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path

from dateline.imports.event_files.importing import import_file
from dateline.log.opening import open_log
from dateline.log.sql.rows import FILING

from . import ranked, synthetic
from .contest import Bench

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LARGEST_FILE = 1_000_000
"""Events."""

_SOURCES = [Path(name) for name in (__file__, synthetic.__file__, ranked.__file__)]
MADE_BY = sha256(b"".join(source.read_bytes() for source in _SOURCES)).hexdigest()[:8]
"""What files of the cache were made by: they are made anew where it has changed."""


def events_of(bench: Bench, events: int) -> Path:
    """A file of so many events, 50 a company."""
    return bench.kept(f"{events}.jsonl", lambda path: synthetic.write(path, events))


def log_of(bench: Bench, events: int) -> Path:
    """A log of the same. A long one is taken in file by file, since a file is one transaction."""
    if events <= LARGEST_FILE:
        return filed(bench, events_of(bench, events))
    return bench.kept(f"{events}-filed-{FILING}.db", lambda db: imported(db, _in_parts(db, events)))


def _in_parts(db: Path, events: int) -> Iterator[Path]:
    return synthetic.parts(db.with_suffix(".jsonl"), events, LARGEST_FILE)


def imported(db: Path, files: Iterable[Path]) -> None:
    """A log of these event files."""

    async def run() -> None:
        async with open_log(db) as log:
            for file in files:
                report = await import_file(log, file, NOW)
                if report.refused:
                    raise RuntimeError(f"{file} was refused: {report.problems[:3]}")

    asyncio.run(run())


def filed(bench: Bench, file: Path) -> Path:
    """A log of this event file of the cache."""
    return bench.kept(f"{file.stem}-filed-{FILING}.db", partial(imported, files=[file]))


def ranked_events(bench: Bench) -> Path:
    """For rankings, about ten events a company."""
    companies = bench.scale.ranked_companies
    return bench.kept(f"ranked-{companies}.jsonl", lambda path: ranked.write(path, companies))


def corrected_events(bench: Bench, events: int) -> Path:
    """Events, each of them again, and each that is no rumour corrected by one that says the same."""
    return bench.kept(f"{events}-corrected.jsonl", partial(_write_corrected, file=events_of(bench, events)))


def _write_corrected(path: Path, file: Path) -> None:
    told = file.read_text(encoding="utf-8")
    with path.open("w", encoding="utf-8") as out:
        out.write(told)
        out.write(told)  # the same ids: an import passes over them
        for line in told.splitlines():
            said = json.loads(line)
            if said["confidence"] == "rumored":  # which no correction is
                continue
            again = {**said, "id": f"{said['id']}/corrected", "corrects": said["id"], "reason": "a slip of the pen"}
            out.write(json.dumps(again, ensure_ascii=False) + "\n")


def long_histories(bench: Bench) -> Path:
    """Companies of which more and more is told, but never more than four figures at a time."""
    sizes = bench.scale.histories
    return bench.kept(f"histories-{max(sizes)}.jsonl", lambda path: _write_histories(path, sizes))


def history_slug(events: int) -> str:
    return f"with-{events}"


def _write_histories(path: Path, sizes: tuple[int, ...]) -> None:
    draw = random.Random(1)
    with path.open("w", encoding="utf-8") as out:
        for size in sizes:
            for number in range(size):
                out.write(json.dumps(_figure(draw, history_slug(size), number)) + "\n")


def _figure(draw: random.Random, company: str, number: int) -> dict[str, object]:
    metric = ("headcount", "users", "offices", "customers")[number % 4]
    day = (date(2017, 1, 1) + timedelta(days=draw.randrange(3_500))).isoformat()
    source = {"publisher": "Reuters", "title": f"What there is of {metric}", "published": day}
    return {
        "id": f"{company}/{number}", "type": "metric", "company": company, "metric": metric, "on": day,
        "count": draw.randint(10, 10_000), "unit": metric, "sources": [source],
    }  # fmt: skip
