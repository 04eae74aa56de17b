"""`dateline series`: a metric of a company over time."""

from __future__ import annotations

from pathlib import Path

import click

from dateline.answers.asking import Ask
from dateline.answers.change.series import SeriesRequest, metrics_of, series
from dateline.cli import options
from dateline.cli.commands.company_lookup import COMPANY, answer_from, known_state
from dateline.cli.failures import Failure
from dateline.cli.pages.series import show_series
from dateline.cli.terminal import console, print_json
from dateline.exports.json_change import series_answer
from dateline.state.company import CompanyState
from dateline.values.dates import PartialDate
from dateline.values.vocabulary import Per


@click.command("series")
@COMPANY
@click.argument("metric")
@click.option("--scope", help="Of this product, division or site.")
@click.option("--per", type=options.OneOf(Per), help="Over this span of time.")
@click.option("--from", "first", type=options.DayType(), help="The first day. Default: the first that has a value.")
@click.option("--currency", type=options.CurrencyType(), help="All of it in this currency, at the rate of each day.")
@options.vantage
@options.database
@options.as_json
def series_command(
    company: str,
    metric: str,
    scope: str | None,
    per: Per | None,
    first: PartialDate | None,
    currency: str | None,
    ask: Ask,
    db: Path,
    as_json: bool,
) -> None:
    """Draw a metric of a company over time; --on is the last day.

    METRIC is one that somebody reports (arr, revenue, headcount …), or valuation, raised, megawatts or chips.

    \b
    dateline series mistral-ai arr
    dateline series mistral-ai valuation --currency EUR
    dateline series mistral-ai raised --currency EUR --on 2025 --known-by 2025
    """
    state = answer_from(db, lambda reading: known_state(reading, company, ask))
    wanted = SeriesRequest(metric, scope, per, first.first or first.last if first is not None else None, currency)
    found = series(state, wanted)
    if as_json:
        print_json(series_answer(state, wanted, found))
    elif found.points:
        show_series(console(), state, wanted, found)
    else:
        raise Failure(_nothing_said(state, wanted))


def _nothing_said(state: CompanyState, wanted: SeriesRequest) -> str:
    others = [name for name in metrics_of(state) if name != wanted.name]
    part = f" of {wanted.scope}" if wanted.scope else ""
    return f"nobody says anything of the {wanted.name}{part} of {state.name} by then: there are {', '.join(others)}"
