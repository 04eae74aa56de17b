"""`python -m tests.clients`: everything that clients do, with more of it than `pytest tests/clients` asks, and a table.

It runs the outside clients, schemathesis with 200 examples of each field, and the probes; then it asks the hostile
documents on a log of 48,000 events and 600 companies, and prints what each takes, and how long others wait beside five
of the worst at once. It ends with 1 if any of it fails.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from . import hostile
from .measuring import Measured, as_json, longest_wait_beside, measured, table
from .serving import serving

ROOT = Path(__file__).parents[2]
EXAMPLES = 200
AT_ONCE = 5
"""Hostile documents, each by a client of its own."""


def main() -> int:
    reading = argparse.ArgumentParser(prog="python -m tests.clients", description=__doc__)
    reading.add_argument("--examples", type=int, default=EXAMPLES, help="of schemathesis, for each field of the query")
    reading.add_argument("--only-table", action="store_true", help="ask the hostile documents only")
    reading.add_argument("--json", type=Path, help="write what was measured into this file")
    given = reading.parse_args()
    return (0 if given.only_table else _tests(given.examples)) or _measure(given.json)


def _tests(examples: int) -> int:
    command = [sys.executable, "-m", "pytest", "tests/clients", "--deselect", "tests/clients/test_hostile.py"]
    environment = {**os.environ, "DATELINE_SCHEMATHESIS_EXAMPLES": str(examples)}
    return subprocess.run(command, cwd=ROOT, env=environment).returncode


def _measure(file: Path | None) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hostile.write_events(folder / "events.jsonl")
        with serving(folder / "dateline.db", folder / "events.jsonl") as server:
            documents = hostile.documents()
            rows = [measured(server, document) for document in documents]
        worst = _worst(documents, rows)
        with serving(folder / "dateline.db") as server:  # one that has answered none of them
            wait = longest_wait_beside(server, worst)
    sys.stdout.write("\n".join(table(rows)) + "\n")
    sys.stdout.write(f"{', '.join(each.name for each in worst)}, at once: others waited {wait * 1000:.0f} ms at most\n")
    if file is not None:
        file.write_text(json.dumps(as_json(rows), indent=2), encoding="utf-8")
    wrong = [(each.name, row.code) for each, row in zip(documents, rows, strict=True) if row.code != each.code]
    for document, code in wrong:
        sys.stdout.write(f"{document}: another answer than expected: {code or 'answered'}\n")
    return 1 if wrong else 0


def _worst(documents: Sequence[hostile.Hostile], rows: Sequence[Measured]) -> list[hostile.Hostile]:
    """Those of the answered ones that take the server longest, or keep others waiting longest."""
    answered = [pair for pair in zip(rows, documents, strict=True) if pair[0].code is None]
    slowest = sorted(answered, key=lambda pair: pair[0].seconds or pair[0].longest_wait, reverse=True)
    return [document for _, document in slowest[:AT_ONCE]]


if __name__ == "__main__":
    sys.exit(main())
