"""A copy of a log is the log as it was, whatever is done meanwhile; a log that is put back to one is the copy."""

from __future__ import annotations

import asyncio
import errno
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile

import pytest
from filelock import FileLock
from log_cases import NOW, many, nobody_looks
from log_processes import APPENDING, python
from rights import by_nobody, folder_to_look_into

from dateline.errors import CorruptLog, StoreUnavailable
from dateline.events.codec import digest
from dateline.log.backups import Restored, back_up, put_back
from dateline.log.record import LogHead
from dateline.log.sqlite import SqliteLog
from dateline.log.sqlite.queries import missing_as_a_whole
from dateline.log.verification import verify

THEN = datetime(2026, 11, 26, 8, 30, tzinfo=UTC)
KEPT = "dateline.db.replaced-20261126T083000Z"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dateline.db"


async def fill(path: Path, events: int, name: str = "e") -> LogHead:
    async with SqliteLog.opened(path) as log:
        return (await log.append(many(events, name), now=NOW)).head


async def verified(path: Path) -> LogHead:
    async with SqliteLog.opened(path, read_only=True) as log:
        return await verify(log)


async def copy_of(path: Path, name: str = "copy.db") -> Path:
    await back_up(path, path.with_name(name), nobody_looks)
    return path.with_name(name)


async def restored(backup: Path, path: Path) -> Restored:
    return await put_back(backup, path, THEN, nobody_looks)


def names_in(folder: Path) -> set[str]:
    """But for the empty files that one who only reads a log leaves beside it."""
    waiting = folder / "dateline.db-wal"
    left = set() if waiting.exists() and waiting.stat().st_size else {waiting.name, "dateline.db-shm"}
    return {file.name for file in folder.iterdir()} - left


def cut(file: Path) -> None:
    """As a file system leaves it that loses the end of a file."""
    os.truncate(file, file.stat().st_size // 2)


# --- a copy -----------------------------------------------------------------------------------------------------------


async def test_a_copy_is_one_file_that_says_what_the_log_says(path: Path) -> None:
    head = await fill(path, 50)
    assert await back_up(path, path.with_name("copy.db"), nobody_looks) == head
    assert names_in(path.parent) == {"dateline.db", "dateline.db.lock", "copy.db"}
    assert await verified(path.with_name("copy.db")) == head
    assert names_in(path.parent) == {"dateline.db", "dateline.db.lock", "copy.db"}


async def test_a_copy_that_is_made_while_another_process_appends_is_the_log_at_one_instant(path: Path) -> None:
    with python(APPENDING, path, "w", 0, 7) as writer:
        assert writer.stdout is not None
        for number in range(5):
            reached = int(writer.stdout.readline())
            copy = await copy_of(path, f"{number}.db")
            head = await verified(copy)
            assert head.position >= reached
            assert head.position % 7 == 0
    async with SqliteLog.opened(path) as log:
        assert (await log.at_position(head.position)).hash == head.hash


async def test_what_waits_beside_a_log_is_in_its_copy(path: Path, tmp_path: Path) -> None:
    left = tmp_path / "left.db"
    async with SqliteLog.opened(path) as log:
        head = (await log.append(many(5), now=NOW)).head
        for suffix in ("", "-wal"):
            copyfile(f"{path}{suffix}", f"{left}{suffix}")
    assert await verified(await copy_of(left)) == head


@pytest.mark.parametrize("make", [Path.touch, Path.mkdir, lambda place: place.symlink_to("nowhere")])
async def test_no_copy_is_written_over_what_is_there(path: Path, make: Callable[[Path], None]) -> None:
    await fill(path, 3)
    make(path.with_name("copy.db"))
    with pytest.raises(StoreUnavailable, match=r"copy\.db is there already, and no copy is written over it"):
        await copy_of(path)
    assert names_in(path.parent) == {"dateline.db", "dateline.db.lock", "copy.db"}


async def test_what_takes_the_name_meanwhile_is_kept(path: Path) -> None:
    await fill(path, 3)

    @contextmanager
    def watched(records: int) -> Iterator[Callable[[int], None]]:
        path.with_name("copy.db").write_text("mine")
        yield lambda position: None

    with pytest.raises(StoreUnavailable, match="cannot be written: File exists"):
        await back_up(path, path.with_name("copy.db"), watched)
    assert path.with_name("copy.db").read_text() == "mine"
    assert names_in(path.parent) == {"dateline.db", "dateline.db.lock", "copy.db"}


@pytest.mark.parametrize("target", ["none/copy.db", "dateline.db/copy.db"])
async def test_a_copy_that_cannot_be_written_is_told_in_one_sentence(path: Path, target: str) -> None:
    await fill(path, 3)
    with pytest.raises(StoreUnavailable) as error:
        await back_up(path, path.parent / target, nobody_looks)
    assert str(error.value).startswith(str(path.parent / target))
    assert "\n" not in str(error.value)


async def test_a_folder_that_no_copy_can_be_made_in_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await fill(path, 3)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "touch", refuse)
    with pytest.raises(StoreUnavailable, match=r"copy\.db cannot be written: Permission denied"):
        await copy_of(path)


async def test_no_copy_is_kept_of_what_is_not_sound(path: Path) -> None:
    await fill(path, 20)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER event_is_never_changed")
        connection.execute("UPDATE event SET content = x'00' WHERE position = 9")
    with pytest.raises(CorruptLog, match=r"record 9 is wrong: .*no copy was kept"):
        await copy_of(path)
    assert names_in(path.parent) == {"dateline.db", "dateline.db.lock"}


async def test_records_that_this_release_cannot_read_are_copied_and_put_back(path: Path) -> None:
    from dateline.log.drafts import draft_of_read

    content = b'{"company":"acme","id":"e","type":"wedding"}'
    async with SqliteLog.opened(path) as log:
        (known,) = many(1)
        await log.append([draft_of_read(known, content)], now=NOW)
    copy = await copy_of(path)
    done = await restored(copy, path)
    async with SqliteLog.opened(path, read_only=True) as log:
        assert [one.digest for one in await log.stored(0, 9)] == [digest(content)]
    assert done.head.position == 1


async def test_a_log_of_an_earlier_release_is_copied_without_being_changed(path: Path) -> None:
    await fill(path, 20)
    with closing(sqlite3.connect(path)) as connection, connection:
        for type, name in missing_as_a_whole(()):
            connection.execute(f"DROP {type} IF EXISTS {name}")
        connection.execute("PRAGMA user_version = 3")
        connection.execute("PRAGMA journal_mode = delete")
    before = path.read_bytes()
    copy = await copy_of(path)
    assert path.read_bytes() == before
    assert (await verified(copy)).position == 20
    assert names_in(path.parent) == {"dateline.db", "dateline.db.lock", "copy.db"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
async def test_a_copy_in_a_folder_that_cannot_be_written_can_be_read(path: Path, tmp_path: Path) -> None:
    await fill(path, 3)
    (tmp_path / "media").mkdir()
    await back_up(path, tmp_path / "media" / "copy.db", nobody_looks)
    (tmp_path / "media").chmod(0o500)
    try:
        assert (await verified(tmp_path / "media" / "copy.db")).position == 3
    finally:
        (tmp_path / "media").chmod(0o700)


# --- a log that is put back -------------------------------------------------------------------------------------------


async def test_a_log_that_is_put_back_is_the_copy_in_another_epoch_and_its_file_is_kept(path: Path) -> None:
    first = await fill(path, 5)
    copy = await copy_of(path)
    lost = await fill(path, 3, "lost")
    done = await restored(copy, path)
    assert done == Restored(LogHead(5, first.hash, 2, first.recorded_at), path.with_name(KEPT))
    assert await verified(path) == done.head
    assert await verified(path.with_name(KEPT)) == lost
    async with SqliteLog.opened(path) as log:
        assert (await log.append(many(3, "other"), now=NOW)).head.position == 8
        assert (await log.at_position(8)).hash != lost.hash
        assert (await verify(log)).epoch == 2
    assert await verified(copy) == first


async def test_no_life_of_a_log_has_the_epoch_of_another(path: Path) -> None:
    await fill(path, 5)
    copy = await copy_of(path)
    for epoch in (2, 3):
        assert (await restored(copy, path)).head.epoch == epoch
        path.with_name(KEPT).unlink()
    path.unlink()
    assert await restored(await copy_of(copy, "second.db"), path) == Restored(await verified(path), None)


async def test_what_waits_beside_the_old_file_is_not_applied_to_the_new_one(path: Path) -> None:
    """The old WAL, which every copy by hand forgets, once made a broken log of a copy."""
    await fill(path, 50)
    copy = await copy_of(path)
    async with SqliteLog.opened(path) as log:
        await log.append(many(500, "waiting"), now=NOW)
        left = {suffix: Path(f"{path}{suffix}").read_bytes() for suffix in ("", "-wal", "-shm")}
    for suffix, content in left.items():
        Path(f"{path}{suffix}").write_bytes(content)
    assert (await restored(copy, path)).head.position == 50
    assert names_in(path.parent) == {"dateline.db", "dateline.db.lock", "copy.db", KEPT}
    assert (await verified(path)).position == 50
    assert (await verified(path.with_name(KEPT))).position == 550


@contextmanager
def nobodys(*files: Path) -> Iterator[Path]:
    """Copies of files that may be read, in a folder where others may be made, by someone who is not the superuser."""
    with folder_to_look_into() as folder:
        for file in files:
            copyfile(file, folder / file.name)
            (folder / file.name).chmod(0o444)
        folder.chmod(0o777)
        with by_nobody():
            yield folder


async def test_a_log_that_may_not_be_written_is_not_put_back(path: Path) -> None:
    await fill(path, 3)
    before = path.read_bytes()
    with nobodys(path, await copy_of(path)) as folder:
        with pytest.raises(StoreUnavailable, match=r"dateline\.db cannot be opened: Permission denied"):
            await restored(folder / "copy.db", folder / path.name)
        assert names_in(folder) == {"dateline.db", "dateline.db.lock", "copy.db"}
        assert (folder / path.name).read_bytes() == before


async def test_rights_that_a_log_takes_over_do_not_keep_it_from_being_put_back(path: Path) -> None:
    await fill(path, 3)
    copy = await copy_of(path)
    copyfile(copy, path)
    with nobodys(path, copy) as folder:
        assert (await restored(folder / "copy.db", folder / path.name)).head.position == 3
        assert names_in(folder) == {"dateline.db", "dateline.db.lock", "copy.db", KEPT}
        assert (folder / path.name).stat().st_mode & 0o777 == 0o444


@pytest.mark.parametrize(
    "hurt",
    [cut, lambda path: path.write_bytes(b"\xff" * 9_000), lambda path: path.write_bytes(b""), Path.unlink],
    ids=["cut", "garbled", "emptied", "gone"],
)
async def test_a_log_that_is_hurt_is_put_back_and_what_is_left_of_it_kept(
    path: Path, hurt: Callable[[Path], None]
) -> None:
    await fill(path, 300)
    copy = await copy_of(path)
    hurt(path)
    Path(f"{path}-wal").write_bytes(b"what is left of the changes")
    left = path.read_bytes() if path.exists() else None
    done = await restored(copy, path)
    assert (await verified(path)).position == 300
    assert names_in(path.parent) <= {"dateline.db", "dateline.db.lock", "copy.db", KEPT, f"{KEPT}-wal"}
    if left is not None:
        assert done.replaced is not None
        assert done.replaced.read_bytes() == left


@pytest.mark.parametrize("read_only", [False, True])
async def test_a_log_that_is_open_in_a_program_is_not_put_back(path: Path, read_only: bool) -> None:
    await fill(path, 5)
    copy = await copy_of(path)
    opened = f"""
import asyncio, signal
from dateline.log.sqlite import SqliteLog
async def main():
    async with SqliteLog.opened({str(path)!r}, read_only={read_only}) as log:
        await log.head()
        print("open", flush=True)
        signal.pause()
asyncio.run(main())
"""
    with python(opened) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "open\n"
        with pytest.raises(StoreUnavailable, match="is open in another program, like a server: stop it"):
            await restored(copy, path)
    async with SqliteLog.opened(path) as log:
        assert (await log.append(many(1, "on"), now=NOW)).head == (await log.head())


async def test_a_log_that_somebody_writes_is_not_put_back(path: Path) -> None:
    await fill(path, 5)
    copy = await copy_of(path)
    with FileLock(f"{path}.lock"), pytest.raises(StoreUnavailable, match="others have kept writing to it for 1 second"):
        await restored(copy, path)
    assert not path.with_name(KEPT).exists()


async def test_a_copy_that_is_not_sound_is_refused_and_all_stays_as_it_is(path: Path) -> None:
    await fill(path, 300)
    copy = await copy_of(path)
    cut(copy)
    before = path.read_bytes()
    with pytest.raises((CorruptLog, StoreUnavailable), match=re.escape(copy.name) + "|SQLite finds|wrong"):
        await restored(copy, path)
    assert path.read_bytes() == before
    assert names_in(path.parent) == {"dateline.db", "dateline.db.lock", "copy.db"}


async def test_a_database_of_others_is_left_alone(path: Path, tmp_path: Path) -> None:
    await fill(path, 3)
    copy = await copy_of(path)
    with closing(sqlite3.connect(tmp_path / "mine.db")) as connection:
        connection.execute("CREATE TABLE mine (x)")
    with pytest.raises(StoreUnavailable, match="is an SQLite file, but not a Dateline database"):
        await restored(copy, tmp_path / "mine.db")
    with pytest.raises(StoreUnavailable, match="is the log itself"):
        await restored(path, path)
    with pytest.raises(StoreUnavailable, match="is an SQLite file, but not a Dateline database"):
        await restored(tmp_path / "mine.db", path)


async def test_a_disk_without_second_names_renames(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no file has two names here")

    monkeypatch.setattr(os, "link", refuse)
    await fill(path, 5)
    done = await restored(await copy_of(path), path)
    assert (done.head.position, done.replaced) == (5, path.with_name(KEPT))
    assert (await verified(path)).position == 5


def test_the_mode_of_the_file_is_that_of_the_old_one(path: Path) -> None:
    asyncio.run(fill(path, 3))
    path.chmod(0o640)
    copy = asyncio.run(copy_of(path))
    asyncio.run(restored(copy, path))
    assert path.stat().st_mode & 0o777 == 0o640
