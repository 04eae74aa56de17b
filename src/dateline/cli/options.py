"""The flags that commands share: the same name, the same meaning, the same words everywhere."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, Generic, TypeVar

import click

from dateline import config
from dateline.dates import Certainty, PartialDate
from dateline.errors import InvalidDate, InvalidInput
from dateline.terms import Confidence
from dateline.timeline import Ask

Command = TypeVar("Command", bound=Callable[..., Any])
E = TypeVar("E", bound=Enum)

MAX_POSITION_DIGITS = 18
ENDS_NEVER = "needs a date that ends, like 2025-12-31 or 2025"


class Database(click.ParamType[Path]):
    """A log: the path of its file."""

    name = "database"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        if isinstance(value, Path):
            return value
        try:
            return config.database_path(value)
        except InvalidInput as error:
            self.fail(str(error), param, ctx)


class Day(click.ParamType[PartialDate]):
    """A date as people write it, however precise."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> PartialDate:
        if isinstance(value, PartialDate):
            return value
        try:
            day = PartialDate.parse(value)
        except InvalidDate as error:
            self.fail(str(error), param, ctx)
        if day.last is None:
            self.fail(ENDS_NEVER, param, ctx)
        return day


class Recorded(click.ParamType[int | datetime]):
    """A place in the log: a position or an instant."""

    name = "position|instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | datetime:
        if isinstance(value, (int, datetime)):
            return value
        if value.isascii() and value.isdecimal() and len(value) <= MAX_POSITION_DIGITS:
            return int(value)
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            instant = None
        if instant is None or instant.tzinfo is None:
            self.fail(
                f"{value!r} is neither a position in the log, like 42, nor an instant with its offset,"
                " like 2026-11-22T12:00:00Z",
                param,
                ctx,
            )
        return instant


class OneOf(click.Choice[str], Generic[E]):
    """One of the words of a vocabulary."""

    def __init__(self, words: type[E]) -> None:
        super().__init__([word.value for word in words])
        self._words = words

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value if isinstance(value, self._words) else self._words(super().convert(value, param, ctx))


def database(command: Command) -> Command:
    """--db, of every command that opens the log."""
    return click.option(
        "--db",
        type=Database(),
        default=config.DATABASE,
        envvar="DATELINE_DB",
        show_default=True,
        show_envvar=True,
        help="The log: a file, or sqlite:///path.",
    )(command)


def as_json(command: Command) -> Command:
    """--json, of every command that answers."""
    return click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")(command)


def vantage(command: Command) -> Command:
    """The flags of a vantage, gathered into one argument `ask`."""
    flags = (
        click.option("--on", type=Day(), help="The day asked about; of a month or a year, its last. Default: today."),
        click.option("--known-by", type=Day(), help="Only what could be known by then. Default: with hindsight."),
        click.option("--recorded", type=Recorded(), help="Only what the log held then. Default: all it holds."),
        click.option(
            "--confidence",
            type=OneOf(Confidence),
            default=Confidence.REPORTED.value,
            show_default=True,
            help="The least confidence that counts; the rest is listed as rumors.",
        ),
        click.option(
            "--dates",
            type=OneOf(Certainty),
            default=Certainty.CERTAIN.value,
            show_default=True,
            help="Whether an event counts once its date is certain to have come, or once it is possible.",
        ),
    )

    @functools.wraps(command)
    def asking(
        *args: Any,
        on: PartialDate | None,
        known_by: PartialDate | None,
        recorded: int | datetime | None,
        confidence: Confidence,
        dates: Certainty,
        **others: Any,
    ) -> Any:
        ask = Ask(
            on=on,
            known_by=_last_day(known_by),
            confidence=confidence,
            dates=dates,
            position=recorded if isinstance(recorded, int) else None,
            instant=recorded if isinstance(recorded, datetime) else None,
        )
        return command(*args, ask=ask, **others)

    wrapped: Any = asking
    for flag in reversed(flags):
        wrapped = flag(wrapped)
    return wrapped  # type: ignore[no-any-return]


def _last_day(day: PartialDate | None) -> date | None:
    return day.last if day is not None else None
