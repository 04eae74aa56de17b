"""Who waits for the right to write has it in the end, however busily others write: told by a clock that is not real."""

from __future__ import annotations

import asyncio
import random
import selectors
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

from dateline.log.sqlite.locking import WriteLock, pause_after


class NoTimeTaken(selectors.BaseSelector):
    """Waits for nothing: as much time as would be waited has passed."""

    def __init__(self) -> None:
        self.now = 0.0
        self._inner = selectors.DefaultSelector()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.now += timeout or 0.0
        return self._inner.select(0)

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._inner.register(fileobj, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._inner.unregister(fileobj)

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._inner.get_map()

    def close(self) -> None:
        self._inner.close()


def in_no_time(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    selector = NoTimeTaken()
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.now  # type: ignore[method-assign]
    try:
        loop.run_until_complete(work())
    finally:
        loop.close()


class OneFile:
    """A lock on a file, of several processes."""

    def __init__(self) -> None:
        self._held = False

    def acquire(self, *, blocking: bool) -> None:
        assert not blocking
        if self._held:
            raise TimeoutError
        self._held = True

    def release(self) -> None:
        self._held = False


def locks(count: int, path: Path, timeout: float) -> list[WriteLock]:
    file, made = OneFile(), [WriteLock(path, timeout) for _ in range(count)]
    for lock in made:
        vars(lock)["_file"] = file
    return made


async def writing(lock: WriteLock, over: asyncio.Event, seconds: float) -> None:
    """Again and again, without a pause."""
    while not over.is_set():
        async with lock.held():
            await asyncio.sleep(seconds)


def test_whoever_waits_has_its_turn_though_others_never_pause(tmp_path: Path) -> None:
    random.seed(7)
    waits: list[float] = []

    async def race() -> None:
        over, clock = asyncio.Event(), asyncio.get_running_loop().time
        busy, *others = locks(4, tmp_path / "x.db", 30)
        writers = [asyncio.ensure_future(writing(busy, over, 0.01))]
        await asyncio.sleep(0.001)
        for _ in range(10):
            for lock in others:
                began = clock()
                async with lock.held():
                    waits.append(clock() - began)
        over.set()
        await asyncio.gather(*writers)

    in_no_time(race)
    assert 0 < max(waits) < 5


def test_twenty_that_never_pause_all_have_their_turn(tmp_path: Path) -> None:
    random.seed(7)
    turns = [0] * 20

    async def one(lock: WriteLock, number: int) -> None:
        while asyncio.get_running_loop().time() < 60:
            async with lock.held():
                await asyncio.sleep(0.005)
                turns[number] += 1

    async def race() -> None:
        await asyncio.gather(*[one(lock, number) for number, lock in enumerate(locks(20, tmp_path / "x.db", 10))])

    in_no_time(race)
    assert min(turns) > 20


def test_a_log_that_nobody_else_writes_waits_for_nobody(tmp_path: Path) -> None:
    """But for a moment in each quarter of a second, in which others could come."""

    async def alone() -> None:
        (lock,) = locks(1, tmp_path / "x.db", 30)
        clock = asyncio.get_running_loop().time
        for _ in range(1_000):
            async with lock.held():
                await asyncio.sleep(0.001)
        assert clock() < 1.03
        await asyncio.sleep(1)
        began = clock()
        async with lock.held():
            assert clock() == began

    in_no_time(alone)


def test_whoever_has_waited_longer_looks_more_often() -> None:
    assert [pause_after(tries, 0.01) for tries in (0, 1, 3, 5, 100)] == [0.001, 0.002, 0.008, 0.025, 0.025]
    pauses = [pause_after(100, waited) for waited in (0.1, 0.5, 1, 5, 20, 1e9)]
    assert pauses == [0.025, 0.025, 0.0125, 0.0025, 0.001, 0.001]
