"""What every `dateline list` answers: a page for the terminal, JSON, or a file."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from dateline.answers.asking import Ask
from dateline.answers.paging import MAX_SIZE, Page, Slice
from dateline.answers.ranking.listed_parts import ListedPart, PartOrder
from dateline.answers.ranking.part_filters import PartFilter
from dateline.answers.ranking.part_ranking import PartRanking, RankedPart
from dateline.answers.reading import Reading
from dateline.cli.commands.company_lookup import answer_from, later_names, named_companies
from dateline.cli.commands.part_flags import SHOWN, Wanted
from dateline.cli.pages.part_list import show_parts
from dateline.cli.terminal import console, print_json
from dateline.exports.json_ranking import parts_answer
from dateline.exports.json_values import vantage_answer
from dateline.exports.part_lists import listed_rows
from dateline.log.opening import LogAddress
from dateline.state.vantage import Vantage


def answer_list(
    listed: ListedPart[Any], filter: PartFilter[Any], wanted: Wanted, ask: Ask, db: LogAddress, *, as_json: bool
) -> None:
    """Answers as the flags of all lists say."""
    order = PartOrder(wanted.order, wanted.currency or "USD")
    most = wanted.first or (None if wanted.file.is_wanted else SHOWN)
    vantage, page, later = answer_from(db, lambda reading: _found(reading, ask, listed, filter, order, most))
    if wanted.file.is_wanted:
        columns, rows = listed_rows(listed, page.items, wanted.currency)
        wanted.file.write(columns, rows, {"what": listed.name, "vantage": vantage_answer(vantage)})
    elif as_json:
        print_json(parts_answer(listed, order, vantage, page))
    else:
        asked = {"converted": wanted.currency is not None, "countries_asked": wanted.of.countries is not None}
        show_parts(console(), listed, order, vantage, page, later=later, **asked)


async def _found(
    reading: Reading,
    ask: Ask,
    listed: ListedPart[Any],
    filter: PartFilter[Any],
    order: PartOrder,
    most: int | None,
) -> tuple[Vantage, Slice[RankedPart[Any]], dict[str, str]]:
    """The first ones, or all of them; and the later names of companies that have none by then."""
    vantage = await reading.vantage(ask)
    filter = replace(filter, of=await named_companies(reading, filter.of, vantage))
    parts = PartRanking(reading, vantage, listed, filter, order)
    found = await parts.page(Page(most or MAX_SIZE))
    items = list(found.items)
    while most is None and found.has_next:
        found = await parts.page(Page(MAX_SIZE, after=items[-1].place))
        items += found.items
    later = await later_names(reading, (one.state for one in items))
    return vantage, Slice(items, found.has_next, has_previous=False), later
