"""Processes that run a script beside a test, like one that appends to a log again and again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from places import SUPPORT

APPENDING = """
import asyncio, sys
from itertools import count
from log_cases import NOW
from log_cases import many
from dateline.log.sqlite.store import SqliteLog

async def main(path, name, batches, size):
    async with SqliteLog.opened(path) as log:
        for batch in range(batches) if batches else count():
            appended = await log.append(many(size, f"{name}/{batch}/"), now=NOW)
            print(appended.head.position, flush=True)

asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
"""
"""Arguments: the path of a log, a name for the ids, how many batches (0: without end), and of how many events. Prints
each position reached."""


@contextmanager
def python(script: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A process that runs the script, and is no more when the block ends."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    process = subprocess.Popen(
        command, cwd=SUPPORT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(SUPPORT), *sys.path])}
