"""A ranking as a page for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console
from rich.table import Table

from dateline.answers.flows import Flow
from dateline.answers.ranking.order import CompanyOrder, Direction, OrderField, OrderValue
from dateline.answers.ranking.ranking import RankedCompany
from dateline.answers.ranking.seats import presumed_country
from dateline.answers.spans_told import span_told
from dateline.answers.unsized import unsized
from dateline.cli.pages import phrases
from dateline.cli.pages.company import sources_of, vantage_words
from dateline.cli.pages.footnotes import Footnotes
from dateline.cli.terminal import print_addressed, print_section, table, text
from dateline.events.measured import Metric
from dateline.state.vantage import Vantage
from dateline.values.money import Amount, Quantity
from dateline.values.text import slugify
from dateline.values.vocabulary import Per
from dateline.values.words import money_words, quantity_words

_MOST_GAPS = 3
FIELDS = {field.value: field for field in OrderField if field is not OrderField.METRIC}
"""What companies can be ranked by, by its word; any other word is the name of a metric."""


def show_ranking(
    screen: Console,
    order: CompanyOrder,
    vantage: Vantage,
    companies: Sequence[RankedCompany],
    *,
    more: bool,
    later: Mapping[str, str],
    countries_asked: bool = False,
    why: str = "",
) -> None:
    """One row a company, then the sources.

    `countries_asked`: whether only those of some countries are listed. `more`: whether the order goes on behind the
    last of them. `later`: the later names of those without one by then. `why`: if none has a value, a reason for it.
    """
    notes = Footnotes()
    screen.print(text(_title(order), "bold"))
    screen.print(text(vantage_words(vantage), "dim"))
    if companies and all(one.value is None for one in companies):
        rest = f" {why[:1].upper()}{why[1:]}." if why else _other_orders(order)
        screen.print(text(f"\n{_nobody(order)}{rest}"))
        return
    if not companies:
        none = phrases.with_reason("There is no such company of which anything is in reach", why)
        screen.print(text(f"\n{none}"))
    told = [one for one in companies if one.value is not None]
    print_section(screen, "", _listing(order, told, later, notes))
    if len(told) < len(companies):
        for line in _untold(order, companies[len(told) :], later, more=more):
            screen.print(text(f"\n{line}", "dim"))
    if not all(one.state.is_named for one in companies):
        screen.print(text(f"\n{phrases.NAMED_LATER}", "dim"))
    if countries_asked and (presumed := sum(presumed_country(one.state) is not None for one in companies)):
        screen.print(text(f"\n{phrases.presumed(presumed)}", "dim"))
    print_addressed(screen, "Sources", sources_of(notes))
    if order.over is None and any(_span(one.value) for one in companies if one.value is not None):
        hint = "These are the latest figures, each of the time under Of: --over 2023 adds up those of one time."
        screen.print(text(f"\n{hint}", "dim"))
    if more and len(told) == len(companies):
        screen.print(text("\nThere are more: --first lists them.", "dim"))


def _untold(
    order: CompanyOrder, companies: Sequence[RankedCompany], later: Mapping[str, str], *, more: bool
) -> Iterator[str]:
    """The companies without a value, which stand last: nothing is to be seen in a row of theirs. Those with something
    that the metric counts, and nobody tells the size of, stand apart."""
    silent = [one for one in companies if not _is_of_unknown_size(one, order)]
    if len(silent) < len(companies):
        names = _names([one for one in companies if one not in silent], later)
        yield f"Of unknown size are all {phrases.metric(order.metric or '')} that are told of {names}"
    if silent and more:
        yield f"Of others nothing is told: {_names(silent, later)} …"
    elif silent:
        whose = phrases.counted(len(silent), "more company", "more companies")
        yield f"Of {whose} nothing is told: {_names(silent, later)}"


def _names(companies: Sequence[RankedCompany], later: Mapping[str, str]) -> str:
    return ", ".join(phrases.listed_company(one.state, later) for one in companies)


def _is_of_unknown_size(one: RankedCompany, order: CompanyOrder) -> bool:
    return order.over is not None and bool(unsized(one.state, slugify(order.metric or ""), order.over, ()))


def _listing(
    order: CompanyOrder, companies: Sequence[RankedCompany], later: Mapping[str, str], notes: Footnotes
) -> Table:
    columns = ("#", "Company", _column(order), "As reported", "Of", "Since", "Src")
    listing = table(*columns, right=("#",), fold=("Company", "As reported"))
    for one in companies:
        value = one.value
        assert value is not None, "those without a value have no row"
        listing.add_row(
            text(one.rank, "dim"),
            text(phrases.listed_company(one.state, later), "bold"),
            text(_value(value)),
            text(_as_reported(value), "dim"),
            text(_span(value)),
            text(_since(value)),
            text(notes.events(value.because), "dim"),
        )
    return listing


def _title(order: CompanyOrder) -> str:
    by = phrases.metric(order.metric or order.field.value)
    scope = f" of {order.scope}" if order.scope else ""
    over = f" over {phrases.days(order.over)}" if order.over is not None else ""
    return f"Companies by {by}{scope}{over}, {'ascending' if order.direction is Direction.ASC else 'descending'}"


def _figure_of_a_span(value: OrderValue) -> Metric | None:
    """The figure, if it tells of a month, a quarter …, not of a moment."""
    event = value.because[0].event if value.figure is not None else None
    return event if isinstance(event, Metric) and event.per not in (None, Per.ANNUALIZED) else None


def _nobody(order: CompanyOrder) -> str:
    """That none of the companies has a value, and of what sort of figures there would have to be one."""
    what = phrases.metric(order.metric or order.field.value)
    if order.over is not None:
        span = phrases.days(order.over)
        told = f"Nobody tells of the {what} of a month, a quarter or another span within {span}."
        return f"{told} Without --over the latest figures are ranked."
    if order.field is OrderField.RAISED:
        return "Nobody tells what any company here raised."
    return f"Nobody tells of the {what} of any company here."


def _other_orders(order: CompanyOrder) -> str:
    if order.over is not None:
        return ""
    return f" Rank by {', '.join(FIELDS)}, or by a metric that somebody reports, like arr or headcount."


def _column(order: CompanyOrder) -> str:
    if order.field in (OrderField.VALUATION, OrderField.RAISED):
        return f"{order.field.value.capitalize()}, {order.currency}"
    words = phrases.metric(order.metric or order.field.value)
    return words[:1].upper() + words[1:]


def _value(value: OrderValue) -> str:
    """What the companies are compared by, in the currency they are compared in."""
    if value.total is not None and value.total.count is not None:
        return quantity_words(Quantity(value.total.count, value.total.unit or ""))
    if value.total is not None and value.total.money is not None:
        return money_words(value.total.money)
    if value.conversion is not None and _is_converted(value):
        return money_words(value.conversion.money)
    return phrases.words(value.figure.value if value.figure is not None else value.date or value.text)


def _as_reported(value: OrderValue) -> str:
    """The figure, where it had to be converted; of a sum how many rounds it counts."""
    if value.flow is not None:
        return _spans(value.flow)
    if value.total is not None:
        unknown = f", {value.total.unknown} unknown" if value.total.unknown else ""
        return f"{phrases.counted(value.total.counted, 'round')}{unknown}"
    return phrases.words(value.figure.value) if value.figure is not None and _is_converted(value) else ""


def _spans(flow: Flow) -> str:
    """What is added up, and what is missing."""
    per = flow.per.value if flow.per is not None else "figure"
    gaps = f"; {_gaps(flow)}" if flow.missing and not flow.is_of_single_days else ""
    of = (" of a single day" if flow.total.counted == 1 else " of single days") if flow.is_of_single_days else ""
    left = f"; {len(flow.unsized)} of unknown size" if flow.unsized else ""
    left += f"; {flow.total.excluded} left out" if flow.total.excluded else ""
    others = [phrases.span(other) if other is not None else "with periods of their own" for other in flow.other_spans]
    also = f"; also told: {', '.join(others)}" if others else ""
    return f"{phrases.counted(flow.total.counted, per)}{of}{gaps}{left}{also}"


def _gaps(flow: Flow) -> str:
    """What nobody tells of; of days, and of many spans, only how many days that are."""
    if flow.per is not Per.DAY and len(flow.missing) <= _MOST_GAPS:
        return f"not told: {', '.join(map(phrases.days, flow.missing))}"
    days = sum(one.length for one in flow.missing)
    return f"{phrases.counted(days, 'day')} not told"


def _is_converted(value: OrderValue) -> bool:
    """Whether the figure was reported in another currency than the one compared in."""
    return value.conversion is not None and value.conversion.money.currency != _currency(value)


def _currency(value: OrderValue) -> str | None:
    figure = value.figure.value if value.figure is not None else None
    return figure.currency if isinstance(figure, Amount) else None


def _span(value: OrderValue) -> str:
    """The time that a figure is of, where it is of a span of its own: Q2 2023."""
    event = _figure_of_a_span(value)
    if event is None:
        return ""
    if event.period is not None:
        return event.period.human()
    days = span_told(event, event.per)
    return phrases.days(days) if days is not None else ""


def _since(value: OrderValue) -> str:
    """The day from which it counts; of a figure of a span the span says it."""
    if value.figure is None or _span(value):
        return ""
    return value.figure.account.moment.human()
