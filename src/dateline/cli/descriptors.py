"""Descriptors: how many connections a server may have at a time, by what the system lets a process open."""

from __future__ import annotations

import asyncio
import logging
from importlib.util import find_spec
from typing import Any, Final, NamedTuple

_FOR_OTHERS: Final = 64
"""The log, files that are served, standard streams, and what the system itself takes."""
_MOST_AT_ONCE: Final = 100
_SECONDS_BETWEEN: Final = 60.0

_logger = logging.getLogger("dateline.serve")


class Room(NamedTuple):
    connections: int
    """At a time."""
    refused: int
    """More that are told so, or wait to be accepted."""


def room_for(connections: int) -> Room:
    """As many connections as that, or as the system leaves descriptors for; at least one."""
    limit = _limit()
    if limit is None:
        return Room(connections, _MOST_AT_ONCE)
    spare = max(limit - _FOR_OTHERS, 4)
    refused = max(min(_MOST_AT_ONCE, spare // 6), 1)
    # As many are accepted before it is seen that they are too many, and as many are being closed.
    return Room(max(min(connections, spare - 3 * refused), 1), refused)


def _limit() -> int | None:
    """Descriptors that this process may have; None where nobody counts them."""
    if find_spec("resource") is None:
        return None
    import resource  # of Unix

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if soft == resource.RLIM_INFINITY else soft


def tell_in_a_line(loop: asyncio.AbstractEventLoop) -> None:
    """A connection that cannot be accepted is one line in the log, and at most one in a minute: asyncio would write
    a traceback for each that waits."""
    told_at = -_SECONDS_BETWEEN

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        nonlocal told_at
        error = context.get("exception")
        if not isinstance(error, OSError) or "accept" not in context.get("message", ""):
            loop.default_exception_handler(context)
        elif loop.time() - told_at >= _SECONDS_BETWEEN:
            told_at = loop.time()
            _logger.error("connections cannot be accepted: %s", error.strerror or error)

    loop.set_exception_handler(handle)
