"""`dateline import FILE --map MAP` and `--preset`: tables into the log."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import click

from dateline.cli.clock import now
from dateline.cli.commands.import_files import done_anyway, log_to_fill
from dateline.cli.commands.table_flags import TableFlags
from dateline.cli.failures import Failure
from dateline.cli.pages.file_report import print_problems
from dateline.cli.pages.phrases import counted
from dateline.cli.pages.table_report import print_table_reports, summary_of_tables, table_reports_answer
from dateline.cli.paths import given
from dateline.cli.streams import reporting
from dateline.cli.terminal import print_json, progress
from dateline.errors import DatelineError, InvalidFile
from dateline.imports.tables.importing import Wishes, import_table
from dateline.imports.tables.maps.choosing import ChosenTable, choose, load_map, load_preset
from dateline.imports.tables.report import TableReport
from dateline.log.opening import LogAddress


def import_tables(paths: Sequence[str], said: TableFlags, db: LogAddress, *, as_json: bool) -> None:
    """Take tables in, and say what became of every row. Raises Failure where no table has a map, or one was refused."""
    chosen, passed = chosen_tables(paths, said.map, said.preset, said.published, said.encoding)
    if not chosen:
        raise Failure("no table is there that the map is for")
    reports: list[TableReport] = []
    try:
        asyncio.run(_import(chosen, said.wishes, db, reports))
    except (KeyboardInterrupt, DatelineError):
        if reports:
            click.echo(f"Until then: {summary_of_tables(reports)}", err=True)
        raise
    with reporting(done_anyway(summary_of_tables(reports), dry_run=said.wishes.dry_run)):
        if as_json:
            print_json(table_reports_answer(reports, passed))
        else:
            print_table_reports(reports, passed)
    failed = [report for report in reports if report.failed]
    if failed:
        raise Failure("" if as_json else f"{counted(len(failed), 'file')} refused: nothing of it was appended")


def chosen_tables(
    paths: Sequence[str], map_: Path | None, preset: str | None, published: str | None, encoding: str | None
) -> tuple[list[ChosenTable], list[Path]]:
    """The tables with their maps, and the files that no map is for.

    Raises Failure, before anything is done, where a map or a table cannot be used.
    """
    try:
        tables = given([*paths, *([map_] if map_ is not None else [])])
        maps = [load_map(tables.pop(), encoding)] if map_ is not None else load_preset(preset or "", encoding)
        return choose(tables, maps, published)
    except InvalidFile as error:
        print_problems(error.problems[:-1])
        raise Failure(str(error.problems[-1])) from error


async def _import(chosen: Sequence[ChosenTable], wishes: Wishes, db: LogAddress, reports: list[TableReport]) -> None:
    async with log_to_fill(db, dry_run=wishes.dry_run) as log:
        with progress("Importing", sum(one.path.stat().st_size for one in chosen if one.path.is_file())) as advance:
            for one in chosen:
                report = await import_table(log, one.path, one.map, one.published, now(), one.digest, wishes, advance)
                reports.append(report)
