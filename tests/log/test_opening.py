"""The one door: a log by its address."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from builders import funding

from dateline.errors import InvalidInput, StoreUnavailable
from dateline.log.opening import log_address, log_in_memory, open_log
from dateline.log.sqlite.queries import QUERIES

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("db", "path"),
    [("a.db", "a.db"), ("sqlite:///a.db", "a.db"), ("sqlite:////x/a.db", "/x/a.db"), ("./b:c", "b:c")],
)
def test_a_log_is_a_file(db: str, path: str) -> None:
    assert log_address(db) == Path(path)


@pytest.mark.parametrize(
    "db",
    [
        "",
        "sqlite:///",
        "sqlite://a.db",
        "a\0b",
        "postgres:x",
        "postgresql://a b",
        "postgresql://h/d?reads=both",
        "file://x",
    ],
)
def test_a_log_that_is_no_file_is_refused(db: str) -> None:
    with pytest.raises(InvalidInput):
        log_address(db)
    with pytest.raises(InvalidInput):
        open_log(db)


async def test_a_log_is_opened_by_its_path_or_its_address(tmp_path: Path) -> None:
    path = tmp_path / "dateline.db"
    with pytest.raises(StoreUnavailable, match="there is no Dateline database"):
        async with open_log(path, read_only=True):
            pass
    async with open_log(path) as log:
        await log.append([funding("a")], now=NOW)
    seen: list[str] = []
    async with open_log(f"sqlite:///{path}", read_only=True, trace=seen.append) as log:
        assert (await log.head()).position == 1
        assert len(seen) == 1
        with pytest.raises(StoreUnavailable, match="read only"):
            await log.append([funding("b")], now=NOW)


async def test_a_log_in_memory_leaves_nothing() -> None:
    async with log_in_memory() as log:
        await log.append([funding("a")], now=NOW)
    async with log_in_memory() as log:
        assert (await log.head()).position == 0


def test_a_store_is_loaded_when_it_is_opened() -> None:
    loaded = "import sys, dateline.cli.options, dateline.log.opening; print(*sys.modules)"
    names = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout.split()
    assert not {"aiosqlite", "dateline.log.sqlite.store", "dateline.log.memory.store"} & {*names}


async def test_what_sqlite_says_while_a_log_is_opened_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of the last look at a file that could be opened: a disk may fail at any call."""
    monkeypatch.setitem(cast(dict[str, str], QUERIES), "has_subtrees", "SELECT 1 FROM nowhere")
    with pytest.raises(StoreUnavailable, match=r"dateline\.db cannot be opened: "):
        async with open_log(tmp_path / "dateline.db"):
            pass
