"""An event loop in a thread of its own, so that a question can wait for its answer anywhere: in a script, and in a
notebook, whose own loop is running already.

The loop holds one thing open. It closes it when it is told to, when nobody holds the Runner any more, and when the main
thread has ended: Python waits for the threads of a database that is still open, and would wait for ever.
"""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, suppress
from typing import Final, Generic, TypeVar

from dateline.errors import DatelineError, StoreUnavailable

T = TypeVar("T")
R = TypeVar("R")

Opening = Callable[[], AbstractAsyncContextManager[T]]

_LOOK_SECONDS: Final = 0.2
"""How often the loop looks whether the main thread has ended."""


class Runner(Generic[T]):
    """Opens something in a loop of its own, and holds it open. Raises what opening it raises."""

    def __init__(self, opening: Opening[T]) -> None:
        started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event, T]] = Future()
        self._thread = threading.Thread(target=_live, args=(opening, started), name="dateline", daemon=True)
        self._thread.start()
        self._loop, stop, self.opened = _result(started)
        self._finish = weakref.finalize(self, _tell, self._loop, stop)
        self._finish.atexit = False

    def run(self, question: Coroutine[object, None, R]) -> R:
        """The answer to a question. Raises what the question raises, and StoreUnavailable when closed.

        Ctrl-C gives the question up.
        """
        if not self._finish.alive or not self._thread.is_alive():
            question.close()
            raise StoreUnavailable("the log is closed")
        future = asyncio.run_coroutine_threadsafe(question, self._loop)
        try:
            return _result(future)
        except BaseException:
            future.cancel()
            raise

    def close(self) -> None:
        """Waits until all is closed; closing again does nothing."""
        self._finish()
        self._thread.join()


def _result(future: Future[R]) -> R:
    """The result. An error of Dateline is raised without its way through the loop, which says nothing to who asked."""
    try:
        return future.result()
    except DatelineError as error:
        raise error.with_traceback(None) from None


def _live(opening: Opening[T], started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event, T]]) -> None:
    try:
        asyncio.run(_hold(opening, started))
    except BaseException as error:
        if not started.done():
            started.set_exception(error)
            return
        raise


async def _hold(opening: Opening[T], started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event, T]]) -> None:
    stop = asyncio.Event()
    async with opening() as opened:
        started.set_result((asyncio.get_running_loop(), stop, opened))
        del opened
        while not stop.is_set() and threading.main_thread().is_alive():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LOOK_SECONDS)


def _tell(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    with suppress(RuntimeError):  # the loop has ended already
        loop.call_soon_threadsafe(stop.set)
