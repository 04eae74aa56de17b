"""`dateline companies`, `show` and `timeline`: what the log says of companies."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

import click

from dateline.answers.asking import Ask
from dateline.answers.directory import Directory
from dateline.answers.paging import Page
from dateline.answers.reading import Reading, Timeline
from dateline.cli import options
from dateline.cli.clock import today
from dateline.cli.failures import Failure, require
from dateline.cli.pages import phrases
from dateline.cli.pages.company import show, show_doubts
from dateline.cli.pages.timeline import show_timeline
from dateline.cli.terminal import console, print_json, table, text
from dateline.exports.json_state import doubts_answer, state_answer, timeline_answer
from dateline.log.cut import Cut
from dateline.log.opening import open_log
from dateline.log.record import Record
from dateline.state.company import CompanyState
from dateline.state.vantage import Vantage
from dateline.values.parties import slugify

T = TypeVar("T")

MOST_SLUGS_COMPARED = 10_000
MOST_NAMES_COMPARED = 100
"""How many companies a misspelt name is compared with: by slug, and by name where its beginning occurs."""

COMPANY = click.argument("company", metavar="COMPANY")


@click.command("companies")
@click.argument("search", required=False)
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=100, show_default=True, help="At most so many.")
@options.database
@options.as_json
def companies_command(search: str | None, limit: int, db: Path, as_json: bool) -> None:
    """List the companies that the log has events of.

    SEARCH: only those with this in one of their names or their slug, whatever its case and accents.

    \b
    dateline companies
    dateline companies mistral
    """

    async def ask(reading: Reading) -> tuple[list[tuple[str, str]], int]:
        directory = Directory(reading, search)
        found = await directory.page(Page(limit))
        return await _named(reading, found.items), await directory.count()

    found, count = asyncio.run(reading_log(db, ask))
    if as_json:
        print_json({"companies": [{"slug": slug, "name": name} for slug, name in found], "count": count})
        return
    listing = table("Company", "Name", fold=("Name",))
    for slug, name in found:
        listing.add_row(text(slug, "bold"), text(name))
    if found:
        console().print(listing)
        more = f"; {len(found):,} shown, --limit shows more" if count > len(found) else ""
        click.echo(f"\n{phrases.counted(count, 'company', 'companies')}{more}.")
    else:
        click.echo("No company is named so." if search else "The log is empty.")


@click.command("show")
@COMPANY
@options.vantage
@click.option("--conflicts", is_flag=True, help="Only the accounts that disagree.")
@click.option("--findings", is_flag=True, help="Only what looks contradictory or suspicious.")
@options.database
@options.as_json
def show_command(company: str, ask: Ask, conflicts: bool, findings: bool, db: Path, as_json: bool) -> None:
    """Show a company at a date: what was true, who says so, and where they disagree.

    \b
    dateline show mistral-ai
    dateline show mistral-ai --on 2026-07-15
    dateline show mistral-ai --on 2026-07-15 --known-by 2026-02-28
    dateline show mistral-ai --on "end of 2025" --confidence confirmed
    dateline show mistral-ai --conflicts --findings
    """
    state = asyncio.run(reading_log(db, lambda reading: known_state(reading, company, ask)))
    if as_json and (conflicts or findings):
        print_json(doubts_answer(state, conflicts=conflicts, findings=findings))
    elif as_json:
        print_json(state_answer(state))
    elif conflicts or findings:
        show_doubts(console(), state, conflicts=conflicts, findings=findings)
    else:
        show(console(), state)


@click.command("timeline")
@COMPANY
@options.vantage
@options.database
@options.as_json
def timeline_command(company: str, ask: Ask, db: Path, as_json: bool) -> None:
    """List a company's events by date, whatever their confidence and standing.

    \b
    dateline timeline mistral-ai
    dateline timeline mistral-ai --on 2025-12-31 --known-by 2026-02-28
    """
    state = asyncio.run(reading_log(db, lambda reading: known_state(reading, company, ask)))
    if as_json:
        print_json(timeline_answer(state))
    else:
        show_timeline(console(), state)


async def reading_log(db: Path, use: Callable[[Reading], Awaitable[T]]) -> T:
    require(db)
    async with open_log(db, read_only=True) as log:
        return await use(Timeline(log, today).reading())


async def known_state(reading: Reading, company: str, ask: Ask) -> CompanyState:
    """Raises Failure where nothing is known: no answer is better than a guess."""
    vantage = await reading.vantage(ask)
    slug = slugify(company)
    history = (await reading.histories([slug]))[slug] if slug else []
    state = reading.state(slug, history, vantage) if history else None
    if state is not None:
        return state
    own = [record for record in history if record.event.company == slug]
    raise Failure(_nothing_known(slug, own, vantage) if own else await _unknown(reading, company, history))


def _nothing_known(slug: str, own: Sequence[Record], vantage: Vantage) -> str:
    """Which of the two cuts leaves nothing of a company that the log knows."""
    recorded = [record for record in own if record.position <= vantage.at.position]
    if not recorded:
        first = min(own, key=lambda record: record.position)
        return (
            f"the log held nothing of {slug} at position {vantage.at.position}: its first record of it is at position"
            f" {first.position}, recorded at {first.recorded_at.isoformat(timespec='seconds')}"
        )
    earliest = min(record.known for record in recorded)
    return f"nothing was known of {slug} by {vantage.known_by}; the log's earliest report is of {earliest}"


async def _unknown(reading: Reading, company: str, history: Sequence[Record]) -> str:
    if history:
        naming = sorted({record.event.company for record in history})
        return f"{company} is named by events of {', '.join(naming)}, but has no event of its own"
    near = await _nearest(reading, company)
    hint = f": did you mean {' or '.join(near)}?" if near else "; `dateline companies` lists those it knows"
    return f"the log has no company {company!r}{hint}"


async def _nearest(reading: Reading, company: str) -> list[str]:
    """Slugs of companies that are called nearly so."""
    upto = (await reading.head()).position
    wanted = slugify(company)
    slugs = await reading.log.companies(upto, limit=MOST_SLUGS_COMPARED)
    alike = await reading.log.companies(upto, search=wanted[:3], limit=MOST_NAMES_COMPARED) if wanted else []
    of_name = {slugify(name): slug for slug, name in await _named(reading, alike)} | {slug: slug for slug in slugs}
    near = difflib.get_close_matches(wanted, of_name, n=3, cutoff=0.6)
    holding = [name for name in of_name if wanted and wanted in name]
    return list(dict.fromkeys(of_name[name] for name in (*holding, *near)))[:3]


async def _named(reading: Reading, slugs: Sequence[str]) -> list[tuple[str, str]]:
    """Each with its latest name."""
    cut = Cut(None, (await reading.head()).position)
    found = await reading.identities([(slug, cut) for slug in slugs])
    return [(slug, identity.name if (identity := found[slug, cut]) is not None else slug) for slug in slugs]
