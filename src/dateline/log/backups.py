"""Copies of a log in files, a log put back to one, and one that is mended: what stores of files can do by themselves. A
store that is a server of its own has programs for that."""

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


@dataclass(frozen=True, slots=True)
class Mended:
    """What was done to a log. `head`: where it ends now. `lost`: why the first record behind it is not sure; None where
    all records are. `set_aside`: the file with what could be read of those behind. `replaced`: the file that was there.
    `forgotten`: tables beside the records of which something could not be read."""

    head: LogHead
    lost: str | None
    set_aside: Path | None
    replaced: Path | None
    forgotten: tuple[str, ...]


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


async def mend(db: Path, now: datetime, watched: Watched, *, whole: bool) -> Mended:
    """File a log anew by its records, as far as they are sure. `now` names the files that are kept. `whole`: only if
    all records are sure.

    Raises StoreUnavailable where a program has it open, or nothing of it can be read, and CorruptLog if it is to be
    whole and is not; all is then as it was.
    """
    from dateline.log.sqlite.repair import mend

    return Mended(*await mend(db, now, watched, whole=whole))
