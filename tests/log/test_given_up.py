"""A statement for whose rows nobody waits any more is broken off, and no other one is."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest
from log_cases import ALL, NOW, many

from dateline.log.sqlite import SqliteLog

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n WHERE i > :least"
LONGEST = 60.0
"""Seconds after which it is sure that somebody waits for what never ends."""


class Statements:
    """Tells which statements were begun."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self._endless = threading.Event()

    def add(self, statement: str) -> None:
        self.begun.append(statement)
        if "max(i)" in statement:
            self._endless.set()

    async def are_endless(self) -> None:
        await asyncio.to_thread(self._endless.wait, LONGEST)


async def _left(waiting: asyncio.Task[object]) -> None:
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_who_waits_behind_somebody_who_has_left_is_answered(tmp_path: Path) -> None:
    statements = Statements()
    async with SqliteLog.opened(tmp_path / "dateline.db", trace=statements.add) as log, asyncio.timeout(LONGEST):
        await log.append(many(3), now=NOW)
        gone = asyncio.create_task(log._reader.rows(ENDLESS, {"least": 1}))
        await statements.are_endless()
        behind = asyncio.create_task(log.histories([many(1)[0].company], ALL))
        await asyncio.sleep(0)
        await _left(gone)
        assert [len(each) for each in (await behind).values()] == [3]


async def test_what_was_not_begun_is_not_begun(tmp_path: Path) -> None:
    statements = Statements()
    async with SqliteLog.opened(tmp_path / "dateline.db", trace=statements.add) as log, asyncio.timeout(LONGEST):
        first = asyncio.create_task(log._reader.rows(ENDLESS, {"least": 1}))
        await statements.are_endless()
        second = asyncio.create_task(log._reader.rows("SELECT 'nobody waits for this'", {}))
        await asyncio.sleep(0)
        await _left(second)
        await _left(first)
        assert await log._reader.rows("SELECT 'somebody waits for this'", {}) == [("somebody waits for this",)]
    assert not [each for each in statements.begun if "nobody waits" in each]
