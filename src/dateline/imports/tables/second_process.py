"""A second process that reads and maps a table while this one writes what was mapped before."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

from dateline.imports.files import Advance, unwatched
from dateline.imports.spooled import SpooledPath
from dateline.imports.tables.editions.known import Known
from dateline.imports.tables.report import Refusing
from dateline.imports.tables.worker import Drawn, TableDone, TableJob, drawn_from
from dateline.log.child_process import Process, Start, ended, garbage_waits, processors_here, receive, send, started
from dateline.log.drafts import Draft

WORTH_IT_BYTES: Final = 2**19
"""A smaller table is mapped before another process has started."""
_MESSAGES_AHEAD: Final = 4


class NotBeside(Exception):
    """The second process could not do it: the table is to be taken in here, from its beginning."""


def start_mapper() -> Process | None:
    """A process that runs `worker.serve`; None where none can be started."""
    return started("dateline.imports.tables.worker", quiet=True)


class TableMapper:
    """Has tables that are worth it mapped by a second process while this one writes."""

    def __init__(
        self, worth_it_bytes: int = WORTH_IT_BYTES, processors: int | None = None, start: Start = start_mapper
    ) -> None:
        self._worth_it_bytes = worth_it_bytes
        self._processors = processors or processors_here()
        self._start = start

    def takes(self, path: Path, known: Known) -> bool:
        """Whether it is worth another process, which knows nothing of what the log holds. Raises OSError."""
        alone = self._processors == 1 or isinstance(path, SpooledPath) or known.events
        return not alone and path.stat().st_size >= self._worth_it_bytes

    def intake(self, job: TableJob, refused: Refusing) -> SecondIntake:
        return SecondIntake(self._start, job, refused)


class SecondIntake:
    """What a table gives the log to append, as the second process draws it."""

    def __init__(self, start: Start, job: TableJob, refused: Refusing) -> None:
        self._start = start
        self._job = job
        self._refused = refused
        self.traces: list[str] = []
        """What the log is to note with the file, once all events are drawn."""
        self.report = job.report
        """Told to its end once all events are drawn."""

    def events(self, advance: Advance | None) -> Iterator[Draft]:
        """Drawn by the append. Raises NotBeside, and what the refused rows raise."""
        process = self._start()
        if process is None:
            raise NotBeside
        with ended(process), garbage_waits():
            for drawn in _received(process, pickle.dumps(self._job)):
                for row in drawn.refused:
                    self._refused.add(*row)
                (advance or unwatched)(drawn.bytes_read)
                if drawn.done:
                    self._end(pickle.loads(drawn.done))
                yield from drawn.drafts

    def _end(self, done: TableDone) -> None:
        self.report, self.traces[:] = done.report, done.traces
        self._refused.flush()


def _received(process: Process, job: bytes) -> Iterator[Drawn]:
    """Messages come in a thread, ahead of what is being used, so that the process need not wait. Raises NotBeside."""
    assert process.stdin is not None
    assert process.stdout is not None
    thread = ThreadPoolExecutor(1)
    coming: deque[Future[bytes]] = deque()
    try:
        send(process.stdin, job)
        while True:
            while len(coming) < _MESSAGES_AHEAD:
                coming.append(thread.submit(receive, process.stdout))
            drawn = drawn_from(coming.popleft().result())
            yield drawn
            if drawn.done:
                return
    except (OSError, EOFError) as error:
        raise NotBeside from error
    finally:
        process.kill()
        thread.shutdown(cancel_futures=True)
