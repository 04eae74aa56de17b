"""The flags that commands share: the same name, the same meaning, the same words everywhere."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, Generic, TypeVar

import click

from dateline.answers.asking import Ask, LogPlace, log_place, partial_date
from dateline.errors import InvalidDate, InvalidInput
from dateline.log.opening import DEFAULT_ADDRESS, database_path
from dateline.values.dates import Certainty, PartialDate
from dateline.values.money import MINOR_UNITS
from dateline.values.vocabulary import Confidence

Command = TypeVar("Command", bound=Callable[..., Any])
E = TypeVar("E", bound=Enum)

ENDS_NEVER = "needs a date that ends, like 2025-12-31 or 2025"


class Database(click.ParamType[Path]):
    """A log: the path of its file."""

    name = "database"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        if isinstance(value, Path):
            return value
        try:
            return database_path(value)
        except InvalidInput as error:
            self.fail(str(error), param, ctx)


class Day(click.ParamType[PartialDate]):
    """A date as people write it, however precise."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> PartialDate:
        try:
            day = partial_date(value)
        except InvalidDate as error:
            self.fail(str(error), param, ctx)
        if day is None or day.last is None:
            self.fail(ENDS_NEVER, param, ctx)
        return day


class Recorded(click.ParamType[LogPlace]):
    """A place in the log: a position or an instant."""

    name = "position|instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> LogPlace:
        place = value if isinstance(value, (int, datetime)) else log_place(value)
        if place is None:
            self.fail(
                f"{value!r} is neither a position in the log, like 42, nor an instant with its offset,"
                " like 2026-11-22T12:00:00Z",
                param,
                ctx,
            )
        return place


class Currency(click.ParamType[str]):
    """An ISO 4217 code, in whatever case."""

    name = "code"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        code = str(value).upper()
        if code not in MINOR_UNITS:
            self.fail(f"{value!r} is not an ISO 4217 code, like EUR or USD", param, ctx)
        return code


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
        default=DEFAULT_ADDRESS,
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

    @functools.wraps(command)
    def asking(
        *args: Any,
        on: PartialDate | None,
        known_by: PartialDate | None,
        recorded: LogPlace | None,
        confidence: Confidence,
        dates: Certainty,
        **others: Any,
    ) -> Any:
        return command(*args, ask=_ask(on, known_by, recorded, confidence, dates), **others)

    wrapped: Any = asking
    for flag in reversed(_vantage_flags()):
        wrapped = flag(wrapped)
    return wrapped  # type: ignore[no-any-return]


def _vantage_flags() -> tuple[Callable[[Any], Any], ...]:
    return (
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


_VANTAGE = ("on", "known_by", "recorded", "confidence", "dates")


def vantages(command: Command) -> Command:
    """The flags of two vantages, gathered into `before` and `after`: --from-…, --to-…, and the plain ones for both."""

    @functools.wraps(command)
    def asking(*args: Any, **given: Any) -> Any:
        both = {name: given.pop(name) for name in _VANTAGE}
        asks = []
        for side in ("from", "to"):
            own = {name: given.pop(f"{side}_{name}") for name in _VANTAGE}
            asks.append(_ask(*(own[name] if own[name] is not None else both[name] for name in _VANTAGE)))
        return command(*args, before=asks[0], after=asks[1], **given)

    wrapped: Any = asking
    for side, where in (("to", "On the second vantage only."), ("from", "On the first vantage only.")):
        types = (Day(), Day(), Recorded(), OneOf(Confidence), OneOf(Certainty))
        for name, kind in reversed(list(zip(_VANTAGE, types, strict=True))):
            wrapped = click.option(f"--{side}-{name.replace('_', '-')}", type=kind, help=where)(wrapped)
    for flag in reversed(_vantage_flags()):
        wrapped = flag(wrapped)
    return wrapped  # type: ignore[no-any-return]


def _ask(
    on: PartialDate | None,
    known_by: PartialDate | None,
    recorded: LogPlace | None,
    confidence: Confidence,
    dates: Certainty,
) -> Ask:
    return Ask.of(on, known_by.last if known_by is not None else None, recorded, confidence, dates)
