"""The flags of `dateline list`: what all lists have in common."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date

from dateline.answers.asking import first_day
from dateline.answers.ranking.filters import CompanyFilter
from dateline.answers.ranking.listed_parts import ListOrder
from dateline.cli import options
from dateline.cli.answer_files import AnswerFile, answer_file, first_flag
from dateline.cli.commands.ranking_flags import filter_flags
from dateline.values.dates import PartialDate

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the parts, in which order, and how they are shown."""

    order: ListOrder
    currency: str | None
    first: int | None
    file: AnswerFile
    since: date | None
    until: date | None
    of: CompanyFilter


_LIST_FLAGS: tuple[options.Flag, ...] = (
    options.option("--from", "since", type=options.DayType(), help="Only what counts from this day or later."),
    options.option("--until", type=options.DayType(), help="Only what counts from this day or earlier."),
    options.option(
        "--order",
        type=options.OneOf(ListOrder),
        default=ListOrder.LATEST.value,
        show_default=True,
        help="What comes first: the latest, or the largest by money, megawatts or parameters.",
    ),
    options.option("--currency", type=options.CurrencyType(), help="Money in this one too, at the rate of its day."),
    first_flag(SHOWN),
)


def list_flags(command: options.Command) -> options.Command:
    """The flags of every list, gathered into one argument `wanted`."""

    @functools.wraps(command)
    def listing(
        *args: object,
        since: PartialDate | None,
        until: PartialDate | None,
        order: ListOrder,
        currency: str | None,
        first: int | None,
        file: AnswerFile,
        wanted: CompanyFilter,
        **others: object,
    ) -> object:
        asked = Wanted(
            order,
            currency,
            first,
            file,
            first_day(since, "since"),
            until.last if until is not None else None,
            wanted,
        )
        return command(*args, wanted=asked, **others)

    return filter_flags(answer_file(options.flagged(listing, _LIST_FLAGS)))
