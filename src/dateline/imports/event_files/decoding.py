"""From lines of JSON to drafts, many at a time: in this process, or in another one beside it (helper.py)."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import IO

import msgspec

from dateline.errors import InvalidEvent
from dateline.events.cloudevents import decode_either
from dateline.events.codec import MAX_EVENT_BYTES
from dateline.imports.encodings import describe
from dateline.imports.lines import Run, lines
from dateline.log.recording import Draft, draft

Lines = Iterable[tuple[int, bytes]]
"""Line numbers, and the lines without their ends."""


class Decoded(msgspec.Struct, frozen=True, array_like=True):
    """What became of some lines, each with its number."""

    drafts: list[tuple[int, Draft]]
    problems: list[tuple[int, str, str]]
    """With the field and what is wrong with it."""
    garbled: list[tuple[int, str]]
    """What is not UTF-8, and why."""


def decode_run(run: Run) -> Decoded:
    """Blank lines are nothing."""
    return decode_lines(line for line in lines(run, MAX_EVENT_BYTES) if line[1] and not line[1].isspace())


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


# --- the way to another process and back: messages behind their length -----------------------------------------------

_NUMBER_BYTES = 8
_encode = msgspec.msgpack.Encoder().encode
as_decoded = msgspec.msgpack.Decoder(Decoded).decode
_OBJECTS_OF_A_RUN = 100_000


def there_and_back(process: subprocess.Popen[bytes], run: Run) -> bytes:
    """What the other process makes of a run, for `as_decoded`. Raises OSError or EOFError once that process is gone."""
    assert process.stdin is not None
    assert process.stdout is not None
    number, data = run
    _send(process.stdin, number.to_bytes(_NUMBER_BYTES, "big"), data)
    return _receive(process.stdout)


def _send(stream: IO[bytes], *parts: bytes) -> None:
    stream.write(sum(map(len, parts)).to_bytes(_NUMBER_BYTES, "big"))
    stream.writelines(parts)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes:
    return _exactly(stream, int.from_bytes(_exactly(stream, _NUMBER_BYTES), "big"))


def _exactly(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise EOFError("the other process is gone")
    return content


def serve() -> None:
    """All that the other process does: answer runs of lines until there are no more."""
    gc.freeze()
    gc.set_threshold(_OBJECTS_OF_A_RUN)  # what a run leaves is no garbage until it is sent, and then none is left
    with suppress(EOFError, BrokenPipeError):
        while True:
            asked = _receive(sys.stdin.buffer)
            run = int.from_bytes(asked[:_NUMBER_BYTES], "big"), asked[_NUMBER_BYTES:]
            _send(sys.stdout.buffer, _encode(decode_run(run)))
