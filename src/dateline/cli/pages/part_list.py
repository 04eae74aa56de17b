"""A list of parts of all companies as a page for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rich.console import Console

from dateline.answers.paging import Slice
from dateline.answers.ranking.listed_parts import ListedPart, ListOrder, PartOrder
from dateline.answers.ranking.part_ranking import RankedPart
from dateline.answers.ranking.seats import presumed_country
from dateline.cli.pages import phrases
from dateline.cli.pages.company import sources_of, vantage_words
from dateline.cli.pages.footnotes import Footnotes
from dateline.cli.pages.subject_row import SubjectRow
from dateline.cli.terminal import print_addressed, print_section, table, text
from dateline.state.accounts import Chosen
from dateline.state.parts.funding import FundingRound
from dateline.state.vantage import Vantage
from dateline.values.money import Money
from dateline.values.words import money_words, names_words, number_words

_NUMBER = "#"
_SOURCES = "Src"
_COMPANY = {"acquisitions": "Buyer"}
PartCells = Callable[[SubjectRow, Any], SubjectRow]


def show_parts(
    screen: Console,
    listed: ListedPart[Any],
    order: PartOrder,
    vantage: Vantage,
    found: Slice[RankedPart[Any]],
    *,
    converted: bool,
    later: Mapping[str, str],
    countries_asked: bool = False,
    why: str = "",
    investors: frozenset[str] | None = None,
) -> None:
    """One row a part, then the sources.

    `countries_asked`: whether only those of companies of some countries are listed.
    `converted`: with its money in the currency of the order. `later`: the later names of companies without one by then.
    `investors`: the slugs of those that were asked for. `why`: if there are none, a reason for it.
    """
    notes = Footnotes()
    screen.print(text(f"{listed.part.title}, the {order.by.value} first", "bold"))
    screen.print(text(vantage_words(vantage), "dim"))
    if not found.items:
        screen.print(text(f"\n{phrases.with_reason('There are none there', why)}"))
        return
    heads, cells = _COLUMNS[listed.name]
    money = (f"In {order.currency}",) if converted and listed.is_money else ()
    columns = (_NUMBER, "When", _COMPANY.get(listed.name, "Company"), *heads, *money, _SOURCES)
    listing = table(*columns, right=(_NUMBER,), fold=(*columns[2:4], "Leads", "Description"))
    for one in found.items:
        row = SubjectRow(one.part, notes).cell(f"{one.rank}", style="dim").field(one.part.on)
        row = cells(row.cell(phrases.listed_company(one.state, later), style="bold"), one.part)
        if investors is not None:
            row = _with_investors(row, one.part, investors)
        if money:
            row = row.cell(_in_currency(one, listed, order.currency))
        row.add_to(listing)
    print_section(screen, "", listing)
    if not all(one.state.is_named for one in found.items):
        screen.print(text(f"\n{phrases.NAMED_LATER}", "dim"))
    presumed = {one.state.slug for one in found.items if presumed_country(one.state) is not None}
    if countries_asked and presumed:
        screen.print(text(f"\n{phrases.presumed(len(presumed))}", "dim"))
    print_addressed(screen, "Sources", sources_of(notes))
    if found.has_next:
        screen.print(text("\nThere are more: --first lists them.", "dim"))
    if order.by is ListOrder.LARGEST and listed.size is None:
        screen.print(text("\nThey have no size: they stand by their days.", "dim"))


def _in_currency(one: RankedPart[Any], listed: ListedPart[Any], currency: str) -> str:
    number = listed.number(one.part, one.state, currency)
    return money_words(Money(number, currency)) if number is not None else ""


def _with_investors(row: SubjectRow, round_: FundingRound, asked: frozenset[str]) -> SubjectRow:
    """Those of a round that were asked for, below its leads, which are its last cell."""
    told = round_.investors
    names = names_words([one for one in told.value if one.slug in asked]) if told is not None else ""
    return row.below((f"with {names}", told)) if names else row


def _share(percent: Chosen[Any] | None) -> str:
    return f"{number_words(percent.value)}%" if percent is not None else ""


_COLUMNS: dict[str, tuple[tuple[str, ...], PartCells]] = {
    "rounds": (
        ("Round", "Stage", "Raised", "Valuation", "Leads"),
        lambda row, one: (
            row.cell(one.series.value if one.series else one.key, one.series)
            .field(one.stage)
            .field(one.raised)
            .field(one.valuation)
            .field(one.leads)
        ),
    ),
    "acquisitions": (
        ("Target", "Announced", "Stage", "Price", "Share"),
        lambda row, one: (
            row.field(one.target)
            .field(one.announced)
            .field(one.stage)
            .field(one.price)
            .cell(_share(one.percent), one.percent)
        ),
    ),
    "models": (
        ("Model", "Stage", "Access", "Parameters"),
        lambda row, one: row.field(one.name).field(one.stage).field(one.access).field(one.parameters),
    ),
    "data-centers": (
        ("Site", "Role", "Stage", "Country", "Power"),
        lambda row, one: row.field(one.name).field(one.role).field(one.stage).field(one.country).field(one.megawatts),
    ),
    "milestones": (
        ("Milestone", "Category", "Stage", "Description"),
        lambda row, one: row.field(one.name).field(one.category).field(one.stage).field(one.description),
    ),
}
"""By the name of the list: the heads of its own columns, and their cells."""
