"""Every store keeps every promise of a log."""

from __future__ import annotations

from log_contract import LogContract
from stores import STORES


class TestMemoryLog(LogContract):
    opening = staticmethod(STORES["memory"])


class TestSqliteLog(LogContract):
    opening = staticmethod(STORES["sqlite"])


class TestPostgresLog(LogContract):
    opening = staticmethod(STORES["postgres"])


def test_no_store_is_left_out() -> None:
    tried = {test.opening for test in (TestMemoryLog, TestSqliteLog, TestPostgresLog)}
    assert tried == {*STORES.values()}
