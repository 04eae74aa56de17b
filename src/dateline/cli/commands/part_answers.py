"""What every `dateline list` answers: a page for the terminal, JSON, or a file."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from dateline.answers.asking import Ask
from dateline.answers.paging import Slice, first_of
from dateline.answers.ranking.listed_parts import ACQUISITIONS, ListedPart, PartOrder
from dateline.answers.ranking.part_filters import AcquisitionFilter, PartFilter, RoundFilter
from dateline.answers.ranking.part_ranking import PartRanking, RankedPart
from dateline.answers.ranking.walking import every_part
from dateline.answers.reading import Reading
from dateline.cli.commands.company_lookup import answer_from, later_names, named_companies, nearest
from dateline.cli.commands.earliest_report import all_known_later
from dateline.cli.commands.part_flags import SHOWN, Wanted
from dateline.cli.pages.part_list import show_parts
from dateline.cli.terminal import console, print_json
from dateline.exports.json_ranking import parts_answer
from dateline.exports.json_values import vantage_answer
from dateline.exports.part_lists import listed_rows
from dateline.log.opening import LogAddress
from dateline.state.vantage import Vantage
from dateline.values.text import slugify


def answer_list(
    listed: ListedPart[Any], filter: PartFilter[Any], wanted: Wanted, ask: Ask, db: LogAddress, *, as_json: bool
) -> None:
    """Answers as the flags of all lists say."""
    order = PartOrder(wanted.order, wanted.currency or "USD")
    most = wanted.first or (None if wanted.file.is_wanted else SHOWN)
    vantage, page, later, why = answer_from(db, lambda reading: _found(reading, ask, listed, filter, order, most))
    if wanted.file.is_wanted:
        columns, rows = listed_rows(listed, page.items, wanted.currency)
        wanted.file.write(columns, rows, {"what": listed.name, "vantage": vantage_answer(vantage)})
    elif as_json:
        print_json(parts_answer(listed, order, vantage, page, why))
    else:
        asked = {"converted": wanted.currency is not None, "countries_asked": wanted.of.countries is not None}
        investors = filter.investors if isinstance(filter, RoundFilter) else None
        show_parts(console(), listed, order, vantage, page, later=later, why=why, investors=investors, **asked)


async def _found(
    reading: Reading,
    ask: Ask,
    listed: ListedPart[Any],
    filter: PartFilter[Any],
    order: PartOrder,
    most: int | None,
) -> tuple[Vantage, Slice[RankedPart[Any]], dict[str, str], str]:
    """The first ones, or all of them; the later names of companies that have none by then; if there are none, why."""
    vantage = await reading.vantage(ask)
    filter = replace(filter, of=await named_companies(reading, filter.of, vantage))
    parts = PartRanking(reading, vantage, listed, filter, order)
    shown = await first_of(parts.page, most)
    later = await later_names(reading, (one.state for one in shown.items))
    why = "" if shown.items else await _why_none(reading, vantage, listed, filter)
    return vantage, shown, later, why


async def _why_none(reading: Reading, vantage: Vantage, listed: ListedPart[Any], filter: PartFilter[Any]) -> str:
    """Empty where nothing is to be said of it."""
    why = await all_known_later(reading, vantage, listed.part.title.lower(), listed.kind)
    if why or not isinstance(filter, AcquisitionFilter) or filter.targets is None:
        return why
    bought = [deal.target.value async for _, deal in every_part(reading, vantage, ACQUISITIONS, AcquisitionFilter())]
    if any(target.slug in filter.targets for target in bought):
        return ""
    of_name = {name: target.slug for target in bought for name in (slugify(target.name), target.slug)}
    near = [slug for wanted in sorted(filter.targets) for slug in nearest(wanted, of_name)]
    return f"did you mean {' or '.join(near)}?" if near else ""
