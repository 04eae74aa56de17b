"""The benchmark runs, and tells what fell; its figures are no test of anything."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from places import ROOT

from .contest import SHORT, Sample
from .rows import ROWS
from .rows.answers import in_steady_state

SECONDS = 300


def benchmark(*arguments: object, code: int = 0) -> str:
    command = [sys.executable, "-m", "tests.benchmarks", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short run of all rows."""
    folder = tmp_path_factory.mktemp("benchmarks")
    benchmark("--short", "--rounds", 1, "--json", folder / "run.json", "--cache", folder)
    return folder / "run.json"


def test_a_short_run_measures_every_row(run: Path) -> None:
    rows = {row["name"]: row for row in json.loads(run.read_text())["rows"]}
    assert list(rows) == [row.name for row in ROWS]
    for row in rows.values():
        assert row["values"], row["missing"]
        assert all(value > 0 for values in row["values"].values() for value in values)
        named = {name for goal in row["goals"] for name in (goal["against"], goal["of"]) if name}
        assert named <= row["values"].keys() | row["missing"].keys()


def test_what_fell_by_more_than_a_quarter_shows_and_fails(run: Path, tmp_path: Path) -> None:
    assert "Nothing fell" in benchmark("compare", run, run)
    slower = tmp_path / "slower.json"
    slower.write_text(json.dumps(with_slower(json.loads(run.read_text()), "distinct", 0.7)))
    assert "Something fell" in benchmark("compare", run, slower, code=1)
    assert "Nothing fell" in benchmark("compare", slower, run)


def test_what_answers_nothing_is_not_asked_for_ever() -> None:
    with pytest.raises(RuntimeError, match="nothing was answered"):
        in_steady_state(lambda _: Sample(0.0), SHORT)


def with_slower(run: dict[str, Any], name: str, factor: float) -> dict[str, Any]:
    (row,) = [row for row in run["rows"] if row["name"] == name]
    row["values"]["dateline"] = [value * factor for value in row["values"]["dateline"]]
    return run


def test_a_report_has_a_line_for_every_goal(run: Path) -> None:
    lines = [line for line in benchmark("report", run).splitlines() if line.startswith("|")]
    assert len(lines) == 2 + sum(len(row.goals) for row in ROWS)


def test_a_row_that_is_none_is_a_usage_error() -> None:
    benchmark("--only", "nothing", code=2)
