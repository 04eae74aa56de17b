"""Printing, for every command: a console that prints text as it is, plain tables, JSON, and progress bars."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import click
from rich.console import Console, RenderableType
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

from dateline.cli.column_widths import GAP, broken_behind_hyphens, longest_line, widths_of
from dateline.cli.failures import printable
from dateline.values.text import DIRECTING

QUIET_SECONDS = 1.0
"""Work that takes no longer has no progress bar."""

INDENT = 2

MAX_WIDTH = 120
"""Lines of prose longer than this are hard to read, however wide the terminal is."""


def console(*, stderr: bool = False) -> Console:
    """Colours only on a terminal and without NO_COLOR; text is printed as it is, never as markup."""
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False)


def text(words: object, style: str = "") -> Text:
    """Text from a file or the log, without characters that could control the terminal."""
    return Text(printable(str(words)), style=style)


def print_json(answer: object) -> None:
    written = json.dumps(answer, ensure_ascii=False, indent=2)
    print_data(DIRECTING.sub(lambda mark: f"\\u{ord(mark.group()):04x}", written))


def print_data(written: str) -> None:
    """A text for programs, and the end of its line: UTF-8 whatever the encoding of the terminal is.

    A byte of a file's name that is no UTF-8 becomes `\\udc…`, which JSON in Python takes back to the same name.
    """
    click.echo(written.encode("utf-8", "backslashreplace"))


def table(*columns: str, right: tuple[str, ...] = (), fold: tuple[str, ...] = ()) -> Table:
    """A table without lines. Cells of the columns in `fold` may be broken over several lines, others are not."""
    made = _bare(show_header=any(columns))
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
    """A table under its title, without its empty columns; nothing for an empty table."""
    if section.row_count:
        section = _fitted(section, screen.width - INDENT)
        print_title(screen, title) if title else screen.print()
        screen.print(Padding(section, (0, 0, 0, INDENT), expand=False))


class Addressed(NamedTuple):
    """A remark by its number or sign, and an address where more of it stands."""

    number: object
    words: Text
    address: str = ""


def print_addressed(screen: Console, title: str, remarks: Sequence[Addressed]) -> None:
    """Remarks under their title. An address is never broken, so that it can be copied: what does not fit beside the
    words has a line of its own, however long."""
    if not remarks:
        return
    print_title(screen, title)
    width = max(len(str(one.number)) for one in remarks)
    behind = " " * (INDENT + width + 2)
    for one in remarks:
        fits = len(behind) + one.words.cell_len + 1 + len(one.address) <= screen.width
        words = Text.assemble(one.words, f" {one.address}") if one.address and fits else one.words
        number = Text.assemble(" " * INDENT, (f"{one.number!s:>{width}}", "dim"), "  ")
        for place, line in enumerate(words.wrap(screen, max(screen.width - len(behind), 20))):
            line.rstrip()
            screen.print(Text.assemble(number if place == 0 else behind, line), soft_wrap=True)
        if one.address and not fits:
            screen.print(Text(f"{behind}{one.address}"), soft_wrap=True)


def _fitted(section: Table, width: int) -> Table:
    """The table without its empty columns, as wide as there is room. Nothing is ever cut off."""
    kept = [column for column in section.columns if any(map(str, column.cells))]
    widths = widths_of(kept, width)
    made = _bare(show_header=section.show_header)
    for place, column in enumerate(kept):
        is_broken = widths is None or (not column.no_wrap or widths[place] < longest_line(column))
        made.add_column(
            column.header,
            justify=column.justify,
            no_wrap=not is_broken,
            overflow="fold",
            width=widths[place] if widths is not None and is_broken else None,
        )
    for row in zip(*(column.cells for column in kept), strict=True):
        made.add_row(*(row if widths is None else map(_broken, row, widths)))
    return made


def _broken(cell: RenderableType, width: int) -> RenderableType:
    return broken_behind_hyphens(cell, width) if isinstance(cell, Text) else cell


def _bare(*, show_header: bool) -> Table:
    return Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="dim", show_header=show_header)


@contextmanager
def progress(label: str, total: int, *, of_bytes: bool = True) -> Iterator[Callable[[int], None]]:
    """Gives a function to call with how much more is done: bytes, or things.

    A bar with the rate and the time left appears after QUIET_SECONDS.
    """
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
        if bar.live.is_started:
            bar.stop()


@contextmanager
def position_progress(label: str, last: int) -> Iterator[Callable[[int], None]]:
    """The same for work that goes through the log: gives a function to call with the position that is reached.

    `last` is the position at which the work is done.
    """
    reached = 0
    with progress(label, last, of_bytes=False) as advance:

        def reach(position: int) -> None:
            nonlocal reached
            advance(position - reached)
            reached = position

        yield reach
