"""`dateline show`: a company at a date."""

from __future__ import annotations

from pathlib import Path

import click

from dateline.answers.asking import Ask
from dateline.cli import options
from dateline.cli.commands.company_lookup import COMPANY, answer_from, known_state
from dateline.cli.pages.company import show, show_doubts
from dateline.cli.terminal import console, print_json
from dateline.exports.json_state import doubts_answer, state_answer


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
    state = answer_from(db, lambda reading: known_state(reading, company, ask))
    if as_json and (conflicts or findings):
        print_json(doubts_answer(state, conflicts=conflicts, findings=findings))
    elif as_json:
        print_json(state_answer(state))
    elif conflicts or findings:
        show_doubts(console(), state, conflicts=conflicts, findings=findings)
    else:
        show(console(), state)
