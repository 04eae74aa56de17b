"""Growth: whoever waits for a log to grow is told so, by one look at its head for all of them.

What this process appends is told at once, what another one appends within the seconds between two looks. Nobody looks
while nobody waits.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from dateline.log.contract import EventLog
from dateline.log.record import LogHead

SECONDS: Final = 0.25
"""Between two looks, which take some ten microseconds each."""


class Growth:
    """Of one log, in one event loop."""

    def __init__(self, log: EventLog, seconds: float = SECONDS) -> None:
        self._log = log
        self._seconds = seconds
        self._seen: LogHead | None = None
        self._waiting = 0
        self._moved: asyncio.Future[LogHead] | None = None
        self._looking: asyncio.Task[None] | None = None

    @property
    def is_looking(self) -> bool:
        """Whether somebody waits, or did until the last look."""
        return self._looking is not None

    async def beyond(self, place: LogHead) -> LogHead:
        """Where the log ends, as soon as that is another place than this one. Raises StoreUnavailable."""
        head = await self._log.head()
        while head == place:
            head = await self._next(place)
        return head

    async def reaching(self, position: int, place: LogHead) -> LogHead:
        """Where the log ends, as soon as it has reached a position. Raises StoreUnavailable."""
        while place.position < position:
            place = await self.beyond(place)
        return place

    async def _next(self, place: LogHead) -> LogHead:
        if self._moved is None:
            self._moved = asyncio.get_running_loop().create_future()
        if self._looking is None:
            self._seen = place
            self._begin()
        self._waiting += 1
        try:
            return await asyncio.shield(self._moved)
        finally:
            self._waiting -= 1

    async def reaching_within(self, seconds: float, position: int, head: LogHead) -> LogHead:
        """The same, or `head` where that takes longer."""
        # In a task of its own: who begins to wait may go on in another task, and a timeout would break off the first.
        reaching = asyncio.ensure_future(self.reaching(position, head))
        try:
            await asyncio.wait({reaching}, timeout=seconds)
            return reaching.result() if reaching.done() else head
        finally:
            reaching.cancel()

    def _begin(self) -> None:
        self._looking = asyncio.ensure_future(self._look())
        self._looking.add_done_callback(self._end)

    async def _look(self) -> None:
        """Again and again, for as long as somebody waits."""
        again = asyncio.Event()
        with self._log.told_of_growth(again.set):
            while self._waiting:
                again.clear()
                head = await self._log.head()
                if head != self._seen and self._moved is not None:
                    self._seen = head
                    self._moved.set_result(head)
                    self._moved = None
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._seconds):
                        await again.wait()

    def _end(self, looking: asyncio.Task[None]) -> None:
        """Nobody waits any more; or the log cannot be read, which all who wait are told."""
        self._looking = None
        if self._waiting and not looking.cancelled() and looking.exception() is None:
            self._begin()  # for whoever came just when nobody waited any more
            return
        moved, self._moved = self._moved, None
        if moved is None or moved.done():
            return
        error = None if looking.cancelled() else looking.exception()
        if error is None:
            moved.cancel()
        else:
            moved.set_exception(error)
