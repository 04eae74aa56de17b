"""Event files into the log, behind a progress bar: what `import`, `check` and `serve` have in common."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import click

from dateline.cli.clock import now
from dateline.cli.failures import Failure
from dateline.cli.pages.file_report import files_counted, import_answer, print_problems, print_reports, summary_of
from dateline.cli.paths import given
from dateline.cli.streams import reporting
from dateline.cli.terminal import print_json, progress
from dateline.errors import DatelineError, InvalidFile
from dateline.imports.event_files.importing import FileReport, import_file
from dateline.imports.paths import event_files_at
from dateline.log.contract import EventLog
from dateline.log.opening import LogAddress, log_in_memory, open_log


def import_files(paths: Sequence[str], db: LogAddress, *, dry_run: bool, as_json: bool) -> None:
    """Take event files in, and say what became of each. Raises Failure where one was refused."""
    reports: list[FileReport] = []
    try:
        asyncio.run(_import(event_files(paths), db, reports, dry_run=dry_run))
    except (KeyboardInterrupt, DatelineError):
        if reports:
            click.echo(f"Until then: {summary_of(reports)}", err=True)
        raise
    with reporting(done_anyway(summary_of(reports), dry_run=dry_run)):
        if as_json:
            print_json(import_answer(reports))
        else:
            print_problems([problem for report in reports for problem in report.problems])
            print_reports(reports)
    refused = sum(report.refused for report in reports)
    if refused:
        them = "it" if refused == 1 else "them"
        raise Failure("" if as_json else f"{files_counted(refused)} refused: nothing of {them} was appended")


def done_anyway(summary: str, *, dry_run: bool) -> str:
    """What stays done where the report of an import is lost."""
    return "nothing was to be appended" if dry_run else f"the import is done all the same: {summary}"


async def _import(files: Sequence[Path], db: LogAddress, reports: list[FileReport], *, dry_run: bool) -> None:
    async with log_to_fill(db, dry_run=dry_run) as log:
        await import_all(log, files, reports, dry_run=dry_run)


def event_files(paths: Sequence[str]) -> list[Path]:
    """The event files at these paths and below them. Raises Failure, before anything is done, where one is none."""
    try:
        return event_files_at(given(paths))
    except InvalidFile as error:
        print_problems(error.problems[:-1])
        raise Failure(str(error.problems[-1])) from error


def log_to_fill(db: LogAddress, *, dry_run: bool) -> AbstractAsyncContextManager[EventLog]:
    """The log at an address, made if it is not there; for a dry run, a log in memory in the place of a file."""
    return log_in_memory() if dry_run and isinstance(db, Path) and not os.path.exists(db) else open_log(db)


async def import_all(
    log: EventLog,
    files: Sequence[Path],
    reports: list[FileReport],
    *,
    skip_known: bool = False,
    dry_run: bool = False,
) -> None:
    """What became of each file is added to the reports. Each is one append; a progress bar counts bytes."""
    with progress("Importing", bytes_in(files)) as advance:
        for file in files:
            report = await import_file(log, file, now(), advance, skip_known=skip_known, dry_run=dry_run)
            reports.append(report)


def bytes_in(files: Sequence[Path]) -> int:
    """The size of these files together, in bytes."""
    return sum(file.stat().st_size for file in files if file.is_file())
