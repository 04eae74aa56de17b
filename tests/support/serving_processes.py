"""Servers in processes of their own, of one log that may be on another machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from log_processes import environment

OURS = ("-m", "dateline", "serve", "--port", "0")
UVICORN = ("-m", "uvicorn", "dateline.asgi:app", "--port", "0", "--no-access-log")


@contextmanager
def served(
    db: str | Path, cwd: Path, how: Sequence[str] = OURS, **variables: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process that serves a log, and its address."""
    env = {**environment(), "DATELINE_DB": str(db), "PYTHONUNBUFFERED": "1", **variables}
    process = subprocess.Popen(
        [sys.executable, *how], cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    with process:
        try:
            yield process, _address(process)
        finally:
            process.kill()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    told = []
    for line in iter(process.stdout.readline, ""):
        told.append(line)
        if found := re.search(r"http://[\d.]+:\d+", line):
            os.set_blocking(process.stdout.fileno(), False)
            return found[0]
    raise AssertionError("".join(told))
