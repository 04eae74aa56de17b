"""The flags of `dateline rank`: what companies are ordered by, and which of them are in the ranking."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import TypeVar

from dateline.answers.asking import first_day
from dateline.answers.ranking.filters import CompanyFilter, country_codes
from dateline.answers.ranking.order import CompanyOrder, Direction, OrderField
from dateline.answers.spans_told import days_over
from dateline.cli import options
from dateline.cli.failures import Misuse
from dateline.cli.pages.ranking import FIELDS
from dateline.state.company import Status
from dateline.values.dates import PartialDate
from dateline.values.text import slugify
from dateline.values.vocabulary import Per

T = TypeVar("T")

_ORDER_FLAGS: tuple[options.Flag, ...] = (
    options.option(
        "--by",
        default=OrderField.VALUATION.value,
        show_default=True,
        help=f"{', '.join(FIELDS)}, or a metric that somebody reports, like arr or headcount.",
    ),
    options.option("--scope", help="Of a metric: of this product, division or site."),
    options.option("--per", type=options.OneOf(Per), help="Of a metric: over this span of time."),
    options.option(
        "--over",
        type=options.DayType(),
        help="Of a metric that is counted over spans: their sum over this time, like 2023 or 2023-Q1.",
    ),
    options.option(
        "--currency", type=options.CurrencyType(), default="USD", show_default=True, help="To compare money in."
    ),
    options.option("--ascending", is_flag=True, help="The least first; names are so anyway, unless --descending."),
    options.option("--descending", is_flag=True, help="The most first."),
)


_FILTER_FLAGS: tuple[options.Flag, ...] = (
    options.option("--company", "companies", multiple=True, help="Only this one, by its slug or an identifier."),
    options.option("--country", "countries", multiple=True, help="Only of this country, like FR or France."),
    options.option("--sector", "sectors", multiple=True, help="Only of this sector."),
    options.option("--status", "statuses", type=options.OneOf(Status), multiple=True, help="Only of this status."),
    options.option("--named", "called", multiple=True, help="Only with this in their name."),
    options.option(
        "--investor", "investors", multiple=True, help="Only with this investor or holder, by name or slug."
    ),
    options.option(
        "--partner", "partners", multiple=True, help="Only with this partner, by name or slug, while it lasts."
    ),
    options.option(
        "--milestone",
        "milestones",
        multiple=True,
        help="Only with this milestone by key or name, like membership of an index.",
    ),
    options.option("--founded-from", type=options.DayType(), help="Only founded on this day or later."),
    options.option("--founded-until", type=options.DayType(), help="Only founded by this day."),
)


def some(given: Iterable[T]) -> frozenset[T] | None:
    """What was given of a flag that may be given again: any of it is meant. Nothing is no condition."""
    return frozenset(given) or None


def order_flags(command: options.Command) -> options.Command:
    """The flags of an order, gathered into one argument `order`."""

    @functools.wraps(command)
    def ordering(
        *args: object,
        by: str,
        scope: str | None,
        per: Per | None,
        over: PartialDate | None,
        currency: str,
        ascending: bool,
        descending: bool,
        **others: object,
    ) -> object:
        if ascending and descending:
            raise Misuse("give either --ascending or --descending, not both")
        field = FIELDS.get(by, OrderField.METRIC)
        upwards = ascending or (field is OrderField.NAME and not descending)
        metric = by if field is OrderField.METRIC else None
        days = days_over(over) if over is not None else None
        order = CompanyOrder(field, Direction.ASC if upwards else Direction.DESC, currency, metric, scope, per, days)
        return command(*args, order=order, **others)

    return options.flagged(ordering, _ORDER_FLAGS)


def filter_flags(command: options.Command) -> options.Command:
    """The flags of a filter of companies, gathered into one argument `wanted`."""

    @functools.wraps(command)
    def filtering(
        *args: object,
        companies: tuple[str, ...],
        countries: tuple[str, ...],
        sectors: tuple[str, ...],
        statuses: tuple[Status, ...],
        called: tuple[str, ...],
        investors: tuple[str, ...],
        partners: tuple[str, ...],
        milestones: tuple[str, ...],
        founded_from: PartialDate | None,
        founded_until: PartialDate | None,
        **others: object,
    ) -> object:
        wanted = CompanyFilter(
            slugs=some(companies),
            countries=some(country_codes(countries)),
            sectors=some(sectors),
            statuses=some(statuses),
            called=some(called),
            investors=some(map(slugify, investors)),
            founded_from=first_day(founded_from, "founded_from"),
            founded_until=founded_until.last if founded_until is not None else None,
            partners=some(map(slugify, partners)),
            milestones=some(map(slugify, milestones)),
        )
        return command(*args, wanted=wanted, **others)

    return options.flagged(filtering, _FILTER_FLAGS)
