"""`dateline companies`: which companies the log has events of."""

from __future__ import annotations

import click

from dateline.answers.narrowed_directory import directory_of
from dateline.answers.paging import Page
from dateline.answers.reading import Reading
from dateline.cli import options
from dateline.cli.commands.company_lookup import answer_from, names_of
from dateline.cli.pages.phrases import counted
from dateline.cli.terminal import console, print_json, table, text
from dateline.log.opening import LogAddress
from dateline.values.text import slugify


@click.command("companies")
@click.argument("search", required=False)
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=100, show_default=True, help="At most so many.")
@click.option("--investor", help="Only with this investor or holder, by name or slug.")
@click.option("--partner", help="Only with this partner, by name or slug, while it lasts.")
@options.database
@options.as_json
def companies_command(
    search: str | None, limit: int, investor: str | None, partner: str | None, db: LogAddress, as_json: bool
) -> None:
    """List the companies that the log has events of.

    SEARCH: only those with this in one of their names or their slug, whatever its case and accents.

    \b
    dateline companies
    dateline companies mistral
    dateline companies --investor asml
    """
    backer, other = (slugify(name) if name is not None else None for name in (investor, partner))

    async def ask(reading: Reading) -> tuple[list[tuple[str, str]], int]:
        directory = directory_of(reading, search, backer, other)
        found = await directory.page(Page(limit))
        return await names_of(reading, found.items), await directory.count()

    found, count = answer_from(db, ask)
    if as_json:
        print_json({"companies": [{"slug": slug, "name": name} for slug, name in found], "count": count})
        return
    listing = table("Company", "Name", fold=("Name",))
    for slug, name in found:
        listing.add_row(text(slug, "bold"), text(name))
    if found:
        console().print(listing)
        more = f"; {len(found):,} shown, --limit shows more" if count > len(found) else ""
        click.echo(f"\n{counted(count, 'company', 'companies')}{more}.")
    else:
        click.echo("No company is named so." if search or investor or partner else "The log is empty.")
