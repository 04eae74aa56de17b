"""Findings: what looks contradictory or suspicious, with the events it is about and what would settle it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dateline.answers.findings.finding import Finding
from dateline.cli.pages.footnotes import Footnotes
from dateline.cli.terminal import print_title, text
from dateline.events.summary import summarize

_MARGIN = (0, 0, 0, 2)
_DEEPER = (0, 0, 0, 4)


def print_findings(screen: Console, found: Sequence[Finding], notes: Footnotes) -> None:
    """One block a finding: its sentence, its events, and a line to paste where one event would settle it."""
    if found:
        print_title(screen, "Findings")
    for finding in found:
        screen.print(Padding(Text.assemble(text(finding.rule, "yellow"), ": ", text(finding.message)), _MARGIN))
        screen.print(Padding(_events(finding, notes), _DEEPER, expand=False))
        if finding.remedy is not None:
            screen.print(Padding(text("If so, record this line:", "dim"), _DEEPER))
            # Whole, however narrow the screen is: broken over lines it could not be pasted.
            screen.print(text(finding.remedy), soft_wrap=True)


def _events(finding: Finding, notes: Footnotes) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(overflow="fold")
    grid.add_column(no_wrap=True)
    for seen in finding.events:
        said = f"{summarize(seen.event)}, {seen.when.human()}"
        grid.add_row(Text.assemble(text(said), "\n", text(seen.id, "dim")), text(notes.sources([seen]), "dim"))
    return grid
