"""A metric of one company as a step function over time (help rules, 3): one point where its value changes.

Each point is what the state says on its day, exactly: with `on` moving and the other two clocks at rest, what is in
reach and how it stands do not change, only what counts by then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

import msgspec

from dateline.answers.change.incremental_folds import IncrementalFold, IncrementalMetrics
from dateline.errors import InvalidInput
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState
from dateline.state.conversion import convert_at
from dateline.state.parts.data_centers import PROJECTION as DATA_CENTERS
from dateline.state.parts.data_centers import capacity
from dateline.state.parts.funding import PROJECTION as FUNDING
from dateline.state.parts.listings import PROJECTION as LISTINGS
from dateline.state.seen import Seen
from dateline.state.vantage import Vantage
from dateline.values.money import Amount, Measurement
from dateline.values.rates import Conversion
from dateline.values.text import slugify
from dateline.values.totals import Total
from dateline.values.vocabulary import Per

MAX_POINTS = 10_000

RAISED = "raised"
VALUATION = "valuation"
CAPACITIES = ("megawatts", "chips")


class SeriesRequest(msgspec.Struct, frozen=True):
    """What is to be drawn. `first`: the first day; None is the first there is."""

    metric: str
    scope: str | None = None
    per: Per | None = None
    first: date | None = None
    currency: str | None = None

    @property
    def name(self) -> str:
        return slugify(self.metric)

    @property
    def derived(self) -> str | None:
        """Its name, if it is no metric that somebody reports but a part of the state."""
        whole = self.scope is None and self.per is None
        return self.name if whole and self.name in (VALUATION, RAISED, *CAPACITIES) else None


class Sum(msgspec.Struct, frozen=True, eq=False):
    """A total, and the accounts that are counted in it."""

    total: Total
    counted: tuple[Chosen[object], ...]


SeriesValue = Chosen[Measurement] | Sum


class Point(msgspec.Struct, frozen=True, eq=False):
    """From this day on; no value: unknown from here. `at` is where it is read from."""

    on: date
    value: SeriesValue | None
    at: Vantage
    converted: Conversion | None = None
    """A figure in the currency asked for, if its day has a rate."""

    @property
    def because(self) -> tuple[Seen, ...]:
        """The events that say so."""
        match self.value:
            case None:
                return ()
            case Sum(counted=counted):
                return tuple({chosen.seen.id: chosen.seen for chosen in counted}.values())
            case chosen:
                return (chosen.seen,)


class Series(msgspec.Struct, frozen=True, eq=False):
    metric: str
    currency: str | None
    points: tuple[Point, ...]
    per: Per | None = None
    """The span of time that the figures are counted over; None is none."""
    other_spans: tuple[Per | None, ...] = ()
    """Over which the same is told too: figures of two spans are two lines."""


def series(state: CompanyState, wanted: SeriesRequest, *, max_points: int = MAX_POINTS) -> Series:
    """The metric from the first day on, until the day of the state, both included.

    Raises InvalidInput for more than `max_points` points, days in the wrong order, or a currency for what is no money.
    """
    until = state.vantage.on
    if wanted.first is not None and wanted.first > until:
        raise InvalidInput(f"a series from {wanted.first} until {until} has no day: the first comes after the last")
    if wanted.currency is not None and wanted.derived in CAPACITIES:
        raise _no_money(wanted)
    spans = _spans(state, wanted)
    span, points = _fullest(state, wanted, spans)
    if len(points) > max_points:
        raise InvalidInput(f"the series has {len(points):,} points, more than {max_points:,}: ask for a shorter time")
    if all(point.value is None for point in points):
        points = []
    others = tuple(other for other in spans if other is not span)
    return Series(wanted.name, wanted.currency, tuple(_in_currency(state, wanted, points)), span, others)


def _spans(state: CompanyState, wanted: SeriesRequest) -> list[Per | None]:
    """The spans over which the figure is told: the one asked for alone, else all there are, none first."""
    if wanted.per is not None or wanted.derived is not None:
        return [wanted.per]
    asked = (wanted.name, slugify(wanted.scope) if wanted.scope else None)
    told = {metric.per for metric in state.metrics if (metric.name, metric.scope) == asked}
    return [span for span in (None, *Per) if span in told] or [None]


def _fullest(state: CompanyState, wanted: SeriesRequest, spans: Sequence[Per | None]) -> tuple[Per | None, list[Point]]:
    """The span with the most points, and these; of several the first."""
    drawn = [(span, _steps(_values(state, wanted, span))) for span in spans]
    return max(drawn, key=lambda one: sum(point.value is not None for point in one[1]))


def _steps(values: Iterable[Point]) -> list[Point]:
    """Without the points at which nothing changes."""
    points: list[Point] = []
    for point in values:
        if not points or not _same(points[-1].value, point.value):
            points.append(point)
    return points


def _same(one: SeriesValue | None, other: SeriesValue | None) -> bool:
    """The same value by the same account; of a sum, the same by the same accounts."""
    match one, other:
        case Sum(), Sum():
            summed = (one.total.by_currency, one.total.count) == (other.total.by_currency, other.total.count)
            return summed and [each.seen.id for each in one.counted] == [each.seen.id for each in other.counted]
        case Chosen(), Chosen():
            return one.value == other.value and one.seen.id == other.seen.id
        case _:
            return one is other


def _values(state: CompanyState, wanted: SeriesRequest, span: Per | None) -> Iterator[Point]:
    """The value on every day on which it may change."""
    read = _reader(wanted, span)
    known = False
    for day in _days(state, wanted):
        value = read(day)
        known = known or value is not None
        if known or wanted.first is not None:
            yield Point(day.vantage.on, value, day.vantage)


def _days(state: CompanyState, wanted: SeriesRequest) -> Iterator[CompanyState]:
    """The state on each day from which something counts that the metric may depend on, and on the first day."""
    parts = _parts(state, wanted)
    kinds = {kind: part for part in parts for kind in part.projection.kinds}
    dates = state.vantage.dates
    relevant = (seen for seen in state.history.folded if type(seen.event) in kinds)
    days = groupby(relevant, key=lambda seen: seen.when.counts_from(dates))
    first = wanted.first
    for day, events in days:
        if first is not None and day > first:
            yield _on(state, first, parts)
        if first is not None and day >= first:
            first = None
        for seen in events:
            kinds[type(seen.event)].add(seen)
        if first is None:
            yield _on(state, day, parts)
    if first is not None:
        yield _on(state, first, parts)


def _on(state: CompanyState, day: date, parts: Sequence[IncrementalFold[Any]]) -> CompanyState:
    return state.at(replace(state.vantage, on=day), {part.projection.name: part.views for part in parts})


def _parts(state: CompanyState, wanted: SeriesRequest) -> list[IncrementalFold[Any]]:
    """The parts of the state that the metric depends on."""
    kept, exchange, slug = state.history.subjects.of, state.exchange, state.slug
    match wanted.derived:
        case "valuation":
            return [
                IncrementalFold(FUNDING, kept, exchange, slug),
                IncrementalFold(LISTINGS, kept, exchange, slug),
                IncrementalMetrics(kept, exchange),
            ]
        case "raised":
            return [IncrementalFold(FUNDING, kept, exchange, slug)]
        case "megawatts" | "chips":
            return [IncrementalFold(DATA_CENTERS, kept, exchange, slug)]
        case _:
            return [IncrementalMetrics(kept, exchange)]


def _reader(wanted: SeriesRequest, span: Per | None) -> Callable[[CompanyState], SeriesValue | None]:
    """How the value is read from a state; a figure only over this span."""
    match wanted.derived:
        case "valuation":
            return lambda state: state.valuation
        case "raised":
            return lambda state: _raised(state, wanted.currency)
        case "megawatts" | "chips" as figure:
            return lambda state: _sum(*capacity(state.data_centers, figure))
        case _:
            return lambda state: _figure(state, wanted, span)


def _figure(state: CompanyState, wanted: SeriesRequest, span: Per | None) -> Chosen[Measurement] | None:
    asked = (wanted.name, slugify(wanted.scope) if wanted.scope else None, span)
    found = (metric.value for metric in state.metrics if (metric.name, metric.scope, metric.per) == asked)
    return next(found, None)


def _raised(state: CompanyState, currency: str | None) -> Sum | None:
    total, rounds = state.raised(currency=currency)
    return _sum(total, [round_.raised for round_ in rounds if round_.raised is not None])


def _sum(total: Total, counted: Sequence[Chosen[object]]) -> Sum | None:
    """Unknown is not zero: a sum of nothing is unknown."""
    return Sum(total, tuple(counted)) if counted else None


def _in_currency(state: CompanyState, wanted: SeriesRequest, points: Sequence[Point]) -> Iterable[Point]:
    """Each figure at the rate of its own day."""
    if wanted.currency is None:
        return points
    figures = [point.value.value for point in points if isinstance(point.value, Chosen)]
    if figures and not any(isinstance(figure, Amount) for figure in figures):
        raise _no_money(wanted)
    return [_converted(state.at(point.at), wanted.currency, point) for point in points]


def _converted(state: CompanyState, currency: str, point: Point) -> Point:
    match point.value:
        case Chosen(value=Amount() as amount, account=account):
            converted = convert_at(amount.money, account.moment, currency, state.vantage)
            return msgspec.structs.replace(point, converted=converted)
    return point


def _no_money(wanted: SeriesRequest) -> InvalidInput:
    return InvalidInput(f"{wanted.name} is no amount of money: ask for it without a currency")


def metrics_of(state: CompanyState) -> list[str]:
    """The names of all metrics that anybody spoke of by then, and of the parts of the state that can be drawn."""
    return sorted({metric.name for metric in state.metrics} | {VALUATION, RAISED, *CAPACITIES})
