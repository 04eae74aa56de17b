"""The lines of a file of any size, in bounded memory: ended by LF, CR LF or a lone CR."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

CHUNK_BYTES = 1 << 18

Run = tuple[int, bytes]
"""The number of a line, from 1, and what stands from there to the end of a line, or of the file."""

_END = re.compile(rb"[\r\n]")


def chunks(stream: BinaryIO) -> Iterator[bytes]:
    """What the stream holds, piece by piece; no piece ends between a CR and its LF."""
    while piece := stream.read(CHUNK_BYTES):
        while piece.endswith(b"\r") and (more := stream.read(1)):
            piece += more
        yield piece


def runs(pieces: Iterable[bytes], limit: int) -> Iterator[Run]:
    """Whole lines, as many as end in a piece. Of a line longer than `limit` no more pieces are kept than make it so."""
    number, begun = 1, b""
    for piece in pieces:
        rest = piece
        if len(begun) > limit:
            ended = _END.search(piece)
            rest = piece[ended.start() :] if ended else b""
        end = max(rest.rfind(b"\n"), rest.rfind(b"\r")) + 1
        if end:
            run = begun + rest[:end]
            yield number, run
            number += run.count(b"\n") + run.count(b"\r") - run.count(b"\r\n")
            begun = rest[end:]
        else:
            begun += rest
    if begun:
        yield number, begun


def lines(run: Run, limit: int) -> Iterator[tuple[int, bytes]]:
    """(line number, the line without its end). Of a line longer than `limit`, its first `limit` + 1 bytes."""
    number, data = run
    for place, line in enumerate(data.splitlines(), number):
        yield place, line if len(line) <= limit else line[: limit + 1]
