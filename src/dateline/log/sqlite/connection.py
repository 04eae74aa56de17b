"""Opening a Dateline database: is it one, is it of this version, and do its settings hold?

A connection either writes or reads. Readers are opened read-only, so that they can neither write nor checkpoint:
SQLite before 3.51.3 can lose commits when two connections do so at the same instant.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, NamedTuple

import aiosqlite

from dateline.errors import StoreUnavailable
from dateline.log.sql.rows import FILING
from dateline.log.sqlite.given_up import ReadingConnection
from dateline.log.sqlite.many_rows import FilingConnection
from dateline.log.sqlite.queries import SCHEMA
from dateline.log.sqlite.sentences import keeps_nothing_beside_it, reached, translated
from dateline.log.sqlite.unfinished import APPLICATION_ID, has_journal_of_another, is_half_made, is_unfinished

Trace = Callable[[str], None]
"""Is told the text of a statement, its parameters filled in."""

_OLDEST_FILING: Final = 2

_MAGIC: Final = b"SQLite format 3\0"
_BUSY_MILLISECONDS: Final = 5_000
_BOTH: Final[Mapping[str, str | int]] = {"busy_timeout": _BUSY_MILLISECONDS, "trusted_schema": 0}
READER_SETTINGS: Final[Mapping[str, str | int]] = {**_BOTH, "query_only": 1}
WRITER_SETTINGS: Final[Mapping[str, str | int]] = {
    **_BOTH,
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: a commit that was acknowledged survives a power cut
    "fullfsync": 1,
    "wal_autocheckpoint": 1_000,  # inside commit, hence under the file lock
    "journal_size_limit": 64 * 2**20,
    "temp_store": 2,
    "cache_size": -64 * 2**10,  # KiB; an import touches every page of the index of ids
}


DURABILITY: Final = "journal_mode=wal, synchronous=full, fullfsync=on"
"""What every connection that writes has set and read back, for people."""


def find(path: Path | str, *, must_exist: bool) -> Path:
    """Where the database really is; refuses what can be refused without opening it. Raises StoreUnavailable."""
    try:
        place = Path(path).resolve()  # one file has one lock, also where links lead to it
        if place.is_dir():
            raise StoreUnavailable(f"{path} is a directory, not a Dateline database")
        if not place.parent.is_dir():
            raise StoreUnavailable(f"{path} cannot be opened: there is no directory {place.parent}")
        if place.exists() and not place.is_file():
            raise StoreUnavailable(f"{path} is not a file, hence not a Dateline database")
        if must_exist and not place.exists():
            raise StoreUnavailable(f"there is no Dateline database at {path}")
        if has_journal_of_another(place):
            raise StoreUnavailable(
                f"{path} cannot be opened: {place.name}-journal beside it is not its own: take it away"
            )
        known = _start(place) in (b"", _MAGIC) or is_half_made(place)
    except (OSError, ValueError, RuntimeError) as error:
        raise StoreUnavailable(f"{path} cannot be opened: {error}") from error
    if not known:
        raise StoreUnavailable(f"{path} is not a Dateline database: it is not an SQLite file")
    return place


def _start(place: Path) -> bytes:
    """The first bytes of a file; none of a file that is empty or not there."""
    if not place.exists():
        return b""
    with place.open("rb") as file:
        return file.read(len(_MAGIC))


async def open_writer(path: Path) -> aiosqlite.Connection:
    """The connection that writes, after creating the tables in a new file. To be called under the write lock.

    Raises StoreUnavailable for a file that is no Dateline database of this version, or settings that do not hold.
    """
    await finish(path)
    if _start_of_log(path):
        async with _connected(path, "ro") as reader:
            await _refuse_stranger(path, reader, new_is_fine=True)
    async with _opening(path, "rwc", FilingConnection) as connection:
        await set_and_read_back(path, connection, WRITER_SETTINGS)
        if await _value(connection, "application_id") == 0:
            await connection.executescript(_CREATE)
        await _refuse_stranger(path, connection, new_is_fine=False)
        return connection


async def finish(path: Path) -> None:
    """Play back what a process that died has left in a journal, if it did. To be called under the write lock.

    Raises StoreUnavailable.
    """
    with reached(path):
        if not is_unfinished(path):
            return
    async with _connected(path, "rw") as connection:
        await connection.execute_fetchall("SELECT count(*) FROM sqlite_schema")


def waits_to_be_finished(path: Path) -> bool:
    """Whether a reader needs `finish` first. Raises StoreUnavailable."""
    with reached(path):
        return is_unfinished(path)


def _start_of_log(path: Path) -> bytes:
    with reached(path):
        return _start(path)


class Readers(NamedTuple):
    """Connections that only read."""

    thread: aiosqlite.Connection
    """For whatever may have to wait for a disk."""
    on_the_spot: sqlite3.Connection
    """For what is a single row that is always at hand: the head."""
    of_what_stays: bool = False
    """Whether the file is read as one that does not change."""

    async def close(self) -> None:
        self.on_the_spot.close()
        await self.thread.close()

    async def set_trace(self, trace: Trace) -> None:
        self.on_the_spot.set_trace_callback(trace)
        await self.thread.set_trace_callback(trace)


async def open_reader(path: Path, trace: Trace | None = None) -> Readers:
    """Connections that only read. `trace` is told every statement, from the first question on.

    Where nothing can be written, SQLite cannot make the file beside a log that tells its readers from its writers: a
    log that no change is waiting for is then read as a file that does not change. Raises StoreUnavailable, as
    `open_writer` does.
    """
    try:
        return await _open_reader(path, "ro", trace)
    except StoreUnavailable as error:
        if not keeps_nothing_beside_it(error.__cause__):
            raise
        _refuse_waiting(path, error)
        return await _open_reader(path, "ro&immutable=1", trace)


async def _open_reader(path: Path, mode: str, trace: Trace | None) -> Readers:
    async with _opening(path, mode, ReadingConnection) as connection:
        await _refuse_stranger(path, connection, new_is_fine=False)
        await set_and_read_back(path, connection, READER_SETTINGS)
        with translated(path, "opened"):
            readers = Readers(connection, _on_the_spot(path, mode), mode != "ro")
        if trace is not None:
            await readers.set_trace(trace)
        return readers


def _on_the_spot(path: Path, mode: str) -> sqlite3.Connection:
    """A connection that never waits for others: what they hold up is asked of the thread."""
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False, timeout=0
    )
    connection.execute("PRAGMA query_only = 1")
    connection.execute("PRAGMA trusted_schema = 0")
    return connection


def _refuse_waiting(path: Path, error: StoreUnavailable) -> None:
    """Raises StoreUnavailable for a log with changes beside it that are not in it yet."""
    waiting = Path(f"{path}-wal")
    try:
        pending = waiting.stat().st_size > 0
    except OSError:
        return
    if pending:
        raise StoreUnavailable(
            f"{path} cannot be read where nothing can be written: changes wait in {waiting.name} beside it; close the"
            " program that writes it, or copy both files to a folder that can be written to"
        ) from error


async def filed_by(path: Path, connection: aiosqlite.Connection) -> int:
    """By which rules the rows of a log were filed: see FILING. Raises StoreUnavailable."""
    with translated(path, "read"):
        return int(str(await _value(connection, "user_version")))


_CREATE: Final = f"""
BEGIN IMMEDIATE;
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {FILING};
{SCHEMA}
COMMIT;
"""


@asynccontextmanager
async def _connected(path: Path, mode: str) -> AsyncIterator[aiosqlite.Connection]:
    """A connection for one block of code."""
    async with _opening(path, mode) as connection:
        yield connection
        await connection.close()


@asynccontextmanager
async def _opening(
    path: Path, mode: str, factory: type[sqlite3.Connection] = sqlite3.Connection
) -> AsyncIterator[aiosqlite.Connection]:
    """A connection that is closed if anything goes wrong meanwhile: left open it would keep the interpreter alive."""
    with translated(path, "opened"):
        address = f"{path.as_uri()}?mode={mode}"
        connection = await aiosqlite.connect(address, uri=True, isolation_level=None, factory=factory)
        try:
            yield connection
        except BaseException:
            await connection.close()
            raise


async def _refuse_stranger(path: Path, connection: aiosqlite.Connection, *, new_is_fine: bool) -> None:
    """Raises StoreUnavailable unless the file is a Dateline database of this version, or a new one."""
    application_id = await _value(connection, "application_id")
    version = await filed_by(path, connection)
    ((tables,),) = await connection.execute_fetchall("SELECT count(*) FROM sqlite_schema")
    if new_is_fine and application_id == 0 and tables == 0:
        return
    if application_id == 0 and tables == 0:
        raise StoreUnavailable(f"{path} is empty, and no log yet: its making broke off, or never began; import into it")
    if application_id != APPLICATION_ID:
        raise StoreUnavailable(f"{path} is an SQLite file, but not a Dateline database")
    if not _OLDEST_FILING <= version <= FILING:
        raise StoreUnavailable(
            f"{path} has schema version {version}, this Dateline reads {_OLDEST_FILING} to {FILING}: use the version"
            " that wrote it"
        )


async def set_and_read_back(path: Path, connection: aiosqlite.Connection, settings: Mapping[str, str | int]) -> None:
    """Set what must hold and read it back: SQLite ignores in silence what it cannot do. Raises StoreUnavailable."""
    for name, wanted in settings.items():
        await connection.execute_fetchall(f"PRAGMA {name} = {wanted}")
        found = await _value(connection, name)
        if found != wanted:
            raise StoreUnavailable(f"{path} cannot be used: SQLite keeps {name} at {found}, but {wanted} is needed")


async def _value(connection: aiosqlite.Connection, pragma: str) -> object:
    ((value,),) = await connection.execute_fetchall(f"PRAGMA {pragma}")
    return value
