"""From the bytes of an event file to drafts, one at a time: what cannot be read is a Problem, never an exception."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import chain
from pathlib import Path

from dateline.errors import InvalidEvent, Problem
from dateline.events.cloudevents import decode_either, is_cloudevent
from dateline.events.codec import MAX_EVENT_BYTES
from dateline.imports.encodings import BOM, SNIFFED_BYTES, NotUtf8, texts, why_not_text
from dateline.imports.event_files.arrays import NotAnArray, elements
from dateline.imports.event_files.decoding import Decoded
from dateline.imports.event_files.second_process import decoded
from dateline.imports.lines import CHUNK_BYTES, chunks, lines, runs
from dateline.imports.paths import why_not_regular, why_unreadable
from dateline.log.recording import Draft, draft

Advance = Callable[[int], None]
"""Told how many bytes more have been read."""


@dataclass(frozen=True, slots=True)
class Located:
    """What the log will hold of an event, and the line of the file where it begins."""

    line: int
    draft: Draft


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
    if path.suffix.lower() == ".json":
        yield from _from_array(path, pieces)
    else:
        yield from _from_lines(path, pieces, os.fstat(stream.fileno()).st_size)


def _counted(pieces: Iterator[bytes], advance: Advance) -> Iterator[bytes]:
    for piece in pieces:
        yield piece
        advance(len(piece))


def _ignore(_bytes: int) -> None:
    """Nobody watches."""


# --- one event a line ------------------------------------------------------------------------------------------------


def _from_lines(path: Path, pieces: Iterator[bytes], size: int) -> Iterator[Located | Problem]:
    filled = (run for run in runs(pieces, MAX_EVENT_BYTES) if not run[1].isspace())
    first = next(filled, (0, b""))
    line, text = next(((line, text) for line, text in lines(first, MAX_EVENT_BYTES) if text.strip()), first)
    if reason := _why_not_lines(text):
        yield Problem(str(path), line, "", reason)
        return
    garbled: list[tuple[int, str]] = []
    more_garbled = 0
    for group in decoded(chain([first], filled), size):
        yield from _in_order(path, group)
        more_garbled += len(group.garbled[1:] if not garbled else group.garbled)
        garbled = garbled or group.garbled[:1]
    yield from (_with_count(Problem(str(path), line, "", why), more_garbled) for line, why in garbled)


def _in_order(path: Path, group: Decoded) -> Iterator[Located | Problem]:
    located = (Located(line, made) for line, made in group.drafts)
    if not group.problems:
        return located
    problems = (Problem(str(path), *told) for told in group.problems)
    return merge(located, problems, key=lambda found: found.line)


def _why_not_lines(first: bytes) -> str | None:
    """A file that is one JSON value over many lines has something wrong in each of them: one sentence is enough."""
    stripped = first.strip()
    if not stripped:
        return "is empty: it holds no event"
    if stripped.startswith(b"["):
        return "begins an array: name the file .json, or write one event {…} a line"
    if stripped == b"{":
        return "an event must stand on one line: write it so, or as an array […] in a .json file"
    return None


def _with_count(problem: Problem, more: int) -> Problem:
    """A file in another encoding is one thing to mend, however many of its lines show it."""
    others = f" ({more} more lines are so)" if more > 1 else " (one more line is so)" if more else ""
    return Problem(problem.path, problem.line, problem.field, problem.message + others)


# --- an array of events ----------------------------------------------------------------------------------------------


def _from_array(path: Path, pieces: Iterator[bytes]) -> Iterator[Located | Problem]:
    try:
        for line, text in elements(texts(pieces), MAX_EVENT_BYTES, is_cloudevent):
            yield _drafted(path, line, text)
    except (NotAnArray, NotUtf8) as error:
        yield Problem(str(path), error.line, "", error.reason)


def _drafted(path: Path, line: int, text: str) -> Located | Problem:
    try:
        return Located(line, draft(decode_either(text)))
    except InvalidEvent as error:
        return Problem(str(path), line, error.field, error.message)
