"""What the errors of SQLite and of the system mean for whoever keeps a log: what is wrong, and what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from dateline.errors import StoreUnavailable

_PRIMARY_CODE: Final = 0xFF
_MEANINGS: Final[Mapping[int, str]] = {
    sqlite3.SQLITE_FULL: "the disk is full: make room on it",
    sqlite3.SQLITE_READONLY: "it may not be written here: look at who may write the file and its folder",
    sqlite3.SQLITE_BUSY: "another program has locked it: end that one first",
    sqlite3.SQLITE_LOCKED: "another program has locked it: end that one first",
    sqlite3.SQLITE_CORRUPT: "it is damaged: `dateline verify` says where, `dateline help backup` how to put it back",
    sqlite3.SQLITE_NOTADB: "it is damaged, or no SQLite file: `dateline help backup` says how to put it back",
    sqlite3.SQLITE_IOERR: "the disk, or the system, refused to read or write: see what is wrong with it",
    sqlite3.SQLITE_CANTOPEN: "the file, or what SQLite keeps beside it, cannot be opened: look at who may do so",
}
_BESIDE: Final = frozenset({10 | 18 << 8, 10 | 19 << 8, 10 | 21 << 8})
"""SQLITE_IOERR_SHMOPEN, _SHMSIZE and _SHMMAP: of the file beside a log."""

DISK_ERRORS: Final = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
"""Primary codes behind which it is anyone's guess what the disk holds."""


@contextmanager
def translated(path: Path, doing: str) -> Iterator[None]:
    """What SQLite raises as StoreUnavailable."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreUnavailable(f"{path} cannot be {doing}: {meaning(error)}") from error


@contextmanager
def reached(path: Path) -> Iterator[None]:
    """What the system raises for a file as StoreUnavailable."""
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(f"{path} cannot be opened: {error.strerror or error}") from error


def meaning(error: sqlite3.Error) -> str:
    """A sentence, with SQLite's own words."""
    if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) in _BESIDE:
        return f"the file that SQLite keeps beside it cannot be made: is the disk full? ({error})"
    told = _MEANINGS.get(primary_code(error))
    return f"{told} ({error})" if told is not None else str(error)


def primary_code(error: BaseException | None) -> int:
    """SQLite's code of an error without its details; SQLITE_OK for what is none of SQLite's."""
    code = getattr(error, "sqlite_errorcode", None)
    return int(code) & _PRIMARY_CODE if code is not None else sqlite3.SQLITE_OK


def keeps_nothing_beside_it(error: BaseException | None) -> bool:
    """Whether SQLite failed to make the files that it keeps beside a log: nothing may be written there, or nothing has
    room."""
    codes = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL)
    return getattr(error, "sqlite_errorcode", None) in _BESIDE or primary_code(error) in codes
