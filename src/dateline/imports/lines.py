"""The lines of a file of any size, in bounded memory: ended by LF, CR LF or a lone CR."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

CHUNK_BYTES = 1 << 18
"""How much of a file is read at once."""

Run = tuple[int, bytes]
"""The number of a line, from 1, and what stands from there to the end of a line, or of the file."""

NumberedLine = tuple[int, bytes]
"""The number of a line, from 1, and the line without its end."""
LineEnds = tuple[int, int, int]
"""How many lines end with LF, with CR LF, with a lone CR."""

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
            number += sum(count_line_ends(run))
            begun = rest[end:]
        else:
            begun += rest
    if begun:
        yield number, begun


def lines(run: Run, limit: int) -> Iterator[NumberedLine]:
    """The lines of a run, blank ones too. Of a line longer than `limit`, its first `limit` + 1 bytes."""
    number, data = run
    for place, line in enumerate(data.splitlines(), number):
        yield place, line if len(line) <= limit else line[: limit + 1]


def count_line_ends(piece: bytes) -> LineEnds:
    """Of a piece that does not end between a CR and its LF."""
    if b"\r" not in piece:
        return piece.count(b"\n"), 0, 0
    pairs = piece.count(b"\r\n")
    return piece.count(b"\n") - pairs, pairs, piece.count(b"\r") - pairs
