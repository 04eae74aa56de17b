"""What the second process does with the runs of an event file, and how they go there and back."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Final

import msgspec

from dateline.imports.event_files.decoding import Decoded, decode_run
from dateline.imports.lines import Run
from dateline.log.child_process import Process, begin_to_serve, receive, send

_NUMBER_BYTES: Final = 8
_encode = msgspec.msgpack.Encoder().encode
decoded_from = msgspec.msgpack.Decoder(Decoded).decode


def there_and_back(process: Process, run: Run) -> bytes:
    """What the other process makes of a run, for `decoded_from`. Raises OSError or EOFError once it is gone."""
    assert process.stdin is not None
    assert process.stdout is not None
    number, data = run
    send(process.stdin, number.to_bytes(_NUMBER_BYTES, "big"), data)
    return receive(process.stdout)


def serve() -> None:
    """All that the other process does: answer runs of lines until there are no more."""
    begin_to_serve()
    with suppress(EOFError, BrokenPipeError):
        while True:
            asked = receive(sys.stdin.buffer)
            run = int.from_bytes(asked[:_NUMBER_BYTES], "big"), asked[_NUMBER_BYTES:]
            send(sys.stdout.buffer, _encode(decode_run(run)))
