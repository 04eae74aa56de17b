"""`dateline rank`: many companies at one date, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from dateline.answers.asking import Ask
from dateline.answers.paging import MAX_SIZE, Page
from dateline.answers.ranking.order import CompanyFilter, CompanyOrder, Value
from dateline.answers.ranking.ordered_list import Ranked
from dateline.answers.ranking.ranking import Many, RankedCompany
from dateline.answers.reading import Reading
from dateline.cli import options
from dateline.cli.commands.company_lookup import answer_from
from dateline.cli.commands.ranking_flags import filter_flags, order_flags
from dateline.cli.pages.ranking import show_ranking
from dateline.cli.terminal import console, print_json
from dateline.exports.json_state import event_answer
from dateline.exports.json_values import Json, plain, vantage_answer
from dateline.state.company import CompanyState
from dateline.state.vantage import Vantage


@dataclass(frozen=True, slots=True)
class _Found:
    """What was asked, and the answer: each company with its place and its state."""

    order: CompanyOrder
    vantage: Vantage
    companies: Sequence[tuple[int, Value | None, CompanyState]]
    more: bool


@click.command("rank")
@order_flags
@click.option("--first", type=click.IntRange(1, MAX_SIZE), default=10, show_default=True, help="How many to list.")
@filter_flags
@options.vantage
@options.database
@options.as_json
def rank_command(order: CompanyOrder, first: int, wanted: CompanyFilter, ask: Ask, db: Path, as_json: bool) -> None:
    """Rank companies at a date: by valuation, money raised, a metric, founding, name or latest event.

    \b
    dateline rank
    dateline rank --by raised --currency EUR --on 2025-10-01 --known-by 2025-10-01
    dateline rank --by headcount --country FR --country DE --first 20
    """
    found = answer_from(db, lambda reading: _rank(reading, ask, wanted, order, first))
    if as_json:
        print_json(_answer(found))
    else:
        show_ranking(console(), found.order, found.vantage, found.companies, more=found.more)


async def _rank(reading: Reading, ask: Ask, wanted: CompanyFilter, order: CompanyOrder, first: int) -> _Found:
    vantage = await reading.vantage(ask)
    many = Many(reading.timeline, vantage)
    found, _ = await many.companies(wanted, order, Page(first))
    states = {state.slug: state for state in await many.states([one.entry.item.slug for one in found.items])}
    return _Found(order, vantage, [_with_state(one, states) for one in found.items], found.has_next)


def _with_state(one: Ranked[RankedCompany], states: dict[str, CompanyState]) -> tuple[int, Value | None, CompanyState]:
    return one.rank, one.entry.item.value, states[one.entry.item.slug]


def _answer(found: _Found) -> Json:
    order = found.order
    named = (seen for _, value, _ in found.companies if value is not None for seen in value.because)
    return {
        "by": order.field.value,
        "metric": order.metric,
        "scope": order.scope,
        "per": plain(order.per),
        "currency": order.currency,
        "direction": order.direction.value,
        "vantage": vantage_answer(found.vantage),
        "companies": [
            {"rank": rank, "company": state.slug, "name": state.name, **_value_answer(value)}
            for rank, value, state in found.companies
        ],
        "more": found.more,
        "events": [event_answer(seen) for seen in {seen.id: seen for seen in named}.values()],
    }


def _value_answer(value: Value | None) -> Json:
    """`value` is as compared, `reported` as a source gives it."""
    if value is None:
        return {"value": None, "because": []}
    because = [seen.id for seen in value.because]
    if value.total is not None:
        total = value.total
        counts = {"counted": total.counted, "unknown": total.unknown, "excluded": total.excluded}
        return {"value": plain(total.money), **counts, "why": list(total.why), "because": because}
    if value.figure is not None:
        reported = {"reported": plain(value.figure.value), "on": value.figure.account.moment.edtf}
        rate = {}
        if value.conversion is not None:
            rate = {"rate": plain(value.conversion.rate.value), "rate_date": plain(value.conversion.rate.on)}
        compared = value.conversion.money if value.conversion is not None else value.figure.value
        return {"value": plain(compared), **reported, **rate, "because": because}
    return {"value": plain(value.date or value.text), "because": because}
