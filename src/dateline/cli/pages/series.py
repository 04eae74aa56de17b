"""A series as a page for the terminal: a step chart, and what stands behind each step."""

from __future__ import annotations

from decimal import Decimal

from rich.console import Console
from rich.text import Text

from dateline.answers.change.series import Point, Series, SeriesRequest, Sum
from dateline.cli.pages import phrases
from dateline.cli.pages.chart import ChartStep, chart
from dateline.cli.pages.company import sources_of, title_of, vantage_words
from dateline.cli.pages.footnotes import Footnotes
from dateline.cli.terminal import print_addressed, print_section, table, text
from dateline.events.summary import summarize
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState
from dateline.state.seen import Seen
from dateline.values.money import Money, Quantity
from dateline.values.rates import Conversion
from dateline.values.words import day_words, figure_words, money_words, number_words, quantity_words

INDENT = 2
_UNKNOWN = "unknown"


def show_series(screen: Console, state: CompanyState, wanted: SeriesRequest, found: Series) -> None:
    notes = Footnotes()
    screen.print(Text.assemble(title_of(state), "  ", text(series_title(wanted, found), "bold cyan")))
    screen.print(text(vantage_words(state.vantage), "dim"))
    if found.other_spans:
        screen.print(text(_others(found), "dim"))
    _print_chart(screen, state, wanted, found)
    listing = table("From", "Value", "As reported", "Why", "Src", fold=("Value", "As reported", "Why"))
    known: set[str] = set()
    for point in found.points:
        new = [seen for seen in point.because if seen.id not in known] or list(point.because)
        known = {seen.id for seen in point.because}
        listing.add_row(
            text(day_words(point.on)),
            text(value_words_of(point, wanted), "bold" if point.value is not None else "dim"),
            text(_as_reported(point), "dim"),
            text(_why(new)),
            text(notes.events(new), "dim"),
        )
    print_section(screen, "Steps", listing)
    print_addressed(screen, "Sources", sources_of(notes))


def numbers_of(point: Point, currency: str | None = None) -> list[Money | Quantity]:
    """The numbers of a point: one, several for a sum in several currencies, none if the value is unknown."""
    match point.value:
        case None:
            return []
        case Sum(total=total) if total.count is not None and total.unit is not None:
            return [Quantity(total.count, total.unit)]
        case Sum(total=total):
            return list(total.by_currency)
        case chosen if currency is None:
            return [chosen.value]
    return [point.converted.money] if point.converted is not None else []


def series_title(wanted: SeriesRequest, found: Series) -> str:
    """What is drawn: of which part, over which span, in which currency."""
    scope = f" of {wanted.scope}" if wanted.scope else ""
    per = "" if found.per is None else f", {phrases.span(found.per)}"
    currency = f" in {found.currency}" if found.currency else ""
    return f"{phrases.metric(found.metric)}{scope}{per}{currency}"


def _others(found: Series) -> str:
    """Which other lines could be drawn, and how."""
    asked = [f"{phrases.span(span)} (--per {span.value})" for span in found.other_spans if span is not None]
    plain = ["over no span"] if None in found.other_spans else []
    return f"also told: {', '.join([*asked, *plain])}; this is the span with the most points"


# --- the chart --------------------------------------------------------------------------------------------------------


def _print_chart(screen: Console, state: CompanyState, wanted: SeriesRequest, found: Series) -> None:
    numbers = [numbers_of(point, wanted.currency) for point in found.points]
    units = sorted({unit_of(number) for each in numbers for number in each})
    screen.print()
    if len(units) > 1 or not units:
        hint = f"Amounts are in {phrases.words(tuple(units))}: --currency draws them as one line." if units else ""
        screen.print(text(hint or "There is no exchange rate to draw it with.", "dim"))
        return
    steps: list[ChartStep] = [
        (point.on, amount_of(each[0]) if each else None) for point, each in zip(found.points, numbers, strict=True)
    ]
    first = next(each[0] for each in numbers if each)
    for line in chart(steps, state.vantage.on, screen.width - INDENT, lambda value: label_of(value, first)):
        screen.print(Text(" " * INDENT).append_text(line))


def unit_of(number: Money | Quantity) -> str:
    """Its unit or currency."""
    return number.unit if isinstance(number, Quantity) else number.currency


def amount_of(number: Money | Quantity) -> Decimal:
    """The number alone."""
    return number.count if isinstance(number, Quantity) else number.amount


def label_of(value: Decimal, like: Money | Quantity) -> str:
    """A number at the axis; counts leave their unit to the title."""
    return number_words(value) if isinstance(like, Quantity) else money_words(Money(value, like.currency))


# --- the steps --------------------------------------------------------------------------------------------------------


def value_words_of(point: Point, wanted: SeriesRequest) -> str:
    """What a point says."""
    match point.value:
        case Chosen() if wanted.currency is None:
            return figure_words(point.value.value)
        case Chosen() if point.converted is None:
            return "no exchange rate"
    parts = [
        quantity_words(one) if isinstance(one, Quantity) else money_words(one)
        for one in numbers_of(point, wanted.currency)
    ]
    return " and ".join(parts) or _UNKNOWN


def _as_reported(point: Point) -> str:
    """A figure in its own currency, where it was converted."""
    if not isinstance(point.value, Chosen) or point.converted is None or _is_the_same(point.converted):
        return ""
    rate = point.converted.rate
    return f"{figure_words(point.value.value)} at {rate.value:.6g} of {day_words(rate.on)}"


def _is_the_same(conversion: Conversion) -> bool:
    return conversion.rate.value == 1


def _why(events: list[Seen]) -> str:
    """The event that says so; of a sum, the first that is new in it."""
    if not events:
        return ""
    more = f" and {len(events) - 1:,} more" if len(events) > 1 else ""
    return f"{summarize(events[0].event)}{more}"
