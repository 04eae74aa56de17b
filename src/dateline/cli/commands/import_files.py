"""Event files into the log, behind a progress bar."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from dateline.cli.clock import now
from dateline.cli.terminal import progress
from dateline.imports.event_files.importing import FileReport, import_file
from dateline.log.contract import EventLog
from dateline.log.opening import log_in_memory, open_log


def log_to_fill(db: Path, *, dry_run: bool) -> AbstractAsyncContextManager[EventLog]:
    """The log at a path, which is made if it is not there; a dry run makes none."""
    return log_in_memory() if dry_run and not db.exists() else open_log(db)


async def import_all(
    log: EventLog, files: Sequence[Path], *, skip_known: bool = False, dry_run: bool = False
) -> list[FileReport]:
    """Import these files, one append each, behind a progress bar."""
    with progress("Importing", bytes_in(files)) as advance:
        return [await import_file(log, file, now(), advance, skip_known=skip_known, dry_run=dry_run) for file in files]


def bytes_in(files: Sequence[Path]) -> int:
    return sum(file.stat().st_size for file in files if file.is_file())
