"""Work for a request that ends when nobody waits for it any more, or when it takes too long."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar, cast

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from dateline.graphql.execution.begun import Begun, begin

T = TypeVar("T")

_BRIEF = 0.05
"""Seconds after which it is looked whether the client is still there: most answers are sent by then."""


async def while_waited_for(work: Coroutine[Any, Any, T], receive: Receive, seconds: float) -> T:
    """What the work returns. Raises ClientDisconnect when the client has gone, and TimeoutError after so many seconds;
    the work has ended then too.
    """
    waiting: list[Begun] = []
    done = begin(work, waiting)
    if not waiting:  # as most, which need no timer then
        return cast(T, done)
    async with asyncio.timeout(seconds), _Watch(receive):
        return cast(T, await waiting[0])


class _Watch:
    """Around work: a client that goes meanwhile ends it. Nothing is made for work that is done soon but a timer."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._looking: asyncio.Future[None] | None = None
        self._has_gone = False

    async def __aenter__(self) -> None:
        working = asyncio.current_task()
        assert working is not None, "requests are answered in tasks"
        self._working, self._cancelled_before = working, working.cancelling()
        self._timer = asyncio.get_running_loop().call_later(_BRIEF, self._look)

    async def __aexit__(self, error: type[BaseException] | None, *_: object) -> None:
        self._timer.cancel()
        if self._looking is not None:
            self._looking.cancel()
        if self._has_gone:
            by_others = self._working.uncancel() > self._cancelled_before
            if error is asyncio.CancelledError and not by_others:
                raise ClientDisconnect

    def _look(self) -> None:
        self._looking = asyncio.ensure_future(self._until_gone())

    async def _until_gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._has_gone = True
        self._working.cancel()
