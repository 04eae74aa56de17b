"""The log in memory keeps every promise of a log."""

from __future__ import annotations

from log_contract import LogContract

from dateline.log.memory.store import MemoryLog


class TestMemoryLog(LogContract):
    opening = staticmethod(MemoryLog.opened)
