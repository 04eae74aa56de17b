"""`dateline diff` and `series`: what changed between two vantages, and a metric over time."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from dateline.answers.asking import Ask
from dateline.answers.change.diff import Diff
from dateline.answers.change.series import Wanted, metrics_of, series
from dateline.answers.reading import Reading
from dateline.cli import options
from dateline.cli.commands.show import COMPANY, known_state, reading_log
from dateline.cli.failures import Failure, Misuse
from dateline.cli.pages.diff import show_diff
from dateline.cli.pages.series import show_series
from dateline.cli.terminal import console, print_json
from dateline.exports.json_change import diff_answer, series_answer
from dateline.state.company import CompanyState
from dateline.state.vantage import Vantage
from dateline.values.dates import PartialDate
from dateline.values.parties import slugify
from dateline.values.vocabulary import Per


@click.command("diff")
@COMPANY
@options.vantages
@options.database
@options.as_json
def diff_command(company: str, before: Ask, after: Ask, db: Path, as_json: bool) -> None:
    """Show what changed between two vantages of a company, and which events made it so.

    What is given with --from-… and --to-… differs; the plain flags hold for both.

    \b
    dateline diff mistral-ai --from-on 2025 --to-on 2026-07-15
    dateline diff mistral-ai --on 2026-07-15 --from-known-by 2026-02-28
    dateline diff mistral-ai --from-recorded 60
    dateline diff mistral-ai --from-confidence confirmed
    """
    if before == after:
        raise Misuse("both vantages are the same: say in what they differ, like --from-known-by 2026-02-28")
    found = asyncio.run(reading_log(db, lambda reading: _diff(reading, company, before, after)))
    if as_json:
        print_json(diff_answer(found))
    else:
        show_diff(console(), found)


async def _diff(reading: Reading, company: str, before: Ask, after: Ask) -> Diff:
    old_at, new_at = await reading.vantage(before), await reading.vantage(after)
    old, new = await _state(reading, company, old_at), await _state(reading, company, new_at)
    if old is None and new is None:
        new = await known_state(reading, company, after)
    return Diff(old_at, new_at, old, new)


async def _state(reading: Reading, company: str, at: Vantage) -> CompanyState | None:
    slug = slugify(company)
    history = (await reading.histories([slug]))[slug] if slug else []
    return reading.state(slug, history, at) if history else None


@click.command("series")
@COMPANY
@click.argument("metric")
@click.option("--scope", help="Of this product, division or site.")
@click.option("--per", type=options.OneOf(Per), help="Over this span of time.")
@click.option("--from", "first", type=options.Day(), help="The first day. Default: the first that has a value.")
@click.option("--currency", type=options.Currency(), help="All of it in this currency, at the rate of each day.")
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
    state = asyncio.run(reading_log(db, lambda reading: known_state(reading, company, ask)))
    wanted = Wanted(metric, scope, per, first.first or first.last if first is not None else None, currency)
    found = series(state, wanted)
    if as_json:
        print_json(series_answer(state, wanted, found))
    elif found.points:
        show_series(console(), state, wanted, found)
    else:
        raise Failure(_nothing_said(state, wanted))


def _nothing_said(state: CompanyState, wanted: Wanted) -> str:
    others = [name for name in metrics_of(state) if name != wanted.name]
    part = f" of {wanted.scope}" if wanted.scope else ""
    return f"nobody says anything of the {wanted.name}{part} of {state.name} by then: there are {', '.join(others)}"
