"""The short form of each trial runs in a process of its own, sees what it should, and nothing is lost."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from faulty_disk import reason_of_absence
from places import ROOT

from dateline import docs

from .trials import TRIALS

TRIED = [trial.name for trial in TRIALS if trial.name not in ("calls", "postgres", "networks", "patroni")]
"""The calls of an import are tried by tests/log/test_faults.py, servers by tests/log/test_postgres_faults.py, and
networks by tests/log/test_postgres_networks.py. Patroni is no part of what tests need."""
SECONDS = 300

absent = reason_of_absence()


def tried(name: str, file: Path) -> tuple[str, Any]:
    """What the command prints, and what it keeps."""
    command = [sys.executable, "-m", "tests.faults", "--only", name, "--seed", "1", "--soak-seconds", "6"]
    done = subprocess.run(
        [*command, "--json", str(file)], cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout, json.loads(file.read_text())


@pytest.mark.parametrize("name", TRIED)
def test_nothing_is_lost(name: str, tmp_path: Path) -> None:
    if name == "power" and absent is not None:
        pytest.skip(absent)
    said, kept = tried(name, tmp_path / "kept.json")
    assert "Seed: 1." in said
    found = kept["trials"][name]
    assert (found["wrong"], kept["seed"]) == ([], 1)
    assert found["rounds"] > 0
    assert found["counted"]


def test_each_trial_is_told_of() -> None:
    assert re.findall(r"^\| `(\w+)` \|", docs.page("faults"), re.MULTILINE) == [trial.name for trial in TRIALS]
