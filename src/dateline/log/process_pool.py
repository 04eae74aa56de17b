"""Several processes of one kind beside this one, each of which answers one message after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from queue import SimpleQueue
from threading import Lock
from typing import Final

from dateline.log.child_process import Process, Start, ended, processors_here, receive, send

_MOST: Final = 8
"""Processes: what they work on is read from one disk."""


def as_many_as_processors() -> int:
    """How many processes are worth it here."""
    return min(processors_here(), _MOST)


class ProcessPool:
    """Messages go to whichever process is free, the first ones first."""

    def __init__(self, processes: Sequence[Process], threads: ThreadPoolExecutor) -> None:
        self._threads = threads
        self._free: SimpleQueue[Process | None] = SimpleQueue()
        for one in processes:
            self._free.put(one)
        self._left = len(processes)
        self._counting = Lock()

    def ask(self, message: bytes) -> Future[bytes]:
        """The answer to a message; it raises OSError or EOFError where the process that had it is gone, or all are."""
        return self._threads.submit(self._answer, message)

    def _answer(self, message: bytes) -> bytes:
        process = self._free.get()
        if process is None:
            self._free.put(None)
            raise EOFError("the other processes are gone")
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            send(process.stdin, message)
            answer = receive(process.stdout)
        except (OSError, EOFError):
            self._note_gone()
            raise
        self._free.put(process)
        return answer

    def _note_gone(self) -> None:
        with self._counting:
            self._left -= 1
            if not self._left:
                self._free.put(None)  # whoever waits for a free one


@contextmanager
def process_pool(start: Start, number: int, first: bytes) -> Iterator[ProcessPool | None]:
    """So many processes, each of which is told `first`, for one block of code; None where they cannot be started. What
    they are at in the end they leave as it is."""
    with ExitStack() as stack:
        processes = [one for one in (start() for _ in range(number)) if one is not None]
        for process in processes:
            stack.enter_context(ended(process))
        try:
            for process in processes:
                assert process.stdin is not None
                send(process.stdin, first)
        except OSError:
            processes = []
        if not processes:
            yield None
            return
        threads = ThreadPoolExecutor(len(processes))
        try:
            yield ProcessPool(processes, threads)
        finally:
            for process in processes:
                process.kill()
            threads.shutdown(cancel_futures=True)
