"""The event files that `dateline serve` takes in: before it serves, or as soon as the log can be written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import click

from dateline.cli.failures import printable
from dateline.cli.streams import OutputLost
from dateline.errors import DatelineError, InvalidFile, StoreUnavailable
from dateline.log.contract import EventLog

EVENTS: Final = "events"
_SECONDS_BETWEEN: Final = 2.0


@asynccontextmanager
async def taking_in(log: EventLog, events: Path | None) -> AsyncIterator[None]:
    """Take the event files in, then run a block of code, which serves the log. Where the log cannot be written yet (an
    import by others, a full disk) the block runs all the same, and they are taken in as soon as it can."""
    why_not = await _why_not_taken_in(log, events)
    if why_not is None:
        yield
        return
    _note(
        f"Nothing can be appended yet: {why_not}. What there is is served, and {EVENTS} are taken in when they can be."
    )
    later = asyncio.ensure_future(_take_in_later(log, events))
    try:
        yield
    finally:
        later.cancel()
        with suppress(asyncio.CancelledError):
            await later


async def _take_in_later(log: EventLog, events: Path | None) -> None:
    try:
        while await _why_not_taken_in(log, events) is not None:  # noqa: ASYNC110 - nobody tells that a disk has room
            await asyncio.sleep(_SECONDS_BETWEEN)
    except DatelineError as error:
        _note(f"Note: {error}")
    else:
        _note("The log can be written now.")


async def _why_not_taken_in(log: EventLog, events: Path | None) -> str | None:
    """Why the log cannot be written at present; None where the event files are taken in. Raises what is wrong with
    the files."""
    why_not = (await log.condition()).unwritable
    if why_not is None:
        try:
            await _take_in(log, events)
        except StoreUnavailable as error:
            return str(error)
    return why_not


async def _take_in(log: EventLog, events: Path | None) -> None:
    """The event files, each unless the log knows it; what is wrong with any of them is told, and stops nothing."""
    folder = events or Path(EVENTS)
    if events is None and not folder.is_dir():
        return
    from dateline.cli.commands.import_files import import_all  # only where there is a folder
    from dateline.cli.pages.file_report import print_problems, summary_of
    from dateline.imports.event_files.importing import FileReport
    from dateline.imports.paths import event_files_at

    try:
        files = event_files_at([folder])
    except InvalidFile as error:
        if events is not None:
            raise
        _note(f"Note: {error}")
        return
    reports: list[FileReport] = []
    await import_all(log, files, reports, skip_known=True)
    print_problems([problem for report in reports for problem in report.problems])
    say(f"{folder}: {summary_of(reports)}")
    refused = [str(report.path) for report in reports if report.refused]
    if refused:
        click.secho(f"Not taken in, for the problems above: {', '.join(refused)}", err=True, fg="red", bold=True)


def say(line: str) -> None:
    """A line on standard output; a server goes on where nobody can read it."""
    with suppress(OutputLost):
        click.echo(printable(line))


def _note(line: str) -> None:
    click.echo(printable(line), err=True)
