"""A log put back to a copy: checked first, in the place of the file that is there, which is kept beside it.

A log that is put back begins another epoch. Its records have the hashes that they had, so that whatever was told of
them still holds; what was told of records that are lost is recognised by the hash, also where others take their place.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from dateline.errors import StoreUnavailable
from dateline.log.record import LogHead
from dateline.log.sqlite.connection import find
from dateline.log.sqlite.copies import being_made, checked, copied, writing
from dateline.log.sqlite.exchange import LOCK_SECONDS, ended, exchange, place_of, refuse_open
from dateline.log.sqlite.locking import WriteLock
from dateline.log.sqlite.queries import QUERIES
from dateline.log.verification import Watched


async def put_back(backup: Path, path: Path | str, now: datetime, watched: Watched) -> tuple[LogHead, Path | None]:
    """Make the log at a path what a copy says, in an epoch of its own. Where it ends, and where the file is kept whose
    place it took, under a name with `now`, if there was one.

    Raises StoreUnavailable where a program has the log open, and CorruptLog if the copy is not sound; all is then as it
    was.
    """
    source, place = find(backup, must_exist=True), place_of(path)
    if source == place:
        raise StoreUnavailable(f"{backup} is the log itself: name a copy of it")
    lock = WriteLock(place, LOCK_SECONDS)
    async with lock.held():
        refuse_open(place)  # before minutes of work
    with being_made(place) as partial:
        await copied(source, partial)
        head = await checked(partial, watched)
        async with lock.held():
            epoch = max(ended(place), head.epoch) + 1
            with writing(place):
                _begin(partial, epoch)
                replaced = exchange(partial, place, now)
    return LogHead(head.position, head.hash, epoch, head.recorded_at), replaced


def _begin(partial: Path, epoch: int) -> None:
    """Begin an epoch, which only what puts a log back may do. Raises sqlite3.Error."""
    with closing(sqlite3.connect(partial, isolation_level=None)) as connection:
        connection.execute(QUERIES["begin"])
        guards = list(connection.execute(QUERIES["guards_of_head"]))
        for name, _ in guards:
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute(QUERIES["begin_epoch"], {"epoch": epoch})
        for _, sql in guards:
            connection.execute(sql)
        connection.execute("COMMIT")
