"""A company's timeline as a page for the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from dateline.cli.pages.company import sources_of, title_of, vantage_words
from dateline.cli.pages.footnotes import Footnotes
from dateline.cli.terminal import print_addressed, print_section, table, text
from dateline.events.summary import summarize
from dateline.state.company import CompanyState
from dateline.state.seen import Seen
from dateline.state.standing import Standing, Verdict
from dateline.values.vocabulary import Confidence
from dateline.values.words import day_words

_CONFIDENCE_STYLES = {Confidence.RUMORED: "italic dim", Confidence.REPORTED: "", Confidence.CONFIRMED: "green"}


def show_timeline(screen: Console, state: CompanyState) -> None:
    notes = Footnotes()
    screen.print(title_of(state))
    screen.print(text(vantage_words(state.vantage), "dim"))
    listing = table("When", "What", "Confidence", "Src", fold=("What",))
    for seen in state.history.timeline:
        confidence = seen.event.confidence
        listing.add_row(
            text(seen.event.when.human()),
            _what(seen, state.history.standings.of(seen.id)),
            text(confidence.value, _CONFIDENCE_STYLES[confidence]),
            text(notes.events([seen]), "dim"),
        )
    print_section(screen, "", listing)
    if not state.history.timeline:
        screen.print(text(f"\nNothing had happened by {day_words(state.vantage.on)}."))
    print_addressed(screen, "Sources", sources_of(notes))


def _what(seen: Seen, verdict: Verdict) -> Text:
    """What it says; if it does not stand, struck out, and who took it away and why."""
    style = "italic" if seen.event.confidence is Confidence.RUMORED else ""
    if verdict.standing is Standing.STANDING:
        return text(summarize(seen.event), style)
    because = "; ".join(f"{act.id}: {act.event.reason}" if act.event.reason else act.id for act in verdict.because)
    return Text.assemble(
        text(summarize(seen.event), "strike dim"), text(f" [{verdict.standing.value} by {because}]", "yellow")
    )
