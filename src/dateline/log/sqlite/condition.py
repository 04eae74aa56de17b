"""The condition of a log's file: whether it is still the one that was opened, and can be written. Nothing is locked."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

from dateline.log.contract import LogCondition
from dateline.log.sql.rows import FILING

FREE_BYTES: Final = 16 * 2**20
"""What a disk needs at least for an append: some pages of the log, and the changes that wait beside it."""


def identity_of(path: Path) -> tuple[int, int] | None:
    """Which file stands at a path; None where none does."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def condition_of(
    path: Path, opened: tuple[int, int] | None, filing: int, why_not: str | None, durability: str | None
) -> LogCondition:
    """`opened`: the file that was opened. `filing`: by which rules it is filed. `why_not`: why it is not written."""
    other = unreadable(path, opened, filing)
    return LogCondition(other, other or why_not or _unwritable(path), durability)


def unreadable(path: Path, opened: tuple[int, int] | None, filing: int = FILING) -> str | None:
    """Why what is read is not the log at its path any more, if so; what was opened goes on being read."""
    found = identity_of(path)
    if found is None:
        return "the file of the log is not there any more: put it back, and start the program anew"
    if found != opened:
        return (
            "another file has taken the place of the log that was opened, which is still read: start the program anew"
        )
    if filing > FILING:
        return "a newer version of Dateline has brought the log up to date: start the program with that version"
    return None


def _unwritable(path: Path) -> str | None:
    if not os.access(path, os.W_OK):
        return "the file of the log may not be written"
    if not os.access(path.parent, os.W_OK):
        return "the folder of the log may not be written"
    try:
        free = shutil.disk_usage(path.parent).free
    except OSError as error:
        return f"the disk of the log cannot be asked what is free: {error.strerror or error}"
    return f"the disk of the log is full: {free:,} bytes are free" if free < FREE_BYTES else None
