"""What every command prints with: a console without surprises, plain tables, JSON, and a progress bar that waits."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.padding import Padding
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.table import Table
from rich.text import Text

from dateline.cli.failing import printable

QUIET_SECONDS = 1.0
"""What takes no longer needs no progress bar."""

LONGEST_WORD = 20
"""Words longer than this are broken where space is short."""

MAX_WIDTH = 120
"""Lines of prose longer than this are hard to read, however wide the terminal is."""


class _Console(Console):
    """Leaves a closed pipe to the one place that knows what to do about it."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console(*, stderr: bool = False) -> Console:
    """Colours only on a terminal and without NO_COLOR; text is printed as it is, never as markup."""
    return _Console(stderr=stderr, markup=False, emoji=False, highlight=False)


def text(words: object, style: str = "") -> Text:
    """Words from a file or the log, with nothing in them that could steer the terminal."""
    return Text(printable(str(words)), style=style)


def print_json(answer: object) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def table(*columns: str, right: tuple[str, ...] = (), fold: tuple[str, ...] = ()) -> Table:
    """Columns without lines around them; those in `fold` may be broken over several lines, the others are not."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_header=any(columns))
    for column in columns:
        made.add_column(
            column.strip(),
            justify="right" if column in right else "left",
            no_wrap=column not in fold,
            overflow="fold",
            ratio=None,
        )
    return made


def print_title(screen: Console, title: str) -> None:
    screen.print()
    screen.print(Text(title, "bold cyan"))


def print_section(screen: Console, title: str, section: Table) -> None:
    """A table under its title; empty ones are left out."""
    if section.row_count:
        _keep_words_whole(section)
        print_title(screen, title) if title else screen.print()
        screen.print(Padding(section, (0, 0, 0, 2), expand=False))


def _keep_words_whole(section: Table) -> None:
    """Where a column is too narrow, break between words, not inside them."""
    for column in section.columns:
        if not column.no_wrap:
            broken = [word for cell in column.cells for word in str(cell).split()]
            column.min_width = min(max(map(len, broken), default=0), LONGEST_WORD)


@contextmanager
def progress(label: str, total: int, *, of_bytes: bool = True) -> Iterator[Callable[[int], None]]:
    """A function to tell how much more is done; a bar with its rate and the time left appears after a second."""
    columns: tuple[ProgressColumn, ...] = (
        (DownloadColumn(), TransferSpeedColumn()) if of_bytes else (MofNCompleteColumn(),)
    )
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        *columns,
        TimeRemainingColumn(),
        console=console(stderr=True),
        transient=True,
    )
    task = bar.add_task(label, total=total)
    began = time.monotonic()

    def advance(more: int) -> None:
        bar.advance(task, more)
        if not bar.live.is_started and bar.console.is_terminal and time.monotonic() - began > QUIET_SECONDS:
            bar.start()

    try:
        yield advance
    finally:
        bar.stop()
