"""`dateline list findings`: what rules find, of all companies."""

from __future__ import annotations

import click

from dateline.answers.asking import Ask
from dateline.answers.findings.finding import Reviewed
from dateline.answers.findings.review import Review
from dateline.answers.paging import MAX_SIZE, Page, Slice
from dateline.answers.reading import Reading
from dateline.cli import options
from dateline.cli.commands.company_lookup import answer_from, later_names
from dateline.cli.pages.found import show_found
from dateline.cli.terminal import console, print_json
from dateline.exports.json_ranking import findings_answer
from dateline.log.opening import LogAddress
from dateline.state.vantage import Vantage
from dateline.values.text import slugify

SHOWN = 20


@click.command("findings")
@click.option("--rule", "rules", multiple=True, help="Only what this rule finds; may be given again.")
@click.option("--company", "companies", multiple=True, help="Only of this company; may be given again.")
@click.option("--first", type=click.IntRange(1, MAX_SIZE), default=SHOWN, show_default=True, help="How many to list.")
@options.vantage
@options.database
@options.as_json
def findings_command(
    rules: tuple[str, ...], companies: tuple[str, ...], first: int, ask: Ask, db: LogAddress, as_json: bool
) -> None:
    """What rules find contradictory or suspicious, company after company; all companies are looked at until there are
    enough.

    \b
    dateline list findings --rule figure-restated
    dateline list findings --company mistral-ai --on 2026-07-15
    """
    slugs = [slugify(company) for company in companies] or None
    vantage, found, later = answer_from(db, lambda reading: _reviewed(reading, ask, slugs, rules or None, first))
    if as_json:
        print_json(findings_answer(vantage, found))
    else:
        show_found(console(), vantage, found, later)


async def _reviewed(
    reading: Reading, ask: Ask, companies: list[str] | None, rules: tuple[str, ...] | None, first: int
) -> tuple[Vantage, Slice[Reviewed], dict[str, str]]:
    """The first of them, and the later names of companies that have none by then."""
    vantage = await reading.vantage(ask)
    found = await Review(reading, vantage, companies, rules).page(Page(first))
    return vantage, found, await later_names(reading, (one.state for one in found.items))
