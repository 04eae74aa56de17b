"""`dateline diff`: what changed of a company between two vantages."""

from __future__ import annotations

import click

from dateline.answers.asking import Ask
from dateline.answers.change.diff import Diff
from dateline.answers.reading import Reading
from dateline.cli import options
from dateline.cli.commands.company_lookup import COMPANY, answer_from, known_state
from dateline.cli.failures import Misuse
from dateline.cli.pages.diff import show_diff
from dateline.cli.terminal import console, print_json
from dateline.exports.json_change import diff_answer
from dateline.log.opening import LogAddress
from dateline.state.told import Told
from dateline.values.text import slugify


@click.command("diff")
@COMPANY
@options.vantages
@options.database
@options.as_json
def diff_command(company: str, before: Ask, after: Ask, db: LogAddress, as_json: bool) -> None:
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
    found = answer_from(db, lambda reading: _diff(reading, company, before, after))
    if as_json:
        print_json(diff_answer(found))
    else:
        show_diff(console(), found)


async def _diff(reading: Reading, company: str, before: Ask, after: Ask) -> Diff:
    old_at, new_at = await reading.vantage(before), await reading.vantage(after)
    slug = slugify(company)
    history = (await reading.histories([slug]))[slug] if slug else Told(())
    old, new = reading.to_compare(slug, history, old_at, new_at)
    if not any(state is not None and state.history.is_told for state in (old, new)):
        new = await known_state(reading, company, after)
    return Diff(old_at, new_at, old, new)
