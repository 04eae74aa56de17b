"""Turns of an event loop: of all that computes for long one goes on at a time, and others have the passes in between.

A pass of the loop runs all that is ready. If everybody who computes for long went on after one pass, five of them would
run one after the other, and a small question, which takes several passes, would wait for all of them in each. So they
stand in one line. A question that is answered within a turn never comes to it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from time import perf_counter
from typing import Any, Final
from weakref import WeakKeyDictionary

TURN_SECONDS: Final = 0.01
_BESIDE_OTHERS: Final = 0.002
"""Of the first turn, where others stand in line."""
_PASSES: Final = 3
"""Between two turns: a new connection is accepted, its request read and answered."""

_LET_GO: Final = 8
"""Objects that are let go in one step: there may be much behind each."""


class LoopTurns:
    """Of one event loop, which is gone with its user: nothing here leads to it while nobody waits."""

    def __init__(self) -> None:
        self._line: deque[asyncio.Future[None]] = deque()
        self._ends = 0.0
        self._has_begun = False
        """Whether a turn has begun in this pass: who goes on behind its end, goes into the line."""

    def begun(self) -> float:
        """The instant, by `perf_counter`, until which may compute who begins to."""
        return perf_counter() + (_BESIDE_OTHERS if self._line else TURN_SECONDS)

    async def step(self) -> None:
        """Between two steps of a work: goes on at once while the turn lasts that was begun in this pass."""
        if perf_counter() < self._ends:
            return
        if self._line or self._has_begun:
            await self.of_others()
        else:
            self._begin()

    async def let_go(self, held: list[Any]) -> None:
        """Empties a list that nobody looks at any more: to give back the memory of all at once takes as long as many
        answers."""
        while held:
            del held[-_LET_GO:]
            await self.step()

    async def of_others(self) -> float:
        """Others have their turn. Gives the instant at which one's own next turn ends."""
        mine = asyncio.get_running_loop().create_future()
        self._line.append(mine)
        if len(self._line) == 1:
            asyncio.get_running_loop().call_soon(self._pass, 1)
        await mine
        self._begin()
        return self._ends

    def _begin(self) -> None:
        self._ends = perf_counter() + TURN_SECONDS
        if not self._has_begun:
            self._has_begun = True
            asyncio.get_running_loop().call_soon(self._is_over)

    def _is_over(self) -> None:
        self._has_begun = False

    def _pass(self, number: int) -> None:
        """One pass more is over; after the last one the first of the line goes on."""
        if number < _PASSES:
            asyncio.get_running_loop().call_soon(self._pass, number + 1)
            return
        while self._line and self._line[0].done():  # who was cancelled meanwhile
            self._line.popleft()
        if not self._line:
            return
        self._line[0].set_result(None)
        self._line.popleft()
        if self._line:
            asyncio.get_running_loop().call_soon(self._pass, 0)


_of_loops: WeakKeyDictionary[asyncio.AbstractEventLoop, LoopTurns] = WeakKeyDictionary()


def loop_turns() -> LoopTurns:
    """Those of the loop that runs."""
    loop = asyncio.get_running_loop()
    found = _of_loops.get(loop)
    if found is None:
        found = _of_loops[loop] = LoopTurns()
    return found
