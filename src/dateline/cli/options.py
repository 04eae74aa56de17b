"""The flags that several commands have, with the same name and the same meaning in each."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from dateline.answers.asking import Ask, LogPlace, log_place
from dateline.errors import InvalidDate, InvalidInput
from dateline.log.opening import DEFAULT_ADDRESS, LogAddress, log_address
from dateline.values.currencies import MINOR_UNITS
from dateline.values.dates import Certainty, PartialDate
from dateline.values.vocabulary import Confidence

Command = Callable[..., object]
Flag = Callable[[Command], Command]
E = TypeVar("E", bound=Enum)

ENDS_NEVER = "needs a date that ends, like 2025-12-31 or 2025"


class DatabaseType(click.ParamType[LogAddress]):
    """The address of a log."""

    name = "database"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> LogAddress:
        if not isinstance(value, str):
            return value  # type: ignore[return-value]  # what a test or another command has made already
        try:
            return log_address(value)
        except InvalidInput as error:
            self.fail(str(error), param, ctx)


class DayType(click.ParamType[PartialDate]):
    """A date as people write it, however precise."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> PartialDate:
        try:
            day = value if isinstance(value, PartialDate) else PartialDate.parse(str(value))
        except InvalidDate as error:
            self.fail(str(error), param, ctx)
        if day.last is None:
            self.fail(ENDS_NEVER, param, ctx)
        return day


class LogPlaceType(click.ParamType[LogPlace]):
    """A place in the log: a position or an instant."""

    name = "position|instant"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> LogPlace:
        place = log_place(value)
        if place is None:
            self.fail(
                f"{value!r} is neither a position in the log, like 42, nor an instant with its offset,"
                " like 2026-11-22T12:00:00Z",
                param,
                ctx,
            )
        return place


class CurrencyType(click.ParamType[str]):
    """An ISO 4217 code, in whatever case."""

    name = "code"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        code = str(value).upper()
        if code not in MINOR_UNITS:
            self.fail(f"{value!r} is not an ISO 4217 code, like EUR or USD", param, ctx)
        return code


class OneOf(click.Choice[E]):
    """One of the words of a vocabulary."""

    def normalize_choice(self, choice: object, ctx: click.Context | None) -> str:
        """The word itself; click alone would take the name that Python has for it."""
        return super().normalize_choice(choice.value if isinstance(choice, Enum) else choice, ctx)


class Flagged(click.Option):
    """An option of a command. One that takes a value and is given again either means any of its values (`multiple`,
    and its help says so), or the command is refused: the last one never wins unseen. A flag without a value that is
    given again says the same again.
    """

    def __init__(self, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        if self.multiple and self.help:
            self.help = f"{self.help.removesuffix('.')}; {AGAIN}."

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        """As click has it, but that nothing that was given is thrown away."""
        super().add_to_parser(parser, ctx)
        if not self.multiple and not self.is_flag:
            for name in self.opts:
                (parser._long_opt if name.startswith("--") else parser._short_opt)[name].action = "append"

    def consume_value(self, ctx: click.Context, opts: Mapping[str, Any]) -> tuple[Any, ParameterSource]:
        """The one value that was given. Raises click's UsageError for several."""
        given = opts.get(self.name or "")
        if self.multiple or self.is_flag or not isinstance(given, list):
            return super().consume_value(ctx, opts)
        if len(given) > 1:
            told = " and ".join(map(str, given))
            raise click.UsageError(f"{self.opts[0]} is given {len(given)} times, as {told}: it takes one value", ctx)
        return super().consume_value(ctx, {**opts, self.name or "": given[0]})


AGAIN = "may be given again"
option = functools.partial(click.option, cls=Flagged)
"""A decorator: one more option of a command. All commands have theirs from here."""


def database(command: Command) -> Command:
    """--db, of every command that opens the log."""
    return option(
        "--db",
        type=DatabaseType(),
        default=DEFAULT_ADDRESS,
        envvar="DATELINE_DB",
        show_default=True,
        show_envvar=True,
        help="The log: a file, sqlite:///path, or postgresql://user@host/database.",
    )(command)


def as_json(command: Command) -> Command:
    """--json, of every command that answers."""
    return option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")(command)


def flagged(command: Command, flags: Sequence[Flag]) -> Command:
    """The command with these flags, which its help lists in this order."""
    for flag in reversed(flags):
        command = flag(command)
    return command


def vantage(command: Command) -> Command:
    """The flags of a vantage, gathered into one argument `ask`."""

    @functools.wraps(command)
    def asking(
        *args: object,
        on: PartialDate | None,
        known_by: PartialDate | None,
        recorded: LogPlace | None,
        confidence: Confidence,
        dates: Certainty,
        **others: object,
    ) -> object:
        return command(*args, ask=_ask(on, known_by, recorded, confidence, dates), **others)

    return flagged(asking, _vantage_flags())


def _vantage_flags() -> tuple[Flag, ...]:
    return (
        option("--on", type=DayType(), help="The day asked about; of a month or a year, its last. Default: today."),
        option("--known-by", type=DayType(), help="Only what could be known by then. Default: with hindsight."),
        option("--recorded", type=LogPlaceType(), help="Only what the log held then. Default: all it holds."),
        option(
            "--confidence",
            type=OneOf(Confidence),
            default=Confidence.REPORTED.value,
            show_default=True,
            help="The least confidence that counts; the rest is listed as rumors.",
        ),
        option(
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
    def asking(*args: object, **given: Any) -> object:
        both = {name: given.pop(name) for name in _VANTAGE}
        own = [{name: given.pop(f"{side}_{name}") for name in _VANTAGE} for side in ("from", "to")]
        before, after = (
            _ask(*(side[name] if side[name] is not None else both[name] for name in _VANTAGE)) for side in own
        )
        return command(*args, before=before, after=after, **given)

    first, second = _side_flags("from", "On the first vantage only."), _side_flags("to", "On the second vantage only.")
    return flagged(asking, (*_vantage_flags(), *first, *second))


def _side_flags(side: str, where: str) -> list[Flag]:
    """The flags of a vantage for one of two; without defaults, for what is left out is as the plain flags say."""
    types = (DayType(), DayType(), LogPlaceType(), OneOf(Confidence), OneOf(Certainty))
    return [
        option(f"--{side}-{name.replace('_', '-')}", type=type_, help=where)
        for name, type_ in zip(_VANTAGE, types, strict=True)
    ]


def _ask(
    on: PartialDate | None,
    known_by: PartialDate | None,
    recorded: LogPlace | None,
    confidence: Confidence,
    dates: Certainty,
) -> Ask:
    return Ask.of(on, known_by.last if known_by is not None else None, recorded, confidence, dates)
