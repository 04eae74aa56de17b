"""kill -9 of a server, of an importer and of programs that append, at random moments, while all of them write one log:
what was acknowledged is there, once, where it was said to be, and nothing is ahead of the log or behind it."""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Final

from log_cases import NOW, many

from dateline.cli import program
from dateline.events.codec import canonical
from dateline.log.opening import open_log
from dateline.log.verification import verify

from .forked import ended, fork
from .trial import Outcome, Scale

ROUNDS: Final = 10
_LONGEST_SECONDS: Final = 1.2
_IMPORTED: Final = 120


def run(folder: Path, draw: random.Random, scale: Scale) -> Outcome:
    outcome = Outcome()
    for _ in range(ROUNDS * scale.times):
        shutil.rmtree(folder / "round", ignore_errors=True)
        (folder / "round").mkdir()
        _round(folder / "round", draw, outcome)
        outcome.rounds += 1
    return outcome


def _round(folder: Path, draw: random.Random, outcome: Outcome) -> None:
    key = _key(folder)
    port = _free_port()
    work: list[Callable[[], None]] = [
        lambda: _serve(folder, port),
        lambda: _import(folder),
        lambda: _send(folder, port, key),
    ]
    work += [lambda name=name: _append(folder, name, draw.randint(1, 9)) for name in ("a", "b")]  # type: ignore[misc]
    running = [fork(one) for one in work]
    while running:
        time.sleep(draw.uniform(0.02, _LONGEST_SECONDS / 2))
        killed = draw.sample(running, draw.randint(1, len(running)))
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
            running.remove(pid)
            ended(pid)
            outcome.count("processes killed")
    acknowledged = [line.split() for file in folder.glob("told-*") for line in file.read_text().splitlines()]
    outcome.count("events acknowledged", len(acknowledged))
    outcome.wrong += asyncio.run(_judged(folder, {id: int(position) for id, position in acknowledged}))


async def _judged(folder: Path, acknowledged: dict[str, int]) -> list[str]:
    async with open_log(folder / "x.db") as log:
        head = await verify(log)
        held = {
            one.id: one.position for after in range(0, head.position, 1_000) for one in await log.stored(after, 1_000)
        }
        wrong = [f"{id} was acknowledged and is not there" for id in acknowledged if id not in held]
        wrong += [
            f"{id} was acknowledged at {position} and is at {held[id]}"
            for id, position in acknowledged.items()
            if position and held.get(id, position) != position
        ]
        if len(held) != head.position:
            wrong.append(f"{head.position} records have {len(held)} ids")
        more = await log.append(many(1, "afterwards/"), now=NOW)
        return wrong if more.head.position == head.position + 1 else [*wrong, "nothing can be appended afterwards"]


def _told(folder: Path, name: str) -> Callable[[str], None]:
    """Writes down what was acknowledged, which outlives a process that is killed."""
    descriptor = os.open(folder / f"told-{name}", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def tell(lines: str) -> None:
        os.write(descriptor, lines.encode())

    return tell


def _append(folder: Path, name: str, size: int) -> None:
    tell = _told(folder, name)

    async def forever() -> None:
        async with open_log(folder / "x.db") as log:
            for batch in count():
                events = many(size, f"{name}/{batch}/")
                done = await log.append(events, now=NOW, positions=True)
                tell("".join(f"{event.id} {at}\n" for event, at in zip(events, done.positions, strict=True)))

    asyncio.run(forever())


def _import(folder: Path) -> None:
    tell = _told(folder, "import")
    _silently(folder, "import")
    for number in count():
        events = many(_IMPORTED, f"import/{number}/")
        file = folder / "import.jsonl"
        file.write_bytes(b"\n".join(canonical(event) for event in events))
        program(["import", str(file), "--db", str(folder / "x.db")], standalone_mode=False)
        tell("".join(f"{event.id} 0\n" for event in events))


def _serve(folder: Path, port: int) -> None:
    _silently(folder, "serve")
    os.chdir(folder)
    program(["serve", "--port", str(port), "--db", str(folder / "x.db")], standalone_mode=False)


def _send(folder: Path, port: int, key: str) -> None:
    tell = _told(folder, "http")
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"}
    for number in count():
        events = many(7, f"http/{number}/")
        body = b"\n".join(canonical(event) for event in events)
        while True:
            asked = urllib.request.Request(f"http://127.0.0.1:{port}/import", body, headers)
            try:
                with urllib.request.urlopen(asked, timeout=30) as answer:
                    told = json.load(answer)
                break
            except (urllib.error.URLError, ConnectionError):  # it is not up yet, or is no more
                time.sleep(0.01)
        if told["appended"] + told["repeated"] == len(events):
            tell("".join(f"{event.id} 0\n" for event in events))


def _key(folder: Path) -> str:
    from click.testing import CliRunner

    made = CliRunner().invoke(program, ["key", "create", "k", "--db", str(folder / "x.db")])
    return made.stdout.strip()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _silently(folder: Path, name: str) -> None:
    descriptor = os.open(folder / f"said-{name}", os.O_WRONLY | os.O_CREAT)
    for stream in (1, 2):
        os.dup2(descriptor, stream)
