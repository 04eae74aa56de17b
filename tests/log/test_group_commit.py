"""Small appends that come at once go into the log together, and each of them has an outcome of its own."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
from pathlib import Path

import pytest
from builders import founded
from filelock import FileLock
from log_cases import ALL, NOW, many

from dateline.errors import DatelineError, EventIdTaken, PositionConflict, StoreUnavailable
from dateline.log.contract import Appended
from dateline.log.sql.group_commit import MOST_EVENTS
from dateline.log.sqlite import SqliteLog
from dateline.log.verification import verify

WRITERS = 50


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dateline.db"


async def recorded(log: SqliteLog) -> dict[str, int]:
    return {one.id: one.position for one in await log.stored(0, ALL)}


class Commits:
    """Counts the commits of a log's writer."""

    def __init__(self, log: SqliteLog, monkeypatch: pytest.MonkeyPatch) -> None:
        assert log._writer is not None
        assert log._connection is not None
        connection = log._connection._connection
        commit = connection.commit
        self.count = 0

        async def counted() -> None:
            self.count += 1
            await commit()

        monkeypatch.setattr(connection, "commit", counted)


async def test_many_writers_at_once_share_a_commit(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with SqliteLog.opened(path) as log:
        commits = Commits(log, monkeypatch)
        done = await asyncio.gather(
            *(log.append(many(2, f"{writer}/"), now=NOW, positions=True) for writer in range(WRITERS))
        )
        assert commits.count == 1
        # Arrival is order: the first to come has the first positions.
        assert [[*one.positions] for one in done] == [[2 * n + 1, 2 * n + 2] for n in range(WRITERS)]
        assert [one.head.position for one in done] == [2 * n + 2 for n in range(WRITERS)]
        assert await verify(log) == done[-1].head


async def test_each_member_of_a_group_has_its_own_outcome(path: Path) -> None:
    async with SqliteLog.opened(path) as log:
        await log.append(many(1, "old/"), now=NOW)
        done = await asyncio.gather(
            log.append([founded("a", company="a")], now=NOW, positions=True),
            log.append([founded("b", company="b"), founded("a", company="otherwise")], now=NOW),
            log.append([founded("c", company="c")], now=NOW, expected=2),
            log.append([founded("d", company="d")], now=NOW, expected=2),
            log.append([founded("a", company="a"), founded("e", company="e")], now=NOW, positions=True),
            log.append([], now=NOW),
            return_exceptions=True,
        )
        kept, clash, swapped, conflict, repeated, nothing = done
        assert isinstance(kept, Appended)
        assert [*kept.positions] == [2]
        assert isinstance(clash, EventIdTaken)
        assert (clash.id, clash.position, clash.index) == ("a", 2, 1)
        assert isinstance(swapped, Appended)
        assert swapped.head.position == 3
        assert isinstance(conflict, PositionConflict)
        assert isinstance(repeated, Appended)
        assert (repeated.appended, repeated.repeated, [*repeated.positions]) == (1, 1, [2, 4])
        assert isinstance(nothing, Appended)
        assert nothing.head == repeated.head == await verify(log)
        assert await recorded(log) == {"old/0": 1, "a": 2, "c": 3, "e": 4}


async def test_a_group_takes_no_more_than_is_written_at_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with SqliteLog.opened(path) as log:
        commits = Commits(log, monkeypatch)
        await asyncio.gather(*(log.append(many(MOST_EVENTS // 2, f"{writer}/"), now=NOW) for writer in range(5)))
        assert commits.count == 3
        assert (await verify(log)).position == 5 * (MOST_EVENTS // 2)


async def test_who_gives_up_before_the_group_is_begun_appends_nothing(path: Path) -> None:
    async with SqliteLog.opened(path) as log:
        with FileLock(f"{path}.lock"):
            waiting = [asyncio.create_task(log.append(many(1, f"{writer}/"), now=NOW)) for writer in range(4)]
            for _ in range(20):
                await asyncio.sleep(0)
            waiting[0].cancel()
            waiting[2].cancel()
            await asyncio.wait([waiting[0], waiting[2]])
        await asyncio.gather(waiting[1], waiting[3])
        assert waiting[0].cancelled()
        assert waiting[2].cancelled()
        assert await recorded(log) == {"1/0": 1, "3/0": 2}


async def test_whoever_gives_up_at_any_moment_takes_nobody_down_and_leaves_nothing_under_way(path: Path) -> None:
    async with SqliteLog.opened(path) as log:
        for moment in range(0, 60, 3):
            before = (await log.head()).position
            tasks = [asyncio.create_task(log.append(many(2, f"{moment}/{n}/"), now=NOW)) for n in range(3)]
            for _ in range(moment):
                await asyncio.sleep(0)
            tasks[0].cancel()
            await asyncio.wait([tasks[0]])
            settled = (await log.head()).position - before
            await asyncio.wait(tasks)
            assert [task.exception() for task in tasks[1:]] == [None, None]
            after = (await log.head()).position - before
            assert after in (4, 6)
            assert settled in (0, after)
        await verify(log)


async def test_a_group_that_never_gets_the_lock_is_told_to_all_and_harms_no_later_one(path: Path) -> None:
    async with SqliteLog.opened(path, lock_timeout_seconds=0.02) as log:
        with FileLock(f"{path}.lock"):
            refused = await asyncio.gather(
                *(log.append(many(1, f"{writer}/"), now=NOW) for writer in range(3)), return_exceptions=True
            )
        assert [type(one) for one in refused] == [StoreUnavailable] * 3
    async with SqliteLog.opened(path) as log:
        assert (await log.append(many(1), now=NOW)).head.position == 1


async def test_a_failed_commit_is_told_to_every_member(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with SqliteLog.opened(path) as log:
        assert log._writer is not None

        async def failing() -> None:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR
            raise error

        monkeypatch.setattr(log._connection._connection, "commit", failing)
        told = await asyncio.gather(
            *(log.append(many(1, f"{writer}/"), now=NOW) for writer in range(3)), return_exceptions=True
        )
        assert [type(one) for one in told] == [StoreUnavailable] * 3
        assert (await log.head()).position == 0
        with pytest.raises(StoreUnavailable, match="has to be opened again"):
            await log.append(many(1), now=NOW)


async def test_a_refusal_leaves_no_exception_that_nobody_asked_for(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with SqliteLog.opened(path) as log:
        with pytest.raises(DatelineError):
            await log.append(many(1), now=NOW, expected=7)
    gc.collect()
    assert not caplog.records


async def test_an_append_that_comes_alone_keeps_its_turn(path: Path) -> None:
    """Small ones that come behind it wait behind it, and do not join those that wait before it."""
    async with SqliteLog.opened(path) as log:
        with FileLock(f"{path}.lock"):
            first = asyncio.create_task(log.append(many(1, "first/"), now=NOW))
            for _ in range(5):
                await asyncio.sleep(0)
            alone = asyncio.create_task(log.append(iter(many(1, "alone/")), now=NOW))
            for _ in range(5):
                await asyncio.sleep(0)
            last = asyncio.create_task(log.append(many(1, "last/"), now=NOW))
            for _ in range(5):
                await asyncio.sleep(0)
        await asyncio.gather(first, alone, last)
        assert await recorded(log) == {"first/0": 1, "alone/0": 2, "last/0": 3}
