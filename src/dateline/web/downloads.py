"""Downloads: files of which the bytes follow from what is asked. So their tag is known before they are made, parts of
them can be asked for (RFC 9110, 14), and they are streamed, compressed if the client reads that.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import NamedTuple

from cachetools import LRUCache
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from dateline.web.cache_control import CHECKED_EACH_TIME, FOR_EVER, NEVER_KEPT
from dateline.web.compression import AS_IT_IS, Compressor, coding_asked, compressor_of
from dateline.web.etags import etag_of, is_held
from dateline.web.program import program
from dateline.web.served import served_in
from dateline.web.statuses import refusal

_ONE_PART = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_KEPT_LENGTHS = 1_000

Pieces = Callable[[], AsyncGenerator[bytes, None]]


class Download(NamedTuple):
    """A file that is asked for."""

    name: str
    """All that its bytes follow from, beside the program and what was erased."""
    pinned: bool
    """Its bytes are the same for ever."""
    media_type: str
    headers: dict[str, str]
    pieces: Pieces
    """Makes it, from the beginning, each time that it is called."""
    compressible: bool = True
    cost: int = 0
    """What it takes to make, as documents are counted (`dateline help limits`)."""
    erased: int = 0
    """How many contents of the log were erased when it was asked for."""


class Downloads:
    """Answers requests for files. It keeps of each how long it was: then a part of it is made once, not twice."""

    def __init__(self) -> None:
        self._lengths: LRUCache[str, int] = LRUCache(_KEPT_LENGTHS)

    async def answer(self, request: Request, file: Download) -> Response:
        """All of the file, a part of it, or that the client has it. Raises TooMuch for what costs more than is left."""
        asked = _part_asked(request)
        reads = ",".join(request.headers.getlist("accept-encoding")).encode("latin-1")
        coding = coding_asked(reads) if file.compressible and asked is None else AS_IT_IS
        etag = etag_of(f"{file.name} {coding} {program()}{f' {file.erased}' if file.erased else ''}".encode())
        headers = {
            **file.headers,
            "ETag": etag,
            "Cache-Control": FOR_EVER if file.pinned else CHECKED_EACH_TIME,
            "Accept-Ranges": "bytes",
            **({"Vary": "Accept-Encoding"} if file.compressible else {}),
        }
        if is_held(etag, ",".join(request.headers.getlist("if-none-match")) or None):
            return Response(status_code=304, headers=headers)
        if (charge := served_in(request.scope).charge) is not None:
            charge(file.cost)
        if asked is not None and request.headers.get("if-range", etag).strip() == etag:
            return await self._part(asked, file, etag, headers)
        return await self._whole(request, file, etag, coding, headers)

    async def _whole(
        self, request: Request, file: Download, etag: str, coding: str, headers: dict[str, str]
    ) -> Response:
        pieces = file.pieces()
        begun = await anext(pieces, b"")  # what goes wrong at once is still an answer in JSON
        if coding:
            headers["Content-Encoding"] = coding
        elif etag in self._lengths:
            headers["Content-Length"] = str(self._lengths[etag])
        if request.method == "HEAD":
            await pieces.aclose()
            return StreamingResponse(_nothing(), headers=headers, media_type=file.media_type)
        sent = self._counted(etag, begun, pieces)
        body = _compressed(sent, compressor_of(coding)) if coding else sent
        return StreamingResponse(body, headers=headers, media_type=file.media_type)

    async def _part(self, asked: tuple[str, str], file: Download, etag: str, headers: dict[str, str]) -> Response:
        length = await self._length(etag, file)
        first, last = _places(asked, length)
        if first > last:
            message = f"the file has {length:,} bytes: the part that is asked for is not in it"
            beside = {"Content-Range": f"bytes */{length}", "Cache-Control": NEVER_KEPT}
            return JSONResponse(refusal(416, message), 416, beside)
        headers |= {"Content-Range": f"bytes {first}-{last}/{length}", "Content-Length": str(last - first + 1)}
        return StreamingResponse(_between(file.pieces(), first, last), 206, headers, file.media_type)

    async def _length(self, etag: str, file: Download) -> int:
        if etag not in self._lengths:
            async for _ in self._counted(etag, b"", file.pieces()):
                pass
        return self._lengths[etag]

    async def _counted(self, etag: str, begun: bytes, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        length = len(begun)
        yield begun
        async for piece in pieces:
            length += len(piece)
            yield piece
        self._lengths[etag] = length


def _part_asked(request: Request) -> tuple[str, str] | None:
    """The first and the last place of one part. What asks for several, or for none, is answered with the whole."""
    found = _ONE_PART.fullmatch(request.headers.get("range", "").strip().replace(" ", ""))
    if found is None or request.method != "GET" or not any(found.groups()):
        return None
    first, last = found.groups()
    return None if first and last and int(first) > int(last) else (first, last)


def _places(asked: tuple[str, str], length: int) -> tuple[int, int]:
    """The places in a file of this length; the first is behind the last where it has none of them."""
    first, last = asked
    if not first:  # so many from the end
        return (max(length - int(last), 0), length - 1) if int(last) else (1, 0)
    if int(first) >= length:
        return 1, 0
    return int(first), min(int(last), length - 1) if last else length - 1


async def _between(pieces: AsyncGenerator[bytes, None], first: int, last: int) -> AsyncIterator[bytes]:
    place = 0
    try:
        async for piece in pieces:
            part = piece[max(first - place, 0) : last + 1 - place]
            place += len(piece)
            if part:
                yield part
            if place > last:
                return
    finally:
        await pieces.aclose()


async def _compressed(pieces: AsyncIterator[bytes], compressor: Compressor) -> AsyncIterator[bytes]:
    async for piece in pieces:
        if part := compressor.compress(piece):
            yield part
    yield compressor.flush()


async def _nothing() -> AsyncIterator[bytes]:
    """A body whose length nobody has to know before: of HEAD, which says what GET would."""
    return
    yield
