"""How soon a server on a long log gives its first answer, and what memory it takes to give many.

    python tests/benchmarks/first_answer.py [--events N] [--db FILE]

The log is made once and kept in FILE (by default in the folder for temporary files). The server is `dateline serve` in
a process of its own, started several times; the table shows the medians. The rival is the least that any server with
the same libraries can do: a schema with one field, and no log. Both run from bytecode, as an install leaves it.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import IO

import click
import synthetic
from rich.console import Console
from rich.table import Table

from dateline.imports.event_files.importing import import_file
from dateline.log.opening import open_log

NOW = datetime(2026, 11, 22, tzinfo=UTC)
STATES_ASKED = 200
QUERY = """query ($slug: String!) { asOf { company(slug: $slug) {
    name country raised { counted byCurrency { amount currency } } rounds { key stage } models { name } metrics { name }
} } }"""
_BARE = """
import aiosqlite, socket, strawberry, uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL

@strawberry.type
class Query:
    @strawberry.field
    async def answer(self) -> str:
        return "42"

class Server(uvicorn.Server):
    async def startup(self, sockets=None):
        await super().startup(sockets)
        print("http://127.0.0.1:%d/graphql" % listener.getsockname()[1], flush=True)

listener = socket.create_server(("127.0.0.1", 0))
app = Starlette(routes=[Route("/graphql", GraphQL(strawberry.Schema(Query)))])
Server(uvicorn.Config(app, log_level="warning", lifespan="off")).run(sockets=[listener])
"""


@click.command()
@click.option("--events", default=1_000_000, show_default=True)
@click.option("--rounds", default=3, show_default=True)
@click.option("--db", type=click.Path(path_type=Path), help="Made if it is not there.")
def main(events: int, rounds: int, db: Path | None) -> None:
    db = db or Path(tempfile.gettempdir()) / f"dateline-{events}.db"
    if not db.exists():
        asyncio.run(_make(db, events))
    click.echo(f"{db}: {events:,} events, {db.stat().st_size / 2**20:,.0f} MiB")
    with _serving(db):
        pass  # leaves the bytecode
    measured, bare = [], []
    for seed in range(rounds):
        measured.append(_measure(db, events, seed))
        bare.append(_measure_bare())
    table = Table()
    for column in ("listening", "first answer", "one state, median", "RSS then", f"RSS after {STATES_ASKED} states"):
        table.add_column(column, justify="right")
    listening, first, state, before, after = (median(column) for column in zip(*measured, strict=True))
    table.add_row(
        f"{listening:.2f} s", f"{first:.2f} s", f"{state * 1000:.1f} ms", f"{before:,.0f} MiB", f"{after:,.0f} MiB"
    )
    Console().print(table)
    rival = median(bare)
    click.echo(
        f"A schema with one field, same libraries: {rival:.2f} s; Dateline takes {first / rival:.1f} times that."
    )


async def _make(db: Path, events: int) -> None:
    click.echo(f"Making {db} …")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "events.jsonl"
        synthetic.write(file, events)
        async with open_log(db) as log:
            report = await import_file(log, file, NOW)
    assert not report.refused, report.problems[:3]


def _measure(db: Path, events: int, seed: int) -> tuple[float, float, float, float, float]:
    """Seconds until it listens, until the first answer, and for one more; MiB after the first and after the last."""
    draw = random.Random(seed)
    companies = draw.sample(range(events // synthetic.EVENTS_PER_COMPANY), STATES_ASKED)
    started = time.perf_counter()
    with _serving(db) as (address, process):
        listening = time.perf_counter() - started
        _ask(address, companies[0])
        first, before = time.perf_counter() - started, _resident(process)
        times = []
        for company in companies[1:]:
            begun = time.perf_counter()
            _ask(address, company)
            times.append(time.perf_counter() - begun)
        return listening, first, median(times), before, _resident(process)


def _measure_bare() -> float:
    """Seconds until the rival's first answer."""
    started = time.perf_counter()
    with _started([sys.executable, "-c", _BARE]) as (address, _):
        body = json.dumps({"query": "{ answer }"}).encode()
        request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as response:
            assert json.load(response)["data"] == {"answer": "42"}
    return time.perf_counter() - started


def _serving(db: Path) -> AbstractContextManager[tuple[str, int]]:
    return _started([sys.executable, "-m", "dateline", "serve", "--db", str(db), "--port", "0"])


@contextmanager
def _started(command: list[str]) -> Iterator[tuple[str, int]]:
    """The address and the process of a server that says where it listens."""
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as nothing:
        server = subprocess.Popen(command, cwd=nothing, env=compiled, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            yield _announced(server.stdout), server.pid
        finally:
            server.terminate()
            server.communicate()


def _announced(output: IO[str]) -> str:
    for line in output:
        if found := re.search(r"http://\S+/graphql", line):
            return found.group()
    raise RuntimeError("the server did not come up")


def _ask(address: str, company: int) -> None:
    slug = synthetic.slug(company)
    body = json.dumps({"query": QUERY, "variables": {"slug": slug}}).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        answer = json.load(response)
    assert answer["data"]["asOf"]["company"], answer


def _resident(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found.group(1)) / 2**10


if __name__ == "__main__":
    main()
