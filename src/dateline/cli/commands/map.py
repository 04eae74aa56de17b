"""`dateline map`: a first map for a file, and what a map makes of its first rows."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import click

from dateline.cli import options
from dateline.cli.commands.import_tables import chosen_tables
from dateline.cli.commands.table_flags import encoding
from dateline.cli.failures import Failure, Misuse, printable
from dateline.cli.pages.phrases import counted
from dateline.cli.pages.trial import print_trial, trial_answer
from dateline.cli.paths import given, is_stream, written
from dateline.cli.terminal import print_data, print_json
from dateline.errors import InvalidFile
from dateline.imports.spooled import STDIN
from dateline.imports.tables.guessing.first_map import first_map
from dateline.imports.tables.maps.choosing import ChosenTable, preset_text
from dateline.imports.tables.maps.complaints import InvalidMap
from dateline.imports.tables.trial import REFUSED, Trial, try_map

ROWS = 10

FILE = click.argument("file", type=click.Path(path_type=Path))


@click.group("map")
def map_command() -> None:
    """Make a map for a table, and see what it makes of the table.

    A map is a small TOML file that says which rows become which events: dateline help maps.

    \b
    dateline map new rounds.csv -o rounds.toml
    dateline map try rounds.csv --map rounds.toml --published 2026-01-31
    dateline map show epoch-funding
    """


@map_command.command("new")
@FILE
@options.option("-o", "--output", type=click.Path(path_type=Path), metavar="MAP", help="Where the map goes.")
@encoding
@options.option("--sheet", metavar="NAME", help="Of a workbook: the sheet that has the table. Default: the fullest.")
def new_command(file: Path, output: Path | None, encoding: str | None, sheet: str | None) -> None:
    """Write a first map for a table, made of guesses.

    Looks at the columns of FILE and what stands in them. It is tried on the whole file, and its first lines say what
    came of it; what to look at in it is marked with <--. It goes to standard output, or into a new file with -o.

    \b
    dateline map new rounds.csv
    dateline map new rounds.csv -o rounds.toml
    dateline map new rounds.xlsx --sheet Deals -o rounds.toml
    """
    try:
        (table,) = given([file])
        made = first_map(table, encoding, sheet)
    except InvalidFile as error:
        raise Failure(str(error)) from error
    if output is None:
        told = made.removesuffix("\n")
        click.echo(printable(told)) if sys.stdout.isatty() else print_data(told)
        return
    if os.path.lexists(output) and not is_stream(output) and os.path.exists(output):
        raise Failure(f"{output} is there already: name another file, or remove it")
    with written(output) as target:
        target.write(made.encode())
    if is_stream(output):
        return
    click.echo(f"{output} is written: go through its lines marked with <--, then see what it makes of the first rows,")
    click.echo("with the date that the file was published on:\n")
    click.echo(f"    dateline map try {_quoted(file)} --map {_quoted(output)} --published DATE")


def _quoted(path: Path) -> str:
    """A path for the command line, where what begins with a hyphen would be a flag."""
    text = str(path)
    return shlex.quote(f"./{text}" if text.startswith("-") and text != STDIN else text)


@map_command.command("try")
@FILE
@options.option("--map", "map_", type=click.Path(path_type=Path), metavar="MAP", help="The map to try.")
@options.option("--preset", metavar="NAME", help="Maps that ship with Dateline: epoch, crunchbase.")
@options.option("--published", metavar="DATE", help="When the file was published, where the map does not say it.")
@encoding
@options.option("--rows", type=click.IntRange(1, 1000), default=ROWS, show_default=True, help="How many rows to try.")
@options.as_json
def try_command(
    file: Path,
    map_: Path | None,
    preset: str | None,
    published: str | None,
    encoding: str | None,
    rows: int,
    as_json: bool,
) -> None:
    """Show what a map makes of the first rows of a table, and append nothing.

    Each row with its events, as an import into an empty log would make them, or why it is set aside or refused. Ends
    with 1 if one of these rows is refused. The whole file without an append: dateline import … --dry-run

    \b
    dateline map try rounds.csv --map rounds.toml --published 2026-01-31
    dateline map try rounds.csv --map rounds.toml --published 2026-01-31 --rows 100
    dateline map try ai_companies.csv --preset epoch --published 2026-01-12 --json
    """
    if (map_ is None) == (preset is None):
        raise Misuse("say which map to try, with --map or --preset")
    chosen = _chosen(file, map_, preset, published, encoding)
    trial = _trial(chosen, rows)
    if as_json:
        print_json(trial_answer(trial))
    else:
        print_trial(trial, chosen.map.prefix, chosen.published.edtf)
    refused = trial.outcomes[REFUSED]
    if refused:
        them = "the row or the map" if refused == 1 else "the rows or the map"
        raise Failure("" if as_json else f"{counted(refused, 'row')} refused: correct {them}, and try again")


@map_command.command("show")
@click.argument("preset")
def show_command(preset: str) -> None:
    """Print a map that ships with Dateline, to start from.

    PRESET is the name of a preset with that of a table, like epoch-funding; without a table, the first of its maps.

    \b
    dateline map show epoch-funding > funding.toml
    dateline map show crunchbase
    """
    try:
        own, written, family = preset_text(preset)
    except InvalidFile as error:
        raise Failure(str(error)) from error
    others = [name for name in family if name != own]
    if own != preset:
        click.echo(f"# This is {own}, one of the maps of the preset {preset}. The others: {', '.join(others)}.")
    click.echo(printable(written), nl=False)


def _chosen(
    file: Path, map_: Path | None, preset: str | None, published: str | None, encoding: str | None
) -> ChosenTable:
    if os.path.isdir(file):
        raise Misuse(f"{file} is a folder: name one of its files")
    (chosen,), _ = chosen_tables([str(file)], map_, preset, published, encoding)
    return chosen


def _trial(chosen: ChosenTable, rows: int) -> Trial:
    try:
        return try_map(chosen, rows)
    except InvalidFile as error:
        raise Failure(str(error)) from error
    except InvalidMap as error:
        raise Failure(f"{chosen.path}: {error}") from error
