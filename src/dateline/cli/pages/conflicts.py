"""Accounts that disagree: for each field in conflict what is said, by whom, which is used and why."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dateline.cli.pages import phrases
from dateline.cli.pages.footnotes import Footnotes
from dateline.cli.terminal import print_title, text
from dateline.state.accounts import Account, Chosen
from dateline.state.company import CompanyState
from dateline.state.seen import Seen
from dateline.values.agreement import identity


def print_conflicts(screen: Console, state: CompanyState, notes: Footnotes) -> None:
    """One block a conflict, the account that is used first."""
    for chosen in state.conflicts:
        notes.conflict(chosen)
    if not notes.conflicts:
        return
    print_title(screen, "Accounts that disagree")
    blocks = [(letter, chosen, _rows(state, chosen, notes)) for letter, chosen in notes.conflicts]
    widths = [max(len(row[place].plain) for _, _, rows in blocks for row in rows) for place in range(2)]
    for letter, chosen, rows in blocks:
        head = Text.assemble(
            (f"  {letter}  ", "yellow"), text(_of(chosen)), text(f": {phrases.RULES[chosen.rule]}", "dim")
        )
        screen.print(head)
        screen.print(Padding(_block(rows, widths), (0, 0, 0, 5), expand=False))


def said_by(state: CompanyState, account: Account[object]) -> list[Seen]:
    """All events that give the value of an account.

    If the account was itself chosen in another subject, as a valuation is in its round, those that agreed there count.
    """
    same = identity(account.value)
    alike = (
        other.account.seen
        for chosen in state.statements
        if chosen.account.seen is account.seen and identity(chosen.account.value) == same
        for other in chosen.alternatives
        if identity(other.account.value) == same
    )
    return list({seen.id: seen for seen in (account.seen, *alike)}.values())


def _of(chosen: Chosen[object]) -> str:
    """Which field of which subject."""
    field = chosen.field.replace("_", " ")
    return field if chosen.field == chosen.subject else f"{chosen.subject}, {field}"


AccountCells = tuple[Text, Text, Text, Text]


def _rows(state: CompanyState, chosen: Chosen[object], notes: Footnotes) -> list[AccountCells]:
    """One row a value, with all who give it."""
    told: dict[object, list[Account[object]]] = {identity(chosen.account.value): [chosen.account]}
    agreeing = {identity(other.account.value) for other in chosen.alternatives if other.agrees}
    for other in chosen.alternatives:
        told.setdefault(identity(other.account.value), []).append(other.account)
    used = identity(chosen.account.value)
    return [
        _row(state, accounts, "used" if value == used else "agrees" if value in agreeing else "", notes)
        for value, accounts in told.items()
    ]


def _row(state: CompanyState, accounts: list[Account[object]], remark: str, notes: Footnotes) -> AccountCells:
    first = accounts[0]
    events = [seen for account in accounts for seen in said_by(state, account)]
    foretold = ["foretold"] if all(account.seen.foretold for account in accounts) else []
    return (
        text(phrases.words(first.value), "bold" if remark == "used" else ""),
        text(first.moment.human()),
        text(notes.sources(events), "dim"),
        text(", ".join([*filter(None, [remark]), *foretold]), "dim"),
    )


def _block(rows: list[AccountCells], widths: list[int]) -> Table:
    block = Table.grid(padding=(0, 2, 0, 0))
    for width in widths:
        block.add_column(overflow="fold", min_width=min(width, 40))
    block.add_column(no_wrap=True)
    block.add_column(no_wrap=True)
    for row in rows:
        block.add_row(*row)
    return block
