"""Flows: a metric that is counted over spans, added up over a longer time.

A figure of a month and one of its quarter tell the same twice, so that only figures of one length are ever added. For
each span the account is used that the rules choose, as everywhere; what nobody tells of is named, never guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce

import msgspec
from msgspec.structs import replace

from dateline.answers.spans_told import DaySpan, gaps_in, span_told
from dateline.answers.unsized import unsized
from dateline.errors import InvalidInput
from dateline.events.measured import Metric as MetricEvent
from dateline.state.accounts import Chosen
from dateline.state.choice import Course
from dateline.state.company import CompanyState
from dateline.state.parts.measures import measure_of
from dateline.state.seen import Seen
from dateline.state.subject import Subject
from dateline.values.money import COMPUTING, Amount, Measurement, Money, Quantity
from dateline.values.rates import Conversion
from dateline.values.text import compared, slugify
from dateline.values.totals import Total, sum_by_currency
from dateline.values.vocabulary import Per


class SpanFigure(msgspec.Struct, frozen=True, eq=False):
    """The figure of one span, as the rules choose it; and what it is in the currency asked for."""

    days: DaySpan
    value: Chosen[Measurement]
    conversion: Conversion | None = None


class Flow(msgspec.Struct, frozen=True, eq=False):
    """A metric added up over a time."""

    metric: str
    scope: str | None
    over: DaySpan
    per: Per | None
    """The length of the spans that are added; None if each says its own."""
    total: Total
    figures: tuple[SpanFigure, ...] = ()
    """What is added, in the order of time."""
    missing: tuple[DaySpan, ...] = ()
    """The days that no figure is of, as long spans."""
    other_spans: tuple[Per | None, ...] = ()
    """The lengths of which figures are told too: what these tell must not be added to it."""
    unsized: tuple[DaySpan, ...] = ()
    """The days of what it should count and nobody tells the size of, like a layoff; `unknown` has them after the days
    that are missing."""

    @property
    def is_of_single_days(self) -> bool:
        """Whether its figures are of what happens on a day, like layoffs: the days between are no gaps in them."""
        return self.per is None and bool(self.figures) and all(one.days.length == 1 for one in self.figures)

    @property
    def because(self) -> tuple[Seen, ...]:
        return tuple({one.value.seen.id: one.value.seen for one in self.figures}.values())


class FlowRequest(msgspec.Struct, frozen=True):
    """What is added up; `per` None: figures of the length that covers most of the time."""

    metric: str
    over: DaySpan
    scope: str | None = None
    per: Per | None = None
    currency: str | None = None


def flow(state: CompanyState, asked: FlowRequest, fits: Callable[[DaySpan], bool] = lambda _: True) -> Flow:
    """The figures of a company over a time, added up; without `per`, of the length that covers most of it with spans
    that fit.

    Raises InvalidInput for `per` annualized: run rates are no amounts of a span.
    """
    if asked.per is Per.ANNUALIZED:
        raise InvalidInput("annualized figures are rates, not amounts of a span: they cannot be added up")
    figures = lines_of(state, asked.metric, asked.scope)
    told = [one.days for line in figures.values() for one in line.figures]
    without = unsized(state, slugify(asked.metric), asked.over, told) if asked.scope is None else ()
    lines = [_line(asked, per, line, state) for per, line in figures.items()]
    wanted = [line for line in lines if asked.per is None or line.per is asked.per]
    if not wanted:
        return _with_unsized(_nothing(asked, tuple(line.per for line in lines)), without)
    best = max(wanted, key=lambda line: (_covered(line, fits), line.per is not None))
    return _with_unsized(_with_others(best, [line.per for line in lines if line is not best and line.figures]), without)


class FlowLine(msgspec.Struct):
    """Figures of spans of one length."""

    figures: list[SpanFigure] = []
    """In the order of time."""
    unplaced: list[Seen] = []
    """Those that do not say of which span they are."""


def lines_of(state: CompanyState, metric: str, scope: str | None) -> dict[Per | None, FlowLine]:
    """For each length the figures of a metric; those of a moment are in none."""
    asked = (slugify(metric), slugify(scope) if scope else None)
    found: dict[Per | None, FlowLine] = {}
    for name, events in state.figures.items():
        subject: Subject[MetricEvent] = Subject(name, events, state.exchange, state.slug)
        measure = measure_of(subject, _newest(events))
        told = (slugify(measure.metric), slugify(measure.scope) if measure.scope else None)
        if told == asked and measure.per is not Per.ANNUALIZED:
            line = _of_subject(subject, measure.per)
            if line.figures or line.unplaced:
                known = found.setdefault(measure.per, FlowLine())
                known.figures = sorted([*known.figures, *line.figures], key=lambda one: one.days)
                known.unplaced += line.unplaced
    return found


def has_figures_without_days(state: CompanyState, asked: FlowRequest) -> bool:
    """Whether figures of the metric are dated in that time that say neither a period nor a length: those of a moment,
    which are in no sum."""
    wanted = (slugify(asked.metric), slugify(asked.scope) if asked.scope else None)
    for seen in (seen for events in state.figures.values() for seen in events):
        event = seen.event
        assert isinstance(event, MetricEvent)
        told = (slugify(event.metric), slugify(event.scope) if event.scope else None)
        day = event.when.counts_from(state.vantage.dates)
        is_of_moment = event.per is None and event.period is None
        if told == wanted and is_of_moment and asked.over.first <= day <= asked.over.last:
            return True
    return False


def _newest(events: Sequence[Seen]) -> MetricEvent:
    event = events[-1].event
    assert isinstance(event, MetricEvent)
    return event


def _of_subject(subject: Subject[MetricEvent], per: Per | None) -> FlowLine:
    of_span: dict[DaySpan, list[Seen]] = defaultdict(list)
    line = FlowLine()
    for seen in subject.events:
        assert isinstance(seen.event, MetricEvent)
        days = span_told(seen.event, per)
        if days is not None:
            of_span[days].append(seen)
        elif per is not None:
            line.unplaced.append(seen)
    for days, events in of_span.items():
        of_it: Subject[MetricEvent] = Subject(subject.name, tuple(events), subject.exchange, subject.company)
        line.figures.append(SpanFigure(days, _chosen(of_it)))
    return line


def _chosen(subject: Subject[MetricEvent]) -> Chosen[Measurement]:
    """Among accounts of one span those of a later day do not supersede: all tell of the same time."""
    return subject.always("value", Course.ONCE, lambda event: event.value)


# --- one line of figures of one length -------------------------------------------------------------------------------


class _Sum(msgspec.Struct):
    """What is added, and why the rest is not."""

    added: list[SpanFigure] = []
    why: list[str] = []


def _line(asked: FlowRequest, per: Per | None, line: FlowLine, state: CompanyState) -> Flow:
    told = [one for one in line.figures if one.days.first <= asked.over.last and one.days.last >= asked.over.first]
    unit = _usual_unit(told, asked.currency)
    result = _Sum(why=[f"{seen.when.human()}: which span is not told" for seen in line.unplaced])
    until = date.min
    for one in told:
        reason = _left_out(one, asked, until, unit)
        if reason is not None:
            result.why.append(f"{one.days}: {reason}")
            continue
        converted = _converted(one, asked.currency, state)
        if isinstance(converted, str):
            result.why.append(f"{one.days}: {converted}")
            continue
        result.added.append(converted)
        until = one.days.last
    missing = gaps_in(asked.over, [one.days for one in result.added])
    return Flow(
        slugify(asked.metric),
        asked.scope,
        asked.over,
        per,
        total_of(result.added, [f"{gap}: nobody tells" for gap in missing], result.why, asked.currency),
        tuple(result.added),
        missing,
    )


def _left_out(one: SpanFigure, asked: FlowRequest, until: date, unit: str | None) -> str | None:
    if not one.days.within(asked.over):
        return "reaches beyond the time asked for"
    if one.days.first <= until:
        return "overlaps with what is counted before it"
    if unit is not None and _unit(one) != unit:
        return f"in {_unit(one)}, not in {unit}"
    return None


def _unit(one: SpanFigure) -> str:
    value = one.value.value
    return "money" if isinstance(value, Amount) else compared(value.unit)


def _usual_unit(figures: Iterable[SpanFigure], currency: str | None) -> str | None:
    """The unit that most figures have: only figures of one are added."""
    units = [_unit(one) for one in figures]
    if currency is not None and "money" in units:
        return "money"
    return max(units, key=units.count) if units else None


def _converted(one: SpanFigure, currency: str | None, state: CompanyState) -> SpanFigure | str:
    amount = one.value.value
    if currency is None or not isinstance(amount, Amount):
        return one
    conversion = state.converted(one.value, currency)  # type: ignore[arg-type]
    if conversion is None:
        return f"no exchange rate for {amount.currency} on its day"
    return SpanFigure(one.days, one.value, conversion)


def total_of(
    added: Sequence[SpanFigure], unknown: Sequence[str], excluded: Sequence[str], currency: str | None
) -> Total:
    """The sum of figures of one unit; in the currency that they were converted to, if they were."""
    conversions = tuple(one.conversion for one in added if one.conversion is not None)
    counts = [one.value.value for one in added if isinstance(one.value.value, Quantity)]
    money = [_money(one) for one in added if isinstance(one.value.value, Amount)]
    return Total(
        by_currency=sum_by_currency(money),
        counted=len(added),
        unknown=len(unknown),
        excluded=len(excluded),
        why=(*unknown, *excluded),
        conversions=conversions if currency is not None else (),
        count=reduce(COMPUTING.add, (each.count for each in counts), Decimal(0)) if counts else None,
        unit=counts[0].unit if counts else None,
    )


def _money(one: SpanFigure) -> Money:
    value = one.value.value
    assert isinstance(value, Amount)
    return one.conversion.money if one.conversion is not None else value.money


def _covered(line: Flow, fits: Callable[[DaySpan], bool]) -> int:
    return sum(one.days.length for one in line.figures if fits(one.days))


def _with_others(line: Flow, others: Iterable[Per | None]) -> Flow:
    return Flow(line.metric, line.scope, line.over, line.per, line.total, line.figures, line.missing, tuple(others))


def _with_unsized(line: Flow, days: tuple[DaySpan, ...]) -> Flow:
    if not days:
        return line
    gaps, total = line.total.unknown, line.total
    why = (*total.why[:gaps], *(f"{one}: nobody tells how many" for one in days), *total.why[gaps:])
    return replace(line, total=replace(total, unknown=gaps + len(days), why=why), unsized=days)


def _nothing(asked: FlowRequest, others: tuple[Per | None, ...]) -> Flow:
    why = [f"{asked.over}: nobody tells"]
    total = total_of((), why, (), asked.currency)
    return Flow(slugify(asked.metric), asked.scope, asked.over, asked.per, total, (), (asked.over,), others)
