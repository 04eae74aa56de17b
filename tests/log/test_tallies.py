"""What is counted of each company beside its events takes nobody for a company."""

from __future__ import annotations

from pathlib import Path

from builders import funding
from log_cases import NOW

from dateline.log.sqlite import SqliteLog


async def test_an_empty_name_is_that_of_no_company_and_no_damage(tmp_path: Path) -> None:
    """The row that says up to where companies are counted stands under it."""
    async with SqliteLog.opened(tmp_path / "x.db") as log:
        await log.append([funding("a", round="a"), funding("b", round="b")], now=NOW)
        assert not any((await log.histories(["", "nobody"], 2)).values())
