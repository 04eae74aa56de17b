"""From the bytes of an event file to drafts, one at a time: what cannot be read is a Problem, never an exception."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from heapq import merge
from itertools import chain
from pathlib import Path

import msgspec

from dateline.errors import InvalidEvent, Problem
from dateline.events.cloudevents import decode_either, is_cloudevent
from dateline.events.codec import MAX_EVENT_BYTES
from dateline.imports.event_files.arrays import NotAnArray, elements
from dateline.imports.event_files.decoding import Decoded
from dateline.imports.event_files.second_process import LineDecoder
from dateline.imports.files import Advance, unwatched, why_not_regular, why_unreadable
from dateline.imports.lines import CHUNK_BYTES, Run, chunks, lines, runs
from dateline.imports.packed import NotUnpacked, Unpacked, is_packed, is_workbook, named_inside, why_no_archive
from dateline.imports.utf8 import BOM, SNIFFED_BYTES, NotUtf8, texts, why_not_text
from dateline.log.drafts import Draft, draft_of_read

NumberedDraft = tuple[int, Draft]
"""The line of a file where an event begins, and what the log will hold of the event."""
_LIKELY_TIMES = 8
"""So often more than what is packed is what comes out, mostly."""
DecodeRuns = Callable[[Iterator[Run]], Iterator[Decoded]]


def read(
    path: str | Path, advance: Advance | None = None, decoder: LineDecoder | None = None
) -> Iterator[NumberedDraft | Problem]:
    """The events of a file in its order, and between them what is wrong with it. Memory does not grow with the file."""
    path = path if isinstance(path, Path) else Path(path)
    try:
        with _opened(path) as stream:
            yield from _read(path, stream, advance or unwatched, decoder or LineDecoder())
    except OSError as error:
        yield Problem(str(path), 0, "", why_unreadable(error))
    except (_NotAFile, NotUnpacked) as error:
        yield Problem(str(path), 0, "", str(error))


def id_taken(path: Path, line: int, id: str, where: str) -> Problem:
    """What is wrong with an event whose id stands for another statement; `where` says where that one is."""
    return Problem(
        str(path),
        line,
        "id",
        f'"{id}" is taken by other content in {where}: an id means one statement for ever; give this event an id of its'
        f' own, and "corrects": "{id}" if it replaces that one',
    )


class _NotAFile(ValueError):
    """A path that must not be opened: opening a pipe waits for ever."""


def _opened(path: Path) -> io.BufferedReader:
    """Its bytes, or those of what is packed in it."""
    if reason := why_not_regular(path.stat().st_mode):
        raise _NotAFile(reason)
    raw = path.open("rb", buffering=0)
    if not is_packed(raw.read(4)):
        raw.seek(0)
        return io.BufferedReader(raw, CHUNK_BYTES)
    raw.close()
    if what := "a workbook (.xlsx): say how to read it with --map" if is_workbook(path) else why_no_archive(path):
        raise _NotAFile(f"is {what}")
    return io.BufferedReader(Unpacked(path), CHUNK_BYTES)


def _read(
    path: Path, stream: io.BufferedReader, advance: Advance, decoder: LineDecoder
) -> Iterator[NumberedDraft | Problem]:
    start = stream.peek(SNIFFED_BYTES)[:SNIFFED_BYTES]
    if reason := why_not_text(start):
        yield Problem(str(path), 0, "", reason)
        return
    if start.startswith(BOM):
        stream.read(len(BOM))
    packed = stream.raw if isinstance(stream.raw, Unpacked) else None
    pieces = _counted(chunks(stream), advance, packed)
    if _is_array(path, start.removeprefix(BOM).lstrip()):
        yield from _from_array(path, pieces)
    else:
        size = path.stat().st_size * (_LIKELY_TIMES if packed else 1)
        yield from _from_lines(path, pieces, partial(decoder.decoded, size=size))


def _is_array(path: Path, start: bytes) -> bool:
    """Whether a file that begins so is one JSON value: an array, or in a .json file an object over many lines."""
    if named_inside(path).suffix.lower() != ".json":
        return start.startswith(b"[")
    first, end, _ = start.partition(b"\n")
    goes_on = not end and len(start) > SNIFFED_BYTES // 2
    return not (start.startswith(b"{") and (goes_on or _is_json(first)))


def _is_json(line: bytes) -> bool:
    try:
        msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    return True


def _counted(pieces: Iterator[bytes], advance: Advance, packed: Unpacked | None) -> Iterator[bytes]:
    """The pieces, and who waits is told of them; of what is packed, how much of the file they took."""
    told = 0
    for piece in pieces:
        yield piece
        advance(packed.packed_bytes_read - told if packed else len(piece))
        told = packed.packed_bytes_read if packed else told


# --- one event a line ------------------------------------------------------------------------------------------------


def _from_lines(path: Path, pieces: Iterator[bytes], decode: DecodeRuns) -> Iterator[NumberedDraft | Problem]:
    filled = (run for run in runs(pieces, MAX_EVENT_BYTES) if not run[1].isspace())
    first = next(filled, (0, b""))
    line, text = next(((line, text) for line, text in lines(first, MAX_EVENT_BYTES) if text.strip()), first)
    if reason := _why_not_lines(text):
        yield Problem(str(path), line, "", reason)
        return
    garbled: list[tuple[int, str]] = []
    more_garbled = 0
    for group in decode(chain([first], filled)):
        yield from _in_order(path, group)
        more_garbled += len(group.garbled[1:] if not garbled else group.garbled)
        garbled = garbled or group.garbled[:1]
    yield from (_with_count(Problem(str(path), line, "", why), more_garbled) for line, why in garbled)


def _in_order(path: Path, group: Decoded) -> Iterable[NumberedDraft | Problem]:
    if not group.problems:
        return group.drafts
    problems = (Problem(str(path), *told) for told in group.problems)
    return merge(group.drafts, problems, key=_line_of)


def _line_of(read: NumberedDraft | Problem) -> int:
    return read.line if isinstance(read, Problem) else read[0]


def _why_not_lines(first: bytes) -> str | None:
    """A file that is one JSON value over many lines has something wrong in each of them: one sentence is enough."""
    stripped = first.strip()
    if not stripped:
        return "is empty: it holds no event"
    if stripped == b"{":
        return "an event must stand on one line: write it so, or as an array […] in a .json file"
    return None


def _with_count(problem: Problem, more: int) -> Problem:
    """A file in another encoding is one thing to mend, however many of its lines show it."""
    others = f" ({more} more lines are so)" if more > 1 else " (one more line is so)" if more else ""
    return Problem(problem.path, problem.line, problem.field, problem.message + others)


# --- an array of events ----------------------------------------------------------------------------------------------


def _from_array(path: Path, pieces: Iterator[bytes]) -> Iterator[NumberedDraft | Problem]:
    try:
        for line, text in elements(texts(pieces), MAX_EVENT_BYTES, is_cloudevent):
            yield _drafted(path, line, text)
    except (NotAnArray, NotUtf8) as error:
        yield Problem(str(path), error.line, "", error.reason)


def _drafted(path: Path, line: int, text: str) -> NumberedDraft | Problem:
    try:
        return line, draft_of_read(*decode_either(text))
    except InvalidEvent as error:
        return Problem(str(path), line, error.field, error.message)
