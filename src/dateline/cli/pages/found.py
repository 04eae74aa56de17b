"""Findings of all companies as a page for the terminal."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console

from dateline.answers.findings.finding import Reviewed
from dateline.answers.paging import Slice
from dateline.cli.pages import phrases
from dateline.cli.pages.company import sources_of, vantage_words
from dateline.cli.pages.footnotes import Footnotes
from dateline.cli.terminal import print_addressed, print_section, table, text
from dateline.state.vantage import Vantage


def show_found(screen: Console, vantage: Vantage, found: Slice[Reviewed], later: Mapping[str, str]) -> None:
    """One row a finding, then the sources of its events. `later`: the later names of companies without one by then."""
    notes = Footnotes()
    screen.print(text("Findings, by company", "bold"))
    screen.print(text(vantage_words(vantage), "dim"))
    if not found.items:
        screen.print(text("\nNothing is found there."))
        return
    listing = table("Company", "Rule", "Finding", "Src", fold=("Finding",))
    for one in found.items:
        finding = one.finding
        listing.add_row(
            text(phrases.listed_company(one.state, later), "bold"),
            text(finding.rule, "yellow"),
            text(finding.message),
            text(notes.sources(finding.events), "dim"),
        )
    print_section(screen, "", listing)
    if not all(one.state.is_named for one in found.items):
        screen.print(text(f"\n{phrases.NAMED_LATER}", "dim"))
    print_addressed(screen, "Sources", sources_of(notes))
    if found.has_next:
        screen.print(text("\nThere are more: --first lists them.", "dim"))
