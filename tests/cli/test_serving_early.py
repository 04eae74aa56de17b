"""A server comes up on a log that cannot be written yet: it serves what there is, says so, and takes the rest in."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from builders import founded, line
from click.testing import CliRunner
from filelock import FileLock
from places import ROOT

from dateline.cli import program
from dateline.events.codec import canonical

SECONDS = 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A log of one event, and a file with another one in ./events."""
    (tmp_path / "first.jsonl").write_bytes(canonical(founded("a", name="Acme")))
    done = CliRunner().invoke(program, ["import", str(tmp_path / "first.jsonl"), "--db", str(tmp_path / "x.db")])
    assert done.exit_code == 0
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "e.jsonl").write_text(json.dumps(line("funding", "b")))
    return tmp_path


@contextmanager
def served(folder: Path, before: Callable[[], None] | None = None) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "dateline", "serve", "--db", "x.db", "--port", "0"]
    running = subprocess.Popen(
        command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=before,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    with running:
        try:
            assert running.stdout is not None
            for text in running.stdout:
                if found := re.search(r"at (http://\S+) ", text):
                    yield running, found.group(1)
                    return
            pytest.fail(f"did not come up: {running.communicate(timeout=SECONDS)}")
        finally:
            running.kill()


def get(address: str, path: str) -> Any:
    with urllib.request.urlopen(f"{address}{path}", timeout=SECONDS) as response:
        return json.load(response)


def line_with(stream: Any, word: str) -> str:
    return next(text for text in stream if word in text)


def test_while_others_import_the_server_serves_what_there_is_and_takes_the_rest_in_later(folder: Path) -> None:
    with FileLock(folder / "x.db.lock") as held, served(folder) as (running, address):
        ready = get(address, "/readyz")
        assert (ready["ready"], ready["position"], ready["writable"]) == (True, "1", False)
        assert "others have kept writing" in ready["why"]
        assert str(folder) not in ready["why"]
        told = line_with(running.stderr, "Nothing can be appended yet")
        assert "others have kept writing to it" in told
        held.release()
        assert "1 file, 1 event read: 1 appended" in line_with(running.stdout, "events:")
        assert "The log can be written now" in line_with(running.stderr, "can be written")
        ready = get(address, "/readyz")
        assert (ready["position"], ready["writable"]) == ("2", True)
        running.send_signal(signal.SIGTERM)
        assert running.wait(SECONDS) == 0


def _no_room() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


def test_on_a_full_disk_the_server_serves_what_there_is(folder: Path) -> None:
    for left in ("-wal", "-shm"):
        (folder / f"x.db{left}").unlink(missing_ok=True)
    with served(folder, _no_room) as (running, address):
        ready = get(address, "/readyz")
        assert (ready["ready"], ready["writable"]) == (True, False)
        assert "is the disk full?" in ready["why"]
        assert get(address, "/graphql?query=%7Blog%7Bposition%7D%7D")["data"] == {"log": {"position": "1"}}
        assert "is the disk full?" in line_with(running.stderr, "Nothing can be appended yet")
        resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        assert "1 appended" in line_with(running.stdout, "events:")
        assert get(address, "/readyz")["position"] == "2"
        running.send_signal(signal.SIGTERM)
        assert running.wait(SECONDS) == 0
