"""The index for rankings of a long log, made anew: other processes read contents and say what is filed of them, while
this one files it. Should such a process die, its work is done here: it only saves time."""

from __future__ import annotations

import asyncio
import pickle
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from concurrent.futures import Future
from contextlib import aclosing
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec

from dateline.log.child_process import Process, Start, started
from dateline.log.process_pool import ProcessPool, as_many_as_processors, process_pool
from dateline.log.record import LogHead
from dateline.log.sql.rows import Cells

WORTH_IT_RECORDS: Final = 100_000
"""Fewer are indexed before other processes have saved what their start takes."""
STRETCH: Final = 2_000
"""Records that go to another process at once."""
_AHEAD: Final = 2
"""Stretches under way for each of them: what they found waits in memory."""

Stretch = tuple[int, int]
"""Behind which position it begins, and with which it ends."""
IndexRows = Sequence[Cells]

encoded = msgspec.msgpack.Encoder().encode
rows_from = msgspec.msgpack.Decoder(list[tuple[object, ...]]).decode
stretch_from = msgspec.msgpack.Decoder(Stretch).decode


class IndexTask(msgspec.Struct, frozen=True):
    """What another process is told first, pickled."""

    path: Path
    head: LogHead


def start_indexer() -> Process | None:
    """A process that runs `index_worker.serve`; None where none can be started."""
    return started("dateline.log.sqlite.index_worker", quiet=True)


class Indexers:
    """Has the rows of a log made by other processes, where it is worth it."""

    def __init__(
        self,
        worth_it_records: int = WORTH_IT_RECORDS,
        processors: int | None = None,
        start: Start = start_indexer,
        stretch: int = STRETCH,
    ) -> None:
        self._worth_it_records = worth_it_records
        self._processors = processors or as_many_as_processors()
        self._start = start
        self._stretch = stretch

    async def rows(
        self, path: Path, head: LogHead, here: Callable[[int, int], Awaitable[IndexRows]]
    ) -> AsyncGenerator[tuple[int, IndexRows], None]:
        """The rows of all records up to a head, a stretch at a time, each with the position where it ends; nothing for
        a log that is not worth it. `here` makes those of a stretch in this process. To be closed by whoever breaks it
        off."""
        if self._processors == 1 or head.position < self._worth_it_records:
            return
        with process_pool(self._start, self._processors, pickle.dumps(IndexTask(path, head))) as pool:
            if pool is not None:
                async with aclosing(self._beside(pool, head.position, here)) as rows:
                    async for found in rows:
                        yield found

    async def _beside(
        self, pool: ProcessPool, newest: int, here: Callable[[int, int], Awaitable[IndexRows]]
    ) -> AsyncGenerator[tuple[int, IndexRows], None]:
        size = self._stretch
        due = ((after, min(after + size, newest)) for after in range(0, newest, size))
        under_way: deque[tuple[Stretch, Future[bytes]]] = deque()
        while True:
            under_way += [(one, pool.ask(encoded(one))) for one in islice(due, self._room(under_way))]
            if not under_way:
                return
            stretch, answer = under_way.popleft()
            try:
                told = await asyncio.wrap_future(answer)
            except (OSError, EOFError):
                yield stretch[1], await here(*stretch)
            else:
                yield stretch[1], rows_from(told)

    def _room(self, under_way: deque[tuple[Stretch, Future[bytes]]]) -> int:
        return _AHEAD * self._processors - len(under_way)
