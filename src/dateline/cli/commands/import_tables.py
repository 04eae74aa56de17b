"""`dateline import FILE --map MAP` and `--preset`: tables into the log."""

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
from dateline.cli.failures import Failure, Misuse
from dateline.cli.pages.file_report import print_problems
from dateline.cli.pages.phrases import counted
from dateline.cli.pages.table_report import print_table_reports, table_reports_answer
from dateline.cli.terminal import print_json, progress
from dateline.errors import InvalidFile
from dateline.imports.tables.importing import Wishes, import_table
from dateline.imports.tables.maps.choosing import ChosenTable, choose, load_map, load_preset
from dateline.imports.tables.report import TableReport

Command = TypeVar("Command", bound=Callable[..., Any])


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
        print_json(table_reports_answer(reports, passed))
    else:
        print_table_reports(reports, passed)
    failed = [report for report in reports if report.failed]
    if failed:
        raise Failure("" if as_json else f"{counted(len(failed), 'file')} refused: nothing of it was appended")


def chosen_tables(
    paths: Sequence[str], map_: Path | None, preset: str | None, published: str | None
) -> tuple[list[ChosenTable], list[Path]]:
    """The tables and their maps; whatever is wrong with either ends the command before anything is done."""
    try:
        maps = [load_map(map_)] if map_ is not None else load_preset(preset or "")
        return choose(map(Path, paths), maps, published)
    except InvalidFile as error:
        print_problems(error.problems[:-1])
        raise Failure(str(error.problems[-1])) from error


async def _import(chosen: Sequence[ChosenTable], wishes: Wishes, db: Path) -> list[TableReport]:
    async with log_to_fill(db, dry_run=wishes.dry_run) as log:
        with progress("Importing", sum(one.path.stat().st_size for one in chosen if one.path.is_file())) as advance:
            return [
                await import_table(log, one.path, one.map, one.published, now(), one.digest, wishes, advance)
                for one in chosen
            ]
