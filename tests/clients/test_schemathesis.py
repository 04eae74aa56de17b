"""schemathesis draws questions from the schema that the server tells, and finds no server error.

`DATELINE_SCHEMATHESIS_EXAMPLES=500 pytest tests/clients/test_schemathesis.py` draws many more, of each field of the
query, and anew each time.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from .conftest import Tangled

EXAMPLES = int(os.environ.get("DATELINE_SCHEMATHESIS_EXAMPLES", "15"))
IN_SHORT = 15
SECONDS = 60 + 2 * EXAMPLES
HOOKS = "tests.clients.schemathesis_scalars"
ROOT = Path(__file__).parents[2]


def test_no_question_is_a_server_error(tangled: Tangled, tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("st")), "run", f"{tangled.address}/graphql", "--no-color"]
    flags = ["--checks", "not_a_server_error", "--phases", "fuzzing", "--max-examples", str(EXAMPLES)]
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
