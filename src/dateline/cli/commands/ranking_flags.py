"""The flags of `dateline rank`: what companies are ordered by, and which of them are in the ranking."""

from __future__ import annotations

import functools

import click

from dateline.answers.ranking.filters import CompanyFilter, country_codes
from dateline.answers.ranking.order import CompanyOrder, Direction, OrderField
from dateline.answers.spans_told import days_over
from dateline.cli import options
from dateline.cli.pages.ranking import FIELDS
from dateline.state.company import Status
from dateline.values.dates import PartialDate
from dateline.values.text import slugify
from dateline.values.vocabulary import Per

_ORDER_FLAGS: tuple[options.Flag, ...] = (
    click.option(
        "--by",
        default=OrderField.VALUATION.value,
        show_default=True,
        help=f"{', '.join(FIELDS)}, or a metric that somebody reports, like arr or headcount.",
    ),
    click.option("--scope", help="Of a metric: of this product, division or site."),
    click.option("--per", type=options.OneOf(Per), help="Of a metric: over this span of time."),
    click.option(
        "--over",
        type=options.DayType(),
        help="Of a metric that is counted over spans: their sum over this time, like 2023 or 2023-Q1.",
    ),
    click.option(
        "--currency", type=options.CurrencyType(), default="USD", show_default=True, help="To compare money in."
    ),
    click.option("--ascending", is_flag=True, help="The least first; names are so anyway, unless --descending."),
    click.option("--descending", is_flag=True, help="The most first."),
)


_FILTER_FLAGS: tuple[options.Flag, ...] = (
    click.option(
        "--country", "countries", multiple=True, help="Only of this country, like FR or France; may be given again."
    ),
    click.option("--sector", "sectors", multiple=True, help="Only of this sector; may be given again."),
    click.option("--status", type=options.OneOf(Status), help="Only of this status."),
    click.option("--named", help="Only with this in their name."),
    click.option("--investor", help="Only with this investor or holder, by name or slug."),
    click.option("--partner", help="Only with this partner, by name or slug, while it lasts."),
    click.option("--milestone", help="Only with this milestone by key or name, like membership of an index."),
    click.option("--founded-from", type=options.DayType(), help="Only founded on this day or later."),
    click.option("--founded-until", type=options.DayType(), help="Only founded by this day."),
)


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
        countries: tuple[str, ...],
        sectors: tuple[str, ...],
        status: Status | None,
        named: str | None,
        investor: str | None,
        partner: str | None,
        milestone: str | None,
        founded_from: PartialDate | None,
        founded_until: PartialDate | None,
        **others: object,
    ) -> object:
        wanted = CompanyFilter(
            countries=country_codes(countries) or None,
            sectors=frozenset(sectors) or None,
            status=status,
            name_contains=named,
            investor=slugify(investor) if investor is not None else None,
            founded_from=founded_from.first or founded_from.last if founded_from is not None else None,
            founded_until=founded_until.last if founded_until is not None else None,
            partner=slugify(partner) if partner is not None else None,
            milestone=slugify(milestone) if milestone is not None else None,
        )
        return command(*args, wanted=wanted, **others)

    return options.flagged(filtering, _FILTER_FLAGS)
