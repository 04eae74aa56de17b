"""Answers over many companies as rows, for files and data frames: rankings, sums, findings, and metrics over time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dateline.answers.change.diff import Change, clock
from dateline.answers.change.series import Point, Series, Sum
from dateline.answers.findings.finding import Reviewed
from dateline.answers.ranking.order import NUMBERS, CompanyOrder, OrderValue
from dateline.answers.ranking.ranking import RankedCompany
from dateline.answers.spans_told import span_told
from dateline.answers.sums.company_sums import SumRow, SumTable
from dateline.answers.sums.grouping import SumBy
from dateline.events.measured import Metric
from dateline.exports.columns import Column, ColumnKind, SheetRow, bound, origin
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState
from dateline.state.seen import Seen
from dateline.state.vantage import Vantage
from dateline.values.money import Amount, Quantity
from dateline.values.totals import Total
from dateline.values.words import value_words

Kinds = Mapping[str, ColumnKind]

NAMED = {"company": ColumnKind.TEXT, "company_name": ColumnKind.TEXT}
WHOSE = {**NAMED, "named": ColumnKind.FLAG}
"""Of a company at a vantage: where only later sources tell a name, its slug stands for it, and it is not `named`."""
_FIGURE = {"value": ColumnKind.NUMBER, "currency": ColumnKind.TEXT, "unit": ColumnKind.TEXT, "bound": ColumnKind.TEXT}
_ORIGIN = {
    "event": ColumnKind.TEXT,
    "publishers": ColumnKind.TEXTS,
    "known": ColumnKind.DAY,
    "foretold": ColumnKind.FLAG,
}
_BECAUSE = {"because": ColumnKind.TEXTS}
_COUNTS = {
    "counted": ColumnKind.COUNT,
    "unknown": ColumnKind.COUNT,
    "excluded": ColumnKind.COUNT,
    "why": ColumnKind.TEXTS,
}
_NOBODY: SheetRow = (None, (), None, None)
"""Where no single event says so."""
POINTS = {"on": ColumnKind.DAY, **_FIGURE, **_ORIGIN, **_BECAUSE}
RANKED = {
    "rank": ColumnKind.COUNT,
    **WHOSE,
    **_FIGURE,
    "date": ColumnKind.TEXT,
    "of_first": ColumnKind.DAY,
    "of_last": ColumnKind.DAY,
    **_COUNTS,
    **_ORIGIN,
    **_BECAUSE,
}
"""`of_first` and `of_last` are the days that a figure of a month, a quarter … is of. Of a sum there is what it
counts and leaves out."""
FOUND = {**WHOSE, "rule": ColumnKind.TEXT, "message": ColumnKind.TEXT, "events": ColumnKind.TEXTS}
CHANGES = {
    **dict.fromkeys(("kind", "clock", "subject", "field", "before", "after"), ColumnKind.TEXT),
    **_BECAUSE,
}
_TOTAL = {
    "value": ColumnKind.NUMBER,
    "currency": ColumnKind.TEXT,
    "unit": ColumnKind.TEXT,
    **_COUNTS,
}


def columns_of(kinds: Kinds) -> list[Column]:
    return [Column(name, kind) for name, kind in kinds.items()]


def _whose(state: CompanyState) -> SheetRow:
    return state.slug, state.name, state.is_named


# --- rankings --------------------------------------------------------------------------------------------------------


def ranked_row(entry: RankedCompany, order: CompanyOrder) -> SheetRow:
    """Of the columns RANKED."""
    state, value = entry.state, entry.value
    whose: SheetRow = (entry.rank, *_whose(state))
    if value is None:
        return (*whose, None, None, None, None, None, None, None, *_counts(None), *_NOBODY, ())
    first = _told_by(value.because[0]) if len(value.because) == 1 else _NOBODY
    date = value.date.edtf if value.date is not None else None
    because = tuple(seen.id for seen in value.because)
    told = (*_measured(value, order), date, *_days_of(value, order), *_counts(value.total))
    return (*whose, *told, *first, because)


def _measured(value: OrderValue, order: CompanyOrder) -> SheetRow:
    """What was compared: an amount in the currency of the order."""
    if order.field not in NUMBERS:
        return None, None, None, None
    number = value.key[0]
    assert not isinstance(number, str)
    if value.total is not None and value.total.count is not None:
        return number, None, value.total.unit, None
    figure = value.figure.value if value.figure is not None else None
    if figure is None or isinstance(figure, Amount):
        return number, order.currency, None, bound(figure) if figure is not None else None
    return number, None, figure.unit, bound(figure)


def _days_of(value: OrderValue, order: CompanyOrder) -> SheetRow:
    """The days that the figure is of, where it is of a span: those asked for, or its own."""
    event = value.because[0].event if value.figure is not None else None
    days = order.over if value.flow is not None else None
    if isinstance(event, Metric) and event.per is not None:
        days = span_told(event, event.per)
    return (days.first, days.last) if days is not None else (None, None)


# --- metrics over time -----------------------------------------------------------------------------------------------


def point_row(point: Point) -> SheetRow:
    """Of the columns POINTS."""
    because = tuple(seen.id for seen in point.because)
    unknown: SheetRow = (None, None, None, None)
    match point.value:
        case None:
            return (point.on, *unknown, *_NOBODY, because)
        case Sum(total=total):
            figure: SheetRow = unknown
            if total.money is not None:
                figure = (total.money.amount, total.money.currency, None, None)
            elif total.count is not None:
                figure = (total.count, None, total.unit, None)
            return (point.on, *figure, *_NOBODY, because)
        case chosen:
            return (point.on, *_figure(chosen, point), *_told_by(chosen.seen), because)


def several_points(drawn: Sequence[tuple[CompanyState, Series]]) -> Iterator[tuple[Point, SheetRow]]:
    """The points of several companies, by company, of the columns WHOSE and POINTS."""
    for state, found in drawn:
        for point in found.points:
            yield point, (*_whose(state), *point_row(point))


def _told_by(seen: Seen) -> SheetRow:
    return (*origin(seen), seen.foretold)


def _figure(chosen: Chosen[Amount | Quantity], point: Point) -> SheetRow:
    value = chosen.value
    if not isinstance(value, Amount):
        return value.count, None, value.unit, bound(value)
    money = point.converted.money if point.converted is not None else value
    return money.amount, money.currency, None, bound(value)


def change_row(change: Change, before: Vantage, after: Vantage) -> SheetRow:
    """Of the columns CHANGES."""
    told = (_words(change.before), _words(change.after), tuple(cause.seen.id for cause in change.because))
    return (change.kind.value, clock(change, before, after).value, change.subject, change.field, *told)


def _words(chosen: Chosen[object] | None) -> str | None:
    return value_words(chosen.value) if chosen is not None else None


# --- sums and findings -----------------------------------------------------------------------------------------------


def sum_columns(found: SumTable) -> list[Column]:
    """`all` marks the rows of all groups in one; a row of a company has its name besides its slug."""
    groups = dict.fromkeys((each.value for each in found.asked.groups), ColumnKind.TEXT)
    name = {"company_name": ColumnKind.TEXT} if SumBy.COMPANY in found.asked.groups else {}
    return columns_of({"all": ColumnKind.FLAG, **groups, **name, **_TOTAL})


def sum_rows(found: SumTable) -> Iterator[tuple[SumRow, SheetRow]]:
    """One row a group and currency; the last ones are all groups in one."""
    groups = found.asked.groups
    whole = SumRow((None,) * len(groups), found.whole.total, found.whole.because)
    for row in (*found.rows, whole) if groups else (whole,):
        slug = row.group[groups.index(SumBy.COMPANY)] if SumBy.COMPANY in groups else None
        name: SheetRow = (found.named.get(slug or ""),) if SumBy.COMPANY in groups else ()
        for value in _values(row.total):
            yield row, (row is whole, *row.group, *name, *value)


def _values(total: Total) -> list[SheetRow]:
    """A count, or a row for each currency; one without a value where nothing is counted."""
    counts = _counts(total)
    if total.count is not None:
        return [(total.count, None, total.unit, *counts)]
    rows: list[SheetRow] = [(money.amount, money.currency, None, *counts) for money in total.by_currency]
    return rows or [(None, None, None, *counts)]


def _counts(total: Total | None) -> SheetRow:
    return (total.counted, total.unknown, total.excluded, total.why) if total is not None else (None, None, None, ())


def found_rows(found: Iterable[Reviewed]) -> list[SheetRow]:
    """Of the columns FOUND."""
    return [
        (
            *_whose(one.state),
            one.finding.rule,
            one.finding.message,
            tuple(seen.id for seen in one.finding.events),
        )
        for one in found
    ]
