"""`dateline check`: what is wrong with event files, found without a log."""

from __future__ import annotations

import click

from dateline.cli import options
from dateline.cli.commands.import_files import bytes_in, event_files
from dateline.cli.failures import Failure, printable
from dateline.cli.pages.file_report import files_counted, problem_answer
from dateline.cli.pages.phrases import counted
from dateline.cli.terminal import print_json, progress
from dateline.imports.event_files.checking import Checked, check_files


@click.command("check")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@options.as_json
def check_command(paths: tuple[str, ...], as_json: bool) -> None:
    """Read event files and report every bad line, without touching a log.

    Reports what `import` would refuse: every line that is no event, and every id that stands for two different
    statements, across all the files given.

    \b
    dateline check events
    dateline check new.jsonl --json
    """
    files = event_files(paths)
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


def _check_answer(checked: Checked) -> dict[str, object]:
    problems = [{"path": problem.path, **problem_answer(problem)} for problem in checked.problems]
    return {"files": checked.files, "events": checked.events, "problems": problems}
