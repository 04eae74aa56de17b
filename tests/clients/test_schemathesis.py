"""schemathesis draws questions and events from the schema that the server tells, and finds no server error.

`DATELINE_SCHEMATHESIS_EXAMPLES=500 pytest tests/clients/test_schemathesis.py` draws many more, of each field of the
query and of the mutation, and anew each time.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from dateline.cli import program

from . import questions
from .serving import serving

EXAMPLES = int(os.environ.get("DATELINE_SCHEMATHESIS_EXAMPLES", "15"))
IN_SHORT = 15
SECONDS = 300 + 5 * EXAMPLES
HOOKS = "tests.clients.schemathesis_scalars"
ROOT = Path(__file__).parents[2]


def test_nothing_that_is_asked_is_a_server_error(tmp_path: Path) -> None:
    db = tmp_path / "dateline.db"
    asyncio.run(questions.drawn(db, 0))
    key = CliRunner().invoke(program, ["key", "create", "schemathesis", "--db", str(db)]).stdout.strip()
    with serving(db) as server:
        _run(server.address, tmp_path, key)


def _run(address: str, tmp_path: Path, key: str) -> None:
    command = [str(Path(sys.executable).with_name("st")), "run", f"{address}/graphql", "--no-color"]
    flags = ["--checks", "not_a_server_error", "--phases", "fuzzing", "--max-examples", str(EXAMPLES)]
    flags += ["--header", f"Authorization: Bearer {key}"]
    if EXAMPLES <= IN_SHORT:
        flags += ["--seed", "1", "--generation-database", "none"]
    done = subprocess.run(
        [*command, *flags],
        cwd=tmp_path,
        env={**os.environ, "SCHEMATHESIS_HOOKS": HOOKS, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    drawn = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
    assert drawn is not None, done.stdout
    assert int(drawn[1]) == int(drawn[2]) >= 5 * EXAMPLES
