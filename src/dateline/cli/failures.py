"""Errors as exit codes and sentences on stderr.

0 is success, 1 a problem in the input or the log, 2 a command that cannot be understood, 74 a standard output that
cannot be written, 130 a stop by Ctrl-C, 141 an output that nobody reads any more.
"""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Callable
from typing import IO, Any

import click

from dateline.cli.streams import OutputLost
from dateline.errors import DatelineError, UnreadableRecord
from dateline.values.text import DIRECTING

PROBLEM = 1
USAGE = 2
OUTPUT_LOST = 74
INTERRUPTED = 130
CLOSED_PIPE = 141

EXIT_CODES = {
    "error": PROBLEM,
    "invalid-input": USAGE,
    "invalid-date": USAGE,
    "invalid-event": PROBLEM,
    "invalid-money": PROBLEM,
    "invalid-file": PROBLEM,
    "invalid-vantage": USAGE,
    "invalid-cursor": USAGE,
    "invalid-proof": PROBLEM,
    "event-id-taken": PROBLEM,
    "position-conflict": PROBLEM,
    "position-ahead": PROBLEM,
    "other-log": PROBLEM,
    "unauthenticated": PROBLEM,
    "forbidden": PROBLEM,
    "corrupt-log": PROBLEM,
    "not-installed": PROBLEM,
    "store-unavailable": PROBLEM,
}
"""The code of every error → the exit code."""


class Failure(click.ClickException):
    """A problem in the input or the log, which ends a command: its sentence, and its exit code."""

    exit_code = PROBLEM

    def show(self, file: IO[str] | None = None) -> None:
        if self.message:
            click.echo(f"Error: {printable(self.message)}", file=file, err=True)


class Misuse(Failure):
    """A command that cannot be understood."""

    exit_code = USAGE


def failure(error: DatelineError) -> Failure:
    """An error as the end of a command."""
    return (Misuse if EXIT_CODES[error.code] == USAGE else Failure)(str(error))


class Commands(click.Group):
    """A group of commands, each of which may raise a DatelineError, or be stopped."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command. Raises Failure for a DatelineError, click's Exit for a stop."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("always", UnreadableRecord)
                warnings.showwarning = _warned(warnings.showwarning)
                return super().invoke(ctx)
        except DatelineError as error:
            raise failure(error) from error
        except KeyboardInterrupt as error:
            raise click.exceptions.Exit(INTERRUPTED) from error


def _warned(others: Callable[..., None]) -> Callable[..., None]:
    """How warnings are told: a record that cannot be read in a sentence on stderr, others as Python tells them."""

    def show(message: Warning | str, *where: Any, **more: Any) -> None:
        if isinstance(message, UnreadableRecord):
            click.echo(f"Warning: {printable(str(message))}", err=True)
        else:
            others(message, *where, **more)

    return show


def after_lost_output(lost: OutputLost) -> int:
    """The exit code of a command that lost its standard output. Why is said on stderr, and what was done all the same;
    a reader that has gone (`dateline show … | head`) needs to be told nothing of an answer."""
    if lost.done or not lost.reader_gone:
        Failure(f"{lost}; {lost.done}" if lost.done else str(lost)).show()
    return CLOSED_PIPE if lost.reader_gone else OUTPUT_LOST


def printable(text: str) -> str:
    """The text without anything that could move a cursor, set a colour or turn what stands beside it around: files may
    hold whatever they like. Blanks of all kinds, and marks that cannot be seen and do nothing to others, stay."""
    if text.isprintable():
        return text
    return "".join(character if character == "\n" or _is_harmless(character) else "�" for character in text)


def _is_harmless(character: str) -> bool:
    if character.isprintable():
        return True
    return unicodedata.category(character) in ("Zs", "Cf") and not DIRECTING.match(character)
