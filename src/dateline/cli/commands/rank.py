"""`dateline rank`: many companies at one date, in order."""

from __future__ import annotations

import click

from dateline.answers.asking import Ask
from dateline.answers.paging import MAX_SIZE, Page, Slice
from dateline.answers.ranking.filters import CompanyFilter
from dateline.answers.ranking.order import CompanyOrder
from dateline.answers.ranking.ranking import CompanyRanking, RankedCompany
from dateline.answers.reading import Reading
from dateline.cli import options
from dateline.cli.commands.company_lookup import answer_from, later_names
from dateline.cli.commands.ranking_flags import filter_flags, order_flags
from dateline.cli.pages.ranking import show_ranking
from dateline.cli.terminal import console, print_json
from dateline.exports.json_ranking import ranking_answer
from dateline.log.opening import LogAddress
from dateline.state.vantage import Vantage


@click.command("rank")
@order_flags
@click.option("--first", type=click.IntRange(1, MAX_SIZE), default=10, show_default=True, help="How many to list.")
@filter_flags
@options.vantage
@options.database
@options.as_json
def rank_command(
    order: CompanyOrder, first: int, wanted: CompanyFilter, ask: Ask, db: LogAddress, as_json: bool
) -> None:
    """Rank companies at a date: by valuation, money raised, a metric, founding, name or latest event.

    \b
    dateline rank
    dateline rank --by raised --currency EUR --on 2025-10-01 --known-by 2025-10-01
    dateline rank --by headcount --country FR --country DE --first 20
    """
    vantage, page, later = answer_from(db, lambda reading: _rank(reading, ask, wanted, order, first))
    if as_json:
        print_json(ranking_answer(order, vantage, page))
    else:
        by_country = wanted.countries is not None
        show_ranking(console(), order, vantage, page.items, more=page.has_next, later=later, countries_asked=by_country)


async def _rank(
    reading: Reading, ask: Ask, wanted: CompanyFilter, order: CompanyOrder, first: int
) -> tuple[Vantage, Slice[RankedCompany], dict[str, str]]:
    """A page of them, and the later names of those that have none by then."""
    vantage = await reading.vantage(ask)
    found = await CompanyRanking(reading, vantage, wanted, order).page(Page(first))
    return vantage, found, await later_names(reading, (one.state for one in found.items))
