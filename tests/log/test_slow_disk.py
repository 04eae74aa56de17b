"""On a disk that takes long writers wait, readers go on, and nothing is told that is not kept."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from faulty_disk import reason_of_absence
from log_processes import environment
from places import SUPPORT

absent = reason_of_absence()
pytestmark = pytest.mark.skipif(absent is not None, reason=absent or "")


def test_readers_go_on_while_a_disk_lets_writers_wait(tmp_path: Path) -> None:
    scene = [sys.executable, str(SUPPORT / "slow_disk_scene.py"), str(tmp_path / "x.db")]
    done = subprocess.run(scene, capture_output=True, text=True, timeout=120, env=environment(), check=False)
    assert done.returncode == 0, done.stderr
