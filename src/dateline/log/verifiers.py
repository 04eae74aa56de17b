"""Who looks at the records of a log: this process or, for a long log, several others at once.

They look at the same stretches, and what they find is told in the order of positions. Should such a process die, its
work is done here: it only saves time.
"""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager
from typing import Final, Literal, Protocol

import msgspec

from dateline.errors import CorruptLog
from dateline.log.child_process import Process, Start, started
from dateline.log.contract import EventLog
from dateline.log.process_pool import ProcessPool, as_many_as_processors, process_pool
from dateline.log.proofs import refuse_other_subtrees
from dateline.log.record import LogHead
from dateline.log.stretches import ROWS_AT_ONCE, Walked, Walker

WORTH_IT_RECORDS: Final = 50_000
"""Fewer are looked at in two seconds, of which other processes would take a third for their start."""
_STRETCH: Final = 5 * ROWS_AT_ONCE
"""Records that go to another process at once."""


class Checks(Protocol):
    """All that `verify` looks at, up to a head."""

    def stretches(self) -> AsyncIterator[Walked]:
        """All records, in their order."""

    async def subtrees(self) -> str | None:
        """What is wrong with the Merkle tree, as a sentence."""

    async def store(self) -> str | None:
        """What is wrong with the store as a whole, as a sentence."""


class Job(msgspec.Struct, frozen=True, array_like=True):
    """Something to be looked at by another process."""

    what: Literal["stretch", "subtrees", "store"]
    after: int = 0
    upto: int = 0


class Found(msgspec.Struct, frozen=True, array_like=True):
    """What came of it."""

    walked: Walked | None = None
    wrong: str | None = None


class Looking:
    """Looks at a log in this process."""

    def __init__(self, log: EventLog, head: LogHead) -> None:
        self._log = log
        self._newest = head.position
        self._walker = Walker(log, head.position)

    async def stretches(self) -> AsyncIterator[Walked]:
        for after, upto in _stretches(self._newest, ROWS_AT_ONCE):
            yield await self.stretch(after, upto)

    async def stretch(self, after: int, upto: int) -> Walked:
        return await self._walker.walked(after, upto)

    async def subtrees(self) -> str | None:
        try:
            await refuse_other_subtrees(self._log, self._newest)
        except CorruptLog as error:
            return error.reason
        return None

    async def store(self) -> str | None:
        return await self._log.unsound()

    async def done(self, job: Job) -> Found:
        """What another process asks for."""
        match job.what:
            case "stretch":
                return Found(await self.stretch(job.after, job.upto))
            case "subtrees":
                return Found(None, await self.subtrees())
            case "store":
                return Found(None, await self.store())


class _Beside:
    """Has it looked at by other processes: all at once, what is told first at first, but for what takes longest."""

    def __init__(self, here: Looking, pool: ProcessPool, newest: int, stretch: int) -> None:
        self._here = here
        self._store = pool.ask(encoded(Job("store")))
        jobs = [Job("stretch", *ends) for ends in _stretches(newest, stretch)]
        self._stretches = [(job, pool.ask(encoded(job))) for job in jobs]
        self._subtrees = pool.ask(encoded(Job("subtrees")))

    async def stretches(self) -> AsyncIterator[Walked]:
        for job, answer in self._stretches:
            found = await self._found(job, answer)
            assert found.walked is not None
            yield found.walked

    async def subtrees(self) -> str | None:
        return (await self._found(Job("subtrees"), self._subtrees)).wrong

    async def store(self) -> str | None:
        return (await self._found(Job("store"), self._store)).wrong

    async def _found(self, job: Job, answer: Future[bytes]) -> Found:
        try:
            told = await asyncio.wrap_future(answer)
        except (OSError, EOFError):
            return await self._here.done(job)
        return _found_from(told)


def _stretches(newest: int, size: int) -> Iterator[tuple[int, int]]:
    """Behind which position each begins, and with which it ends."""
    return ((after, min(after + size, newest)) for after in range(0, newest, size))


encoded = msgspec.msgpack.Encoder().encode
_found_from = msgspec.msgpack.Decoder(Found).decode


class Task(msgspec.Struct, frozen=True):
    """What another process is told first; pickled, since an address is an object of its own."""

    address: object
    head: LogHead


def start_verifier() -> Process | None:
    """A process that runs `verification_worker.serve`; None where none can be started."""
    return started("dateline.log.verification_worker", quiet=True)


class Verifiers:
    """Decides who looks at a log."""

    def __init__(
        self,
        worth_it_records: int = WORTH_IT_RECORDS,
        processors: int | None = None,
        start: Start = start_verifier,
        stretch: int = _STRETCH,
    ) -> None:
        self._worth_it_records = worth_it_records
        self._processors = processors or as_many_as_processors()
        self._start = start
        self._stretch = stretch

    @asynccontextmanager
    async def checks(self, log: EventLog, head: LogHead) -> AsyncIterator[Checks]:
        """What there is to look at, for one block of code."""
        here = Looking(log, head)
        if self._processors == 1 or log.address is None or head.position < self._worth_it_records:
            yield here
            return
        with process_pool(self._start, self._processors, pickle.dumps(Task(log.address, head))) as pool:
            yield here if pool is None else _Beside(here, pool, head.position, self._stretch)
