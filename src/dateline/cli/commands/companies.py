"""`dateline companies`: which companies the log has events of."""

from __future__ import annotations

import click

from dateline.answers.asking import Ask
from dateline.answers.identified import known_under
from dateline.answers.narrowed_directory import directory_of
from dateline.answers.paging import Page
from dateline.answers.reading import Reading
from dateline.cli import options
from dateline.cli.answer_files import AnswerFile, answer_file
from dateline.cli.commands.company_lookup import answer_from, names_of
from dateline.cli.commands.ranking_flags import some
from dateline.cli.pages.phrases import counted
from dateline.cli.terminal import console, print_json, table, text
from dateline.exports.answer_rows import NAMED, columns_of
from dateline.log.opening import LogAddress
from dateline.values.text import slugify

SHOWN = 100


@click.command("companies")
@click.argument("search", required=False)
@options.option("--limit", type=click.IntRange(1, 1_000_000), help="At most so many. Default: 100, and all in a file.")
@options.option("--investor", "investors", multiple=True, help="Only with this investor or holder, by name or slug.")
@options.option("--partner", "partners", multiple=True, help="Only with this partner, by name or slug, while it lasts.")
@answer_file
@options.database
@options.as_json
def companies_command(
    search: str | None,
    limit: int | None,
    investors: tuple[str, ...],
    partners: tuple[str, ...],
    file: AnswerFile,
    db: LogAddress,
    as_json: bool,
) -> None:
    """List the companies that the log has events of.

    SEARCH: only those with this in one of their names or their slug, whatever its case and accents, or with this
    identifier, like cik:1065280.

    \b
    dateline companies
    dateline companies mistral
    dateline companies --investor asml
    """
    backers, others = some(map(slugify, investors)), some(map(slugify, partners))

    most = limit or (1_000_000 if file.is_wanted else SHOWN)
    found, count, under = answer_from(db, lambda reading: _found(reading, search, backers, others, most))
    if file.is_wanted:
        file.write(columns_of(NAMED), found, {"what": "companies", "search": search})
    elif as_json:
        print_json({"companies": [{"slug": slug, "name": name} for slug, name in found], "count": count})
    else:
        if under:
            click.echo(f"No company is named so; known under {search} in a list of others:\n")
        _show(found, count, _nobody(search, investors, partners))


def _nobody(search: str | None, investors: tuple[str, ...], partners: tuple[str, ...]) -> str:
    """That there are none, and of what sort."""
    if not (search or investors or partners):
        return "The log is empty."
    conditions = ["is named so"] if search else []
    conditions += [f"has {' or '.join(investors)} as an investor or holder today"] if investors else []
    conditions += [f"has {' or '.join(partners)} as a partner today"] if partners else []
    return f"No company {' and '.join(conditions)}."


def _show(found: list[tuple[str, str]], count: int, nobody: str) -> None:
    if not found:
        click.echo(nobody)
        return
    listing = table("Company", "Name", fold=("Name",))
    for slug, name in found:
        listing.add_row(text(slug, "bold"), text(name))
    console().print(listing)
    more = f"; {len(found):,} shown, --limit shows more" if count > len(found) else ""
    click.echo(f"\n{counted(count, 'company', 'companies')}{more}.")


async def _found(
    reading: Reading,
    search: str | None,
    backers: frozenset[str] | None,
    others: frozenset[str] | None,
    most: int,
) -> tuple[list[tuple[str, str]], int, bool]:
    """Slugs with names, how many there are, and whether nobody is named so, but known so elsewhere."""
    directory = directory_of(reading, search, backers, others)
    found = await directory.page(Page(most))
    if found.items or search is None or backers is not None or others is not None:
        return await names_of(reading, found.items), await directory.count(), False
    states = await known_under(reading, search, await reading.vantage(Ask()))
    return [(state.slug, state.name) for state in states[:most]], len(states), bool(states)
