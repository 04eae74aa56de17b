"""One writer at any instant: among the coroutines of a log, the logs of a process, and the processes of a machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from random import uniform
from typing import Final, Protocol

from dateline.errors import StoreUnavailable

LOCK_TIMEOUT_SECONDS: Final = 30.0
"""How long to wait while others write, unless told otherwise."""

_FIRST_PAUSE_SECONDS: Final = 0.001
_LONGEST_PAUSE_SECONDS: Final = 0.025
_PATIENT_SECONDS: Final = 0.5
"""After so long whoever waits looks more often, the more often the longer it has waited."""
_KEPT_SECONDS: Final = 0.25
"""After so long a log that takes it again and again lets others come first, once."""
_GIVEN_WAY_SECONDS: Final = 0.004
"""For so long: longer than whoever has waited for some seconds pauses between two looks."""


class _FileLock(Protocol):
    """What of filelock's FileLock is used."""

    def acquire(self, *, blocking: bool) -> object:
        """Raises TimeoutError if another has it, OSError, and RuntimeError if it could not be given back before."""

    def release(self) -> None: ...


def pause_after(tries: int, waited: float) -> float:
    """Seconds until the next look: ever more at first, since most have it soon, and ever fewer for those who have
    waited long, so that who came earlier is likely to come first."""
    longest = max(_LONGEST_PAUSE_SECONDS / max(waited / _PATIENT_SECONDS, 1), _FIRST_PAUSE_SECONDS)
    return min(_FIRST_PAUSE_SECONDS * 2.0 ** min(tries, 10), longest)


class WriteLock:
    """The right to write or checkpoint, held by a lock on a file beside the database, which the system releases when a
    process dies."""

    def __init__(self, path: Path, timeout_seconds: float) -> None:
        self._path = path
        self._timeout_seconds = timeout_seconds
        self._turn = asyncio.Lock()
        self._kept_since = 0.0
        self._given_back_at = 0.0

    @cached_property
    def _file(self) -> _FileLock:
        # An object of its own for each log, so that two logs of one process exclude each other as well.
        if find_spec("fcntl") is not None:
            from dateline.log.sqlite.flock import Flock

            return Flock(f"{self._path}.lock")
        from filelock import FileLock  # where the system has no such lock, which is there at once

        return FileLock(f"{self._path}.lock", thread_local=False, is_singleton=False, fallback_to_soft=False)

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Hold it for a block of code. Raises StoreUnavailable if others keep it too long."""
        try:
            async with asyncio.timeout(self._timeout_seconds):
                await self._turn.acquire()
        except TimeoutError as error:
            raise self._busy() from error
        try:
            await self._take()
            try:
                yield
            finally:
                self._give_back()
                self._given_back_at = asyncio.get_running_loop().time()
        finally:
            self._turn.release()

    async def _take(self) -> None:
        # Single attempts with pauses between, rather than a thread that waits: nothing to undo if it is cancelled.
        clock = asyncio.get_running_loop().time
        await self._give_way(clock())
        began = clock()
        tries = 0
        while not self._try():
            waited = clock() - began
            if waited >= self._timeout_seconds:
                raise self._busy()
            out_of_step = uniform(0.5, 1) if waited > _PATIENT_SECONDS else 1
            await asyncio.sleep(pause_after(tries, waited) * out_of_step)
            tries += 1

    async def _give_way(self, now: float) -> None:
        """Others cannot see when it is free unless it stays so for a moment: whoever has kept it, but for the time
        between two appends, lets those come first who wait in other processes."""
        if now - self._given_back_at > _GIVEN_WAY_SECONDS:
            self._kept_since = now
        elif now - self._kept_since > _KEPT_SECONDS:
            await asyncio.sleep(_GIVEN_WAY_SECONDS)
            self._kept_since = asyncio.get_running_loop().time()

    def _try(self) -> bool:
        try:
            self._file.acquire(blocking=False)
        except TimeoutError:
            return False
        except OSError as error:
            raise StoreUnavailable(f"{self._path} cannot be locked for writing: {error.strerror or error}") from error
        except RuntimeError as error:  # it could not be given back before
            raise StoreUnavailable(f"{self._path} cannot be locked for writing: open it again") from error
        return True

    def _give_back(self) -> None:
        try:
            try:
                self._file.release()
            except OSError:  # it may be free or not, and is free behind a second time
                self._file.release()
        except OSError as error:
            raise StoreUnavailable(f"{self._path} cannot be unlocked: {error.strerror or error}") from error

    def _busy(self) -> StoreUnavailable:
        return StoreUnavailable(
            f"{self._path} cannot be written: others have kept writing to it for {self._timeout_seconds:g} seconds"
        )
