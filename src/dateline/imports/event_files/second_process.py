"""A second process that decodes lines while this one writes what was decoded before."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

from dateline.imports.event_files.decoding import Decoded, decode_run
from dateline.imports.event_files.worker import decoded_from, there_and_back
from dateline.imports.lines import Run
from dateline.log.child_process import Process, Start, ended, garbage_waits, processors_here, started

WORTH_IT_BYTES = 8 * 2**20
"""A smaller file is decoded before another process has started."""
_RUNS_AHEAD = 6
_RUNS_MEANWHILE = 3
"""So many are decoded here before the other process has begun to answer."""


def start_worker() -> Process | None:
    """A process that runs `worker.serve`; None where none can be started."""
    return started("dateline.imports.event_files.worker")


class LineDecoder:
    """Decodes lines in this process or, for a file that is worth it, in a second one while this one writes."""

    def __init__(
        self, worth_it_bytes: int = WORTH_IT_BYTES, processors: int | None = None, start: Start = start_worker
    ) -> None:
        self._worth_it_bytes = worth_it_bytes
        self._processors = processors or processors_here()
        self._start = start

    def decoded(self, runs: Iterator[Run], size: int) -> Iterator[Decoded]:
        """What becomes of each run of the lines of a file of this size in bytes, in their order."""
        process = self._start() if size >= self._worth_it_bytes and self._processors > 1 else None
        if process is None:
            yield from map(decode_run, runs)
        else:
            with ended(process), garbage_waits():
                yield from _beside(process, runs)


def _beside(process: Process, runs: Iterator[Run]) -> Iterator[Decoded]:
    """Runs go there and back in a thread, ahead of what is being used, so that the process is never without one. The
    first of them are decoded here while it starts."""
    thread = ThreadPoolExecutor(1)
    under_way: deque[tuple[Run, Future[bytes]]] = deque()
    first = [*islice(runs, _RUNS_MEANWHILE)]
    try:
        for run in islice(runs, _RUNS_AHEAD):
            under_way.append((run, thread.submit(there_and_back, process, run)))
        yield from map(decode_run, first)
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
