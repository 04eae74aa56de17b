"""Series of several companies as one page for the terminal: one chart, and one table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.console import Console
from rich.text import Text

from dateline.answers.change.series import Point, Series, SeriesRequest
from dateline.cli.pages import phrases
from dateline.cli.pages.chart import STYLES, ChartStep, chart_of_several, letter_of
from dateline.cli.pages.company import sources_of, vantage_words
from dateline.cli.pages.footnotes import Footnotes
from dateline.cli.pages.series import INDENT, amount_of, label_of, numbers_of, series_title, unit_of, value_words_of
from dateline.cli.terminal import print_addressed, print_section, table, text
from dateline.state.company import CompanyState
from dateline.values.words import day_words

CompanyLine = tuple[CompanyState, Series]


def show_several(screen: Console, wanted: SeriesRequest, drawn: Sequence[CompanyLine]) -> None:
    """A line of the chart and a column of the table for each company; at least one has points."""
    told = next(found for _, found in drawn if found.points)
    screen.print(text(series_title(wanted, told), "bold cyan"))
    screen.print(text(vantage_words(drawn[0][0].vantage), "dim"))
    _print_chart(screen, wanted, drawn)
    notes = Footnotes()
    heads = [phrases.company(state) for state, _ in drawn]
    listing = table("From", *heads, "Src", fold=tuple(heads))
    for day in sorted({point.on for _, found in drawn for point in found.points}):
        points = [_at(found, day) for _, found in drawn]
        new = [seen for point in points if point is not None and point.on == day for seen in point.because]
        cells = [_cell(point, day, wanted) for point in points]
        listing.add_row(text(day_words(day)), *cells, text(notes.events(new), "dim"))
    print_section(screen, "Steps", listing)
    print_addressed(screen, "Sources", sources_of(notes))


def _at(found: Series, day: date) -> Point | None:
    """The point that holds on a day."""
    return next((point for point in reversed(found.points) if point.on <= day), None)


def _cell(point: Point | None, day: date, wanted: SeriesRequest) -> Text:
    """What holds on that day; what began before is dim."""
    if point is None:
        return text("")
    return text(value_words_of(point, wanted), "bold" if point.on == day else "dim")


def _print_chart(screen: Console, wanted: SeriesRequest, drawn: Sequence[CompanyLine]) -> None:
    numbers = [[numbers_of(point, wanted.currency) for point in found.points] for _, found in drawn]
    known = [number for each in numbers for some in each for number in some]
    units = sorted({unit_of(number) for number in known})
    screen.print()
    if len(units) != 1:
        hint = f"They are in {', '.join(units)}: --currency draws money as one chart." if units else "There is no rate."
        screen.print(text(hint, "dim"))
        return
    lines: list[list[ChartStep]] = [
        [(point.on, amount_of(some[0]) if some else None) for point, some in zip(found.points, each, strict=True)]
        for (_, found), each in zip(drawn, numbers, strict=True)
    ]
    until = drawn[0][0].vantage.on
    for line in chart_of_several(lines, until, screen.width - INDENT, lambda value: label_of(value, known[0])):
        screen.print(Text(" " * INDENT).append_text(line))
    legend = [
        Text.assemble((f"─{letter_of(place)}─ ", STYLES[place % len(STYLES)]), phrases.company(state), "   ")
        for place, (state, _) in enumerate(drawn)
    ]
    screen.print(Text(" " * INDENT).append_text(Text.assemble(*legend)))
