"""Tables of change: what differs between two vantages, a metric over time, companies in order."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.answers.change.diff import Change, clock
from dateline.answers.change.series import Point, Series, Sum
from dateline.answers.ranking.order import NUMBERS, CompanyOrder, OrderField, OrderValue
from dateline.answers.ranking.ranking import RankedCompany
from dateline.exports.columns import Column, Kind, Row, bound, origin
from dateline.notebook.company import vantage_title
from dateline.notebook.table import Table
from dateline.state.accounts import Chosen
from dateline.state.vantage import Vantage
from dateline.values.money import Amount, Quantity
from dateline.values.words import value_words

_CHANGES = {
    "kind": Kind.TEXT,
    "clock": Kind.TEXT,
    "subject": Kind.TEXT,
    "field": Kind.TEXT,
    "before": Kind.TEXT,
    "after": Kind.TEXT,
    "because": Kind.TEXTS,
}
_FIGURE = {"value": Kind.NUMBER, "currency": Kind.TEXT, "unit": Kind.TEXT, "bound": Kind.TEXT}
_ORIGIN = {"event": Kind.TEXT, "publishers": Kind.TEXTS, "known": Kind.DAY}
_POINTS = {"on": Kind.DAY, **_FIGURE, **_ORIGIN, "because": Kind.TEXTS}
_RANKED = {
    "rank": Kind.COUNT,
    "company": Kind.TEXT,
    "company_name": Kind.TEXT,
    **_FIGURE,
    "date": Kind.TEXT,
    **_ORIGIN,
    "because": Kind.TEXTS,
}


def changes_table(company: str, changes: Sequence[Change], before: Vantage, after: Vantage) -> Table[Change]:
    cells: list[Row] = [
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
    return Table(f"{company}, {drawn.metric}", drawn.points, _columns(_POINTS), cells, shown)


def ranking_table(entries: Sequence[RankedCompany], order: CompanyOrder, vantage: Vantage) -> Table[RankedCompany]:
    cells = [_ranked(entry, order) for entry in entries]
    what = order.metric if order.field is OrderField.METRIC else order.field.value
    shown = ("rank", "company", "company_name", "value", "currency", "unit", "date", "known")
    return Table(f"companies by {what}, {vantage_title(vantage)}", entries, _columns(_RANKED), cells, shown)


def _columns(kinds: dict[str, Kind]) -> list[Column]:
    return [Column(name, kind) for name, kind in kinds.items()]


def _value(chosen: Chosen[object] | None) -> str | None:
    return value_words(chosen.value) if chosen is not None else None


def _point(point: Point) -> Row:
    because = tuple(seen.id for seen in point.because)
    unknown: Row = (None, None, None, None)
    match point.value:
        case None:
            return (point.on, *unknown, None, (), None, because)
        case Sum(total=total):
            figure: Row = unknown
            if total.money is not None:
                figure = (total.money.amount, total.money.currency, None, None)
            elif total.count is not None:
                figure = (total.count, None, total.unit, None)
            return (point.on, *figure, None, (), None, because)
        case chosen:
            return (point.on, *_figure(chosen, point), *origin(chosen.seen), because)


def _figure(chosen: Chosen[Amount | Quantity], point: Point) -> Row:
    value = chosen.value
    if not isinstance(value, Amount):
        return value.count, None, value.unit, bound(value)
    money = point.converted.money if point.converted is not None else value
    return money.amount, money.currency, None, bound(value)


def _ranked(entry: RankedCompany, order: CompanyOrder) -> Row:
    state, value = entry.state, entry.value
    whose: Row = (entry.rank, state.slug, state.name)
    if value is None:
        return (*whose, None, None, None, None, None, None, (), None, ())
    first = origin(value.because[0]) if len(value.because) == 1 else (None, (), None)
    date = value.date.edtf if value.date is not None else None
    return (*whose, *_measured(value, order), date, *first, tuple(seen.id for seen in value.because))


def _measured(value: OrderValue, order: CompanyOrder) -> Row:
    """What was compared: an amount in the currency of the order."""
    if order.field not in NUMBERS:
        return None, None, None, None
    number = value.key[0]
    assert not isinstance(number, str)
    figure = value.figure.value if value.figure is not None else None
    if figure is None or isinstance(figure, Amount):
        return number, order.currency, None, bound(figure) if figure is not None else None
    return number, None, figure.unit, bound(figure)
