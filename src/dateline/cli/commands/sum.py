"""`dateline sum`: a sum over companies, as one table."""

from __future__ import annotations

import click
from msgspec.structs import replace

from dateline.answers.asking import Ask, first_day
from dateline.answers.ranking.filters import CompanyFilter
from dateline.answers.reading import Reading
from dateline.answers.sums.company_sums import SumRequest, SumTable, sums
from dateline.answers.sums.grouping import SumBy
from dateline.answers.sums.summands import SUMMANDS, SumOf
from dateline.cli import options
from dateline.cli.answer_files import AnswerFile, answer_file
from dateline.cli.commands.company_lookup import answer_from, later_names_of, named_companies
from dateline.cli.commands.earliest_report import all_known_later
from dateline.cli.commands.ranking_flags import filter_flags
from dateline.cli.commands.without_period import figures_without_period
from dateline.cli.pages.sums import show_sums
from dateline.cli.terminal import console, print_json
from dateline.events.measured import Metric
from dateline.exports.answer_rows import sum_columns, sum_rows
from dateline.exports.json_ranking import sums_answer, sums_terms
from dateline.log.opening import LogAddress
from dateline.state.vantage import Vantage
from dateline.values.dates import PartialDate
from dateline.values.vocabulary import Per

_WORDS = {each.value: each for each in SumOf if each is not SumOf.METRIC}


@click.command("sum")
@click.argument("what")
@options.option("--by", type=options.OneOf(SumBy), multiple=True, help="One row for each of these.")
@options.option("--from", "since", type=options.DayType(), help="Only what counts from this day or later.")
@options.option("--until", type=options.DayType(), help="Only what counts from this day or earlier.")
@options.option(
    "--over", type=options.DayType(), help="Both in one: from the first to the last day of this, like 2023."
)
@options.option("--currency", type=options.CurrencyType(), help="All money in this one, at the rate of its day.")
@options.option("--scope", help="Of a metric: of this product, division or site.")
@options.option("--per", type=options.OneOf(Per), help="Of a metric: figures of this length.")
@filter_flags
@answer_file
@options.vantage
@options.database
@options.as_json
def sum_command(
    what: str,
    by: tuple[SumBy, ...],
    since: PartialDate | None,
    until: PartialDate | None,
    over: PartialDate | None,
    currency: str | None,
    scope: str | None,
    per: Per | None,
    wanted: CompanyFilter,
    file: AnswerFile,
    ask: Ask,
    db: LogAddress,
    as_json: bool,
) -> None:
    """Add up over companies, and say what was left out.

    WHAT is raised, prices, megawatts, chips, investment; rounds, acquisitions, models, data-centers, milestones for
    how many; or a metric that is counted over spans, like layoffs.

    \b
    dateline sum raised --by quarter --by country --currency EUR --over 2025
    dateline sum megawatts --by country
    dateline sum layoffs --by month --over 2023
    """
    asked = SumRequest(
        of=_WORDS.get(what, SumOf.METRIC),
        by=by,
        since=first_day(since or over, "since" if since else "over"),
        until=(until or over).last if until or over else None,  # type: ignore[union-attr]
        companies=wanted,
        currency=currency,
        metric=what if what not in _WORDS else None,
        scope=scope,
        per=per,
    )
    vantage, found, later, why = answer_from(db, lambda reading: _sums(reading, ask, asked))
    if file.is_wanted:
        file.write(sum_columns(found), [row for _, row in sum_rows(found)], sums_terms(vantage, found))
    elif as_json:
        print_json(sums_answer(vantage, found, why))
    else:
        show_sums(console(), vantage, found, later, why)


async def _sums(reading: Reading, ask: Ask, asked: SumRequest) -> tuple[Vantage, SumTable, dict[str, str], str]:
    """The table, the later names of companies in it that have none by then; and if nothing is in it, why."""
    vantage = await reading.vantage(ask)
    asked = replace(asked, companies=await named_companies(reading, asked.companies, vantage))
    found = await sums(reading, vantage, asked)
    why = "" if found.is_told else await _why_none(reading, vantage, asked)
    return vantage, found, await later_names_of(reading, _unnamed(found), vantage), why


async def _why_none(reading: Reading, vantage: Vantage, asked: SumRequest) -> str:
    """Empty where nothing is to be said of it."""
    why = await all_known_later(reading, vantage, *_what(asked))
    if why or asked.metric is None:
        return why
    return await figures_without_period(reading, vantage, asked.companies, asked.flow)


def _what(asked: SumRequest) -> tuple[str, str]:
    """What pages call that which is added, and the kind of its events."""
    if asked.of is SumOf.METRIC:
        return "figures", Metric.kind
    listed, _ = SUMMANDS[asked.of]
    return listed.part.title.lower(), listed.kind


def _unnamed(found: SumTable) -> list[str]:
    if SumBy.COMPANY not in found.asked.groups:
        return []
    place = found.asked.groups.index(SumBy.COMPANY)
    return [slug for row in found.rows if (slug := row.group[place]) is not None and slug not in found.named]
