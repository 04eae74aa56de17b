"""Another file in the place of a log's: while nobody has that open, at one stroke, and without what stood beside it.
The file that was there is kept."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from importlib.util import find_spec
from itertools import chain, count
from pathlib import Path
from typing import Final

from dateline.errors import StoreUnavailable
from dateline.log.sql.rows import SqlRow
from dateline.log.sqlite.connection import find
from dateline.log.sqlite.copies import BESIDE, folder_synced, synced
from dateline.log.sqlite.queries import QUERIES
from dateline.log.sqlite.sentences import reached
from dateline.log.sqlite.unfinished import APPLICATION_ID, has_journal_of_another

LOCK_SECONDS: Final = 1.0
"""How long to wait for the lock of a log whose file is exchanged: nobody else should be there."""

_FIRST_OF_SHARED_LOCK, _SHARED_LOCK_BYTES = 0x4000_0002, 510
"""Where every connection of SQLite locks a file that it has open."""
_IN_USE: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def place_of(path: Path | str) -> Path:
    """Where a log is, or what was one, which may be damaged beyond recognition. Raises StoreUnavailable."""
    with reached(Path(path)):
        place = Path(path).resolve()
        return place if place.is_file() else find(path, must_exist=False)


def refuse_open(place: Path) -> None:
    """Raises StoreUnavailable where somebody has a file open, and for a database of others."""
    _of_one_alone(place, ())


def ended(place: Path) -> int:
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
            raise StoreUnavailable(f"{place} is open in another program, like a server: stop it first") from error
        return None


def _is_open_elsewhere(place: Path) -> bool:
    """Whether another process has a file open that SQLite cannot read; nobody can say where the system has no such
    locks. Raises StoreUnavailable where it may not be written."""
    if find_spec("fcntl") is None:
        return False
    import fcntl  # of Unix

    with reached(place), place.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_LOCK_BYTES, _FIRST_OF_SHARED_LOCK)
        except OSError:
            return True
    return False


def exchange(partial: Path, place: Path, now: datetime) -> Path | None:
    """Put a file in the place of a log, whose file is kept; where. What SQLite kept beside that goes with it, since
    SQLite would take it for part of the new one. At every instant one of the two has the name. Raises OSError."""
    kept = free_name(place, "replaced", now)
    replaced = place.exists()
    synced(partial)  # before it has rights of which that may not be one
    if replaced:
        with suppress(OSError):  # of another user
            shutil.copystat(place, partial)
            shutil.chown(partial, *place.stat()[4:6])
        _name_as_well(place, kept)
    for ending in BESIDE:
        with suppress(FileNotFoundError):
            os.rename(f"{place}{ending}", f"{kept}{ending}")
    for ending in BESIDE:
        beside = Path(f"{kept}{ending}")
        if beside.exists() and (ending == "-shm" or not beside.stat().st_size):  # which is made anew of the others
            beside.unlink()
    os.replace(partial, place)
    folder_synced(place.parent)
    return kept if replaced else None


def free_name(place: Path, what: str, now: datetime, ending: str = "") -> Path:
    """A name beside a log that no file has: for what is kept of it."""
    name = f"{place.name}.{what}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    names = chain([f"{name}{ending}"], (f"{name}-{again}{ending}" for again in count(2)))
    return next(found for one in names if not os.path.lexists(found := place.with_name(one)))


def _name_as_well(place: Path, kept: Path) -> None:
    try:
        os.link(place, kept)
    except FileExistsError:
        raise
    except OSError:  # no file of this disk can have two names
        os.rename(place, kept)
