"""Closing: told when the server that carries the app is asked to stop, so that what has no end of its own ends then.

A server like uvicorn waits for all answers before it tells an app that it stops. Streams would never end.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def told_of_signals(closing: asyncio.Event) -> Iterator[None]:
    """For one block of code, `closing` is set by the signals that ask a process to stop; then they do as before."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only there can signals be waited for, and only there a server does
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def told(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(closing.set)
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    ours = [number for number, handler in before.items() if callable(handler)]
    for number in ours:
        signal.signal(number, told)
    try:
        yield
    finally:
        for number in ours:
            if signal.getsignal(number) is told:
                signal.signal(number, before[number])
