"""The flags of `dateline list`: what all lists have in common."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from dateline.answers.paging import MAX_SIZE
from dateline.answers.ranking.filters import CompanyFilter
from dateline.answers.ranking.listed_parts import ListOrder
from dateline.cli import options
from dateline.cli.commands.ranking_flags import filter_flags
from dateline.exports.part_lists import FORMATS
from dateline.exports.request import Format
from dateline.values.dates import PartialDate
from dateline.values.text import slugify


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the parts, in which order, and how they are shown."""

    order: ListOrder
    currency: str | None
    first: int | None
    format: Format | None
    output: Path | None
    companies: frozenset[str] | None
    since: date | None
    until: date | None
    of: CompanyFilter


_LIST_FLAGS: tuple[options.Flag, ...] = (
    click.option("--company", "companies", multiple=True, help="Only of this company; may be given again."),
    click.option("--from", "since", type=options.DayType(), help="Only what counts from this day or later."),
    click.option("--until", type=options.DayType(), help="Only what counts from this day or earlier."),
    click.option(
        "--order",
        type=options.OneOf(ListOrder),
        default=ListOrder.LATEST.value,
        show_default=True,
        help="What comes first: the latest, or the largest by money, megawatts or parameters.",
    ),
    click.option("--currency", type=options.CurrencyType(), help="Money in this one too, at the rate of its day."),
    click.option(
        "--first",
        type=click.IntRange(1, MAX_SIZE),
        help="How many to list. Default: 20, and all of them in a file.",
    ),
    click.option(
        "--format", "format_", type=click.Choice([each.value for each in FORMATS]), help="As a file of this format."
    ),
    click.option(
        "--output",
        type=click.Path(path_type=Path),
        help="The file to write. Default: standard output; as it ends, so is its format.",
    ),
)


def list_flags(command: options.Command) -> options.Command:
    """The flags of every list, gathered into one argument `wanted`."""

    @functools.wraps(command)
    def listing(
        *args: object,
        companies: tuple[str, ...],
        since: PartialDate | None,
        until: PartialDate | None,
        order: ListOrder,
        currency: str | None,
        first: int | None,
        format_: str | None,
        output: Path | None,
        wanted: CompanyFilter,
        **others: object,
    ) -> object:
        asked = Wanted(
            order,
            currency,
            first,
            Format(format_) if format_ is not None else None,
            output,
            frozenset(map(slugify, companies)) or None,
            since.first or since.last if since is not None else None,
            until.last if until is not None else None,
            wanted,
        )
        return command(*args, wanted=asked, **others)

    return filter_flags(options.flagged(listing, _LIST_FLAGS))
