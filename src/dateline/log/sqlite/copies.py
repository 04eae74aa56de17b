"""Copies of a log as one file: made while others write, checked before anybody is told of them, on the disk when they
have their name."""

from __future__ import annotations

import asyncio
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from dateline.errors import CorruptLog, StoreUnavailable
from dateline.log.record import LogHead
from dateline.log.sql.uninterrupted import to_the_end
from dateline.log.sqlite.connection import find, finish, open_reader, waits_to_be_finished
from dateline.log.sqlite.locking import LOCK_TIMEOUT_SECONDS, WriteLock
from dateline.log.sqlite.sentences import reached, translated
from dateline.log.sqlite.store import SqliteLog
from dateline.log.verification import Watched, verify

BESIDE: Final = ("-wal", "-shm", "-journal")
"""The ends of the names of what SQLite keeps beside a file; it takes them for part of whatever file has the name."""


async def back_up(path: Path | str, target: Path, watched: Watched) -> LogHead:
    """Copy the log at a path, as it is at one instant, to a file that is not there yet. Where it ends, in the copy.

    Others may write meanwhile. The copy has no files beside it. It is checked as `verify` does; records that today's
    rules cannot read are copied as they are. Raises StoreUnavailable, and CorruptLog if the copy is not sound, which is
    not kept then.
    """
    place, source = _free(target), find(path, must_exist=True)
    with being_made(place) as partial:
        with writing(target):
            partial.touch()  # so that what keeps a file from being made there is told of that place
        await copied(source, partial)
        try:
            head = await checked(partial, watched)
        except CorruptLog as error:
            reason = f"{error.reason} (no copy was kept)"
            raise CorruptLog(error.position, reason, error.unreadable) from error
        with writing(target):
            synced(partial)
            _name(partial, place)
    return head


def _free(target: Path) -> Path:
    """Where a copy goes. Raises StoreUnavailable for what is there already."""
    with reached(target):
        place = target.resolve()
        if os.path.lexists(target):
            raise StoreUnavailable(f"{target} is there already, and no copy is written over it: name another file")
        if not place.parent.is_dir():
            raise StoreUnavailable(f"{target} cannot be written: there is no directory {place.parent}")
    return place


@contextmanager
def being_made(place: Path) -> Iterator[Path]:
    """A name in the same folder for what is not whole yet; nothing has it in the end."""
    partial = place.with_name(f".dateline-{secrets.token_hex(8)}.partial")
    try:
        yield partial
    finally:
        for ending in ("", ".lock", *BESIDE):
            with suppress(OSError):
                os.unlink(f"{partial}{ending}")


async def copied(source: Path, partial: Path) -> None:
    """Copy a log as it is at one instant, in one file that needs no other. Raises StoreUnavailable."""
    if waits_to_be_finished(source):
        async with WriteLock(source, LOCK_TIMEOUT_SECONDS).held():
            await finish(source)
    readers = await open_reader(source)
    try:
        await to_the_end(asyncio.to_thread(_copy, readers.on_the_spot, source, partial))
    finally:
        await to_the_end(readers.close())


def _copy(source: sqlite3.Connection, path: Path, partial: Path) -> None:
    with writing(partial), translated(path, "copied"), closing(sqlite3.connect(partial, isolation_level=None)) as copy:
        copy.execute("PRAGMA synchronous = 0")  # it is synced as a whole, when it is whole
        source.backup(copy)


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """What the system or SQLite raises as StoreUnavailable."""
    try:
        with translated(place, "written"):
            yield
    except OSError as error:
        raise StoreUnavailable(f"{place} cannot be written: {error.strerror or error}") from error


async def checked(partial: Path, watched: Watched) -> LogHead:
    """Where a copy ends. Raises CorruptLog unless every record says what it said when it was recorded."""
    async with SqliteLog.opened(partial, read_only=True) as log:
        head = await log.head()
        try:
            with watched(head.position) as reached:
                await verify(log, reached)
        except CorruptLog as error:
            if not error.is_as_recorded:
                raise
    with translated(partial, "written"), closing(sqlite3.connect(partial, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode = delete")  # no file beside it: it can be read where none can be made
    return head


def synced(file: Path) -> None:
    """Have the disk hold what is in a file. Raises OSError."""
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _name(partial: Path, place: Path) -> None:
    """Give a file its name, which no file has, and have the disk hold it. Raises OSError."""
    try:
        os.link(partial, place)  # which, unlike a renaming, takes no other's place
    except FileExistsError:
        raise
    except OSError:  # no file of this disk can have two names
        if os.path.lexists(place):
            raise
        os.rename(partial, place)
    folder_synced(place.parent)


def folder_synced(folder: Path) -> None:
    """Have the disk hold the names in a folder, where the system can. Raises OSError."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
