"""Coroutines that are begun at once: most resolvers that could wait need not, and those make no task."""

import asyncio
from collections.abc import Coroutine, Generator
from typing import Any


class Begun(Generator[Any, Any, Any]):
    """A coroutine that waits for something: awaited, it goes on from there.

    A future that is waited for is marked, for the task that it is handed to. Until there is one, the mark is off:
    others may wait for the same future.
    """

    __slots__ = ("_coroutine", "_waits_for")

    def __init__(self, coroutine: Coroutine[Any, Any, Any], waits_for: Any) -> None:
        self._coroutine = coroutine
        self._waits_for: list[Any] = [waits_for]
        _mark(waits_for, False)

    def __await__(self) -> Generator[Any, Any, Any]:
        return self

    def send(self, value: Any) -> Any:
        if not self._waits_for:
            return self._coroutine.send(value)
        waits_for = self._waits_for.pop()
        _mark(waits_for, True)
        return waits_for

    def throw(self, *error: Any) -> Any:
        return self._coroutine.throw(*error)


def _mark(waits_for: Any, on: bool) -> None:
    if asyncio.isfuture(waits_for):
        waits_for._asyncio_future_blocking = on


def begin(coroutine: Coroutine[Any, Any, Any], waiting: list[Begun]) -> Any:
    """What the coroutine returns if it need not wait; else a Begun, which is among those waiting then."""
    try:
        begun = Begun(coroutine, coroutine.send(None))
    except StopIteration as end:
        return end.value
    waiting.append(begun)
    return begun


async def all_ended(begun: list[Begun]) -> list[Any]:
    """What they return, in their order. All of them come to their end before an error of one is raised."""
    if len(begun) <= 1:
        return [await each for each in begun]
    ended: list[Any] = await asyncio.gather(*begun, return_exceptions=True)
    for value in ended:
        if isinstance(value, BaseException):
            raise value
    return ended


async def let_end(begun: list[Begun]) -> None:
    """Waits for all of them, whatever becomes of them."""
    await asyncio.gather(*begun, return_exceptions=True)
