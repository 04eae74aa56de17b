"""`dateline import` and `dateline check`: event files into the log, or only looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from dateline.cli import options
from dateline.cli.clock import now
from dateline.cli.failing import Failure, Misuse, printable
from dateline.cli.streaming import import_stdin, watch_folder
from dateline.cli.tabling import TableFlags, flags, import_tables
from dateline.cli.terminal import console, print_json, progress, table, text
from dateline.errors import InvalidFile, Problem
from dateline.files import find
from dateline.files.importing import Checked, FileReport, check_files, import_file
from dateline.log import EventLog
from dateline.sqlite import SqliteLog

STDIN = "-"

MOST_FILES_LISTED = 20
"""Of more files only those are listed of which something is to be told."""

PATHS = click.argument("paths", metavar="PATH...", nargs=-1, required=True)


@click.command("import")
@click.argument("paths", metavar="PATH...", nargs=-1)
@click.option(
    "--watch",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Take in the files of FOLDER, and those that come into it, until Ctrl-C.",
)
@flags
@options.database
@options.as_json
def import_command(paths: tuple[str, ...], watch: Path | None, tables: TableFlags, db: Path, as_json: bool) -> None:
    """Take event files into the log.

    PATH is a .jsonl, .ndjson or .json file, or a folder: then all of these below it. Of a file everything goes in or
    nothing; a file with a bad line is refused, with all its bad lines named, and the other files go in. Importing a
    file again appends only what is new in it.

    \b
    dateline import events
    dateline import reports.jsonl --db companies.db
    dateline import -                                    events from standard input, one a line
    dateline import --watch inbox                        files as they are renamed into a folder
    dateline import rounds.csv --map rounds.toml         a table (dateline help maps)
    dateline import ../data/epoch --preset epoch         tables that Dateline knows
    """
    if bool(paths) == (watch is not None):
        raise Misuse("name the files to take in, `-` for standard input, or a folder with --watch")
    if (tables.used or tables.wishes.dry_run) and (watch is not None or STDIN in paths):
        raise Misuse("a stream or a watched folder holds events: these flags are for files")
    if tables.used:
        import_tables(paths, tables, db, as_json=as_json)
        return
    if watch is not None:
        watch_folder(db, watch, as_json=as_json)
        return
    if paths == (STDIN,):
        import_stdin(db, as_json=as_json)
        return
    reports = asyncio.run(_import(_found(paths), db, dry_run=tables.wishes.dry_run))
    if as_json:
        print_json(_import_answer(reports))
    else:
        print_problems([problem for report in reports for problem in report.problems])
        print_reports(reports)
    refused = sum(report.refused for report in reports)
    if refused:
        raise Failure("" if as_json else f"{_files(refused)} refused: nothing of {_them(refused)} was appended")


@click.command("check")
@PATHS
@options.as_json
def check_command(paths: tuple[str, ...], as_json: bool) -> None:
    """Read event files and report every bad line, without touching a log.

    Reports what `import` would refuse: every line that is no event, and every id that stands for two different
    statements, across all the files given.

    \b
    dateline check events
    dateline check new.jsonl --json
    """
    files = _found(paths)
    with progress("Checking", _bytes_in(files)) as advance:
        checked = check_files(files, advance)
    if as_json:
        print_json(_check_answer(checked))
    else:
        for problem in checked.problems:
            click.echo(printable(str(problem)))
    if checked.problems:
        bad = len({problem.path for problem in checked.problems})
        count = _count(len(checked.problems), "problem")
        raise Failure("" if as_json else f"{count} in {bad} of {_files(checked.files)}")
    if not as_json:
        click.echo(f"{_files(checked.files)}, {_count(checked.events, 'event')}: all is well.")


async def _import(files: Sequence[Path], db: Path, *, dry_run: bool) -> list[FileReport]:
    async with SqliteLog.opened(db) as log:
        return await import_all(log, files, dry_run=dry_run)


async def import_all(
    log: EventLog, files: Sequence[Path], *, skip_known: bool = False, dry_run: bool = False
) -> list[FileReport]:
    """Import these files, one append each, behind a progress bar."""
    with progress("Importing", _bytes_in(files)) as advance:
        return [await import_file(log, file, now(), advance, skip_known=skip_known, dry_run=dry_run) for file in files]


def print_problems(problems: Sequence[Problem]) -> None:
    for problem in problems:
        click.echo(printable(str(problem)), err=True)


def print_reports(reports: Sequence[FileReport]) -> None:
    """A table of the files, and a line that sums it up."""
    shown = [report for report in reports if len(reports) <= MOST_FILES_LISTED or report.refused]
    if shown:
        columns = ("Events", "Appended", "Already there")
        listing = table("File", *columns, "", right=columns, fold=("File",))
        for report in shown:
            listing.add_row(text(report.path), *_cells(report), text(_remark(report), style="red"))
        console().print(listing)
        click.echo()
    click.echo(summary_of(reports))


def summary_of(reports: Sequence[FileReport]) -> str:
    """What an import did, in one line."""
    read, appended, repeated, refused = _totals(reports)
    known = sum(report.known for report in reports)
    parts = [
        f"{_files(len(reports))}, {_count(read, 'event')} read: {appended:,} appended, {repeated:,} already there",
        f"{_files(known)} known already" if known else "",
        f"{_files(refused)} refused" if refused else "",
    ]
    return f"{', '.join(filter(None, parts))}."


def _cells(report: FileReport) -> tuple[str, str, str]:
    if report.refused or report.known:
        return f"{report.read:,}" if report.read else "–", "–", "–"
    return f"{report.read:,}", f"{report.appended:,}", f"{report.repeated:,}"


def _remark(report: FileReport) -> str:
    return f"refused: {_count(len(report.problems), 'problem')}" if report.refused else ""


def _totals(reports: Sequence[FileReport]) -> tuple[int, int, int, int]:
    return (
        sum(report.read for report in reports),
        sum(report.appended for report in reports),
        sum(report.repeated for report in reports),
        sum(report.refused for report in reports),
    )


def _import_answer(reports: Sequence[FileReport]) -> dict[str, Any]:
    read, appended, repeated, refused = _totals(reports)
    return {
        "files": [
            {
                "path": str(report.path),
                "read": report.read,
                "appended": report.appended,
                "already_there": report.repeated,
                "refused": report.refused,
                "problems": [_problem_answer(problem) for problem in report.problems],
            }
            for report in reports
        ],
        "read": read,
        "appended": appended,
        "already_there": repeated,
        "refused": refused,
    }


def _check_answer(checked: Checked) -> dict[str, Any]:
    problems = [{"path": problem.path, **_problem_answer(problem)} for problem in checked.problems]
    return {"files": checked.files, "events": checked.events, "problems": problems}


def _problem_answer(problem: Problem) -> dict[str, Any]:
    return {"line": problem.line or None, "field": problem.field or None, "message": problem.message}


def _found(paths: tuple[str, ...]) -> list[Path]:
    """The event files; a path that is none ends the command before anything is done."""
    try:
        return find(paths)
    except InvalidFile as error:
        print_problems(error.problems[:-1])
        raise Failure(str(error.problems[-1])) from error


def _bytes_in(files: Sequence[Path]) -> int:
    return sum(file.stat().st_size for file in files if file.is_file())


def _files(count: int) -> str:
    return _count(count, "file")


def _count(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _them(count: int) -> str:
    return "it" if count == 1 else "them"
