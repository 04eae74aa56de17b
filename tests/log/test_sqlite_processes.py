"""The log in an SQLite file among several processes: those that write at once, that are killed, that must end."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from log_cases import NOW, many
from log_processes import APPENDING, python

from dateline.log.sqlite import SqliteLog
from dateline.log.verification import verify

PATIENCE_SECONDS = 30


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dateline.db"


async def test_a_process_killed_while_it_appends_leaves_whole_batches(path: Path) -> None:
    size, known = 40, 0
    moments = random.Random(7)
    for life in range(4):
        with python(APPENDING, path, f"life-{life}", 0, size) as process:
            assert process.stdout is not None
            for _ in range(moments.randint(1, 9)):
                known = int(process.stdout.readline())
            process.kill()
        async with SqliteLog.opened(path) as log:
            head = await verify(log)
            assert head.position >= known
            assert head.position % size == 0


async def test_processes_that_append_at_once_all_succeed_without_gaps(path: Path) -> None:
    with python(APPENDING, path, "a", 12, 30) as one, python(APPENDING, path, "b", 12, 30) as other:
        told = [process.communicate(timeout=PATIENCE_SECONDS) for process in (one, other)]
    assert [error for _, error in told] == ["", ""]
    ends = sorted(int(position) for output, _ in told for position in output.split())
    assert ends == [*range(30, 721, 30)]
    async with SqliteLog.opened(path) as log:
        assert (await verify(log)).position == 720


async def test_a_log_sees_what_another_process_appends(path: Path) -> None:
    async with SqliteLog.opened(path) as log, SqliteLog.opened(path, read_only=True) as reader:
        with python(APPENDING, path, "other", 1, 5) as process:
            assert process.communicate(timeout=PATIENCE_SECONDS) == ("5\n", "")
        assert await reader.head() == await log.head()
        assert (await log.append(many(1), now=NOW)).head.position == 6
        assert (await reader.head()).position == 6


ENDING = """
import asyncio, sys
from pathlib import Path
from log_cases import NOW
from log_cases import many
from dateline.errors import StoreUnavailable
from dateline.log.sqlite.store import SqliteLog

async def main(path):
    (path / "text.db").write_text("this is no database at all")
    for bad in (path, path / "text.db", path / "no" / "folder.db"):
        try:
            await SqliteLog.open(bad)
        except StoreUnavailable:
            pass
    async with SqliteLog.opened(path / "dateline.db") as log:
        await log.append(many(3), now=NOW)
        {end}

asyncio.run(main(Path(sys.argv[1])))
"""


@pytest.mark.parametrize(
    ("end", "code", "error"),
    [
        ("pass", 0, ""),
        ("raise KeyError('inside')", 1, "KeyError: 'inside'"),
        ("await log.append(iter([None]), now=NOW)", 1, "InvalidEvent"),
        ("asyncio.current_task().cancel(); await log.append(many(9), now=NOW)", 1, "CancelledError"),
    ],
)
def test_the_interpreter_ends_however_a_log_is_left(tmp_path: Path, end: str, code: int, error: str) -> None:
    with python(ENDING.replace("{end}", end), tmp_path) as process:
        _, told = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == code, told
    assert error in told
