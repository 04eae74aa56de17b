"""A second process that decodes lines while this one writes what was decoded before."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress

from dateline.imports.event_files.decoding import Decoded, as_decoded, decode_run, there_and_back
from dateline.imports.lines import Run

WORTH_IT_BYTES = 8 * 2**20
"""A smaller file is decoded before another process has started."""
_RUNS_AHEAD = 6


def decoded(runs: Iterator[Run], size: int) -> Iterator[Decoded]:
    """What becomes of each run of the lines of a file of this size, in their order."""
    process = _start() if size >= WORTH_IT_BYTES and _has_room() else None
    if process is None:
        yield from map(decode_run, runs)
    else:
        with _ended(process):
            yield from _beside(process, runs)


def _has_room() -> bool:
    return bool(sys.executable) and (os.cpu_count() or 1) > 1


def _start() -> subprocess.Popen[bytes] | None:
    # A plain program rather than `multiprocessing`, which runs the main module again; in a session of its own, so that
    # Ctrl-C reaches only this process.
    with suppress(OSError):
        return subprocess.Popen(
            [sys.executable, "-P", "-c", "from dateline.imports.event_files.decoding import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
            start_new_session=True,
        )
    return None


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
        return as_decoded(answer.result())
    except (OSError, EOFError):
        return decode_run(run)
