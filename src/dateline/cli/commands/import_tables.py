"""`dateline import FILE --map MAP` and `--preset`: tables into the log, with a report that accounts for every row."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import click

from dateline.cli.clock import now
from dateline.cli.commands.import_files import log_to_fill
from dateline.cli.failures import Failure, Misuse, printable
from dateline.cli.pages.phrases import counted
from dateline.cli.terminal import console, print_json, progress, table, text
from dateline.errors import InvalidFile
from dateline.imports.tables.importing import Wishes, import_table
from dateline.imports.tables.maps.choosing import Chosen, choose, load_map, load_preset
from dateline.imports.tables.report import TableReport

Command = TypeVar("Command", bound=Callable[..., Any])

MOST_SHOWN = 5
"""Refused rows of a file that are shown; the file of refused rows has them all."""


@dataclass(frozen=True, slots=True)
class TableFlags:
    """What the flags for tables say; without a map or a preset they mean event files."""

    map: Path | None = None
    preset: str | None = None
    published: str | None = None
    wishes: Wishes = field(default_factory=Wishes)

    @property
    def used(self) -> bool:
        return self.map is not None or self.preset is not None

    @property
    def idle(self) -> bool:
        """Whether no flag is given that only tables have; event files are always strict."""
        wishes = self.wishes
        return self.published is None and not wishes.retract_missing and wishes.refused_file is None


def flags(command: Command) -> Command:
    """The flags of an import that are for tables, gathered into one argument `tables`."""
    options = (
        click.option("--map", "map_", type=click.Path(path_type=Path), metavar="MAP", help="A map of tables, in TOML."),
        click.option("--preset", metavar="NAME", help="Maps that ship with Dateline: epoch, crunchbase."),
        click.option("--published", metavar="DATE", help="When the tables were published, where no map says it."),
        click.option("--dry-run", is_flag=True, help="Do everything but append."),
        click.option("--strict", is_flag=True, help="Append nothing of a table with a refused row."),
        click.option("--retract-missing", is_flag=True, help="Retract rows that a newer edition no longer has."),
        click.option("--refused", type=click.Path(path_type=Path), metavar="FILE", help="Where refused rows go."),
    )

    @functools.wraps(command)
    def tabling(
        *args: Any,
        map_: Path | None,
        preset: str | None,
        published: str | None,
        dry_run: bool,
        strict: bool,
        retract_missing: bool,
        refused: Path | None,
        **others: Any,
    ) -> Any:
        said = TableFlags(map_, preset, published, Wishes(dry_run, strict, retract_missing, refused))
        if map_ is not None and preset is not None:
            raise Misuse("give either --map or --preset, not both")
        if not said.used and not said.idle:
            raise Misuse("these flags are for tables: name their map with --map, or a --preset")
        return command(*args, tables=said, **others)

    wrapped: Any = tabling
    for flag in reversed(options):
        wrapped = flag(wrapped)
    return wrapped  # type: ignore[no-any-return]


def import_tables(paths: Sequence[str], said: TableFlags, db: Path, *, as_json: bool) -> None:
    """Take tables in, and say what became of every row."""
    chosen, passed = chosen_tables(paths, said.map, said.preset, said.published)
    if not chosen:
        raise Failure("no table is there that the map is for")
    reports = asyncio.run(_import(chosen, said.wishes, db))
    if as_json:
        print_json(_answer(reports, passed))
    else:
        _print(reports, passed)
    failed = [report for report in reports if report.failed]
    if failed:
        raise Failure("" if as_json else f"{counted(len(failed), 'file')} refused: nothing of it was appended")


def chosen_tables(
    paths: Sequence[str], map_: Path | None, preset: str | None, published: str | None
) -> tuple[list[Chosen], list[Path]]:
    """The tables and their maps; whatever is wrong with either ends the command before anything is done."""
    try:
        maps = [load_map(map_)] if map_ is not None else load_preset(preset or "")
        return choose(map(Path, paths), maps, published)
    except InvalidFile as error:
        for problem in error.problems[:-1]:
            click.echo(printable(str(problem)), err=True)
        raise Failure(str(error.problems[-1])) from error


async def _import(chosen: Sequence[Chosen], wishes: Wishes, db: Path) -> list[TableReport]:
    async with log_to_fill(db, dry_run=wishes.dry_run) as log:
        with progress("Importing", sum(one.path.stat().st_size for one in chosen if one.path.is_file())) as advance:
            return [
                await import_table(log, one.path, one.map, one.published, now(), one.digest, wishes, advance)
                for one in chosen
            ]


def _print(reports: Sequence[TableReport], passed: Sequence[Path]) -> None:
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
    click.echo("\n" + _summary(reports))


def _print_refused(report: TableReport) -> None:
    # To say that there is one more would take its line.
    shown = report.problems if len(report.problems) == MOST_SHOWN + 1 else report.problems[:MOST_SHOWN]
    for problem in shown:
        click.echo(printable(str(problem)), err=True)
    if report.refused > len(shown) > 0:
        click.echo(f"{report.path}: {counted(report.refused - len(shown), 'more row')} refused", err=True)


def _remarks(report: TableReport) -> list[str]:
    name = report.path.name
    lines = [f"{name}: {report.written}" if report.written else ""]
    lines += [f"{name}: {number:,} set aside: {reason}" for reason, number in report.set_aside.most_common()]
    if report.refused_file is not None:
        again = "correct them there, and import that file in the same way"
        lines.append(f"{name}: {counted(report.refused, 'row')} refused, in {report.refused_file}: {again}")
    if report.changed:
        lines.append(
            f"{name}: {counted(report.changed, 'event')} said otherwise in another edition: told as corrections"
        )
    if report.reread:
        others = "an earlier import of this edition, with another map, is taken back"
        lines.append(f"{name}: {counted(report.reread, 'event')} read otherwise than before: {others}")
    lines += _lost(report, report.vanished, "of earlier editions gone from this one", report.vanished_keys)
    lines += _lost(report, report.unmade, "of an earlier import of this edition not made any more", report.unmade_keys)
    return [line for line in lines if line]


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


def _summary(reports: Sequence[TableReport]) -> str:
    rows, used = sum(one.rows for one in reports), sum(one.used for one in reports)
    aside, refused = sum(one.aside for one in reports), sum(one.refused for one in reports)
    appended, acts = sum(one.appended for one in reports), sum(one.acts for one in reports)
    would = "would be " if any(one.dry_run for one in reports) else ""
    rows_ = f"{counted(rows, 'row')}: {used:,} used, {aside:,} set aside, {refused:,} refused"
    besides = f", and {counted(acts, 'act')} to put them in their place" if acts else ""
    repeated = sum(one.repeated for one in reports)
    events = f"{appended:,} {would}appended{besides}; {repeated:,} said before"
    return f"{counted(len(reports), 'file')}, {rows_}. Events: {events}."


def _answer(reports: Sequence[TableReport], passed: Sequence[Path]) -> dict[str, Any]:
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


def _report_answer(report: TableReport) -> dict[str, Any]:
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
        "changed": report.changed,
        "reread": report.reread,
        "acts": report.acts,
        "vanished": report.vanished,
        "vanished_keys": report.vanished_keys,
        "unmade": report.unmade,
        "unmade_keys": report.unmade_keys,
        "retracted": report.retracted,
        "problems": [
            {"line": problem.line or None, "column": problem.field or None, "message": problem.message}
            for problem in report.problems
        ],
    }
