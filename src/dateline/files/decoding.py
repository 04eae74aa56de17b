"""From lines of JSON to drafts, many at a time: in this process, or in another one beside it (helper.py)."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import IO

import msgspec

from dateline.cloudevents import decode_either
from dateline.codec import MAX_EVENT_BYTES
from dateline.errors import InvalidEvent
from dateline.files.encodings import describe
from dateline.recording import Draft, draft

Lines = list[tuple[int, bytes]]
"""Line numbers, and the lines without their ends."""


class Decoded(msgspec.Struct, frozen=True, array_like=True):
    """What became of some lines, each with its number."""

    drafts: list[tuple[int, Draft]]
    problems: list[tuple[int, str, str]]
    """With the field and what is wrong with it."""
    garbled: list[tuple[int, str]]
    """What is not UTF-8, and why."""


def decode_lines(group: Lines) -> Decoded:
    done = Decoded([], [], [])
    for number, line in group:
        try:
            if len(line) <= MAX_EVENT_BYTES:
                line.decode()
            done.drafts.append((number, draft(decode_either(line))))
        except InvalidEvent as error:
            done.problems.append((number, error.field, error.message))
        except UnicodeDecodeError as error:
            done.garbled.append((number, describe(error)))
    return done


def grouped(lines: Iterable[tuple[int, bytes]]) -> Iterator[Lines]:
    """Groups large enough for the way to another process, and small enough for the memory."""
    group: Lines = []
    size = 0
    for line in lines:
        group.append(line)
        size += len(line[1])
        if len(group) == _GROUP_LINES or size >= _GROUP_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


_GROUP_LINES = 1_000
_GROUP_BYTES = 4 * 2**20


# --- the way to another process and back: messages behind their length -----------------------------------------------

_LENGTH_BYTES = 4
_OBJECTS_OF_A_GROUP = 100 * _GROUP_LINES
_encode = msgspec.msgpack.Encoder().encode
_as_lines = msgspec.msgpack.Decoder(Lines).decode
_as_decoded = msgspec.msgpack.Decoder(Decoded).decode


def send(stream: IO[bytes], message: Lines | Decoded) -> None:
    content = _encode(message)
    stream.write(len(content).to_bytes(_LENGTH_BYTES, "big"))
    stream.write(content)
    stream.flush()


def receive_decoded(stream: IO[bytes]) -> Decoded:
    """Raises EOFError."""
    return _as_decoded(_receive(stream))


def _receive(stream: IO[bytes]) -> bytes:
    length = int.from_bytes(_exactly(stream, _LENGTH_BYTES), "big")
    return _exactly(stream, length)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise EOFError("the other process is gone")
    return content


def serve() -> None:
    """All that the other process does: answer groups of lines until there are no more."""
    gc.freeze()
    gc.set_threshold(_OBJECTS_OF_A_GROUP)  # what a group leaves is no garbage until it is sent, and then none is left
    with suppress(EOFError, BrokenPipeError):
        while True:
            send(sys.stdout.buffer, decode_lines(_as_lines(_receive(sys.stdin.buffer))))
