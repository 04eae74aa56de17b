"""`dateline series`: a metric of a company over time."""

from __future__ import annotations

from collections.abc import Sequence

import click

from dateline.answers.asking import Ask, first_day
from dateline.answers.change.series import SeriesRequest, metrics_of, series
from dateline.answers.reading import Reading
from dateline.cli import options
from dateline.cli.answer_files import AnswerFile, answer_file
from dateline.cli.commands.company_lookup import answer_from, known_state
from dateline.cli.failures import Failure
from dateline.cli.pages.series import show_series
from dateline.cli.pages.several_series import show_several
from dateline.cli.terminal import console, print_json
from dateline.exports.answer_rows import POINTS, WHOSE, columns_of, several_points
from dateline.exports.json_change import series_answer
from dateline.exports.json_values import vantage_answer
from dateline.log.opening import LogAddress
from dateline.state.company import CompanyState
from dateline.values.dates import PartialDate
from dateline.values.vocabulary import Per


@click.command("series")
@click.argument("companies", metavar="COMPANY...", nargs=-1, required=True)
@click.argument("metric")
@options.option("--scope", help="Of this product, division or site.")
@options.option("--per", type=options.OneOf(Per), help="Over this span of time.")
@options.option("--from", "first", type=options.DayType(), help="The first day. Default: the first that has a value.")
@options.option("--currency", type=options.CurrencyType(), help="All of it in this currency, at the rate of each day.")
@answer_file
@options.vantage
@options.database
@options.as_json
def series_command(
    companies: tuple[str, ...],
    metric: str,
    scope: str | None,
    per: Per | None,
    first: PartialDate | None,
    currency: str | None,
    file: AnswerFile,
    ask: Ask,
    db: LogAddress,
    as_json: bool,
) -> None:
    """Draw a metric of one or several companies over time; --on is the last day.

    METRIC is one that somebody reports (arr, revenue, headcount …), or valuation, raised, megawatts or chips.

    \b
    dateline series mistral-ai arr
    dateline series mistral-ai valuation --currency EUR
    dateline series mistral-ai raised --currency EUR --on 2025 --known-by 2025
    dateline series mistral-ai openai anthropic valuation --currency USD
    """
    wanted = SeriesRequest(metric, scope, per, first_day(first, "first"), currency)
    states = answer_from(db, lambda reading: _states(reading, companies, ask))
    drawn = [(state, series(state, wanted)) for state in states]
    if file.is_wanted:
        rows = [row for _, row in several_points(drawn)]
        file.write(
            columns_of({**WHOSE, **POINTS}), rows, {"what": metric, "vantage": vantage_answer(states[0].vantage)}
        )
    elif as_json:
        answers = [series_answer(state, wanted, found) for state, found in drawn]
        print_json(answers[0] if len(answers) == 1 else {"series": answers})
    elif not any(found.points for _, found in drawn):
        raise Failure(_nothing_said(states[0], wanted))
    elif len(drawn) == 1:
        show_series(console(), states[0], wanted, drawn[0][1])
    else:
        show_several(console(), wanted, drawn)


async def _states(reading: Reading, companies: Sequence[str], ask: Ask) -> list[CompanyState]:
    """Each company once."""
    found = [await known_state(reading, company, ask) for company in companies]
    return list({state.slug: state for state in found}.values())


def _nothing_said(state: CompanyState, wanted: SeriesRequest) -> str:
    others = [name for name in metrics_of(state) if name != wanted.name]
    part = f" of {wanted.scope}" if wanted.scope else ""
    return f"nobody says anything of the {wanted.name}{part} of {state.name} by then: there are {', '.join(others)}"
