"""Work for a request that ends when nobody waits for it any more, or when it takes too long."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect
from starlette.types import Receive

T = TypeVar("T")

_BRIEF = 0.05
"""Seconds after which it is looked whether the client is still there: most answers are sent by then."""


async def while_waited_for(work: Coroutine[Any, Any, T], receive: Receive, seconds: float) -> T:
    """What the work returns. Raises ClientDisconnect when the client has gone, and TimeoutError after so many seconds;
    the work has ended then too.
    """
    working = asyncio.ensure_future(work)
    try:
        await asyncio.wait({working}, timeout=min(_BRIEF, seconds))
        if not working.done():
            await _until_gone(working, receive, seconds)
        return working.result()
    finally:
        if not working.done():
            working.cancel()
            await asyncio.wait({working})


async def _until_gone(working: asyncio.Future[Any], receive: Receive, seconds: float) -> None:
    gone = asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait({working, gone}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return
        raise ClientDisconnect if gone.done() else TimeoutError
    finally:
        gone.cancel()


async def _gone(receive: Receive) -> None:
    """Returns when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
