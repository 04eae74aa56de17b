"""A second process that decodes lines while this one writes what was decoded before."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress

from dateline.imports.event_files.decoding import Decoded, decode_run
from dateline.imports.event_files.worker import decoded_from, there_and_back
from dateline.imports.lines import Run

WORTH_IT_BYTES = 8 * 2**20
"""A smaller file is decoded before another process has started."""
_RUNS_AHEAD = 6

Start = Callable[[], "subprocess.Popen[bytes] | None"]
"""Starts the second process; None where that cannot be."""


def start_worker() -> subprocess.Popen[bytes] | None:
    """A process that runs `worker.serve`; None where none can be started."""
    if not sys.executable:
        return None
    # A plain program rather than `multiprocessing`, which runs the main module again; in a session of its own, so that
    # Ctrl-C reaches only this process.
    with suppress(OSError):
        return subprocess.Popen(
            [sys.executable, "-P", "-c", "from dateline.imports.event_files.worker import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
            start_new_session=True,
        )
    return None


class LineDecoder:
    """Decodes lines in this process or, for a file that is worth it, in a second one while this one writes."""

    def __init__(
        self, worth_it_bytes: int = WORTH_IT_BYTES, processors: int | None = None, start: Start = start_worker
    ) -> None:
        self._worth_it_bytes = worth_it_bytes
        self._processors = processors or os.cpu_count() or 1
        self._start = start

    def decoded(self, runs: Iterator[Run], size: int) -> Iterator[Decoded]:
        """What becomes of each run of the lines of a file of this size in bytes, in their order."""
        process = self._start() if size >= self._worth_it_bytes and self._processors > 1 else None
        if process is None:
            yield from map(decode_run, runs)
        else:
            with _ended(process):
                yield from _beside(process, runs)


@contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """The process does not outlive the block; it holds nothing worth waiting for."""
    try:
        yield
    finally:
        process.kill()
        with suppress(OSError):  # what was still to be sent has nobody to go to
            process.communicate()


def _beside(process: subprocess.Popen[bytes], runs: Iterator[Run]) -> Iterator[Decoded]:
    """Runs go there and back in a thread, ahead of what is being used, so that the process is never without one."""
    thread = ThreadPoolExecutor(1)
    under_way: deque[tuple[Run, Future[bytes]]] = deque()
    try:
        for run in runs:
            under_way.append((run, thread.submit(there_and_back, process, run)))
            if len(under_way) > _RUNS_AHEAD:
                yield _answer(*under_way.popleft())
        while under_way:
            yield _answer(*under_way.popleft())
    finally:
        process.kill()
        thread.shutdown(cancel_futures=True)


def _answer(run: Run, answer: Future[bytes]) -> Decoded:
    """Should the process die, its work is done here: it only saves time."""
    try:
        return decoded_from(answer.result())
    except (OSError, EOFError):
        return decode_run(run)
