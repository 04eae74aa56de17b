"""Copies of a log in files, and a log put back to one: what stores of files can do by themselves. A store that is a
server of its own has programs for that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dateline.log.record import LogHead
from dateline.log.verification import Watched


@dataclass(frozen=True, slots=True)
class Restored:
    """Where a log ends that was put back, and where the file is kept whose place it took, if there was one."""

    head: LogHead
    replaced: Path | None


async def back_up(db: Path, target: Path, watched: Watched) -> LogHead:
    """Copy a log, as it is at one instant, to a file that is not there yet. Where it ends, in the copy.

    Others may write meanwhile. The copy is checked as `verify` does; records that today's rules cannot read are copied
    as they are. Raises StoreUnavailable, and CorruptLog if the copy is not sound: it is not kept then.
    """
    from dateline.log.sqlite.copies import back_up

    return await back_up(db, target, watched)


async def put_back(backup: Path, db: Path, now: datetime, watched: Watched) -> Restored:
    """Make a log what a copy says, in an epoch of its own. The file that was there is kept under a name with `now`.

    Raises StoreUnavailable where a program has the log open, and CorruptLog if the copy is not sound; all is then as it
    was.
    """
    from dateline.log.sqlite.restore import put_back

    return Restored(*await put_back(backup, db, now, watched))
