"""What a stream brings, in batches of whole lines: the bytes are read ahead in a thread, so that none of them wait."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Final

from dateline.events.codec import MAX_EVENT_BYTES
from dateline.imports.lines import NumberedLine
from dateline.imports.utf8 import BOM, why_not_text

_BATCH_LINES: Final = 1_000
_BATCH_BYTES: Final = 4 * 2**20
_CHUNK_BYTES: Final = 1 << 16
_CHUNKS_AHEAD: Final = 4

Read = Callable[[int], bytes]
"""Reads at most so many bytes, as soon as there are any; none at the end. May wait for ever."""
NextPiece = Callable[[], Awaitable[bytes]]
"""The next piece, as soon as there is any; none at the end. To be cancelled while it waits loses nothing."""
LineBatch = list[NumberedLine]


class NotAStream(ValueError):
    """It is none of events, as its beginning shows."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def batches(read: Read, idle: float) -> AsyncIterator[LineBatch]:
    """Full batches, and what there is when nothing more comes for a while or at all. Raises NotAStream."""
    return batches_of(_Pump(read).next, idle)


async def batches_of(next_piece: NextPiece, idle: float) -> AsyncIterator[LineBatch]:
    """The same of pieces that come as they come. Raises NotAStream, and what the next piece raises."""
    splitter = _Splitter()
    batch: LineBatch = []
    ended = begun = False
    while not ended:
        try:
            piece = await asyncio.wait_for(next_piece(), idle if batch else None)
        except TimeoutError:
            yield batch
            batch = []
            continue
        if not begun and (reason := why_not_text(piece)):
            raise NotAStream(0, reason)
        ended = not piece
        batch += splitter.rest() if ended else splitter.feed(piece)
        if not begun and batch:
            _refuse_other_forms(*batch[0])
            begun = True
        *full, batch = [*_grouped(batch)] or [[]]
        for group in full:
            yield group
    if batch:
        yield batch


def _grouped(lines: LineBatch) -> Iterator[LineBatch]:
    """Batches large enough for an append, and small enough for the memory."""
    group: LineBatch = []
    size = 0
    for line in lines:
        group.append(line)
        size += len(line[1])
        if len(group) == _BATCH_LINES or size >= _BATCH_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _refuse_other_forms(line: int, first: bytes) -> None:
    """Of a value over many lines each line is wrong: one sentence is enough."""
    if first.lstrip().startswith(b"["):
        raise NotAStream(line, "begins an array: a stream has one event {…} a line")
    if first.strip() == b"{":
        raise NotAStream(line, "an event must stand on one line")


class _Pump:
    """Reads a few pieces ahead.

    In a thread of its own, which may wait in `read` for ever: as a daemon it keeps nobody from leaving.
    """

    def __init__(self, read: Read) -> None:
        self._read = read
        self._loop = asyncio.get_running_loop()
        self._ahead: asyncio.Queue[bytes | OSError] = asyncio.Queue()
        self._room = threading.Semaphore(_CHUNKS_AHEAD)
        threading.Thread(target=self._run, name="dateline-stream", daemon=True).start()

    async def next(self) -> bytes:
        """The next piece; none at the end. Raises OSError."""
        piece = await self._ahead.get()
        self._room.release()
        if isinstance(piece, OSError):
            raise piece
        return piece

    def _run(self) -> None:
        piece: bytes | OSError = b"-"
        while piece and not isinstance(piece, OSError):
            self._room.acquire()
            try:
                piece = self._read(_CHUNK_BYTES)
            except OSError as error:
                piece = error
            try:
                self._loop.call_soon_threadsafe(self._ahead.put_nowait, piece)
            except RuntimeError:  # the loop is closed: nobody waits any more
                return


class _Splitter:
    """Lines from pieces, ended by LF or CR LF; of one that is too long only the beginning is kept."""

    def __init__(self) -> None:
        self._number = 1
        self._begun = b""

    def feed(self, piece: bytes) -> LineBatch:
        """The lines that end in this piece, without blank ones."""
        return list(self._ended(piece))

    def rest(self) -> LineBatch:
        """The last line, if nothing ended it."""
        return list(self._ended(b"\n"))

    def _ended(self, piece: bytes) -> Iterator[NumberedLine]:
        *ended, begun = piece.split(b"\n")
        for part in ended:
            line = self._join(part).removesuffix(b"\r")
            if self._number == 1:
                line = line.removeprefix(BOM)
            if line and not line.isspace():
                yield self._number, line
            self._number, self._begun = self._number + 1, b""
        self._begun = self._join(begun)

    def _join(self, part: bytes) -> bytes:
        return self._begun + part[: MAX_EVENT_BYTES + 1 - len(self._begun)]
