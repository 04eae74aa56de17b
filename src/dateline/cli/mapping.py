"""`dateline map`: a first map for a file, and what a map makes of its first rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from dateline.cli import options
from dateline.cli.failing import Failure, Misuse, printable
from dateline.cli.tabling import chosen_tables
from dateline.cli.terminal import print_json
from dateline.cli.words import counted
from dateline.codec import canonical
from dateline.errors import InvalidFile
from dateline.tables.guessing import first_map
from dateline.tables.mapping import InvalidMap
from dateline.tables.trying import Tried, try_map

ROWS = 5


@click.command("map")
@click.argument("action", type=click.Choice(["new", "try"]))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--map", "map_", type=click.Path(path_type=Path), metavar="MAP", help="The map to try.")
@click.option("--preset", metavar="NAME", help="Maps that ship with Dateline: epoch, crunchbase.")
@click.option("--published", metavar="DATE", help="When the file was published, where the map does not say it.")
@click.option("--rows", type=click.IntRange(1, 1000), default=ROWS, show_default=True, help="How many rows to try.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="MAP", help="Where the new map goes.")
@options.as_json
def map_command(
    action: str,
    file: Path,
    map_: Path | None,
    preset: str | None,
    published: str | None,
    rows: int,
    output: Path | None,
    as_json: bool,
) -> None:
    """Make a map for a table, and see what it makes of the table.

    `new` looks at FILE and writes a first map, with its columns and guesses, to standard output or to -o.
    `try` shows what the first rows of FILE become, and appends nothing.

    \b
    dateline map new rounds.csv -o rounds.toml
    dateline map try rounds.csv --map rounds.toml --published 2026-01-31
    """
    if action == "new":
        _new(file, output)
        return
    if (map_ is None) == (preset is None):
        raise Misuse("say which map to try, with --map or --preset")
    chosen, _ = chosen_tables([str(file)], map_, preset, published)
    if not chosen:
        raise Failure(f"{file}: no map of this preset is for it")
    try:
        tried = try_map(chosen[0], rows)
    except (InvalidFile, InvalidMap) as error:
        raise Failure(str(error) if isinstance(error, InvalidFile) else f"{file}: {error}") from error
    if as_json:
        print_json([_answer(one) for one in tried])
    else:
        for one in tried:
            _show(one)


def _new(file: Path, output: Path | None) -> None:
    try:
        written = first_map(file)
    except InvalidFile as error:
        raise Failure(str(error)) from error
    if output is None:
        click.echo(printable(written), nl=False)
        return
    if output.exists():
        raise Failure(f"{output} is there already: name another file, or remove it")
    output.write_text(written, encoding="utf-8")
    click.echo(f"{output} written: go through its lines marked with <--, then: dateline map try {file} --map {output}")


def _show(tried: Tried) -> None:
    becomes = f"becomes {counted(len(tried.events), 'event')}"
    what = becomes if tried.outcome == "used" else f"is {tried.outcome}: {tried.reason}"
    click.echo(printable(f"line {tried.line} {what}"))
    for event in tried.events:
        click.echo("    " + printable(canonical(event).decode()))


def _answer(tried: Tried) -> dict[str, Any]:
    return {
        "line": tried.line,
        "outcome": tried.outcome,
        "column": tried.column or None,
        "reason": tried.reason or None,
        "events": [msgspec.json.decode(canonical(event)) for event in tried.events],
    }
