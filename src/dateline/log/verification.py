"""Walking the whole log: does every record say what it said when it was recorded?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final

from dateline.errors import CorruptLog, InvalidEvent, UnreadableRecord
from dateline.events.codec import digest, is_canonical, restore
from dateline.log.chain import ALTERED, GENESIS, UNCHAINED, chain
from dateline.log.contract import EventLog
from dateline.log.drafts import draft_of_read
from dateline.log.proofs import refuse_other_subtrees
from dateline.log.record import LogHead, StoredRecord
from dateline.log.recording import LogEntry, stored_entry

_ROWS_AT_ONCE: Final = 1_000
_ALL: Final = 2**62

Watched = Callable[[int], AbstractContextManager[Callable[[int], None]]]
"""Is told how many records will be checked; what it gives is told the position reached."""


async def verify(log: EventLog, progress: Callable[[int], None] | None = None) -> LogHead:
    """Check every record up to the head found at the start. `progress` is told the position reached.

    Returns that head. Raises CorruptLog, naming the first record that is wrong, and all that cannot be read; or, where
    all records are right, what is wrong with the store beside them.
    """
    head = await log.head()
    walk = _Walk(await _erased(log))
    while walk.position < head.position:
        rows = await log.stored(walk.position, min(_ROWS_AT_ONCE, head.position - walk.position))
        if not rows:
            raise CorruptLog(walk.position + 1, f"it is missing, but the head says the log has {head.position} records")
        await _check(log, walk, rows)
        if progress is not None:
            progress(walk.position)
    if walk.hash != head.hash:
        raise CorruptLog(head.position, "its hash is not that of the head: one of the two was altered")
    if walk.recorded_at != head.recorded_at:
        raise CorruptLog(head.position, "it was not recorded when the head says")
    await _refuse_more(log, head)
    await refuse_other_subtrees(log, head.position)
    if (wrong := await log.unsound()) is not None:
        raise CorruptLog(0, wrong, walk.unreadable)
    if walk.unreadable:
        first = walk.unreadable[0]
        raise CorruptLog(first.position, f"its content cannot be read: {first.reason}", walk.unreadable)
    return head


class _Walk:
    """Where the chain stands."""

    def __init__(self, erased: frozenset[int]) -> None:
        self.erased = erased
        """The positions of contents that are gone, and may be."""
        self.unreadable: list[UnreadableRecord] = []
        """What the chain holds as it was recorded, but no reader can read."""
        self.position = 0
        self.hash = GENESIS
        self.recorded_at: datetime | None = None

    def step(self, row: StoredRecord) -> str | None:
        """Go on to the next record; what is wrong with it, if anything is."""
        wrong = self._wrong_with(row)
        self.position, self.hash, self.recorded_at = row.position, row.hash, row.recorded_at
        return wrong

    def _wrong_with(self, row: StoredRecord) -> str | None:
        """Each next check may rely on those before it."""
        if row.position != self.position + 1:
            return "it is missing"
        if row.position in self.erased:
            if row.content:
                return "it has a content, although that was erased"
        elif digest(row.content) != row.digest:
            return ALTERED if row.content else "its content is gone, and no erasure of it is on record"
        if row.hash != chain(self.hash, row.position, row.recorded_at, row.digest):
            return UNCHAINED
        if self.recorded_at is not None and row.recorded_at < self.recorded_at:
            return "it was recorded before the record in front of it"
        return None


def _entry(row: StoredRecord) -> LogEntry | None:
    """What follows from the content of a record; None if those are no canonical bytes. Raises InvalidEvent for what
    cannot be read."""
    event = restore(row.content)
    if not is_canonical(row.content, event):
        return None
    return stored_entry(draft_of_read(event, row.content), row.position, row.recorded_at, row.hash)


async def _check(log: EventLog, walk: _Walk, rows: Sequence[StoredRecord]) -> None:
    """Raises CorruptLog for the first of these records that is wrong: broken in itself, or filed wrongly.

    One that cannot be read is noted, and stops nothing: the chain is checked behind it too.
    """
    if any(row.is_erased and row.position not in walk.erased for row in rows):
        walk.erased = await _erased(log)  # somebody has erased it meanwhile
    sound: list[LogEntry] = []
    broken: CorruptLog | None = None
    for row in rows:
        due = walk.position + 1
        wrong = walk.step(row)
        if wrong is None and row.position in walk.erased:
            continue
        try:
            made = _entry(row) if wrong is None else None
        except InvalidEvent as error:
            walk.unreadable.append(UnreadableRecord(row.position, row.id, str(error)))
            continue
        if made is None:
            broken = CorruptLog(due, wrong or "its content is not in canonical form", walk.unreadable)
            break
        sound.append(made)
    misfiled = await log.misfiled(sound)
    if misfiled is not None:
        what = "what is filed of it in columns and indexes does not follow from its content"
        raise CorruptLog(misfiled, what, walk.unreadable)
    if broken is not None:
        raise broken


async def _erased(log: EventLog) -> frozenset[int]:
    """The positions of contents that are gone, as is on record."""
    return frozenset([one.position for one in await log.erasures(0, _ALL)])


async def _refuse_more(log: EventLog, head: LogHead) -> None:
    """Raises CorruptLog if records stand behind the head, unless the head has moved on meanwhile: then they are new."""
    more = await log.stored(head.position, 1)
    if more and (await log.head()).position == head.position:
        raise CorruptLog(more[0].position, "it stands behind the head, where the log ends")
