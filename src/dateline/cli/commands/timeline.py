"""`dateline timeline`: the events of a company by date."""

from __future__ import annotations

import click

from dateline.answers.asking import Ask
from dateline.cli import options
from dateline.cli.commands.company_lookup import COMPANY, answer_from, known_state
from dateline.cli.pages.timeline import show_timeline
from dateline.cli.terminal import console, print_json
from dateline.exports.json_state import timeline_answer
from dateline.log.opening import LogAddress


@click.command("timeline")
@COMPANY
@options.vantage
@options.database
@options.as_json
def timeline_command(company: str, ask: Ask, db: LogAddress, as_json: bool) -> None:
    """List a company's events by date, whatever their confidence and standing.

    \b
    dateline timeline mistral-ai
    dateline timeline mistral-ai --on 2025-12-31 --known-by 2026-02-28
    """
    state = answer_from(db, lambda reading: known_state(reading, company, ask))
    if as_json:
        print_json(timeline_answer(state))
    else:
        show_timeline(console(), state)
