"""From the bytes of an event file to events, one at a time: what cannot be read is a Problem, never an exception."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dateline.codec import MAX_EVENT_BYTES, decode
from dateline.errors import InvalidEvent, Problem
from dateline.events import Event
from dateline.files.arrays import NotAnArray, elements
from dateline.files.encodings import BOM, SNIFFED_BYTES, NotUtf8, describe, texts, why_not_text
from dateline.files.finding import why_not_regular, why_unreadable
from dateline.files.lines import CHUNK_BYTES, chunks, lines

Advance = Callable[[int], None]
"""Told how many bytes more have been read."""


@dataclass(frozen=True, slots=True)
class Located:
    """An event and the line of the file where it begins."""

    line: int
    event: Event


def read(path: str | Path, advance: Advance | None = None) -> Iterator[Located | Problem]:
    """The events of a file in its order, and between them what is wrong with it. Memory does not grow with the file."""
    path = Path(path)
    try:
        with _opened(path) as stream:
            yield from _read(path, stream, advance or _ignore)
    except OSError as error:
        yield Problem(str(path), 0, "", why_unreadable(error))
    except _NotAFile as error:
        yield Problem(str(path), 0, "", str(error))


def digest_of(path: str | Path) -> bytes:
    """SHA-256 of a file's bytes. Raises OSError."""
    with Path(path).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


class _NotAFile(ValueError):
    """A path that must not be opened: opening a pipe waits for ever."""


def _opened(path: Path) -> io.BufferedReader:
    if reason := why_not_regular(path.stat().st_mode):
        raise _NotAFile(reason)
    return io.BufferedReader(io.FileIO(path), CHUNK_BYTES)


def _read(path: Path, stream: io.BufferedReader, advance: Advance) -> Iterator[Located | Problem]:
    start = stream.peek(SNIFFED_BYTES)[:SNIFFED_BYTES]
    if reason := why_not_text(start):
        yield Problem(str(path), 0, "", reason)
        return
    if start.startswith(BOM):
        stream.read(len(BOM))
    pieces = _counted(chunks(stream), advance)
    in_array = path.suffix.lower() == ".json"
    yield from _from_array(path, pieces) if in_array else _from_lines(path, pieces)


def _counted(pieces: Iterator[bytes], advance: Advance) -> Iterator[bytes]:
    for piece in pieces:
        yield piece
        advance(len(piece))


def _ignore(_bytes: int) -> None:
    """Nobody watches."""


# --- one event a line ------------------------------------------------------------------------------------------------


def _from_lines(path: Path, pieces: Iterator[bytes]) -> Iterator[Located | Problem]:
    garbled: list[Problem] = []
    more_garbled = 0
    first = True
    for number, line in lines(pieces, MAX_EVENT_BYTES):
        if line.isspace() or not line:
            continue
        if first and (reason := _why_not_lines(line)):
            yield Problem(str(path), number, "", reason)
            return
        first = False
        try:
            yield _event(path, number, line)
        except UnicodeDecodeError as error:
            more_garbled += len(garbled)
            garbled = garbled or [Problem(str(path), number, "", describe(error))]
    yield from (_with_count(problem, more_garbled) for problem in garbled)
    if first:
        yield Problem(str(path), 0, "", "is empty: it holds no event")


def _why_not_lines(first: bytes) -> str | None:
    """A file that is one JSON value over many lines has something wrong in each of them: one sentence is enough."""
    stripped = first.strip()
    if stripped.startswith(b"["):
        return "begins an array: name the file .json, or write one event {…} a line"
    if stripped == b"{":
        return "an event must stand on one line: write it so, or as an array […] in a .json file"
    return None


def _with_count(problem: Problem, more: int) -> Problem:
    """A file in another encoding is one thing to mend, however many of its lines show it."""
    others = f" ({more} more lines are so)" if more > 1 else " (one more line is so)" if more else ""
    return Problem(problem.path, problem.line, problem.field, problem.message + others)


def _event(path: Path, line: int, data: bytes) -> Located | Problem:
    """Raises UnicodeDecodeError."""
    if len(data) <= MAX_EVENT_BYTES:
        data.decode()
    return _decoded(path, line, data)


def _decoded(path: Path, line: int, data: bytes | str) -> Located | Problem:
    try:
        return Located(line, decode(data))
    except InvalidEvent as error:
        return Problem(str(path), line, error.field, error.message)


# --- an array of events ----------------------------------------------------------------------------------------------


def _from_array(path: Path, pieces: Iterator[bytes]) -> Iterator[Located | Problem]:
    try:
        for line, text in elements(texts(pieces), MAX_EVENT_BYTES):
            yield _decoded(path, line, text)
    except (NotAnArray, NotUtf8) as error:
        yield Problem(str(path), error.line, "", error.reason)
