"""The file of a log, for commands that need one to be there."""

from __future__ import annotations

import os
from pathlib import Path

from dateline.cli.failures import Failure, Misuse
from dateline.log.opening import LogAddress


def require(db: LogAddress) -> None:
    """Raises Failure where there is no file of a log: a command that only reads never makes one."""
    if isinstance(db, Path) and not os.path.exists(db):
        raise Failure(f"there is no log at {db}: `dateline import PATH` or `dateline serve` makes one")


def file_of(db: LogAddress, what: str) -> Path:
    """The file of a log. Raises Misuse for one in PostgreSQL, of which there is none: `what` cannot be done with it."""
    if isinstance(db, Path):
        return db
    raise Misuse(f"a log in PostgreSQL is not {what} by Dateline but by PostgreSQL's own programs, like pg_basebackup")
