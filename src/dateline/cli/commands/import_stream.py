"""`dateline import -` and `dateline import --watch`: events from a stream, and files as they come into a folder."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import click

from dateline.cli.clock import now
from dateline.cli.failures import Failure, printable
from dateline.cli.pages.file_report import print_problem, print_problems, problem_answer
from dateline.cli.pages.phrases import counted
from dateline.cli.streams import reporting, standard_input
from dateline.cli.terminal import print_data, print_json
from dateline.errors import DatelineError, Problem
from dateline.imports.event_files.importing import FileReport, import_file
from dateline.imports.streams import StreamReport, import_stream
from dateline.imports.watching import FolderView, arriving
from dateline.log.opening import LogAddress, open_log


def import_stdin(db: LogAddress, *, as_json: bool) -> None:
    """Take in the events of standard input until it ends. Raises Failure where a line was set aside."""
    report = StreamReport("stdin")
    try:
        asyncio.run(_import_stdin(db, report, None if as_json else print_problem))
    except (KeyboardInterrupt, DatelineError, Failure):
        if report.read:
            click.echo(f"Until then: {_summary(report)}", err=True)
        raise
    with reporting(f"the import is done all the same: {_summary(report)}"):
        if as_json:
            print_json(_answer(report))
        else:
            click.echo(_summary(report))
    if report.refused:
        raise Failure("" if as_json else f"{counted(report.refused, 'line')} set aside; all else is in the log")


async def _import_stdin(db: LogAddress, report: StreamReport, tell: Callable[[Problem], None] | None) -> None:
    """Raises Failure where standard input cannot be read."""
    try:
        read = standard_input()
        async with open_log(db) as log:
            await import_stream(log, read, now, report, tell=tell)
    except OSError as error:
        raise Failure(f"standard input cannot be read: {error.strerror}") from error


def _summary(report: StreamReport) -> str:
    counts = f"{report.appended:,} appended, {report.repeated:,} already there"
    return f"{counted(report.read, 'event')} read: {counts}, {report.refused:,} set aside."


def _answer(report: StreamReport) -> dict[str, object]:
    counts = {"read": report.read, "appended": report.appended, "already_there": report.repeated}
    return {**counts, "refused": report.refused, "problems": [problem_answer(problem) for problem in report.problems]}


def watch_folder(db: LogAddress, folder: Path, *, as_json: bool) -> None:
    """Take in the files of a folder and those that come into it, until Ctrl-C. Raises InvalidFile, before a log is
    made, for what is no folder."""
    FolderView(folder).first()
    with suppress(KeyboardInterrupt):
        asyncio.run(_watch(db, folder, as_json=as_json))
    click.echo("Stopped.", err=True)


async def _watch(db: LogAddress, folder: Path, *, as_json: bool) -> None:
    async with open_log(db) as log:
        click.echo(f"Watching {folder}. Ctrl-C stops it.", err=True)
        async for path in arriving(folder):
            report = await import_file(log, path, now(), skip_known=True)
            with reporting(f"of the last file: {path}: {_said(report)}"):
                _print(report, as_json=as_json)


def _print(report: FileReport, *, as_json: bool) -> None:
    """One line a file, at once."""
    if as_json:
        problems = [str(problem) for problem in report.problems]
        told = {"path": str(report.path), "read": report.read, "appended": report.appended, "known": report.known}
        print_data(json.dumps({**told, "already_there": report.repeated, "problems": problems}, ensure_ascii=False))
        return
    print_problems(report.problems)
    click.echo(printable(f"{report.path}: {_said(report)}"))


def _said(report: FileReport) -> str:
    if report.refused:
        return "refused, nothing of it was appended"
    if report.known:
        return "known already"
    return f"{report.appended:,} appended, {report.repeated:,} already there"
