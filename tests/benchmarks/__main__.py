"""`python -m tests.benchmarks`: measures, prints the table, and compares two runs. Needs the extra `bench`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from . import tables
from .contest import FULL, SHORT, Scale
from .data import MADE_BY
from .results import load, save
from .rows import ROWS
from .running import run

WIDTH = 150
CACHE = Path.home() / ".cache" / "dateline-benchmarks"


@click.group(invoke_without_command=True)
@click.option("--only", metavar="NAME[,NAME]", help=f"Some rows: {', '.join(row.name for row in ROWS)}.")
@click.option("--rounds", default=5, show_default=True, help="Each contestant is measured so often, in turn.")
@click.option("--short", is_flag=True, help="Only to see that everything runs: seconds, and its figures mean nothing.")
@click.option("--full", is_flag=True, help="Also a log of ten million events.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="Where the run is kept.")
@click.option("--cache", type=click.Path(path_type=Path), default=CACHE, help="Where event files and logs are kept.")
@click.pass_context
def main(
    context: click.Context, only: str | None, rounds: int, short: bool, full: bool, file: Path | None, cache: Path
) -> None:
    """Measures Dateline beside its rivals."""
    if context.invoked_subcommand is not None:
        return
    names = only.split(",") if only else [row.name for row in ROWS]
    if unknown := set(names) - {row.name for row in ROWS}:
        raise click.UsageError(f"no row is called {', '.join(sorted(unknown))}")
    rows = [row for row in ROWS if row.name in names]
    label, scale = ("short", SHORT) if short else ("full", FULL) if full else ("normal", Scale())
    found = run(rows, scale, rounds, cache / label / MADE_BY, Console(stderr=True), label)
    tables.print_run(_console(), found)
    if file is not None:
        save(found, file)


def _console() -> Console:
    """As wide as the tables where nobody looks at it in a terminal."""
    return Console() if sys.stdout.isatty() else Console(width=WIDTH)


_RUN = click.Path(exists=True, dir_okay=False, path_type=Path)


@main.command()
@click.argument("before", type=_RUN)
@click.argument("after", type=_RUN)
def compare(before: Path, after: Path) -> None:
    """Shows two runs side by side; exits with 1 if anything fell by more than a quarter."""
    sys.exit(int(tables.compare(_console(), load(before), load(after))))


@main.command()
@click.argument("kept", type=_RUN)
def report(kept: Path) -> None:
    """Prints the table of `dateline help performance`."""
    click.echo(tables.markdown(load(kept)), nl=False)


if __name__ == "__main__":
    main()
