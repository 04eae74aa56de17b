"""One file as the system shows it: its digest, why it cannot be read, and who is told how far reading it has come."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path

VANTAGE_ENDING = ".vantage"
"""Behind the name of an export, of the file beside it that says from which vantage it is."""

Advance = Callable[[int], None]
"""Told how many bytes more have been read."""


def unwatched(_bytes: int) -> None:
    """An Advance where nobody wants to know."""


def digest_of(path: str | Path) -> bytes:
    """SHA-256 of a file's bytes. Raises OSError."""
    with (path if isinstance(path, Path) else Path(path)).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


def digest_if_regular(path: Path) -> bytes:
    """The digest of an ordinary file; empty for anything else: reading a pipe waits for ever. Raises OSError."""
    return digest_of(path) if path.is_file() else b""


def followed(path: Path) -> Path:
    """What links lead to, one after the other; /dev/stdout is no link to follow."""
    place = path
    for _ in range(_MOST_LINKS):
        if str(place).startswith(("/dev/", "/proc/")) or not os.path.islink(place):
            break
        place = place.parent / os.readlink(place)
    return place


def stored_name(path: str | Path) -> str:
    """A file's name as text that can be stored: bytes in it that are no UTF-8 are escaped."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


def why_unreadable(error: OSError) -> str:
    """What the system says of a file that cannot be read, in words."""
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return "there is no such file or folder"
        case PermissionError():
            return "may not be read by this user"
        case _:
            return f"cannot be read: {error.strerror or error}"


def why_unwritable(error: OSError) -> str:
    """What the system says of a file that cannot be written, in words."""
    return f"cannot be written: {error.strerror or error}"


def why_not_regular(mode: int) -> str | None:
    """Why a file of this mode is not read; None for an ordinary file."""
    what = next((name for test, name in _SPECIAL if test(mode)), None)
    return f"is {what}, not a file" if what else None


_MOST_LINKS = 40
_SPECIAL = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
