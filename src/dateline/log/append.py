"""One append under way: draws drafts, has `decide` judge them, and forges the entries that a store writes."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice

from dateline.errors import EventIdTaken, PositionConflict
from dateline.events.event import Event
from dateline.log.chain import instant, micros
from dateline.log.contract import Appended
from dateline.log.drafts import Draft, draft
from dateline.log.record import LogHead
from dateline.log.recording import Held, LogEntry, decide, log_entries

CHUNK = 1000
"""How many events are drawn, looked up and written at once: a batch of any length needs the memory of one chunk."""


class Batch:
    """The events of one append, chunk by chunk, behind the head `start`.

    Raises PositionConflict unless that is at the position expected, if one is.
    """

    def __init__(
        self, events: Iterable[Event | Draft], start: LogHead, now: datetime, *, expected: int | None, positions: bool
    ) -> None:
        if expected is not None and expected != start.position:
            raise PositionConflict(expected, start.position)
        self.start = start
        self._position, self._hash = start.position, start.hash
        self._drafts = map(_drafted, events)
        self.recorded_at = instant(micros(now if start.recorded_at is None else max(now, start.recorded_at)))
        self._drawn = 0
        self._asked = positions
        # Four bytes for each new event and eight for each position asked for: all that grows with the batch.
        self._indices = array("I")
        self._positions = array("Q")

    def draw(self) -> list[Draft]:
        """The next drafts; none at the end. Raises whatever the events' iterable raises."""
        chunk = list(islice(self._drafts, CHUNK))
        self._drawn += len(chunk)
        return chunk

    def judge(self, drafts: Sequence[Draft], held: Mapping[str, Held]) -> list[LogEntry]:
        """What to write for these; `held` has all their ids that the log holds. Raises EventIdTaken."""
        try:
            decision = decide(drafts, held, self._position, self._drawn - len(drafts))
        except EventIdTaken as clash:
            raise self._within(clash, drafts) from None
        if self._asked:
            self._positions.extend(decision.positions)
        self._indices.extend(decision.indices)
        entries = log_entries(decision.new, self._position, self.recorded_at, self._hash)
        if entries:
            self._position, self._hash = entries[-1].position, entries[-1].hash
        return entries

    def appended(self, *, kept: bool = True) -> Appended:
        """What the append did, or would have done: the head is then the one it started from."""
        new = len(self._indices)
        return Appended(new, self._drawn - new, self.head if kept else self.start, self._positions)

    @property
    def head(self) -> LogHead:
        """The place of the last record forged; the start if none was."""
        if self._position == self.start.position:
            return self.start
        return LogHead(self._position, self._hash, self.start.epoch, self.recorded_at)

    def _within(self, clash: EventIdTaken, drafts: Sequence[Draft]) -> EventIdTaken:
        """The same clash; where both contents are in this batch, it names the place of each there, and no position."""
        if clash.position <= self.start.position:
            return clash
        if clash.position <= self._position:
            earlier = self._indices[clash.position - self.start.position - 1]
        else:
            earlier = next(index for index, one in enumerate(drafts, self._drawn - len(drafts)) if one.id == clash.id)
        return EventIdTaken(clash.id, 0, clash.index, earlier)


def _drafted(event: Event | Draft) -> Draft:
    return event if isinstance(event, Draft) else draft(event)
