"""`dateline rank`: many companies at one date, in order."""

from __future__ import annotations

import click

from dateline.answers.asking import Ask
from dateline.answers.flows import FlowRequest
from dateline.answers.paging import Slice, first_of
from dateline.answers.ranking.filters import CompanyFilter
from dateline.answers.ranking.order import CompanyOrder, OrderField
from dateline.answers.ranking.ranking import CompanyRanking, RankedCompany
from dateline.answers.reading import Reading
from dateline.cli import options
from dateline.cli.answer_files import AnswerFile, answer_file, first_flag
from dateline.cli.commands.company_lookup import answer_from, later_names, named_companies
from dateline.cli.commands.earliest_report import all_known_later
from dateline.cli.commands.ranking_flags import filter_flags, order_flags
from dateline.cli.commands.without_period import figures_without_period
from dateline.cli.pages.ranking import show_ranking
from dateline.cli.terminal import console, print_json
from dateline.events.deals import Funding
from dateline.events.measured import Metric
from dateline.exports.answer_rows import RANKED, columns_of, ranked_row
from dateline.exports.json_ranking import ranking_answer, ranking_terms
from dateline.log.opening import LogAddress
from dateline.state.vantage import Vantage

SHOWN = 10
_KINDS = {OrderField.METRIC: ("figures", Metric.kind), OrderField.RAISED: ("funding rounds", Funding.kind)}
"""What pages call that which companies are ordered by, and the kind of its events, where it is of one."""


@click.command("rank")
@order_flags
@first_flag(SHOWN)
@filter_flags
@answer_file
@options.vantage
@options.database
@options.as_json
def rank_command(
    order: CompanyOrder,
    first: int | None,
    wanted: CompanyFilter,
    file: AnswerFile,
    ask: Ask,
    db: LogAddress,
    as_json: bool,
) -> None:
    """Rank companies at a date: by valuation, money raised, a metric, founding, name or latest event.

    \b
    dateline rank
    dateline rank --by raised --currency EUR --on 2025-10-01 --known-by 2025-10-01
    dateline rank --by headcount --country FR --country DE --first 20
    """
    most = first or (None if file.is_wanted else SHOWN)
    vantage, page, later, why = answer_from(db, lambda reading: _rank(reading, ask, wanted, order, most))
    if file.is_wanted:
        rows = [ranked_row(one, order) for one in page.items]
        file.write(columns_of(RANKED), rows, ranking_terms(order, vantage))
    elif as_json:
        print_json(ranking_answer(order, vantage, page, why))
    else:
        by_country = wanted.countries is not None
        asked = {"more": page.has_next, "countries_asked": by_country}
        show_ranking(console(), order, vantage, page.items, later=later, why=why, **asked)


async def _rank(
    reading: Reading, ask: Ask, wanted: CompanyFilter, order: CompanyOrder, most: int | None
) -> tuple[Vantage, Slice[RankedCompany], dict[str, str], str]:
    """The first of them or all, the later names of those that have none by then; and if none has a value, why."""
    vantage = await reading.vantage(ask)
    wanted = await named_companies(reading, wanted, vantage)
    ranking = CompanyRanking(reading, vantage, wanted, order)
    shown = await first_of(ranking.page, most)
    valued = any(one.value is not None for one in shown.items)
    why = "" if valued else await _why_none(reading, vantage, wanted, order)
    return vantage, shown, await later_names(reading, (one.state for one in shown.items)), why


async def _why_none(reading: Reading, vantage: Vantage, wanted: CompanyFilter, order: CompanyOrder) -> str:
    """Empty where nothing is to be said of it."""
    what, kind = _KINDS.get(order.field, ("any company", None))
    why = await all_known_later(reading, vantage, what, kind)
    if why or order.over is None or order.metric is None:
        return why
    return await figures_without_period(reading, vantage, wanted, FlowRequest(order.metric, order.over, order.scope))
