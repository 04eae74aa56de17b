"""Events from a stream, one a line: a stream may never end, so what has come is appended in whole batches.

A batch is full with a thousand lines or four megabytes, or when nothing has come for IDLE_SECONDS. A stream that breaks
off leaves the batches before it; sending it again from its beginning repeats nothing. A bad line, or an id that is
taken by other content, is set aside and the stream goes on: who reads a feed cannot ask for it to be written anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from dateline.errors import EventIdTaken, Problem
from dateline.events.codec import canonical, says_the_same
from dateline.imports.event_files.decoding import decode_lines
from dateline.imports.line_batches import LineBatch, NextPiece, NotAStream, Read, batches, batches_of
from dateline.log.contract import EventLog
from dateline.log.drafts import Draft

IDLE_SECONDS: Final = 1.0
MOST_PROBLEMS_KEPT: Final = 1_000
_DECODED_AT_ONCE: Final = 100

Tell = Callable[[Problem], None]


@dataclass(slots=True)
class StreamReport:
    """What became of a stream; of its problems only the first ones are kept."""

    name: str
    read: int = 0
    appended: int = 0
    repeated: int = 0
    refused: int = 0
    position: int | None = None
    """Where the log ended after the last batch; None before the first one."""
    problems: list[Problem] = field(default_factory=list)


async def import_stream(
    log: EventLog,
    read: Read,
    now: Callable[[], datetime],
    report: StreamReport,
    *,
    tell: Tell | None = None,
    idle: float = IDLE_SECONDS,
) -> None:
    """Append the events of a stream, batch by batch; what is there goes in when nothing came for `idle` seconds.

    What became of it is counted in the report, batch by batch, so that it holds also where the stream breaks off.
    `tell` is told of each problem at once. Raises OSError where the stream cannot be read, and what an append raises.
    """
    intake = _StreamIntake(log, now, report, tell)
    try:
        async for batch in batches(read, idle):
            await intake.take(batch)
    except NotAStream as error:
        intake.refuse(error.line, "", str(error))


async def import_pieces(
    log: EventLog,
    next_piece: NextPiece,
    now: Callable[[], datetime],
    report: StreamReport,
    *,
    dry_run: bool = False,
    idle: float = IDLE_SECONDS,
) -> None:
    """The same for a stream that comes in pieces, and not from a file. `dry_run` undoes each batch when it is done.

    Raises NotAStream for what is none of events, and what an append or the next piece raises.
    """
    intake = _StreamIntake(log, now, report, None, dry_run=dry_run)
    async for batch in batches_of(next_piece, idle):
        await intake.take(batch)


class _StreamIntake:
    """Appends batches, and keeps count."""

    def __init__(
        self,
        log: EventLog,
        now: Callable[[], datetime],
        report: StreamReport,
        tell: Tell | None,
        *,
        dry_run: bool = False,
    ) -> None:
        self._log = log
        self._now = now
        self._tell = tell
        self._dry_run = dry_run
        self.report = report

    async def take(self, batch: LineBatch) -> None:
        drafts: dict[int, Draft] = {}
        for start in range(0, len(batch), _DECODED_AT_ONCE):
            done = decode_lines(batch[start : start + _DECODED_AT_ONCE])
            for problem in sorted([*done.problems, *((line, "", why) for line, why in done.garbled)]):
                self.refuse(*problem)
            drafts.update(done.drafts)
            await asyncio.sleep(0)  # others have their turn: a server answers while it takes in
        self.report.read += len(drafts)
        while drafts:
            try:
                appended = await self._log.append(drafts.values(), now=self._now(), dry_run=self._dry_run)
            except EventIdTaken as clash:
                await self._set_clashes_aside(drafts, clash)
            else:
                self.report.appended += appended.appended
                self.report.repeated += appended.repeated
                self.report.position = appended.head.position
                return

    async def _set_clashes_aside(self, drafts: dict[int, Draft], clash: EventIdTaken) -> None:
        """Take out every event whose id stands for other content, in the log or further up in the batch: the one that
        the append refused, though nobody can read what holds its id, and others like it."""
        head = await self._log.head()
        held = await self._log.by_ids({draft.id for draft in drafts.values()}, head.position)
        known = {id: (canonical(one.event), f"the log at position {one.position}") for id, one in held.items()}
        refused = list(drafts)[clash.index]
        for line, draft in list(drafts.items()):
            content, where = known.setdefault(draft.id, (draft.content, f"line {line} of this stream"))
            if line == refused and draft.id not in held and clash.position:
                content, where = b"", f"the log at position {clash.position}"
            if not says_the_same(content, draft.content):
                del drafts[line]
                self.refuse(line, "id", f'"{draft.id}" is taken by other content in {where}: an id means one statement')

    def refuse(self, line: int, where: str, message: str) -> None:
        problem = Problem(self.report.name, line, where, message)
        self.report.refused += 1
        if len(self.report.problems) < MOST_PROBLEMS_KEPT:
            self.report.problems.append(problem)
        if self._tell is not None:
            self._tell(problem)
