"""Checkpoints that a server writes into a file while its log grows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path

from dateline.errors import DatelineError, InvalidInput
from dateline.log.contract import EventLog
from dateline.log.record import LogHead
from dateline.web.configuration import CheckpointSettings

_LOGGER = logging.getLogger("dateline.checkpoints")

Write = Callable[[], Awaitable[object]]


@asynccontextmanager
async def writing_checkpoints(
    log: EventLog,
    settings: CheckpointSettings,
    now: Callable[[], datetime],
    pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> AsyncIterator[None]:
    """For one block of code the file of the settings has a checkpoint of the log, at most so many seconds old. Nothing
    where no file is named.

    Raises InvalidInput or InvalidProof for keys that cannot be used, NotInstalled. What goes wrong later is told in the
    log of the server, once, and tried again.
    """
    if not settings.file:
        yield
        return
    if not settings.key:
        raise InvalidInput("[checkpoints] file: nobody would sign it: name the file of a private key in `key`")
    from dateline.log.checkpoints.checkpoint_file import read_keys, write_checkpoint  # most servers sign nothing

    keys, path = read_keys(Path(settings.key)), Path(settings.file)
    writing = asyncio.ensure_future(
        _write_again(log, lambda: write_checkpoint(log, path, keys, now()), lambda: pause(settings.seconds))
    )
    try:
        yield
    finally:
        writing.cancel()
        with suppress(asyncio.CancelledError):
            await writing


async def _write_again(log: EventLog, write: Write, pause: Callable[[], Awaitable[object]]) -> None:
    written: LogHead | None = None
    told = ""
    while True:
        try:
            head = await log.head()
            if head != written:  # a log that was put back may have grown to the same position with something else
                await write()
                written, told = head, ""
        except DatelineError as error:
            if str(error) != told:
                told = str(error)
                _LOGGER.error("No checkpoint is written: %s", error)
        await pause()
