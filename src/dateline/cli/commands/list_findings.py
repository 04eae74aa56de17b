"""`dateline list findings`: what rules find, of all companies."""

from __future__ import annotations

import click

from dateline.answers.asking import Ask
from dateline.answers.findings.finding import Reviewed
from dateline.answers.findings.review import Review
from dateline.answers.paging import Slice, first_of
from dateline.answers.ranking.filters import CompanyFilter
from dateline.answers.reading import Reading
from dateline.cli import options
from dateline.cli.answer_files import AnswerFile, answer_file, first_flag
from dateline.cli.commands.company_lookup import answer_from, later_names, named_companies
from dateline.cli.commands.ranking_flags import some
from dateline.cli.pages.found import show_found
from dateline.cli.terminal import console, print_json
from dateline.exports.answer_rows import FOUND, columns_of, found_rows
from dateline.exports.json_ranking import findings_answer
from dateline.exports.json_values import vantage_answer
from dateline.log.opening import LogAddress
from dateline.state.vantage import Vantage

SHOWN = 20


@click.command("findings")
@options.option("--rule", "rules", multiple=True, help="Only what this rule finds.")
@options.option("--company", "companies", multiple=True, help="Only of this company.")
@first_flag(SHOWN)
@answer_file
@options.vantage
@options.database
@options.as_json
def findings_command(
    rules: tuple[str, ...],
    companies: tuple[str, ...],
    first: int | None,
    file: AnswerFile,
    ask: Ask,
    db: LogAddress,
    as_json: bool,
) -> None:
    """What rules find contradictory or suspicious, company after company; all companies are looked at until there are
    enough.

    \b
    dateline list findings --rule figure-restated
    dateline list findings --company mistral-ai --on 2026-07-15
    """
    most = first or (None if file.is_wanted else SHOWN)
    vantage, found, later = answer_from(db, lambda reading: _reviewed(reading, ask, companies, rules or None, most))
    if file.is_wanted:
        file.write(columns_of(FOUND), found_rows(found.items), {"what": "findings", "vantage": vantage_answer(vantage)})
    elif as_json:
        print_json(findings_answer(vantage, found))
    else:
        show_found(console(), vantage, found, later)


async def _reviewed(
    reading: Reading, ask: Ask, companies: tuple[str, ...], rules: tuple[str, ...] | None, most: int | None
) -> tuple[Vantage, Slice[Reviewed], dict[str, str]]:
    """The first of them, and the later names of companies that have none by then."""
    vantage = await reading.vantage(ask)
    named = (await named_companies(reading, CompanyFilter(slugs=some(companies)), vantage)).slugs
    review = Review(reading, vantage, sorted(named) if named is not None else None, rules)
    shown = await first_of(review.page, most)
    return vantage, shown, await later_names(reading, (one.state for one in shown.items))
