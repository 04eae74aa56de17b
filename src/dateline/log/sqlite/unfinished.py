"""What a process that died has left beside a log: a journal of SQLite, by which the file becomes what it was before.

A log keeps its changes in a `-wal`, which every reader knows how to read. A journal is there only while the file is
made, or after a hand that wrote it by other tools; it takes a connection that may write to play it back, hence the
write lock.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

APPLICATION_ID: Final = 0x44_61_74_65
"""'Date', in the header of the file."""

_JOURNAL_MAGIC: Final = bytes.fromhex("d9d505f920a163d7")
_LARGEST_PAGE: Final = 65_536
"""SQLite's own limit; a whole log is larger."""


def is_half_made(path: Path) -> bool:
    """Whether a file is at most the first page of a log whose making broke off. Raises OSError."""
    return _is_of_nothing(path) and path.stat().st_size <= _LARGEST_PAGE


def has_journal_of_another(path: Path) -> bool:
    """Whether the journal beside a whole file says that the file was empty before: SQLite would play it back, and make
    it so. Raises OSError."""
    return _is_of_nothing(path) and path.exists() and path.stat().st_size > _LARGEST_PAGE


def _is_of_nothing(path: Path) -> bool:
    journal = _journal_of(path)
    return journal is not None and not any(journal[16:20])


def is_unfinished(path: Path) -> bool:
    """Whether a log, or what was to become one, waits for its journal to be played back. A journal beside a file that
    is no log is none of our business. Raises OSError."""
    journal = _journal_of(path)
    if journal is None or not path.exists():
        return False
    with path.open("rb") as file:
        header = file.read(100)
    return header[68:72] == APPLICATION_ID.to_bytes(4, "big") or is_half_made(path)


def _journal_of(path: Path) -> bytes | None:
    """The header of the journal beside a file; None where there is none, or none that was ever synced."""
    try:
        with Path(f"{path}-journal").open("rb") as file:
            header = file.read(28)
    except FileNotFoundError:
        return None
    return header if header.startswith(_JOURNAL_MAGIC) else None
