"""A log put back to a copy: checked first, in the place of the file that is there, which is kept beside it.

A log that is put back begins another epoch. Its records have the hashes that they had, so that whatever was told of
them still holds; what was told of records that are lost is recognised by the hash, also where others take their place.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from dateline.errors import StoreUnavailable
from dateline.log.record import LogHead
from dateline.log.sql.rows import SqlRow
from dateline.log.sqlite.connection import find
from dateline.log.sqlite.copies import BESIDE, being_made, checked, copied, folder_synced, synced, writing
from dateline.log.sqlite.locking import WriteLock
from dateline.log.sqlite.queries import QUERIES
from dateline.log.sqlite.sentences import reached
from dateline.log.sqlite.unfinished import APPLICATION_ID, has_journal_of_another
from dateline.log.verification import Watched

_LOCK_SECONDS: Final = 1.0
_FIRST_OF_SHARED_LOCK, _SHARED_LOCK_BYTES = 0x4000_0002, 510
"""Where every connection of SQLite locks a file that it has open."""
_IN_USE: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


async def put_back(backup: Path, path: Path | str, now: datetime, watched: Watched) -> tuple[LogHead, Path | None]:
    """Make the log at a path what a copy says, in an epoch of its own. Where it ends, and where the file is kept whose
    place it took, under a name with `now`, if there was one.

    Raises StoreUnavailable where a program has the log open, and CorruptLog if the copy is not sound; all is then as it
    was.
    """
    source, place = find(backup, must_exist=True), _place_of(path)
    if source == place:
        raise StoreUnavailable(f"{backup} is the log itself: name a copy of it")
    lock = WriteLock(place, _LOCK_SECONDS)
    async with lock.held():
        _refuse_open(place)  # before minutes of work
    with being_made(place) as partial:
        await copied(source, partial)
        head = await checked(partial, watched)
        async with lock.held():
            epoch = max(_ended(place), head.epoch) + 1
            with writing(place):
                _begin(partial, epoch)
                replaced = _exchange(partial, place, now)
    return LogHead(head.position, head.hash, epoch, head.recorded_at), replaced


def _place_of(path: Path | str) -> Path:
    """Where a log is, or what was one, which may be damaged beyond recognition. Raises StoreUnavailable."""
    with reached(Path(path)):
        place = Path(path).resolve()
        return place if place.is_file() else find(path, must_exist=False)


def _refuse_open(place: Path) -> None:
    """Raises StoreUnavailable where somebody has a file open, and for a database of others."""
    _of_one_alone(place, ())


def _ended(place: Path) -> int:
    """The epoch of the log at a place, all of whose changes are in its file then; 0 where there is none, or where it
    cannot be read. Raises StoreUnavailable where somebody has it open, and for a database of others."""
    found = _of_one_alone(place, ("PRAGMA journal_mode = delete", QUERIES["head"]))
    return int(found[2]) if found else 0


def _of_one_alone(place: Path, statements: Sequence[str]) -> SqlRow | None:
    """The last row that these statements give, of a file that nobody else has open; None of one that is not there, or
    too hurt. Raises StoreUnavailable."""
    with reached(place):
        if not place.exists() or not place.stat().st_size or has_journal_of_another(place):  # SQLite would play it back
            return None
    try:
        with closing(sqlite3.connect(f"{place.as_uri()}?mode=rw", uri=True, isolation_level=None)) as connection:
            connection.execute("PRAGMA locking_mode = exclusive")
            ((application_id,),) = connection.execute("PRAGMA application_id")
            if list(connection.execute(QUERIES["schema"])) and application_id != APPLICATION_ID:
                raise StoreUnavailable(
                    f"{place} is an SQLite file, but not a Dateline database: nothing takes its place"
                )
            rows = [row for statement in statements for row in connection.execute(statement)]
            return rows[-1] if rows else None
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF in _IN_USE or _is_open_elsewhere(place):
            raise StoreUnavailable(
                f"{place} is open in another program, like a server: stop it, and restore then"
            ) from error
        return None


def _is_open_elsewhere(place: Path) -> bool:
    """Whether another process has a file open that SQLite cannot read; nobody can say where the system has no such
    locks."""
    if find_spec("fcntl") is None:
        return False
    import fcntl  # of Unix

    with place.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_LOCK_BYTES, _FIRST_OF_SHARED_LOCK)
        except OSError:
            return True
    return False


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


def _exchange(partial: Path, place: Path, now: datetime) -> Path | None:
    """Put a file in the place of a log, whose file is kept; where. What SQLite kept beside that goes with it, since
    SQLite would take it for part of the new one. At every instant one of the two has the name. Raises OSError."""
    kept = place.with_name(f"{place.name}.replaced-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    replaced = place.exists()
    if replaced:
        with suppress(OSError):  # of another user
            shutil.copystat(place, partial)
            shutil.chown(partial, *place.stat()[4:6])
        _name_as_well(place, kept)
    synced(partial)
    for ending in BESIDE:
        with suppress(FileNotFoundError):
            os.rename(f"{place}{ending}", f"{kept}{ending}")
    with suppress(FileNotFoundError):
        os.unlink(f"{kept}-shm")  # which is made anew of the others
    os.replace(partial, place)
    folder_synced(place.parent)
    return kept if replaced else None


def _name_as_well(place: Path, kept: Path) -> None:
    try:
        os.link(place, kept)
    except FileExistsError:
        raise
    except OSError:  # no file of this disk can have two names
        os.rename(place, kept)
