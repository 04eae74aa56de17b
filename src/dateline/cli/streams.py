"""The standard streams, made safe before a command runs: closed, full, or of an encoding that lacks a character.

Text for people is written in the encoding of the terminal; what that lacks becomes a sign that looks alike, or `\\u…`.
Data for programs goes past the encoding, as UTF-8 (`terminal.print_data`). What standard output does not take raises
OutputLost, once; what standard error does not take is lost in silence, for nobody could be told.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import select
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TextIO

_LACKING = "dateline-lacking"
_STDIN, _STDOUT, _STDERR = 0, 1, 2
_BUFFER_BYTES = 1 << 16

_ALIKE = {
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("“”„‟″", '"'),
    **dict.fromkeys("\xa0\u2002\u2003\u2007\u2009\u202f", " "),
    **dict.fromkeys("•·°", "*"),
    **dict.fromkeys("─━╌┄┈═", "-"),
    **dict.fromkeys("│┃╎┆┊║", "|"),
    "…": "...",
    "×": "x",
    "→": "->",
    "←": "<-",
    "≠": "!=",
    "≈": "~",
    "≤": "<=",
    "≥": ">=",
}
_CORNERS, _BLOCKS = range(0x2500, 0x2580), range(0x2580, 0x25A0)


class OutputLost(Exception):
    """Standard output cannot be written; the text says why.

    `reader_gone` is whether it is a pipe that nobody reads any more. `done` is what the command did all the same, as a
    sentence; empty for one that only answers.
    """

    def __init__(self, error: OSError) -> None:
        closed = error.errno == errno.EBADF
        why = "is closed" if closed else f"cannot be written: {error.strerror or error}"
        super().__init__(f"standard output {why}")
        self.reader_gone = isinstance(error, BrokenPipeError)
        self.done = ""


@contextmanager
def reporting(done: str) -> Iterator[None]:
    """Around the report of what is done and stays done: this sentence goes with the OutputLost of a report that cannot
    be written."""
    try:
        yield
        sys.stdout.flush()
    except OutputLost as lost:
        lost.done = done
        raise


def prepare() -> None:
    """Put safe streams in the place of those that Python made. To be called once, at the start of the program."""
    open_ones = [_held_open(descriptor) for descriptor in (_STDIN, _STDOUT, _STDERR)]
    codecs.register_error(_LACKING, _alike)
    sys.stdout = _text(_Output(_STDOUT, is_open=open_ones[_STDOUT]), sys.stdout)
    sys.stderr = _text(_Errors(_STDERR, is_open=open_ones[_STDERR]), sys.stderr)


def standard_input() -> Callable[[int], bytes]:
    """Reads standard input past Python's buffers: a thread that waits in one would hold its lock when Python ends.

    Raises OSError where it is closed, as the reading does.
    """
    if sys.stdin is None:
        raise OSError(errno.EBADF, "it is closed")
    try:
        return partial(os.read, sys.stdin.fileno())
    except OSError:  # no real file, as in tests
        return sys.stdin.buffer.read


def _held_open(descriptor: int) -> bool:
    """Whether it was open. If not it is now, on nothing: else the next file opened would be taken for the stream."""
    try:
        os.fstat(descriptor)
    except OSError:
        nowhere = os.open(os.devnull, os.O_RDWR)
        if nowhere != descriptor:
            os.dup2(nowhere, descriptor)
            os.close(nowhere)
        return False
    return True


class _Raw(io.FileIO):
    """A standard stream. What cannot be written is told once, and what comes behind it goes nowhere."""

    def __init__(self, descriptor: int, *, is_open: bool) -> None:
        super().__init__(descriptor, "wb", closefd=False)
        self._is_open = is_open
        self._is_lost = False

    def write(self, data: object, /) -> int:
        assert isinstance(data, memoryview)  # all that a BufferedWriter gives
        size = data.nbytes
        if self._is_lost:
            return size
        try:
            if not self._is_open:
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            while (written := super().write(data)) is None:  # another program made it non-blocking, and it is full
                select.select([], [self], [])
        except OSError as error:
            self._is_lost = True
            self._lose(error)
            return size
        return written

    def _lose(self, error: OSError) -> None:
        raise NotImplementedError


class _Output(_Raw):
    """Standard output."""

    def _lose(self, error: OSError) -> None:
        raise OutputLost(error) from error


class _Errors(_Raw):
    """Standard error."""

    def _lose(self, error: OSError) -> None:
        """Nobody can be told."""


class _Text(io.TextIOWrapper):
    """Text in the encoding of the terminal."""

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The name of the encoding; click, which thinks ASCII a mistake and writes UTF-8, does not know this one."""
        name = super().encoding
        return "7-bit" if codecs.lookup(name).name == "ascii" else name


def _text(raw: _Raw, made: TextIO | None) -> _Text:
    encoding = getattr(made, "encoding", None) or "utf-8"
    buffer = io.BufferedWriter(raw, _BUFFER_BYTES)
    return _Text(buffer, encoding, _LACKING, line_buffering=raw.isatty() or isinstance(raw, _Errors))


def _alike(error: UnicodeError) -> tuple[str, int]:
    """What is written for characters that the encoding lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_one_alike, error.object[error.start : error.end])), error.end


def _one_alike(character: str) -> str:
    code = ord(character)
    if character in _ALIKE:
        return _ALIKE[character]
    if code in _CORNERS:
        return "+"
    if code in _BLOCKS:
        return "#"
    return character.encode("ascii", "backslashreplace").decode("ascii")
