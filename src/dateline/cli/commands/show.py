"""`dateline show`: a company at a date."""

from __future__ import annotations

from collections.abc import Sequence

import click

from dateline.answers.asking import Ask
from dateline.answers.findings.beside import beside
from dateline.answers.findings.rules import findings as findings_of
from dateline.answers.reading import Reading
from dateline.cli import options
from dateline.cli.commands.company_lookup import COMPANY, answer_from, known_state, later_names_of
from dateline.cli.pages.company import show, show_doubts
from dateline.cli.terminal import console, print_json
from dateline.exports.json_state import doubts_answer, state_answer
from dateline.log.opening import LogAddress
from dateline.state.company import CompanyState


@click.command("show")
@COMPANY
@options.vantage
@options.option("--conflicts", is_flag=True, help="Only the accounts that disagree.")
@options.option("--findings", is_flag=True, help="Only what looks contradictory or suspicious.")
@options.database
@options.as_json
def show_command(company: str, ask: Ask, conflicts: bool, findings: bool, db: LogAddress, as_json: bool) -> None:
    """Show a company at a date: what was true, who says so, and where they disagree.

    \b
    dateline show mistral-ai
    dateline show mistral-ai --on 2026-07-15
    dateline show mistral-ai --on 2026-07-15 --known-by 2026-02-28
    dateline show mistral-ai --on "end of 2025" --confidence confirmed
    dateline show mistral-ai --conflicts --findings
    """
    state, others, acquirer = answer_from(db, lambda reading: _looked_at(reading, company, ask))
    if as_json and (conflicts or findings):
        print_json(doubts_answer(state, others, conflicts=conflicts, findings=findings))
    elif as_json:
        print_json(state_answer(state, others))
    elif conflicts or findings:
        found = findings_of(state, others=others) if findings else None
        show_doubts(console(), state, found, conflicts=conflicts)
    else:
        show(console(), state, findings_of(state, others=others), acquirer)


async def _looked_at(reading: Reading, company: str, ask: Ask) -> tuple[CompanyState, Sequence[CompanyState], str]:
    """The company, those beside it, and what the one is called that bought it."""
    state = await known_state(reading, company, ask)
    others = (await beside(reading, [state]))[state.slug]
    if state.acquired_by is None:
        return state, others, ""
    buyer = state.acquired_by.acquirer
    names = await later_names_of(reading, [buyer], state.vantage)
    return state, others, names.get(buyer, buyer)
