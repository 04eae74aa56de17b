"""Paths as people give them to commands: `-`, pipes, devices, links; what is read from them, and written to them."""

from __future__ import annotations

import os
import secrets
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from dateline.cli.failures import Failure, Misuse
from dateline.cli.streams import standard_input
from dateline.imports.files import followed
from dateline.imports.spooled import descriptor_of, readable, spooled

_DATABASE = b"SQLite format 3\0"


def given(paths: Sequence[str | Path]) -> list[Path]:
    """The files to read that these paths name; `-` is standard input, which is read to its end, as pipes are.

    Raises Misuse where standard input is named twice, Failure where it cannot be read, and InvalidFile.
    """
    if any(str(path) == "" for path in paths):
        raise Misuse("a path is empty: is a variable not set?")
    if sum(descriptor_of(path) == 0 for path in paths) > 1:
        raise Misuse("standard input can be read only once")
    return [_stdin() if descriptor_of(path) == 0 else readable(Path(path)) for path in paths]


def _stdin() -> Path:
    try:
        return spooled("stdin", standard_input())
    except OSError as error:
        raise Failure(f"standard input cannot be read: {error.strerror}") from error


def is_stream(path: Path) -> bool:
    """Whether what is written to this path goes into something that is there, and no file of its name is made."""
    place = followed(path)
    if descriptor_of(place) is not None:
        return True
    try:
        mode = place.stat().st_mode
    except (OSError, ValueError):
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


@contextmanager
def written(path: Path | None) -> Iterator[BinaryIO]:
    """A file to write, or what is written into: standard output for None and `-`, a pipe, a device.

    A file is there only when all of it is; where a link leads to it, the link stays. Raises Failure, and OutputLost.
    """
    place = followed(path) if path is not None else None
    descriptor = descriptor_of(place) if place is not None else 1
    if descriptor in (0, 1) and (place is None or str(place) != "/dev/stdin"):
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    assert place is not None
    try:
        with _into(place, descriptor) if is_stream(place) else _whole(place) as file:
            yield file
    except OSError as error:
        raise Failure(f"{path} cannot be written: {error.strerror or error}") from error


def _into(place: Path, descriptor: int | None) -> BinaryIO:
    """What is there, opened for writing. Raises Failure for a disk, OSError for what cannot be written to."""
    if descriptor is not None:
        return os.fdopen(os.dup(descriptor), "wb")
    if stat.S_ISBLK(place.stat().st_mode):
        raise Failure(f"{place} is a disk, not a file: nothing is written over it")
    return place.open("wb")


@contextmanager
def _whole(place: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of one of its name, and its mode, when all of it is written."""
    mode = _mode_of_replaced(place)
    partial = place.with_name(f".dateline-{secrets.token_hex(8)}.partial")
    try:
        with partial.open("xb") as file:
            yield file
        if mode is not None:
            partial.chmod(mode)
        partial.replace(place)
    finally:
        partial.unlink(missing_ok=True)


def _mode_of_replaced(place: Path) -> int | None:
    """The mode of the file that is there; None where there is none. Raises Failure for what is not replaced."""
    if os.path.islink(place):
        raise Failure(f"{place} is a link that leads in a circle")
    if not place.exists():
        return None
    if place.is_dir():
        raise Failure(f"{place} is a folder: name a file in it")
    with place.open("rb") as file:
        if file.read(len(_DATABASE)) == _DATABASE:
            raise Failure(f"{place} is a database, which is not written over: name another file")
    if not os.access(place, os.W_OK):
        raise Failure(f"{place} may not be written by this user")
    return stat.S_IMODE(place.stat().st_mode)
