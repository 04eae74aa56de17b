"""Erasing in a file: its triggers are taken away for it and put back, and every byte of what is gone goes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from dateline.errors import StoreUnavailable
from dateline.log.sqlite.writing import WritingConnection


@asynccontextmanager
async def unguarded(connection: WritingConnection) -> AsyncIterator[None]:
    """Without any trigger for one block of code, within a transaction: nobody else ever finds the file without them."""
    guards = await connection.rows("triggers")
    for name, _ in guards:
        await connection.run(f'DROP TRIGGER "{name}"')
    yield
    for _, statement in guards:
        await connection.run(statement)


async def clear_away(path: Path, connection: WritingConnection) -> None:
    """Leave nothing in the file, and in what waits beside it, of rows that are gone: both are written anew.

    To be called while it is held, outside of a transaction. Raises StoreUnavailable if others keep reading what was.
    """
    await connection.run("PRAGMA temp_store = 1")  # in a file: the log may be larger than the memory
    try:
        await connection.run("VACUUM")
    finally:
        await connection.run("PRAGMA temp_store = 2")
    ((busy, _, _),) = await connection.run("PRAGMA wal_checkpoint(TRUNCATE)")
    if busy:
        raise StoreUnavailable(
            f"what is erased of {path} may still stand in {path.name}-wal: others have been reading since before; run"
            " the same again when they are done"
        )
