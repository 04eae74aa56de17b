"""The steps of `dateline help writing` work as they are written: copied into a shell, against a server that runs."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from answers import memory
from builders import line
from places import ROOT
from sending import APPEND, append

from dateline import docs

PAGE = docs.page("writing")
ADDRESS = "http://127.0.0.1:8000"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Where a server of `dateline.db` in this folder is."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "dateline", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            found = re.search(r"http://[\d.]+:\d+", running.stdout.readline())
            assert found
            yield found[0]
        finally:
            running.kill()


def in_a_shell(script: str, folder: Path, at: str) -> list[dict[str, object]]:
    """What the calls of curl in the script are answered."""
    bin = folder / "bin"
    bin.mkdir(exist_ok=True)
    program = bin / "dateline"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dateline "$@"\n')
    program.chmod(0o755)
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PATH": f"{bin}{os.pathsep}{os.environ['PATH']}"}
    script = script.replace(ADDRESS, at).replace("curl -s", "curl -s -w '\\n'")
    done = subprocess.run(["sh", "-eu"], input=script, cwd=folder, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return [json.loads(answer) for answer in done.stdout.splitlines() if answer]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_steps_can_be_copied_into_a_shell(server: str, tmp_path: Path) -> None:
    first, importing = blocks("sh")
    events = [line("founded", "mistral-ai/founded"), line("funding", "b")]
    events[0] = json.loads(re.findall(r"^\{.*\}$", first, re.MULTILINE)[0])
    events.append(line("funding", "c", raised={"amount": 1, "currency": "EURO"}))
    (tmp_path / "events.jsonl").write_text("".join(json.dumps(one) + "\n" for one in events))
    appended, read, imported, tried = in_a_shell(first + importing, tmp_path, server)
    assert appended == {
        "read": 1, "appended": 1, "repeated": 0, "refused": 0, "position": "1", "problems": [], "problems_left_out": 0,
    }  # fmt: skip
    assert read["data"] == {"company": {"name": "Mistral AI", "log": {"totalCount": 1}}}
    (shown,) = [json.loads(block) for block in blocks("json") if "problems" in block]
    assert imported == {**shown, "position": "2"}
    assert (tried["appended"], tried["repeated"], tried["refused"]) == (0, 2, 1)


async def test_the_mutation_on_the_page_appends_what_the_page_shows() -> None:
    (question,) = blocks("graphql")
    (variables,) = [json.loads(block) for block in blocks("json") if "input" in block]
    log = await memory()
    answer = await append(log, variables["input"]["events"], question=question)
    assert answer["data"]["appendEvents"] == {
        "events": [{"key": "mistral-ai/series-c/asml", "position": "1"}],
        "appended": 1, "repeated": 0, "position": "1", "errors": [],
    }  # fmt: skip
    assert APPEND.split()[0] == question.split()[0]
