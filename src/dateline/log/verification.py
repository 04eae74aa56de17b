"""Walking the whole log: does every record say what it said when it was recorded?"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from dateline.errors import CorruptLog, UnreadableRecord
from dateline.log.chain import GENESIS
from dateline.log.contract import EventLog
from dateline.log.record import LogHead
from dateline.log.stretches import Unreadable
from dateline.log.verifiers import Checks, Verifiers

Watched = Callable[[int], AbstractContextManager[Callable[[int], None]]]
"""Is told how many records will be checked; what it gives is told the position reached."""


async def verify(
    log: EventLog, progress: Callable[[int], None] | None = None, verifiers: Verifiers | None = None
) -> LogHead:
    """Check every record up to the head found at the start. `progress` is told the position reached.

    A long log is checked by several processes. Returns that head. Raises CorruptLog, naming the first record that is
    wrong, and all that cannot be read; or, where all records are right, what is wrong with the store beside them.
    """
    head = await log.head()
    async with (verifiers or Verifiers()).checks(log, head) as checks:
        unreadable = await _check_records(checks, head, progress)
        await _refuse_more(log, head)
        if (wrong := await checks.subtrees()) is not None:
            raise CorruptLog(0, wrong)
        if (wrong := await checks.store()) is not None:
            raise CorruptLog(0, wrong, _told(unreadable))
    if unreadable:
        first = unreadable[0]
        raise CorruptLog(first.position, f"its content cannot be read: {first.reason}", _told(unreadable))
    return head


async def _check_records(checks: Checks, head: LogHead, progress: Callable[[int], None] | None) -> list[Unreadable]:
    """What cannot be read, though it is what was recorded. Raises CorruptLog for the first record that is wrong."""
    unreadable: list[Unreadable] = []
    hash, recorded_at = GENESIS, None
    async for walked in checks.stretches():
        unreadable += walked.unreadable
        if walked.wrong is not None:
            raise CorruptLog(walked.wrong.position, walked.wrong.reason, _told(unreadable))
        if progress is not None:
            progress(walked.position)
        hash, recorded_at = walked.hash, walked.recorded_at
    if hash != head.hash:
        raise CorruptLog(head.position, "its hash is not that of the head: one of the two was altered")
    if recorded_at != head.recorded_at:
        raise CorruptLog(head.position, "it was not recorded when the head says")
    return unreadable


async def _refuse_more(log: EventLog, head: LogHead) -> None:
    """Raises CorruptLog if records stand behind the head, unless the head has moved on meanwhile: then they are new."""
    more = await log.stored(head.position, 1)
    if more and (await log.head()).position == head.position:
        raise CorruptLog(more[0].position, "it stands behind the head, where the log ends")


def _told(unreadable: list[Unreadable]) -> list[UnreadableRecord]:
    return [one.told for one in unreadable]
