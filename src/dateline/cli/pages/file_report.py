"""What an import of event files did, file by file, as a page and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click

from dateline.cli.failures import printable
from dateline.cli.pages.phrases import counted
from dateline.cli.terminal import console, table, text
from dateline.errors import Problem
from dateline.imports.event_files.importing import FileReport

MOST_FILES_LISTED = 20
"""Of more files than this, only the refused ones are listed."""


def print_problem(problem: Problem) -> None:
    """A bad line, on stderr."""
    click.echo(printable(str(problem)), err=True)


def print_problems(problems: Iterable[Problem]) -> None:
    for problem in problems:
        print_problem(problem)


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
        f"{files_counted(len(reports))}, {counted(read, 'event')} read: "
        f"{appended:,} appended, {repeated:,} already there",
        f"{files_counted(known)} known already" if known else "",
        f"{files_counted(refused)} refused" if refused else "",
    ]
    return f"{', '.join(filter(None, parts))}."


def _cells(report: FileReport) -> tuple[str, str, str]:
    if report.refused or report.known:
        return f"{report.read:,}" if report.read else "–", "–", "–"
    return f"{report.read:,}", f"{report.appended:,}", f"{report.repeated:,}"


def _remark(report: FileReport) -> str:
    return f"refused: {counted(len(report.problems), 'problem')}" if report.refused else ""


def _totals(reports: Sequence[FileReport]) -> tuple[int, int, int, int]:
    return (
        sum(report.read for report in reports),
        sum(report.appended for report in reports),
        sum(report.repeated for report in reports),
        sum(report.refused for report in reports),
    )


def import_answer(reports: Sequence[FileReport]) -> dict[str, object]:
    read, appended, repeated, refused = _totals(reports)
    return {
        "files": [
            {
                "path": str(report.path),
                "read": report.read,
                "appended": report.appended,
                "already_there": report.repeated,
                "refused": report.refused,
                "problems": [problem_answer(problem) for problem in report.problems],
            }
            for report in reports
        ],
        "read": read,
        "appended": appended,
        "already_there": repeated,
        "refused": refused,
    }


def problem_answer(problem: Problem) -> dict[str, object]:
    return {"line": problem.line or None, "field": problem.field or None, "message": problem.message}


def files_counted(count: int) -> str:
    return counted(count, "file")
