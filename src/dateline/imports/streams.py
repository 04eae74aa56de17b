"""Events from a stream, one a line: a stream may never end, so what has come is appended in whole batches.

A batch is full with a thousand lines or four megabytes, or when nothing has come for IDLE_SECONDS. A stream that breaks
off leaves the batches before it; sending it again from its beginning repeats nothing. A bad line, or an id that is
taken by other content, is set aside and the stream goes on: who reads a feed cannot ask for it to be written anew.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from dateline.errors import EventIdTaken, Problem
from dateline.events.codec import MAX_EVENT_BYTES
from dateline.imports.encodings import BOM, why_not_text
from dateline.imports.event_files.decoding import decode_lines
from dateline.log.contract import EventLog
from dateline.log.recording import Draft

IDLE_SECONDS: Final = 1.0
MOST_PROBLEMS_KEPT: Final = 1_000

_CHUNK_BYTES: Final = 1 << 16
_CHUNKS_AHEAD: Final = 4

Read = Callable[[int], bytes]
"""Reads at most so many bytes, as soon as there are any; none at the end. May wait for ever."""
Tell = Callable[[Problem], None]


@dataclass(slots=True)
class StreamReport:
    """What became of a stream; of its problems only the first ones are kept."""

    name: str
    read: int = 0
    appended: int = 0
    repeated: int = 0
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)


async def import_stream(
    log: EventLog,
    read: Read,
    now: Callable[[], datetime],
    *,
    name: str = "stdin",
    tell: Tell | None = None,
    idle: float = IDLE_SECONDS,
) -> StreamReport:
    """Append the events of a stream, batch by batch. `tell` is told of each problem at once."""
    intake = _Intake(log, now, StreamReport(name), tell)
    try:
        async for batch in _batches(read, idle):
            await intake.take(batch)
    except _NotAStream as error:
        intake.refuse(error.line, "", str(error))
    return intake.report


class _NotAStream(ValueError):
    """It is none of events, as its beginning shows."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


_Lines = list[tuple[int, bytes]]
"""Line numbers, and the lines without their ends."""


class _Intake:
    """Appends batches, and keeps count."""

    def __init__(self, log: EventLog, now: Callable[[], datetime], report: StreamReport, tell: Tell | None) -> None:
        self._log = log
        self._now = now
        self._tell = tell
        self.report = report

    async def take(self, batch: _Lines) -> None:
        done = decode_lines(batch)
        self.report.read += len(done.drafts)
        for problem in sorted([*done.problems, *((line, "", why) for line, why in done.garbled)]):
            self.refuse(*problem)
        drafts = dict(done.drafts)
        while drafts:
            try:
                appended = await self._log.append(drafts.values(), now=self._now())
            except EventIdTaken:
                await self._set_clashes_aside(drafts)
            else:
                self.report.appended += appended.appended
                self.report.repeated += appended.repeated
                return

    async def _set_clashes_aside(self, drafts: dict[int, Draft]) -> None:
        """Take out every event whose id stands for other content, in the log or further up in the batch."""
        head = await self._log.head()
        held = await self._log.by_ids({draft.id for draft in drafts.values()}, head.position)
        known = {id: (record.digest, f"the log at position {record.position}") for id, record in held.items()}
        for line, draft in list(drafts.items()):
            digest, where = known.setdefault(draft.id, (draft.digest, f"line {line} of this stream"))
            if digest != draft.digest:
                del drafts[line]
                self.refuse(line, "id", f'"{draft.id}" is taken by other content in {where}: an id means one statement')

    def refuse(self, line: int, where: str, message: str) -> None:
        problem = Problem(self.report.name, line, where, message)
        self.report.refused += 1
        if len(self.report.problems) < MOST_PROBLEMS_KEPT:
            self.report.problems.append(problem)
        if self._tell is not None:
            self._tell(problem)


# --- from bytes to batches of lines ----------------------------------------------------------------------------------


async def _batches(read: Read, idle: float) -> AsyncIterator[_Lines]:
    """Full batches, and what there is when nothing more comes for a while or at all. Raises _NotAStream."""
    pump, splitter = _Pump(read), _Splitter()
    batch: _Lines = []
    ended = begun = False
    while not ended:
        try:
            piece = await asyncio.wait_for(pump.next(), idle if batch else None)
        except TimeoutError:
            yield batch
            batch = []
            continue
        if not begun and (reason := why_not_text(piece)):
            raise _NotAStream(0, reason)
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


def _grouped(lines: _Lines) -> Iterator[_Lines]:
    """Batches large enough for an append, and small enough for the memory."""
    group: _Lines = []
    size = 0
    for line in lines:
        group.append(line)
        size += len(line[1])
        if len(group) == _BATCH_LINES or size >= _BATCH_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


_BATCH_LINES = 1_000
_BATCH_BYTES = 4 * 2**20


def _refuse_other_forms(line: int, first: bytes) -> None:
    """Of a value over many lines each line is wrong: one sentence is enough."""
    if first.lstrip().startswith(b"["):
        raise _NotAStream(line, "begins an array: a stream has one event {…} a line")
    if first.strip() == b"{":
        raise _NotAStream(line, "an event must stand on one line")


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

    def feed(self, piece: bytes) -> _Lines:
        """The lines that end in this piece, without blank ones."""
        return list(self._ended(piece))

    def rest(self) -> _Lines:
        """The last line, if nothing ended it."""
        return list(self._ended(b"\n"))

    def _ended(self, piece: bytes) -> Iterator[tuple[int, bytes]]:
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
