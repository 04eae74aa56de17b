"""The lines of a file of any size, in bounded memory: ended by LF, CR LF or a lone CR."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

CHUNK_BYTES = 1 << 18


def chunks(stream: BinaryIO) -> Iterator[bytes]:
    """What the stream holds, piece by piece; no piece ends between a CR and its LF."""
    while piece := stream.read(CHUNK_BYTES):
        while piece.endswith(b"\r") and (more := stream.read(1)):
            piece += more
        yield piece


def lines(pieces: Iterator[bytes], limit: int) -> Iterator[tuple[int, bytes]]:
    """(line number from 1, the line without its end). Of a line longer than `limit`, its first `limit` + 1 bytes."""
    number, begun, cut = 1, b"", False
    for piece in pieces:
        for part in piece.splitlines(keepends=True):
            line = part.rstrip(b"\r\n")
            if not cut:
                begun += line
                cut = len(begun) > limit
                begun = begun[: limit + 1]
            if len(line) < len(part):
                yield number, begun
                number, begun, cut = number + 1, b"", False
    if begun:
        yield number, begun
