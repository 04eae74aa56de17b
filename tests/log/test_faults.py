"""A crash, an input/output error and a full disk at every call by which a small import touches the files of a log, the
birth of the file included: whatever happens, the next import goes on, and the log is sound.

Each test spoils some of the calls. With DATELINE_FAULTS=all in the environment it is every one of them (some 200 at a
birth, each with every kind of fault).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from faulty_disk import CRASHED, reason_of_absence
from log_cases import many
from log_processes import environment
from places import SUPPORT

from dateline.events.codec import canonical

EVENTS = 6
EARLIER = 2
EVERY = 1 if os.environ.get("DATELINE_FAULTS") == "all" else 11

absent = reason_of_absence()
pytestmark = pytest.mark.skipif(absent is not None, reason=absent or "")


def rounds(folder: Path, scene: str, kind: str, first: int) -> list[dict[str, Any]]:
    lines = [canonical(event).decode() for event in many(EVENTS)]
    (folder / "events.jsonl").write_text("\n".join(lines))
    (folder / "earlier.jsonl").write_text("\n".join(lines[:EARLIER]))
    program = [sys.executable, str(SUPPORT / "fault_rounds.py"), *map(str, (folder, scene, kind, EVERY, first))]
    done = subprocess.run(program, capture_output=True, text=True, timeout=600, env=environment(), check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(("first", "kind"), [*enumerate(("crash", "torn", "eio", "enospc"), 1)])
@pytest.mark.parametrize("scene", ["birth", "growth"])
def test_whatever_a_disk_does_the_log_goes_on_from_what_was_acknowledged(
    tmp_path: Path, scene: str, kind: str, first: int
) -> None:
    done = rounds(tmp_path, scene, kind, first)
    *spoiled, last = done
    assert (last["codes"]["spoiled"], last["name"]) == (0, None), last
    assert len(spoiled) >= 100 // EVERY
    for one in done:
        codes, texts = one["codes"], one["texts"]
        assert codes["spoiled"] in ((CRASHED, 0) if kind in ("crash", "torn") else (0, 1)), one
        assert (codes["again"], codes["verify"]) == (0, 0), one
        assert json.loads(texts["verify"][0])["position"] == EVENTS, one
        for said in (texts["spoiled"][1], texts["companies"][1], texts["again"][1]):
            assert said == "" or (said.startswith("Error: ") and said.count("\n") == 1), one
