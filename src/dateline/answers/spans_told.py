"""Spans of days: of which one a figure is, and what several leave out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from dateline.errors import InvalidInput
from dateline.events.measured import Metric as MetricEvent
from dateline.values.dates import PartialDate, Precision
from dateline.values.vocabulary import Per
from dateline.values.words import day_words

_MONTHS = {Per.MONTH: 1, Per.QUARTER: 3, Per.HALF: 6, Per.YEAR: 12}
_DAYS = {Per.DAY: 1, Per.WEEK: 7}
_ONE_DAY = timedelta(days=1)


class DaySpan(msgspec.Struct, frozen=True, order=True):
    """A span of whole days, both ends included."""

    first: date
    last: date

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    def within(self, other: DaySpan) -> bool:
        return other.first <= self.first and self.last <= other.last

    def __str__(self) -> str:
        return day_words(self.first) if self.first == self.last else f"{day_words(self.first)} – {day_words(self.last)}"


def days_over(over: PartialDate) -> DaySpan:
    """The days of a date that has two ends. Raises InvalidInput for one that has not."""
    if over.first is None or over.last is None:
        raise InvalidInput(
            f"a sum over {over.edtf!r} needs a time with two ends, like 2023, 2023-Q1 or 2023-Q4/2024-Q3"
        )
    return DaySpan(over.first, over.last)


def span_told(event: MetricEvent, per: Per | None) -> DaySpan | None:
    """The days that a figure is of: its period, or else the span of its length that ends on its day. A run rate is of
    no span."""
    told = event.period
    if told is not None:
        return DaySpan(told.first, told.last) if told.first is not None and told.last is not None else None
    on = event.when
    if per is None or on.first is None or on.last is None:
        return None
    if per in _DAYS:
        return DaySpan(on.last - timedelta(days=_DAYS[per] - 1), on.last) if on.precision is Precision.DAY else None
    months = _MONTHS.get(per)
    if months is None:
        return None
    begin = _months_before(on.last + _ONE_DAY, months)
    is_end_of_month = (on.last + _ONE_DAY).day == 1
    if (on.precision is Precision.DAY and is_end_of_month) or on.first == begin:
        return DaySpan(begin, on.last)
    return None


def _months_before(day: date, months: int) -> date:
    """The first of the month so many months before the first of a month."""
    place = day.year * 12 + day.month - 1 - months
    return date(place // 12, place % 12 + 1, 1)


def gaps_in(over: DaySpan, told: Sequence[DaySpan]) -> tuple[DaySpan, ...]:
    """The days of a time that are in none of these spans, which are in order and apart."""
    gaps: list[DaySpan] = []
    begin = over.first
    for days in told:
        if days.first > begin:
            gaps.append(DaySpan(begin, days.first - _ONE_DAY))
        begin = days.last + _ONE_DAY
    if begin <= over.last:
        gaps.append(DaySpan(begin, over.last))
    return tuple(gaps)
