"""What a process and those it started use, as Linux tells it; None elsewhere."""

from __future__ import annotations

import os
import re
from pathlib import Path

_PROC = Path("/proc")


def cpu_seconds(process: int) -> float | None:
    """Of processor time, of all its threads and of what it started that still runs."""
    found = _told(process, "stat")
    if found is None:
        return None
    fields = found.rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(cpu_seconds(child) or 0.0 for child in _children(process))


def memory(process: int, *, peak: bool = False) -> float | None:
    """MiB that are resident, or were at most."""
    found = re.search(rf"Vm{'HWM' if peak else 'RSS'}:\s+(\d+) kB", _told(process, "status") or "")
    return int(found[1]) / 2**10 if found else None


def _children(process: int) -> list[int]:
    threads = (_PROC / str(process) / "task").glob("*/children")
    return [int(child) for thread in threads for child in thread.read_text().split()]


def _told(process: int, name: str) -> str | None:
    try:
        return (_PROC / str(process) / name).read_text(encoding="utf-8")
    except OSError:
        return None
