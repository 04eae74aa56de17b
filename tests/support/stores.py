"""Every store there is, as a new and empty log for one block of code: what is promised of a log is tried on each."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from postgres_server import new_place

from dateline.log.contract import EventLog
from dateline.log.memory.store import MemoryLog
from dateline.log.postgres.store import PostgresLog
from dateline.log.sqlite import SqliteLog


@asynccontextmanager
async def in_a_new_file() -> AsyncIterator[SqliteLog]:
    with tempfile.TemporaryDirectory() as folder:
        async with SqliteLog.opened(Path(folder) / "dateline.db") as log:
            yield log


@asynccontextmanager
async def in_a_new_place() -> AsyncIterator[PostgresLog]:
    with new_place() as address:
        async with PostgresLog.opened(address) as log:
            yield log


STORES: Mapping[str, Callable[[], AbstractAsyncContextManager[EventLog]]] = {
    "memory": MemoryLog.opened,
    "sqlite": in_a_new_file,
    "postgres": in_a_new_place,
}
"""The log in memory is the plainest reading of what a log promises: the others are held against it."""
