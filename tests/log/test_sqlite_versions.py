"""A database that earlier code wrote: today's code opens it, reads it, writes to it, and would have made the same."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from builders import eur, funding
from places import DATA

from dateline.log.cut import Cut, Reach
from dateline.log.index_contract import NO_SIEVE
from dateline.log.opening import open_log
from dateline.log.record import LogHead
from dateline.log.selection import Selection
from dateline.log.verification import verify
from dateline.values.dates import Certainty

THEN = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NOW = datetime(2027, 1, 2, 12, 0, tzinfo=UTC)
HASH = "f0a0b907818c7be567f697e5b026b54555388940aea11a51d21d940d71340205"
TAKEN = "3a15661de22093e411931be006a4cbca1f9971a19b14d2d967084b22318860ec"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((DATA / "database_version_2.sql").read_text(encoding="utf-8"))
    return path


def made_of(path: Path) -> list[tuple[object, ...]]:
    """Every table, index and trigger as the file has it, byte for byte, and the numbers in its header."""
    with closing(sqlite3.connect(path)) as connection:
        header = [connection.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")]
        return [*header, *connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name")]


async def test_an_old_database_is_sound_and_says_what_it_said(old: Path) -> None:
    async with open_log(old, read_only=True) as log:
        assert await verify(log) == LogHead(5, bytes.fromhex(HASH), 1, THEN)
        found = await log.select(Selection(Cut(None, 5)))
        assert found[0].event.id == "acme/founded"
        assert len((await log.histories(["acme"], 5))["acme"]) == 5
        assert await log.companies(5, search="acmé", limit=9) == ["acme", "acme-sas"]
        assert await log.taken([bytes.fromhex(TAKEN)]) == {bytes.fromhex(TAKEN)}
        reach = Reach(Cut(None, 5), date(2026, 1, 1), None, 0, Certainty.CERTAIN)
        raised = await log.index.entries("raised", "EUR", reach, NO_SIEVE, descending=True, after=None, limit=9)
        assert [(one.key, one.company) for one in raised] == [(6_000_000, "acme"), (5_000_000, "acme")]


async def test_an_old_database_goes_on(old: Path) -> None:
    async with open_log(old) as log:
        done = await log.append([funding("acme/a", company="acme", round="a", raised=eur(9))], now=NOW, expected=5)
        assert done.head.position == 6
        assert await verify(log) == done.head
        assert await log.reindex() == 6
        assert await verify(log) == done.head


async def test_a_new_database_is_made_like_an_old_one(old: Path, tmp_path: Path) -> None:
    async with open_log(tmp_path / "new.db"):
        pass
    assert made_of(tmp_path / "new.db") == made_of(old)
