"""`dateline import` and `dateline check`: event files into the log, or only looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from dateline.cli import options
from dateline.cli.commands.import_files import bytes_in, import_all, log_to_fill
from dateline.cli.commands.import_stream import import_stdin, watch_folder
from dateline.cli.commands.import_tables import TableFlags, flags, import_tables
from dateline.cli.failures import Failure, Misuse, printable
from dateline.cli.pages.file_report import (
    files_counted,
    import_answer,
    print_problems,
    print_reports,
    problem_answer,
)
from dateline.cli.pages.phrases import counted
from dateline.cli.terminal import print_json, progress
from dateline.errors import InvalidFile
from dateline.imports.event_files.checking import Checked, check_files
from dateline.imports.event_files.importing import FileReport
from dateline.imports.paths import event_files_at

STDIN = "-"

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
    """Take event files into the log, or tables.

    PATH is a .jsonl, .ndjson or .json file, or a folder: then all of these below it. Of a file everything goes in or
    nothing; a file with a bad line is refused, with all its bad lines named, and the other files go in. Importing a
    file again appends only what is new in it.

    With --map or --preset PATH is a table, .csv or .tsv, or a folder of them. Its good rows go in; the others are
    named, and set down in a file to be corrected.

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
        print_json(import_answer(reports))
    else:
        print_problems([problem for report in reports for problem in report.problems])
        print_reports(reports)
    refused = sum(report.refused for report in reports)
    if refused:
        them = "it" if refused == 1 else "them"
        raise Failure("" if as_json else f"{files_counted(refused)} refused: nothing of {them} was appended")


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
    with progress("Checking", bytes_in(files)) as advance:
        checked = check_files(files, advance)
    if as_json:
        print_json(_check_answer(checked))
    else:
        for problem in checked.problems:
            click.echo(printable(str(problem)))
    if checked.problems:
        bad = len({problem.path for problem in checked.problems})
        count = counted(len(checked.problems), "problem")
        raise Failure("" if as_json else f"{count} in {bad} of {files_counted(checked.files)}")
    if not as_json:
        click.echo(f"{files_counted(checked.files)}, {counted(checked.events, 'event')}: all is well.")


async def _import(files: Sequence[Path], db: Path, *, dry_run: bool) -> list[FileReport]:
    async with log_to_fill(db, dry_run=dry_run) as log:
        return await import_all(log, files, dry_run=dry_run)


def _check_answer(checked: Checked) -> dict[str, Any]:
    problems = [{"path": problem.path, **problem_answer(problem)} for problem in checked.problems]
    return {"files": checked.files, "events": checked.events, "problems": problems}


def _found(paths: tuple[str, ...]) -> list[Path]:
    """The event files; a path that is none ends the command before anything is done."""
    try:
        return event_files_at(paths)
    except InvalidFile as error:
        print_problems(error.problems[:-1])
        raise Failure(str(error.problems[-1])) from error
