"""Group commit: small appends that come while another one writes go into the log together, in one transaction.

Most of what an append of one event takes is waiting for the disk, and a disk takes a hundred events as fast as one.
So an append that is small enough joins the group that waits for the write lock. Each member of a group is judged by
itself, in the order in which they came: one that is refused writes nothing, and takes no other down with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Final

from dateline.errors import EventIdTaken, PositionConflict
from dateline.events.event import Event
from dateline.log.append import CHUNK, Batch
from dateline.log.contract import Appended
from dateline.log.drafts import Draft, draft
from dateline.log.record import LogHead
from dateline.log.recording import Held, LogEntry
from dateline.log.sql.uninterrupted import to_the_end

MOST_EVENTS: Final = CHUNK
"""Of one group: all its events are drawn, looked up and written at once."""


def drafts_if_few(events: Iterable[Event | Draft]) -> list[Draft] | None:
    """What an append of these would write, if they are few enough for a group; None for those that have to be drawn
    one by one. Raises InvalidEvent."""
    if not isinstance(events, Collection) or len(events) > MOST_EVENTS:
        return None
    return [one if isinstance(one, Draft) else draft(one) for one in events]


class Member:
    """One append of a group, and in the end what became of it."""

    def __init__(self, drafts: Sequence[Draft], now: datetime, *, expected: int | None, positions: bool) -> None:
        self.drafts = drafts
        self._now = now
        self._expected = expected
        self._positions = positions
        self._outcome: Batch | EventIdTaken | PositionConflict | None = None

    def judge(self, start: LogHead, held: dict[str, Held]) -> tuple[LogHead, list[LogEntry]]:
        """The head behind this append, and what to write for it: nothing, if it is refused. `held` has all the ids of
        its drafts that the log holds or will hold, and gets the new ones."""
        try:
            batch = Batch(self.drafts, start, self._now, expected=self._expected, positions=self._positions)
            entries = batch.judge(batch.draw(), held)
        except (EventIdTaken, PositionConflict) as refusal:
            self._outcome = refusal
            return start, []
        held.update((one.id, Held(one.position, one.digest, one.content)) for one in entries)
        self._outcome = batch
        return batch.head, entries

    def outcome(self) -> Appended:
        """What the append did. Raises what it was refused for."""
        assert self._outcome is not None
        if isinstance(self._outcome, Batch):
            return self._outcome.appended()
        raise self._outcome


class Group:
    """Appends that will be written in one transaction, and the task that does so."""

    def __init__(self, write: Callable[[Group], Awaitable[None]]) -> None:
        self._waiting: list[Member] = []
        self._size = 0
        self.begun = False
        self.writing = asyncio.ensure_future(write(self))

    def has_room(self, member: Member) -> bool:
        """Whether it may still join; a group that never got the lock is done without having begun."""
        return not self.begun and not self.writing.done() and self._size + len(member.drafts) <= MOST_EVENTS

    def add(self, member: Member) -> None:
        self._waiting.append(member)
        self._size += len(member.drafts)

    def remove(self, member: Member) -> None:
        """Nobody waits for it any more; what was begun is not left half done."""
        if not self.begun:
            self._waiting.remove(member)

    def begin(self) -> list[Member]:
        """All who wait, in the order in which they came; nobody may join any more."""
        self.begun = True
        return self._waiting


class GroupCommit:
    """The groups of one log. `write` writes a group, under the lock, from its `begin` on."""

    def __init__(self, write: Callable[[Group], Awaitable[None]]) -> None:
        self._write = write
        self._open: Group | None = None

    async def append(self, member: Member) -> Appended:
        """What became of the append, once its group is on the disk. Raises what it was refused for, and what the
        writing of the group raises.

        Whoever gives up before the group is begun has appended nothing, and behind that waits for the end of it.
        """
        if self._open is None or not self._open.has_room(member):
            self._open = Group(self._write)
        group = self._open
        group.add(member)
        try:
            await asyncio.shield(group.writing)
        except asyncio.CancelledError:
            group.remove(member)
            if group.begun:
                await to_the_end(group.writing)
            raise
        return member.outcome()

    def let_nobody_join(self) -> None:
        """An append that comes alone takes its turn: who comes behind it waits behind it."""
        self._open = None
