"""What a process that died while it made a log leaves behind: a first page, and a journal that says there was none."""

from __future__ import annotations

from pathlib import Path

import pytest
from log_cases import NOW, many

from dateline.errors import StoreUnavailable
from dateline.log.sqlite import SqliteLog
from dateline.log.verification import verify

PAGE = 4096


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dateline.db"


def journal_of_nothing(path: Path) -> None:
    """A synced journal of a file that was empty: no pages to put back, a random number, no page before."""
    header = bytes.fromhex("d9d505f920a163d7") + bytes(4) + b"rand" + bytes(4)
    header += (512).to_bytes(4, "big") + PAGE.to_bytes(4, "big")
    Path(f"{path}-journal").write_bytes(header.ljust(512, b"\0"))


async def first_page(path: Path) -> bytes:
    async with SqliteLog.opened(path):
        pass
    page = path.read_bytes()[:PAGE]
    path.unlink()
    return page


@pytest.mark.parametrize("written", [PAGE, 512, 0])
async def test_a_log_whose_making_broke_off_is_made_anew(path: Path, written: int) -> None:
    page = await first_page(path)
    for read_only in (True, False):
        path.write_bytes(page[:written].ljust(PAGE, b"\0"))
        journal_of_nothing(path)
        if read_only:
            with pytest.raises(StoreUnavailable, match="is empty, and no log yet: its making broke off"):
                await SqliteLog.open(path, read_only=True)
        else:
            async with SqliteLog.opened(path) as log:
                await log.append(many(1), now=NOW)
                assert (await verify(log)).position == 1
    assert not Path(f"{path}-journal").exists()


@pytest.mark.parametrize("read_only", [False, True])
async def test_a_journal_of_another_file_empties_no_log(path: Path, read_only: bool) -> None:
    """SQLite would play it back, and leave nothing: a copy was put where a log had died while it was made."""
    async with SqliteLog.opened(path) as log:
        await log.append(many(50), now=NOW)
    whole = path.read_bytes()
    journal_of_nothing(path)
    with pytest.raises(StoreUnavailable, match="is not its own: take it away"):
        await SqliteLog.open(path, read_only=read_only)
    assert path.read_bytes() == whole
    Path(f"{path}-journal").unlink()
    async with SqliteLog.opened(path, read_only=read_only) as log:
        assert (await verify(log)).position == 50


async def test_a_journal_beside_what_is_no_log_is_left_alone(path: Path) -> None:
    path.write_bytes(b"id,company\n" * 20_000)
    journal_of_nothing(path)
    with pytest.raises(StoreUnavailable):
        await SqliteLog.open(path)
    assert Path(f"{path}-journal").exists()
    assert path.read_bytes() == b"id,company\n" * 20_000
