"""A writer writes the file that it opened, and stops when that is not the log any more; it may be opened later."""

from __future__ import annotations

import os
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copyfile

import aiosqlite
import pytest
from filelock import FileLock
from log_cases import NOW, many

from dateline.errors import StoreUnavailable
from dateline.log.append import CHUNK
from dateline.log.sqlite import SqliteLog
from dateline.log.sqlite.connection import DURABILITY, FILING, WRITER_SETTINGS, Readers, open_reader
from dateline.log.sqlite.sentences import meaning
from dateline.log.verification import verify


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dateline.db"


def exchange(path: Path) -> None:
    copyfile(path, path.with_name("copy.db"))
    os.replace(path.with_name("copy.db"), path)


def raise_version(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {FILING + 1}")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (exchange, "another file has taken the place of the log that was opened, which is still read"),
        (Path.unlink, "the file of the log is not there any more"),
        (raise_version, "a newer version of Dateline has brought the log up to date"),
    ],
)
async def test_what_nobody_would_find_is_not_written(path: Path, change: Callable[[Path], None], said: str) -> None:
    async with SqliteLog.opened(path) as log:
        await log.append(many(3), now=NOW)
        change(path)
        for events in (many(1, "one"), iter(many(1, "other"))):
            with pytest.raises(StoreUnavailable, match=f"cannot be written: {said}.*start the program"):
                await log.append(events, now=NOW)
        with pytest.raises(StoreUnavailable, match="cannot be written"):
            await log.reindex()
        assert (await log.head()).position == 3  # reading goes on
        assert (await log.condition()).unreadable is not None


async def test_a_writer_that_has_stopped_stays_so_though_the_file_comes_back(path: Path) -> None:
    async with SqliteLog.opened(path) as log:
        await log.append(many(3), now=NOW)
        path.rename(path.with_name("away.db"))
        with pytest.raises(StoreUnavailable, match="not there any more"):
            await log.append(many(1, "x"), now=NOW)
        path.with_name("away.db").rename(path)
        with pytest.raises(StoreUnavailable, match="not there any more"):
            await log.append(many(1, "x"), now=NOW)


def test_what_is_told_of_durability_is_what_is_set_and_read_back() -> None:
    words = {"wal": "wal", 2: "full", 1: "on"}
    told = [f"{name}={words[WRITER_SETTINGS[name]]}" for name in ("journal_mode", "synchronous", "fullfsync")]
    assert ", ".join(told) == DURABILITY


# --- written later ----------------------------------------------------------------------------------------------------


async def test_a_log_that_others_write_is_read_and_written_when_they_are_done(path: Path) -> None:
    async with SqliteLog.opened(path) as log:
        await log.append(many(3), now=NOW)
    with FileLock(f"{path}.lock"):
        log = await SqliteLog.open(path, write_later=True, lock_timeout_seconds=0.02)
        try:
            assert (await log.head()).position == 3
            condition = await log.condition()
            assert condition.unreadable is None
            assert condition.unwritable == "it cannot be written: others have kept writing to it for 1 seconds"
            with pytest.raises(StoreUnavailable, match="others have kept writing"):
                await log.append(many(1, "x"), now=NOW)
        except BaseException:
            await log.close()
            raise
    try:
        assert (await log.condition()).unwritable is None
        assert (await log.append(many(1, "x"), now=NOW)).head.position == 4
    finally:
        await log.close()


async def test_an_append_takes_the_writing_up_too(path: Path) -> None:
    async with SqliteLog.opened(path) as log:
        await log.append(many(3), now=NOW)
    with FileLock(f"{path}.lock"):
        log = await SqliteLog.open(path, write_later=True)
    try:
        assert (await log.append(many(1, "x"), now=NOW)).head.position == 4
        assert (await verify(log)).position == 4
    finally:
        await log.close()


@contextmanager
def no_room() -> Iterator[None]:
    """No file can be written at all."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_log_on_a_full_disk_is_read_and_written_when_there_is_room(path: Path) -> None:
    async with SqliteLog.opened(path) as log:
        await log.append(many(3), now=NOW)
    for left in ("-wal", "-shm"):
        Path(f"{path}{left}").unlink(missing_ok=True)
    with no_room():
        log = await SqliteLog.open(path, write_later=True)
        try:
            assert (await log.head()).position == 3
            assert len(await log.companies(3, limit=9)) == 1
            condition = await log.condition()
            assert condition.unwritable is not None
            assert "is the disk full?" in condition.unwritable
            with pytest.raises(StoreUnavailable, match=r"is the disk full\?"):
                await log.append(many(1, "x"), now=NOW)
        except BaseException:
            await log.close()
            raise
    try:
        assert (await log.append(many(2, "x"), now=NOW)).head.position == 5
        assert (await log.head()).position == 5
        async with SqliteLog.opened(path) as other:
            await other.append(many(1, "y"), now=NOW)
        assert (await log.head()).position == 6
    finally:
        await log.close()


async def test_what_is_opened_to_write_while_a_log_is_closed_is_closed_too(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with SqliteLog.opened(path) as log:
        await log.append(many(3), now=NOW)
    with FileLock(f"{path}.lock"):
        log = await SqliteLog.open(path, write_later=True)
    assert log._connection is not None
    open_later, opened = log._connection._open, list[aiosqlite.Connection]()

    async def open() -> aiosqlite.Connection:
        opened.append(await open_later())
        await log.close()
        return opened[0]

    monkeypatch.setattr(log._connection, "_open", open)
    with pytest.raises(StoreUnavailable, match="cannot be written: it is closed"):
        await log.append(many(1, "x"), now=NOW)
    with pytest.raises(ValueError, match="no active connection"):
        await opened[0].execute("SELECT 1")


async def test_what_is_opened_to_read_while_a_log_is_closed_is_closed_too(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with SqliteLog.opened(path) as log:
        await log.append(many(3), now=NOW)
    for left in ("-wal", "-shm"):
        Path(f"{path}{left}").unlink(missing_ok=True)
    with no_room():
        log = await SqliteLog.open(path, write_later=True)
    opened: list[Readers] = []

    async def open(place: Path) -> Readers:
        opened.append(await open_reader(place))
        await log.close()
        return opened[0]

    monkeypatch.setattr("dateline.log.sqlite.reader.open_reader", open)
    with pytest.raises(StoreUnavailable, match="is closed"):
        await log.append(many(1, "x"), now=NOW)
    with pytest.raises(ValueError, match="no active connection"):
        await opened[0].thread.execute("SELECT 1")


async def test_a_log_that_is_not_there_is_not_read(path: Path) -> None:
    with FileLock(f"{path}.lock"), pytest.raises(StoreUnavailable, match="others have kept writing"):
        await SqliteLog.open(path, write_later=True)


async def test_a_stranger_is_refused_as_ever(path: Path) -> None:
    path.write_text("id,company\n")
    with pytest.raises(StoreUnavailable, match="is not a Dateline database"):
        await SqliteLog.open(path, write_later=True)


# --- sentences --------------------------------------------------------------------------------------------------------


@contextmanager
def little_room() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (256 * 1024, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_after_an_error_of_the_disk_it_is_said_what_to_do(path: Path) -> None:
    async with SqliteLog.opened(path) as log:
        await log.append(many(2), now=NOW)
        with (
            little_room(),
            pytest.raises(StoreUnavailable, match="cannot be written: the disk, or the system, refused"),
        ):
            await log.append(many(3 * CHUNK), now=NOW)
        with pytest.raises(
            StoreUnavailable, match=r"start the program anew: .*acknowledged is kept, and reading goes on"
        ):
            await log.append(many(3), now=NOW)
        assert (await log.head()).position == 2
        condition = await log.condition()
        assert condition.unwritable is not None
        assert condition.unwritable.startswith("after an error it has to be opened again")


async def test_a_lock_of_another_program_is_told(path: Path) -> None:
    async with SqliteLog.opened(path) as log:
        await log.append(many(2), now=NOW)
        assert log._connection is not None
        await log._connection.rows("begin")
        with pytest.raises(sqlite3.OperationalError) as error, closing(sqlite3.connect(path, timeout=0)) as other:
            other.execute("BEGIN IMMEDIATE")
        assert meaning(error.value) == "another program has locked it: end that one first (database is locked)"


async def test_a_corrupt_page_is_told_by_what_reads_it_and_all_else_stands(path: Path) -> None:
    async with SqliteLog.opened(path) as log:
        await log.append(many(200), now=NOW)
    with closing(sqlite3.connect(path)) as connection:
        ((root,),) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'name'")
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)
    async with SqliteLog.opened(path, read_only=True) as log:
        assert (await log.head()).position == 200
        with pytest.raises(StoreUnavailable, match="cannot be read: it is damaged: `dateline verify` says where"):
            await log.companies(200, search="acme", limit=9)
        assert len(await log.companies(200, limit=9)) == 1
