"""Those that compute for long go on one at a time, and others have passes of the loop in between."""

from __future__ import annotations

import asyncio
import gc
from itertools import pairwise
from weakref import ref

import pytest

from dateline.log import loop_turns as turns_of_loops
from dateline.log.loop_turns import TURN_SECONDS, LoopTurns, loop_turns


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Passes:
    """Counts the passes of the loop."""

    def __init__(self) -> None:
        self.number = 0
        self._count()

    def _count(self) -> None:
        self.number += 1
        self._counting = asyncio.get_running_loop().call_soon(self._count)

    def stop(self) -> None:
        self._counting.cancel()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(turns_of_loops, "perf_counter", made)
    return made


async def test_of_several_one_goes_on_at_a_time(clock: Clock) -> None:
    passes, turns = Passes(), loop_turns()
    worked: list[tuple[int, int]] = []

    async def work(name: int) -> None:
        for _ in range(40):
            clock.now += TURN_SECONDS / 4
            worked.append((passes.number, name))
            await turns.step()

    await asyncio.gather(*(work(name) for name in range(3)))
    passes.stop()
    first, *begun = sorted({at for at, _ in worked})
    assert sum(at == first for at, _ in worked) <= 7  # one of them has a turn, the others find that out
    assert all(later - earlier > 3 for earlier, later in pairwise(begun))
    assert all(len({name for at, name in worked if at == one}) == 1 for one in begun)
    assert max(sum(at == one for at, _ in worked) for one in begun) <= 5


async def test_who_is_done_within_a_turn_waits_for_nobody(clock: Clock) -> None:
    turns = loop_turns()
    in_line = [asyncio.ensure_future(turns.of_others()) for _ in range(2)]
    passes = Passes()
    assert turns.begun() == clock.now + TURN_SECONDS
    await asyncio.sleep(0)
    assert clock.now < turns.begun() < clock.now + TURN_SECONDS  # for a shorter time, beside others
    await asyncio.gather(*in_line)
    before = passes.number
    for _ in range(3):
        clock.now += TURN_SECONDS / 4
        await turns.step()
    passes.stop()
    assert passes.number == before


async def test_who_is_cancelled_in_line_holds_up_nobody(clock: Clock) -> None:
    turns = LoopTurns()
    waiting = [asyncio.ensure_future(turns.of_others()) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    assert await waiting[2] == await waiting[1] == clock.now + TURN_SECONDS
    assert await turns.of_others() == clock.now + TURN_SECONDS


def test_a_loop_is_gone_with_its_user() -> None:
    async def computes() -> None:
        await loop_turns().of_others()

    loop = asyncio.new_event_loop()
    loop.run_until_complete(computes())
    loop.close()
    gone = ref(loop)
    del loop
    gc.collect()
    assert gone() is None


async def test_much_is_given_back_a_little_at_a_time(clock: Clock) -> None:
    class Large:
        def __del__(self) -> None:
            clock.now += TURN_SECONDS / 10

    passes, turns = Passes(), loop_turns()
    held, seen = [Large() for _ in range(100)], [(0, 0.0)]
    letting = asyncio.ensure_future(turns.let_go(held))
    while not letting.done():
        await asyncio.sleep(0)
        seen.append((passes.number, clock.now))
    passes.stop()
    assert not held
    assert max(later - earlier for (_, earlier), (_, later) in pairwise(seen)) < 3 * TURN_SECONDS
