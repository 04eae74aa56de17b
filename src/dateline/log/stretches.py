"""Stretches of a log, each looked at by itself: does every record say what it said when it was recorded?

A stretch begins behind a record, whose hash is taken as it stands: the stretch before it is the one that proves it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from dateline.errors import InvalidEvent, UnreadableRecord
from dateline.events.codec import digest, is_canonical, restore
from dateline.log.chain import ALTERED, GENESIS, UNCHAINED, chain
from dateline.log.contract import EventLog
from dateline.log.drafts import draft_of_read
from dateline.log.record import StoredRecord
from dateline.log.recording import LogEntry, stored_entry

ROWS_AT_ONCE: Final = 1_000
_ALL: Final = 2**62


class Unreadable(msgspec.Struct, frozen=True):
    """What the chain holds as it was recorded, but no reader can read."""

    position: int
    id: str
    reason: str

    @property
    def told(self) -> UnreadableRecord:
        return UnreadableRecord(self.position, self.id, self.reason)


class Wrong(msgspec.Struct, frozen=True):
    """The first record that is wrong, and why."""

    position: int
    reason: str


class Walked(msgspec.Struct, frozen=True):
    """Where a stretch ends, and what was found on the way. Behind a record that is wrong nothing was looked at."""

    position: int
    hash: bytes
    recorded_at: datetime | None
    unreadable: tuple[Unreadable, ...] = ()
    wrong: Wrong | None = None


class Walker:
    """Walks stretches of a log, up to a record that its head says it has."""

    def __init__(self, log: EventLog, newest: int) -> None:
        self._log = log
        self._newest = newest
        self._erased: frozenset[int] | None = None

    async def walked(self, after: int, upto: int) -> Walked:
        """The records behind a position, up to another, not beyond the newest."""
        walk = await self._begun(after)
        while walk.position < upto and walk.wrong is None:
            rows = await self._log.stored(walk.position, min(ROWS_AT_ONCE, upto - walk.position))
            if rows:
                await self._check(walk, rows)
            else:
                missing = f"it is missing, but the head says the log has {self._newest} records"
                walk.wrong = Wrong(walk.position + 1, missing)
        return Walked(walk.position, walk.hash, walk.recorded_at, tuple(walk.unreadable), walk.wrong)

    async def _begun(self, after: int) -> _Walk:
        if self._erased is None:
            self._erased = await erased(self._log)
        if not after:
            return _Walk(self._erased, 0, GENESIS, None)
        before = await self._log.stored(after - 1, 1)
        if not before or before[0].position != after:
            return _Walk(self._erased, after, GENESIS, None)  # the stretch before this one says so
        return _Walk(self._erased, after, before[0].hash, before[0].recorded_at)

    async def _check(self, walk: _Walk, rows: Sequence[StoredRecord]) -> None:
        """Goes on to the end of these records, or to the first that is wrong: broken in itself, or filed wrongly."""
        if any(row.is_erased and row.position not in walk.erased for row in rows):
            walk.erased = self._erased = await erased(self._log)  # somebody has erased it meanwhile
        sound = walk.sound_among(rows)
        misfiled = await self._log.misfiled(sound)
        if misfiled is not None:
            what = "what is filed of it in columns and indexes does not follow from its content"
            walk.wrong = Wrong(misfiled, what)
            walk.unreadable = [one for one in walk.unreadable if one.position < misfiled]


async def erased(log: EventLog) -> frozenset[int]:
    """The positions of contents that are gone, as is on record."""
    return frozenset([one.position for one in await log.erasures(0, _ALL)])


class _Walk:
    """Where the chain stands."""

    def __init__(self, erased: frozenset[int], position: int, hash: bytes, recorded_at: datetime | None) -> None:
        self.erased = erased
        """The positions of contents that are gone, and may be."""
        self.position, self.hash, self.recorded_at = position, hash, recorded_at
        self.unreadable: list[Unreadable] = []
        self.wrong: Wrong | None = None

    def sound_among(self, rows: Sequence[StoredRecord]) -> list[LogEntry]:
        """What follows from the contents of these records, up to the first that is broken in itself.

        One that cannot be read is noted, and stops nothing: the chain is checked behind it too.
        """
        sound: list[LogEntry] = []
        for row in rows:
            due = self.position + 1
            why = self._step(row)
            if why is None and row.position in self.erased:
                continue
            try:
                made = _entry(row) if why is None else None
            except InvalidEvent as error:
                self.unreadable.append(Unreadable(row.position, row.id, str(error)))
                continue
            if made is None:
                self.wrong = Wrong(due, why or "its content is not in canonical form")
                break
            sound.append(made)
        return sound

    def _step(self, row: StoredRecord) -> str | None:
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
    return stored_entry(draft_of_read(event, row.content, row.digest), row.position, row.recorded_at, row.hash)
