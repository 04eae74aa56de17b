"""Bodies of any length, piece by piece as they come, in bounded memory; compressed ones too."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope

from dateline.errors import InvalidInput

AS_IT_COMES: Final = "dateline_as_it_comes"
"""In `state` of a request that is read as it comes: it may take as long as more of it comes (`bounded_protocol.py`)."""

PIECE_BYTES: Final = 1 << 16
_PIECES_AHEAD: Final = 4
_GZIP: Final = 16 + zlib.MAX_WBITS


class BodyPieces:
    """The body of a request, read a few pieces ahead; whoever sends it waits when nobody takes them."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._ahead: asyncio.Queue[bytes | ClientDisconnect] = asyncio.Queue(_PIECES_AHEAD)

    async def next(self) -> bytes:
        """The next piece; none at the end, as often as it is asked for. Raises ClientDisconnect."""
        piece = await self._ahead.get()
        if isinstance(piece, ClientDisconnect):
            raise piece
        if not piece:
            self._ahead.put_nowait(piece)
        return piece

    async def read_on(self) -> None:
        """Reads the body to its end."""
        more = True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                await self._ahead.put(ClientDisconnect())
                return
            more = message.get("more_body", False)
            if piece := message.get("body", b""):
                await self._ahead.put(piece)
        await self._ahead.put(b"")


class GzipPieces:
    """What gzip made smaller, in pieces of bounded size, however much smaller it is."""

    def __init__(self, pieces: BodyPieces) -> None:
        self._pieces = pieces
        self._made = zlib.decompressobj(_GZIP)
        self._left = b""
        self._begun = False

    async def next(self) -> bytes:
        """The next piece; none at the end. Raises InvalidInput for what is no gzip, or ends too early."""
        while True:
            if not self._left:
                self._left = await self._pieces.next()
                if not self._left:
                    if self._begun and not self._made.eof:
                        raise InvalidInput("the body ends in the middle of its gzip: send it again from its beginning")
                    return b""
            if piece := self._read():
                return piece

    def _read(self) -> bytes:
        if self._made.eof:  # several files that were put one behind the other
            self._made = zlib.decompressobj(_GZIP)
        self._begun = True
        try:
            piece = self._made.decompress(self._left, PIECE_BYTES)
        except zlib.error as error:
            raise InvalidInput(f"the body is no gzip: {error}") from error
        self._left = self._made.unused_data if self._made.eof else self._made.unconsumed_tail
        return piece


@asynccontextmanager
async def pieces_of(scope: Scope, receive: Receive, *, gzip: bool) -> AsyncIterator[BodyPieces | GzipPieces]:
    """The body of a request for one block of code, which it may take as long to read as more comes."""
    scope.setdefault("state", {})[AS_IT_COMES] = True
    pieces = BodyPieces(receive)
    reading = asyncio.ensure_future(pieces.read_on())
    try:
        yield GzipPieces(pieces) if gzip else pieces
    finally:
        reading.cancel()
        await asyncio.wait({reading})
