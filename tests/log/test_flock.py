"""The lock of Unix that lets one writer in: the same that filelock takes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock, Timeout

from dateline.log.sqlite.flock import Flock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no flock")


def test_it_is_had_by_one_at_a_time(tmp_path: Path) -> None:
    one, other = Flock(str(tmp_path / "x.lock")), Flock(str(tmp_path / "x.lock"))
    one.acquire(blocking=False)
    with pytest.raises(TimeoutError):
        other.acquire(blocking=False)
    one.release()
    other.acquire(blocking=False)
    other.release()


def test_it_is_the_lock_that_filelock_takes(tmp_path: Path) -> None:
    ours, theirs = Flock(str(tmp_path / "x.lock")), FileLock(tmp_path / "x.lock")
    with theirs, pytest.raises(TimeoutError):
        ours.acquire(blocking=False)
    ours.acquire(blocking=True)
    with pytest.raises(Timeout):
        theirs.acquire(blocking=False)
    ours.release()
    with theirs:
        pass


def test_a_process_that_dies_lets_go_of_it(tmp_path: Path) -> None:
    taken = (
        "import os; from dateline.log.sqlite.flock import Flock;"
        f"Flock({str(tmp_path / 'x.lock')!r}).acquire(blocking=False); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", taken]).returncode == 9
    Flock(str(tmp_path / "x.lock")).acquire(blocking=False)


def test_whoever_locked_a_file_that_was_taken_away_meanwhile_does_not_have_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    path, real = tmp_path / "x.lock", fcntl.flock

    def taking_away(descriptor: int, how: int) -> None:
        real(descriptor, how)
        path.unlink()

    monkeypatch.setattr(fcntl, "flock", taking_away)
    with pytest.raises(TimeoutError):
        Flock(str(path)).acquire(blocking=False)
    monkeypatch.undo()
    Flock(str(path)).acquire(blocking=False)


def test_where_no_file_can_be_there_is_no_lock(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Flock(str(tmp_path / "nowhere" / "x.lock")).acquire(blocking=False)
    (tmp_path / "x.lock").mkdir()
    with pytest.raises(IsADirectoryError):
        Flock(str(tmp_path / "x.lock")).acquire(blocking=False)
