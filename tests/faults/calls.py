"""A crash, a write of one half, an input/output error and a full disk at the calls by which a small import touches the
files of a log, its birth included: the next import goes on, and the log is sound."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

from faulty_disk import CRASHED, KINDS, reason_of_absence
from log_cases import many
from log_processes import environment

from dateline.events.codec import canonical

from .trial import SUPPORT, Outcome, Scale

EVENTS, EARLIER = 6, 2


def run(folder: Path, draw: random.Random, scale: Scale) -> Outcome:
    outcome = Outcome()
    if (absent := reason_of_absence()) is not None:
        outcome.wrong.append(absent)
        return outcome
    every = 1 if scale.times >= 20 else max(1, 40 // scale.times)
    lines = [canonical(event).decode() for event in many(EVENTS)]
    for scene in ("birth", "growth"):
        for kind in KINDS:
            place = folder / f"{scene}-{kind}"
            place.mkdir()
            (place / "events.jsonl").write_text("\n".join(lines))
            (place / "earlier.jsonl").write_text("\n".join(lines[:EARLIER]))
            first = draw.randint(1, every)
            script = [sys.executable, str(SUPPORT / "fault_rounds.py"), str(place), scene, kind, str(every), str(first)]
            done = subprocess.run(script, capture_output=True, text=True, env=environment(), check=False)
            if done.returncode:
                outcome.wrong.append(f"{scene}, {kind}: {done.stderr[-500:]}")
            for line in done.stdout.splitlines():
                _judge(f"{scene}, {kind}", json.loads(line), outcome)
    return outcome


def _judge(where: str, one: dict[str, object], outcome: Outcome) -> None:
    codes = one["codes"]
    assert isinstance(codes, dict)
    if one["name"] is None:
        return  # nothing was spoiled
    outcome.rounds += 1
    outcome.count("calls spoiled")
    if codes["spoiled"] not in (CRASHED, 0, 1) or (codes.get("again"), codes.get("verify")) != (0, 0):
        outcome.wrong.append(f"{where}, call {one['at']}: {codes}")
