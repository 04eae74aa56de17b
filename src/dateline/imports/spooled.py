"""What cannot be read as it is, as a file that can: standard input, pipes, `<(…)`, terminals, and what is packed.

Its bytes are kept in a temporary file until the path is forgotten, so that nothing holds the log while a pipe is slow.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path, PosixPath, PurePath
from typing import IO, Any

from dateline.errors import InvalidFile, Problem
from dateline.imports.files import why_not_regular, why_unreadable
from dateline.imports.lines import CHUNK_BYTES
from dateline.imports.packed import NotUnpacked, Unpacked, is_packed, is_workbook, why_no_archive

STDIN = "-"
_OF_THIS_PROCESS = re.compile(r"/dev/fd/(\d+)|/proc/self/fd/(\d+)", re.ASCII)
_NAMED = {STDIN: 0, "/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}


class SpooledPath(PosixPath):
    """A path with the name that people gave, which is read from a copy."""

    content: Path | None = None
    """The copy; None for paths that are made from this one, like its folder."""
    inside: str = ""
    """What the copy is called, where it was packed into a file of another name."""

    def open(self, *arguments: Any, **options: Any) -> IO[Any]:  # type: ignore[override]
        """Opens the copy."""
        opened: IO[Any] = (self.content or Path(self)).open(*arguments, **options)
        return opened

    def stat(self, **options: Any) -> os.stat_result:
        """Of the copy: an ordinary file."""
        return (self.content or Path(self)).stat(**options)

    def __reduce__(self) -> tuple[Callable[[str, str, str], SpooledPath], tuple[str, str, str]]:
        """For another process, which reads the same copy while this one keeps it."""
        return _of_another_process, (str(self), str(self.content or self), self.inside)


def _of_another_process(name: str, content: str, inside: str) -> SpooledPath:
    path = SpooledPath(name)
    path.content, path.inside = Path(content), inside
    return path


def name_of(path: Path) -> str:
    """What a file is called, or what is in it where it was packed."""
    return getattr(path, "inside", "") or PurePath(path).name


def unpacked(path: Path) -> Path:
    """The path itself; or for a .gz, or a .zip of one file, what is in it. A workbook stays as it is.

    Raises InvalidFile where it cannot be unpacked. Whatever else is wrong with a path, its reader says.
    """
    try:
        if not _is_to_be_unpacked(path):
            return path
        with Unpacked(path) as packed:
            copy = spooled(str(path), packed.read)
            copy.inside = packed.name
    except OSError:
        return path
    except NotUnpacked as error:
        raise InvalidFile([Problem(str(path), 0, "", str(error))]) from error
    return copy


def _is_to_be_unpacked(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        start = stream.read(4)
    return is_packed(start) and not is_workbook(path) and not why_no_archive(path)


def descriptor_of(path: str | Path) -> int | None:
    """Which descriptor of this process a path is another name of: /dev/stdin, /dev/fd/63; None for other paths."""
    text = str(path)
    found = _OF_THIS_PROCESS.fullmatch(text)
    return int(found[1] or found[2]) if found else _NAMED.get(text)


def spooled(name: str, read: Callable[[int], bytes]) -> SpooledPath:
    """What `read` gives until it gives nothing, under a name. Raises InvalidFile where it cannot be read, or is of a
    kind that never ends."""
    path = SpooledPath(name)
    descriptor, copy = tempfile.mkstemp(prefix="dateline-")
    path.content = Path(copy)
    weakref.finalize(path, _forget, copy)
    try:
        with os.fdopen(descriptor, "wb") as kept:
            while piece := read(CHUNK_BYTES):
                kept.write(piece)
    except OSError as error:
        raise InvalidFile([Problem(name, 0, "", why_unreadable(error))]) from error
    return path


def readable(path: Path) -> Path:
    """The path itself; or for a pipe, a terminal, or a descriptor of this process what stands in it, read to its end.

    Raises InvalidFile where that cannot be read. Whatever else is wrong with a path, its reader says.
    """
    if isinstance(path, SpooledPath):
        return path
    own = descriptor_of(path)
    if own is not None:
        return spooled("stdin" if own == 0 else str(path), lambda size: os.read(own, size))
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return path
    if not stat.S_ISFIFO(mode) and not stat.S_ISCHR(mode):
        return path
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError as error:
        raise InvalidFile([Problem(str(path), 0, "", why_unreadable(error))]) from error
    try:
        if stat.S_ISCHR(mode) and not os.isatty(descriptor) and str(path) != os.devnull:
            raise InvalidFile([Problem(str(path), 0, "", why_not_regular(mode) or "")])  # /dev/zero never ends
        return spooled(str(path), lambda size: os.read(descriptor, size))
    finally:
        os.close(descriptor)


def _forget(copy: str) -> None:
    with suppress(OSError):
        os.unlink(copy)
