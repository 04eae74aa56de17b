"""What another process does of a verification: it opens the log for itself, and looks at what it is told to."""

from __future__ import annotations

import asyncio
import pickle
import sys
from contextlib import suppress
from typing import cast

import msgspec

from dateline.errors import DatelineError
from dateline.log.child_process import begin_to_serve, receive, send
from dateline.log.opening import LogAddress, open_log
from dateline.log.verifiers import Job, Looking, Task, encoded

_job_from = msgspec.msgpack.Decoder(Job).decode


def serve() -> None:
    """All that the other process does: answer until nothing more is asked. It ends where it finds another log than the
    one it is told of, or none: then the one that asks looks for itself."""
    begin_to_serve()
    task: Task = pickle.loads(receive(sys.stdin.buffer))
    with suppress(EOFError, BrokenPipeError, DatelineError):
        asyncio.run(_look(task))


async def _look(task: Task) -> None:
    async with open_log(cast(LogAddress, task.address), read_only=True) as log:
        if await log.at_position(task.head.position) != task.head:
            return
        looking = Looking(log, task.head)
        while True:
            job = _job_from(receive(sys.stdin.buffer))
            send(sys.stdout.buffer, encoded(await looking.done(job)))
