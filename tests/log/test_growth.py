"""Whoever waits for a log to grow is told so."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from log_cases import NOW, many
from log_processes import APPENDING, python

from dateline.errors import StoreUnavailable
from dateline.log.contract import EventLog
from dateline.log.growth import Growth
from dateline.log.memory.store import MemoryLog
from dateline.log.record import LogHead
from dateline.log.sqlite import SqliteLog

PATIENCE_SECONDS = 30
NEVER = 3_600.0


class Counting(MemoryLog):
    """Counts looks at its head, and fails when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = 0
        self.failing = False
        self.looked = asyncio.Event()

    async def head(self) -> LogHead:
        self.looks += 1
        self.looked.set()
        if self.failing:
            raise StoreUnavailable("the disk is gone")
        return await super().head()


async def waited(coroutine: Any) -> Any:
    return await asyncio.wait_for(coroutine, PATIENCE_SECONDS)


async def no_longer(growth: Growth) -> None:
    while growth.is_looking:  # noqa: ASYNC110 - it ends within one look
        await asyncio.sleep(0)


async def begun(*coroutines: Any) -> list[asyncio.Task[Any]]:
    tasks = [asyncio.ensure_future(each) for each in coroutines]
    for _ in range(5):
        await asyncio.sleep(0)
    return tasks


async def test_a_log_that_is_elsewhere_already_is_told_at_once() -> None:
    log = MemoryLog()
    start = await log.head()
    await log.append(many(2), now=NOW)
    growth = Growth(log, NEVER)
    assert await growth.beyond(start) == await log.head()
    assert not growth.is_looking


async def test_what_this_log_appends_is_told_without_a_look_at_the_clock(tmp_path: Path) -> None:
    for log in (MemoryLog(), await SqliteLog.open(tmp_path / "a.db")):
        growth = Growth(log, NEVER)
        start = await log.head()
        tasks = await begun(*(growth.beyond(start) for _ in range(50)))
        assert not any(task.done() for task in tasks)
        await log.append(many(1), now=NOW)
        assert {head.position for head in await waited(asyncio.gather(*tasks))} == {1}
        await log.close()


async def test_one_look_serves_all_who_wait() -> None:
    log = Counting()
    growth = Growth(log, NEVER)
    start = await log.head()
    log.looks = 0
    tasks = await begun(*(growth.beyond(start) for _ in range(100)))
    assert log.looks == 100 + 1  # each once when it came
    await log.append(many(1), now=NOW)
    await waited(asyncio.gather(*tasks))
    assert log.looks == 100 + 2


async def test_nobody_looks_while_nobody_waits() -> None:
    log = Counting()
    growth = Growth(log, 0.001)
    (task,) = await begun(growth.beyond(await log.head()))
    assert growth.is_looking
    task.cancel()
    await waited(no_longer(growth))
    looks = log.looks
    log.looked.clear()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(log.looked.wait(), 0.05)
    assert log.looks == looks


async def test_one_who_gives_up_takes_nobody_along() -> None:
    log = MemoryLog()
    growth = Growth(log, NEVER)
    start = await log.head()
    one, other = await begun(growth.beyond(start), growth.beyond(start))
    one.cancel()
    await asyncio.sleep(0)
    await log.append(many(1), now=NOW)
    assert (await waited(other)).position == 1


async def test_a_log_that_cannot_be_read_is_told_to_all_who_wait_and_asked_again_later() -> None:
    log = Counting()
    growth = Growth(log, 0.001)
    start = await log.head()
    tasks = await begun(growth.beyond(start), growth.beyond(start))
    log.failing = True
    for task in tasks:
        with pytest.raises(StoreUnavailable):
            await waited(task)
    log.failing = False
    (task,) = await begun(growth.beyond(start))
    await log.append(many(1), now=NOW)
    assert (await waited(task)).position == 1


async def test_what_another_process_appends_is_told_soon(tmp_path: Path) -> None:
    path = tmp_path / "dateline.db"
    async with SqliteLog.opened(path) as log:
        growth = Growth(log)
        head = await log.head()
        with python(APPENDING, path, "other", 3, 2):
            while head.position < 6:
                head = await waited(growth.beyond(head))
        assert await log.head() == head


async def test_a_closed_log_ends_the_look_of_nobody() -> None:
    log: EventLog = MemoryLog()
    growth = Growth(log, 0.001)
    (task,) = await begun(growth.beyond(await log.head()))
    task.cancel()
    await log.close()
    await waited(no_longer(growth))


async def test_who_comes_just_when_nobody_waits_any_more_is_told() -> None:
    for moment in range(12):
        log = MemoryLog()
        growth = Growth(log, seconds=0)
        head = await log.head()
        first = asyncio.ensure_future(growth.beyond(head))
        for _ in range(5):
            await asyncio.sleep(0)
        first.cancel()
        for _ in range(moment):
            await asyncio.sleep(0)
        second = asyncio.ensure_future(growth.beyond(head))
        for _ in range(5):
            await asyncio.sleep(0)
        await log.append(many(1), now=NOW)
        assert (await asyncio.wait_for(second, PATIENCE_SECONDS)).position == 1
