"""The app for an ASGI server of one's own, as uvicorn serves it by name."""

from __future__ import annotations

import importlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from builders import line
from click.testing import CliRunner
from places import ROOT

from dateline.cli import program

SECONDS = 30
QUESTION = {"query": "{ log { position } companies { nodes { slug } } }"}


@contextmanager
def uvicorn(app: str, cwd: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    inherited = {name: value for name, value in os.environ.items() if name != "DATELINE_DB"}
    running = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", app, "--port", "0", "--no-access-log"],
        cwd=cwd,
        env={**inherited, "PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "error", **environment},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield running
    finally:
        if running.poll() is None:
            running.kill()
        running.communicate(timeout=SECONDS)


def address(running: subprocess.Popen[str]) -> str:
    """Where the server can be asked, as soon as it can."""
    assert running.stderr is not None
    told = []
    for text in iter(running.stderr.readline, ""):
        told.append(text)
        if found := re.search(r"http://[\d.]+:\d+", text):
            return found[0]
    raise AssertionError("".join(told))


def stopped(running: subprocess.Popen[str]) -> str:
    """What the server says when it is asked to end."""
    running.send_signal(signal.SIGINT)
    return running.communicate(timeout=SECONDS)[1]


@pytest.mark.parametrize("app", ["dateline.asgi:app", "dateline.web.asgi:app"])
def test_uvicorn_serves_the_log_that_the_environment_names(app: str, tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_text(json.dumps(line("founded")))
    db = tmp_path / "here.db"
    assert CliRunner().invoke(program, ["import", str(file), "--db", str(db)]).exit_code == 0
    with uvicorn(app, tmp_path, DATELINE_DB=str(db)) as running:
        at = address(running)
        answer = httpx.post(f"{at}/graphql", json=QUESTION).json()
        assert answer["data"] == {"log": {"position": "1"}, "companies": {"nodes": [{"slug": "mistral-ai"}]}}
        assert httpx.get(f"{at}/export/states.ndjson").text.count("\n") == 1
        assert "Application shutdown complete" in stopped(running)
    assert not (tmp_path / "dateline.db").exists()


def test_without_a_name_it_is_the_log_that_every_command_means_and_is_made(tmp_path: Path) -> None:
    with uvicorn("dateline.asgi:app", tmp_path) as running:
        ready = httpx.get(f"{address(running)}/readyz").json()
        assert (ready["ready"], ready["position"], ready["writable"]) == (True, "0", True)
        stopped(running)
    assert (tmp_path / "dateline.db").exists()


def test_a_log_that_cannot_be_opened_keeps_the_server_from_coming_up(tmp_path: Path) -> None:
    with uvicorn("dateline.asgi:app", tmp_path, DATELINE_DB="postgres://somewhere/else") as running:
        told = running.communicate(timeout=SECONDS)[1]
    assert running.returncode != 0
    assert "cannot be opened: no PostgreSQL server can be reached there" in told


def test_the_old_name_has_the_app_and_nothing_else() -> None:
    old, new = importlib.import_module("dateline.asgi"), importlib.import_module("dateline.web.asgi")
    assert old.app is new.app
    with pytest.raises(AttributeError, match=r"dateline\.asgi.*create_app"):
        _ = old.create_app
