"""How often a process that serves looks for garbage: seldom, but before much of it is left."""

from __future__ import annotations

import subprocess
import sys

ASKED = """
import gc
from math import prod
from dateline.web.garbage import look_for_garbage_seldom
look_for_garbage_seldom()
print(gc.get_threshold()[0] >= 5_000, prod(gc.get_threshold()) <= 2_000_000, gc.get_freeze_count() > 1_000)
"""


def test_a_server_looks_seldom_but_leaves_no_more_than_a_thousand_documents_do() -> None:
    """With ten times as many left, a server that was asked 7,000 documents once each had taken 200 MB more."""
    found = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["True", "True", "True"]
