"""`dateline serve` as a user starts it, on a free port."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SECONDS_TO_STOP = 30


@dataclass(frozen=True)
class Server:
    address: str
    process: int


@contextmanager
def serving(db: Path, events: Path | None = None, *flags: str, **environment: str) -> Iterator[Server]:
    """A server, as soon as it says that it is there.

    It has to end well when it is stopped, and nothing that it was asked may have been a failure of its own.
    """
    command = [sys.executable, "-m", "dateline", "serve", "--db", str(db), "--port", "0", *flags]
    if events is not None:
        command += ["--events", str(events)]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    with tempfile.TemporaryDirectory() as nothing, tempfile.TemporaryFile("w+", encoding="utf-8") as told:
        running = subprocess.Popen(
            command, cwd=nothing, env={**inherited, "PYTHONUNBUFFERED": "1", **environment}, stdout=subprocess.PIPE,
            stderr=told, text=True, encoding="utf-8",
        )  # fmt: skip
        try:
            yield Server(_address(running), running.pid)
            running.send_signal(signal.SIGINT)
            running.communicate(timeout=SECONDS_TO_STOP)
            told.seek(0)
            failures = told.read()
            assert running.returncode == 0, failures
            assert "Traceback" not in failures, failures
        finally:
            if running.poll() is None:
                running.kill()
                running.communicate()


def _address(running: subprocess.Popen[str]) -> str:
    assert running.stdout is not None
    for line in running.stdout:
        if found := re.search(r" at (http://[\d.]+:\d+) ", line):
            return found[1]
    raise AssertionError("the server did not come up")
