"""A company's state as a page for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dateline.answers.findings.finding import Finding
from dateline.cli.pages import phrases
from dateline.cli.pages.conflicts import print_conflicts, said_by
from dateline.cli.pages.findings import print_findings
from dateline.cli.pages.footnotes import CONFIRMED, DISAGREE, FORETOLD, Footnotes, backing
from dateline.cli.pages.sections import SECTIONS
from dateline.cli.terminal import Addressed, print_addressed, print_section, table, text
from dateline.events.summary import summarize
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState
from dateline.state.seen import Seen
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty
from dateline.values.totals import Total
from dateline.values.vocabulary import Confidence
from dateline.values.words import day_words, money_words, names_words, number_words

MOST_LISTED = 12
"""Of more rumors or plans only the first are listed."""
MOST_REASONS = 3
"""Of more rounds that are not in the sum only the first are named."""


def show(screen: Console, state: CompanyState, found: Sequence[Finding], acquirer: str = "") -> None:
    """`acquirer`: what the company that bought it is called; without it, its slug."""
    notes = Footnotes()
    screen.print(_header(state))
    print_section(screen, "", _facts(state, notes, acquirer))
    for title, section in SECTIONS:
        print_section(screen, title, section(state, notes))
    _print_events(screen, "Rumors", state.history.rumors, notes)
    _print_events(screen, "Possible by then", state.history.possible, notes)
    _print_events(screen, "Upcoming", state.history.upcoming, notes)
    for chosen in state.conflicts:
        notes.conflict(chosen)
    print_conflicts(screen, state, notes)
    print_addressed(screen, "Sources", sources_of(notes))
    _legend(screen, state, found, notes)


def show_doubts(screen: Console, state: CompanyState, found: Sequence[Finding] | None, *, conflicts: bool) -> None:
    """Only what is doubtful: the accounts that disagree, or the findings if any are given, or both; and who says so."""
    notes = Footnotes()
    screen.print(_header(state))
    if conflicts:
        print_conflicts(screen, state, notes)
        if not state.conflicts:
            screen.print(text("\nNo accounts disagree.", "dim"))
    if found is not None:
        print_findings(screen, found, notes)
        if not found:
            screen.print(text("\nNo findings.", "dim"))
    print_addressed(screen, "Sources", sources_of(notes))


def vantage_words(vantage: Vantage) -> str:
    """Where the log is looked at from: as of 15 Jul 2026, with hindsight · log position 113 (22 Nov 2026)."""
    known = f"known by {day_words(vantage.known_by)}" if vantage.known_by else "with hindsight"
    at = vantage.at
    recorded = f" ({day_words(at.recorded_at.date())})" if at.recorded_at else ""
    options = {Confidence.RUMORED: " · rumors believed", Confidence.CONFIRMED: " · only what is confirmed"}
    possible = " · dates count once possible" if vantage.dates is Certainty.POSSIBLE else ""
    confidence = options.get(vantage.confidence, "")
    return f"as of {day_words(vantage.on)}, {known} · log position {at.position:,}{recorded}{confidence}{possible}"


def title_of(state: CompanyState) -> Text:
    """Its name, its slug where that says more, its status."""
    slug = f" ({state.slug})" if state.slug != state.name else ""
    return Text.assemble(
        text(phrases.company(state), "bold"), text(slug, "dim"), "  ", text(state.status.value, "green")
    )


def sources_of(notes: Footnotes) -> list[Addressed]:
    """The sources by their numbers, then the sign that stands behind numbers, if any does."""
    listing = []
    for cited in notes.cited:
        cites = f", citing {', '.join(cited.cites)}" if cited.cites else ""
        words = text(f"{phrases.source(cited.source)}{cites}")
        listing.append(Addressed(cited.number, words, cited.source.url or ""))
    if notes.foretold:
        words = text("foretold: told before its date began, and by nobody since", "dim")
        listing.append(Addressed(FORETOLD, words))
    return listing


def _header(state: CompanyState) -> Text:
    return Text.assemble(title_of(state), "\n", text(vantage_words(state.vantage), "dim"))


# --- who it is -------------------------------------------------------------------------------------------------------


def _facts(state: CompanyState, notes: Footnotes, acquirer: str) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_column(style="dim", no_wrap=True)
    for label, value, told in (*_identity(state, notes, acquirer), *_money(state, notes)):
        grid.add_row(label, text(value), told)
    return grid


Fact = tuple[str, str, str]


def _identity(state: CompanyState, notes: Footnotes, acquirer: str) -> Iterable[Fact]:
    if founding := state.founding:
        by = f" by {names_words(founding.founders.value)}" if founding.founders else ""
        mark = notes.conflict(founding.on, founding.founders)
        yield "Founded", f"{founding.on.value.human()}{by}{mark}", notes.told(founding.events, founding)
    if closing := state.closing:
        why = f": {closing.cause.value}" if closing.cause else ""
        after = f"; succeeded by {closing.successor.value.name}" if closing.successor else ""
        mark = notes.conflict(closing.on, closing.cause, closing.successor)
        yield "Closed", f"{closing.on.value.human()}{why}{after}{mark}", notes.told(closing.events, closing)
    if deal := state.acquired_by:
        price = f" for {money_words(deal.price.value)}" if deal.price else ""
        share = f"{number_words(deal.percent.value)}%, " if deal.percent else ""
        stage = f" ({share}{phrases.words(deal.stage.value)})"
        who = acquirer or deal.acquirer
        yield "Acquirer", f"{who}{price}, {deal.on.value.human()}{stage}", notes.told(deal.events, deal)
    if profile := state.profile:
        place = [profile.city, profile.region, profile.country]
        said = [phrases.country(one.value) if one.field == "country" else one.value for one in place if one]
        yield from _profile_fact(notes, "Based in", ", ".join(said), *place)
        yield from _profile_fact(notes, "Sector", profile.sector.value if profile.sector else "", profile.sector)
        yield from _profile_fact(notes, "Website", profile.website.value if profile.website else "", profile.website)
        yield from _profile_fact(notes, "Also called", ", ".join(state.aliases), profile.aliases)
        yield from _profile_fact(notes, "Known as", ", ".join(state.identifiers), profile.identifiers)


def _profile_fact(notes: Footnotes, label: str, value: str, *chosen: Chosen[object] | None) -> Iterable[Fact]:
    there = [one for one in chosen if one is not None]
    if value:
        told_by = [seen for one in there for seen in backing(one)]
        yield label, f"{value}{notes.conflict(*chosen)}", notes.told(told_by, *(one.seen for one in there))


def _money(state: CompanyState, notes: Footnotes) -> Iterable[Fact]:
    if valuation := state.valuation:
        said = f"{money_words(valuation.value)}{notes.conflict(valuation)}, {valuation.account.moment.human()}"
        yield "Valuation", said, notes.told(said_by(state, valuation.account), valuation.seen)
    total, rounds = state.raised()
    if state.rounds:
        told_by = [seen for round_ in rounds if round_.raised for seen in backing(round_.raised)]
        yield "Raised", _total(total), notes.sources(told_by)


def _total(total: Total) -> str:
    amount = " and ".join(map(money_words, total.by_currency)) or "unknown"
    counted = f" in {phrases.counted(total.counted, 'closed round')}" if total.counted else ""
    left_out = f"; not counted: {', '.join(map(_reason, total.why[:MOST_REASONS]))}" if total.why else ""
    more = f" and {len(total.why) - MOST_REASONS:,} more" if len(total.why) > MOST_REASONS else ""
    return f"{amount}{counted}{left_out}{more}"


def _reason(why: str) -> str:
    """seed: amount unknown → seed (amount unknown): several stand in one sentence."""
    round_, _, reason = why.partition(": ")
    return f"{round_} ({reason})"


# --- events, disagreements -------------------------------------------------------------------------------------------


def _print_events(screen: Console, title: str, events: tuple[Seen, ...], notes: Footnotes) -> None:
    listing = table("When", "What", "Src", fold=("What",))
    for seen in events[:MOST_LISTED]:
        rumored = " (rumored)" if seen.event.confidence is Confidence.RUMORED and title != "Rumors" else ""
        listing.add_row(
            text(seen.event.when.human()), text(summarize(seen.event) + rumored), text(notes.sources([seen]), "dim")
        )
    print_section(screen, title, listing)
    if len(events) > MOST_LISTED:
        screen.print(text(f"  … and {len(events) - MOST_LISTED:,} more: --json has them all", "dim"))


def _legend(screen: Console, state: CompanyState, found: Sequence[Finding], notes: Footnotes) -> None:
    coverage = state.history.coverage
    known = ""
    if coverage.first_known and coverage.last_known:
        known = f", published {day_words(coverage.first_known)} to {day_words(coverage.last_known)}"
    signs = f" · {CONFIRMED} confirmed" if notes.ticked else ""
    signs += f" · {DISAGREE} accounts disagree" if notes.conflicts else ""
    doubts = f" · {phrases.counted(len(found), 'finding')}: --findings" if found else ""
    screen.print()
    screen.print(
        text(f"{phrases.counted(coverage.events, 'event counts', 'events count')}{known}{signs}{doubts}", "dim")
    )
