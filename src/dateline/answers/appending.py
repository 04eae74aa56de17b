"""Appending what a client sends: all of it or none, and everything that is in the way told at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dateline.errors import EventIdTaken
from dateline.events.codec import canonical, says_the_same
from dateline.log.contract import Appended, EventLog
from dateline.log.drafts import Draft


class IdsTaken(Exception):
    """Ids of events that were sent stand for other content: all of them, in their order. Nothing was appended."""

    def __init__(self, clashes: Sequence[EventIdTaken]) -> None:
        super().__init__("; ".join(map(str, clashes)))
        self.clashes = tuple(clashes)


async def append_all(
    log: EventLog, drafts: Sequence[Draft], now: datetime, *, expected: int | None = None, dry_run: bool = False
) -> Appended:
    """Append all of these or none. Raises IdsTaken, PositionConflict and StoreUnavailable."""
    try:
        return await log.append(drafts, now=now, expected=expected, dry_run=dry_run)
    except EventIdTaken as clash:
        raise IdsTaken(await _clashes(log, drafts, clash)) from clash


async def _clashes(log: EventLog, drafts: Sequence[Draft], first: EventIdTaken) -> list[EventIdTaken]:
    """Every one; the first is the one that the append was refused for, also where nobody can read what has its id."""
    head = await log.head()
    held = await log.by_ids({one.id for one in drafts}, head.position)
    known = {id: (canonical(one.event), one.position, 0) for id, one in held.items()}
    clashes = []
    for index, one in enumerate(drafts):
        content, position, place = known.setdefault(one.id, (one.content, 0, index))
        if not says_the_same(content, one.content):
            clashes.append(EventIdTaken(one.id, position, index, place if not position else None))
    return clashes if any(one.index == first.index for one in clashes) else [first, *clashes]
