"""What the second process does, and the messages between it and the first: each stands behind its length."""

from __future__ import annotations

import gc
import subprocess
import sys
from contextlib import suppress
from typing import IO

import msgspec

from dateline.imports.event_files.decoding import Decoded, decode_run
from dateline.imports.lines import Run

_NUMBER_BYTES = 8
_encode = msgspec.msgpack.Encoder().encode
decoded_from = msgspec.msgpack.Decoder(Decoded).decode
_OBJECTS_OF_A_RUN = 100_000


def there_and_back(process: subprocess.Popen[bytes], run: Run) -> bytes:
    """What the other process makes of a run, for `decoded_from`. Raises OSError or EOFError once it is gone."""
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
