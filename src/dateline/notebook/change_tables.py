"""Tables of change: what differs between two vantages, a metric over time, companies in order."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.answers.change.diff import Change, clock
from dateline.answers.change.series import Point, Series, Sum
from dateline.answers.ranking.order import NUMBERS, CompanyOrder, OrderField, OrderValue
from dateline.answers.ranking.ranking import RankedCompany
from dateline.exports.columns import Column, ColumnKind, SheetRow, bound, origin
from dateline.notebook.company import vantage_title
from dateline.notebook.table import Table
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState
from dateline.state.seen import Seen
from dateline.state.vantage import Vantage
from dateline.values.money import Amount, Quantity
from dateline.values.words import value_words

_CHANGES = {
    "kind": ColumnKind.TEXT,
    "clock": ColumnKind.TEXT,
    "subject": ColumnKind.TEXT,
    "field": ColumnKind.TEXT,
    "before": ColumnKind.TEXT,
    "after": ColumnKind.TEXT,
    "because": ColumnKind.TEXTS,
}
_FIGURE = {"value": ColumnKind.NUMBER, "currency": ColumnKind.TEXT, "unit": ColumnKind.TEXT, "bound": ColumnKind.TEXT}
_ORIGIN = {
    "event": ColumnKind.TEXT,
    "publishers": ColumnKind.TEXTS,
    "known": ColumnKind.DAY,
    "foretold": ColumnKind.FLAG,
}
_NOBODY: SheetRow = (None, (), None, None)
"""Where no single event says so."""
_POINTS = {"on": ColumnKind.DAY, **_FIGURE, **_ORIGIN, "because": ColumnKind.TEXTS}
_RANKED = {
    "rank": ColumnKind.COUNT,
    "company": ColumnKind.TEXT,
    "company_name": ColumnKind.TEXT,
    **_FIGURE,
    "date": ColumnKind.TEXT,
    **_ORIGIN,
    "because": ColumnKind.TEXTS,
}


def changes_table(company: str, changes: Sequence[Change], before: Vantage, after: Vantage) -> Table[Change]:
    cells: list[SheetRow] = [
        (
            change.kind.value,
            clock(change, before, after).value,
            change.subject,
            change.field,
            _value(change.before),
            _value(change.after),
            tuple(cause.seen.id for cause in change.because),
        )
        for change in changes
    ]
    title = f"{company}, what differs: {vantage_title(before)} → {vantage_title(after)}"
    return Table(title, changes, _columns(_CHANGES), cells, ("kind", "subject", "field", "before", "after"))


def points_table(company: str, drawn: Series) -> Table[Point]:
    cells = [_point(point) for point in drawn.points]
    shown = ("on", "value", "currency", "unit", "bound", "event")
    span = f" ({drawn.per.value})" if drawn.per is not None else ""
    others = ", ".join(span.value if span is not None else "no span" for span in drawn.other_spans)
    also = f"; also told over {others}" if others else ""
    return Table(f"{company}, {drawn.metric}{span}{also}", drawn.points, _columns(_POINTS), cells, shown)


def several_table(drawn: Sequence[tuple[CompanyState, Series]]) -> Table[Point]:
    """The points of several companies, by company."""
    points = [(state, point) for state, found in drawn for point in found.points]
    cells: list[SheetRow] = [(state.slug, state.name, *_point(point)) for state, point in points]
    whose = {"company": ColumnKind.TEXT, "company_name": ColumnKind.TEXT}
    shown = ("company", "on", "value", "currency", "unit", "bound", "event")
    title = f"{drawn[0][1].metric} of {', '.join(state.name for state, _ in drawn)}"
    return Table(title, [point for _, point in points], _columns({**whose, **_POINTS}), cells, shown)


def ranking_table(entries: Sequence[RankedCompany], order: CompanyOrder, vantage: Vantage) -> Table[RankedCompany]:
    cells = [_ranked(entry, order) for entry in entries]
    what = order.metric if order.field is OrderField.METRIC else order.field.value
    shown = ("rank", "company", "company_name", "value", "currency", "unit", "date", "known")
    return Table(f"companies by {what}, {vantage_title(vantage)}", entries, _columns(_RANKED), cells, shown)


def _columns(kinds: dict[str, ColumnKind]) -> list[Column]:
    return [Column(name, kind) for name, kind in kinds.items()]


def _value(chosen: Chosen[object] | None) -> str | None:
    return value_words(chosen.value) if chosen is not None else None


def _point(point: Point) -> SheetRow:
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


def _told_by(seen: Seen) -> SheetRow:
    return (*origin(seen), seen.foretold)


def _figure(chosen: Chosen[Amount | Quantity], point: Point) -> SheetRow:
    value = chosen.value
    if not isinstance(value, Amount):
        return value.count, None, value.unit, bound(value)
    money = point.converted.money if point.converted is not None else value
    return money.amount, money.currency, None, bound(value)


def _ranked(entry: RankedCompany, order: CompanyOrder) -> SheetRow:
    state, value = entry.state, entry.value
    whose: SheetRow = (entry.rank, state.slug, state.name)
    if value is None:
        return (*whose, None, None, None, None, None, *_NOBODY, ())
    first = _told_by(value.because[0]) if len(value.because) == 1 else _NOBODY
    date = value.date.edtf if value.date is not None else None
    return (*whose, *_measured(value, order), date, *first, tuple(seen.id for seen in value.because))


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
