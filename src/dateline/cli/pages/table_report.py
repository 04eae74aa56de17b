"""What an import of tables did with every row, as a page and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from dateline.cli.failures import printable
from dateline.cli.pages.file_report import print_problems
from dateline.cli.pages.phrases import counted
from dateline.cli.terminal import console, table, text
from dateline.imports.tables.report import TableReport

MOST_SHOWN = 5
"""Refused rows of a file that are shown; the file of refused rows has them all."""


def print_table_reports(reports: Sequence[TableReport], passed: Sequence[Path]) -> None:
    """The refused rows of each file, a table of the files, remarks on each, and a line that sums it up.

    `passed` are the files that no map is for.
    """
    for report in reports:
        _print_refused(report)
    columns = ("Rows", "Used", "Set\naside", "Refused", "Events", "Appended", "Said\ntwice", "Already\nthere")
    listing = table("File", *columns, right=columns, fold=("File",))
    for report in reports:
        numbers = (report.rows, report.used, report.aside, report.refused)
        events = (report.events, report.appended, report.said_twice, report.repeated - report.said_twice)
        cells = [f"{number:,}" for number in numbers]
        cells += ["–"] * 4 if report.unusable else [f"{number:,}" for number in events]
        listing.add_row(text(report.path.name), *cells)
    console().print(listing)
    for line in (line for report in reports for line in _remarks(report)):
        click.echo(printable(line))
    if passed:
        click.echo(printable(f"No map is for {', '.join(path.name for path in passed)}: passed over."))
    click.echo("\n" + summary_of_tables(reports))


def _print_refused(report: TableReport) -> None:
    # A line saying that there is one more would take as much room as that one.
    shown = report.problems if len(report.problems) == MOST_SHOWN + 1 else report.problems[:MOST_SHOWN]
    print_problems(shown)
    if report.refused > len(shown) > 0:
        click.echo(f"{report.path}: {counted(report.refused - len(shown), 'more row')} refused", err=True)


def _remarks(report: TableReport) -> list[str]:
    name = report.path.name
    lines = [f"{name}: {report.written}" if report.written else ""]
    lines += [f"{name}: {number:,} set aside: {reason}" for reason, number in report.set_aside.most_common()]
    if report.refused_file is not None:
        again = f"correct them there, and import that file {_in_the_same_way(report)}"
        lines.append(f"{name}: {counted(report.refused, 'row')} refused, in {report.refused_file}: {again}")
    lines += _merged(report)
    lines += _plans(report)
    if report.changed:
        lines.append(
            f"{name}: {counted(report.changed, 'event')} said otherwise in another edition: told as corrections"
        )
    if report.reread:
        others = "an earlier import of this edition, with another map, is taken back"
        lines.append(f"{name}: {counted(report.reread, 'event')} read otherwise than before: {others}")
    lines += [f"{name}: {clash}" for clash in report.clashes]
    lines += _lost(report, report.vanished, "of earlier editions gone from this one", report.vanished_keys)
    lines += _lost(report, report.unmade, "of an earlier import of this edition not made any more", report.unmade_keys)
    return [line for line in lines if line]


def _in_the_same_way(report: TableReport) -> str:
    """A file of refused rows is not known by its content, as the edition that they are of may be."""
    needs_date = report.published is not None and not report.names_its_date
    return f"in the same way, with --published {report.published}" if needs_date else "in the same way"


def _merged(report: TableReport) -> list[str]:
    number = len(report.merged)
    if not number:
        return []
    shown = ", ".join(f"{line:,} (line {first:,})" for line, first in report.merged[:MOST_SHOWN])
    more = f" and {number - MOST_SHOWN:,} more, which --json lists" if number > MOST_SHOWN else ""
    what = "says" if number == 1 else "say"
    again = f"{counted(number, 'row')} {what} again what an earlier row says, and {what} it once"
    return [f"{report.path.name}: {again}: line {shown}{more}; {{again}} in the id keeps such rows apart"]


def _plans(report: TableReport) -> list[str]:
    if not report.plans:
        return []
    dated = f"{counted(report.plans, 'row')} {'is' if report.plans == 1 else 'are'} dated after the file was published"
    keep = 'told as rumored; in the map, plans = "keep" takes them as they stand'
    return [f"{report.path.name}: {dated}: {keep}"]


def _lost(report: TableReport, number: int, what: str, keys: Sequence[str]) -> list[str]:
    if not number:
        return []
    done = "retracted" if report.retracted else "kept: --retract-missing retracts them"
    if report.unsure:
        one = len(report.unsure) == 1
        rows = f"line {report.unsure[0]:,} was" if one else f"lines {_some(report.unsure)} were"
        done = f"kept, since {rows} refused and may be among them: correct that, or set such rows aside with [[skip]]"
    lines = [f"{report.path.name}: {counted(number, 'event')} {what}, {done}:"]
    lines += [f"    {key}" for key in keys[:MOST_SHOWN]]
    return lines if number <= MOST_SHOWN else [*lines, f"    and {number - MOST_SHOWN:,} more"]


def _some(lines: Sequence[int]) -> str:
    shown = ", ".join(f"{line:,}" for line in lines[:MOST_SHOWN])
    return shown if len(lines) <= MOST_SHOWN else f"{shown} and {len(lines) - MOST_SHOWN:,} more"


def summary_of_tables(reports: Sequence[TableReport]) -> str:
    rows, used = sum(one.rows for one in reports), sum(one.used for one in reports)
    aside, refused = sum(one.aside for one in reports), sum(one.refused for one in reports)
    appended, acts = sum(one.appended for one in reports), sum(one.acts for one in reports)
    would = "would be " if any(one.dry_run for one in reports) else ""
    rows_ = f"{counted(rows, 'row')}: {used:,} used, {aside:,} set aside, {refused:,} refused"
    besides = f", and {counted(acts, 'act')} to put them in their place" if acts else ""
    repeated = sum(one.repeated for one in reports)
    events = f"{appended:,} {would}appended{besides}; {repeated:,} said before"
    return f"{counted(len(reports), 'file')}, {rows_}. Events: {events}."


def table_reports_answer(reports: Sequence[TableReport], passed: Sequence[Path]) -> dict[str, object]:
    """The same for `--json`."""
    return {
        "files": [_report_answer(report) for report in reports],
        "passed_over": [str(path) for path in passed],
        "rows": sum(one.rows for one in reports),
        "used": sum(one.used for one in reports),
        "set_aside": sum(one.aside for one in reports),
        "refused": sum(one.refused for one in reports),
        "appended": sum(one.appended + one.acts for one in reports),
        "already_there": sum(one.repeated for one in reports),
        "dry_run": any(one.dry_run for one in reports),
    }


def _report_answer(report: TableReport) -> dict[str, object]:
    return {
        "path": str(report.path),
        "map": report.map,
        "written": report.written,
        "published": report.published.edtf if report.published else None,
        "rows": report.rows,
        "used": report.used,
        "set_aside": dict(report.set_aside),
        "refused": report.refused,
        "refused_file": str(report.refused_file) if report.refused_file else None,
        "unusable": report.unusable,
        "events": report.events,
        "appended": report.appended,
        "already_there": report.repeated,
        "said_twice": report.said_twice,
        "merged": [{"line": line, "says_again": first} for line, first in report.merged],
        "dated_after_the_file": report.plans,
        "changed": report.changed,
        "reread": report.reread,
        "acts": report.acts,
        "vanished": report.vanished,
        "vanished_keys": report.vanished_keys,
        "unmade": report.unmade,
        "unmade_keys": report.unmade_keys,
        "retracted": report.retracted,
        "names_of_one_slug": [
            {
                "slug": clash.slug,
                "names": [{"name": clash.name, "line": clash.line}, {"name": clash.other, "line": clash.other_line}],
            }
            for clash in report.clashes
        ],
        "problems": [
            {"line": problem.line or None, "column": problem.field or None, "message": problem.message}
            for problem in report.problems
        ],
    }
