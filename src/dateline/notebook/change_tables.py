"""Tables of change: what differs between two vantages, a metric over time, companies in order."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.answers.change.diff import Change
from dateline.answers.change.series import Point, Series
from dateline.answers.ranking.order import CompanyOrder, OrderField
from dateline.answers.ranking.ranking import RankedCompany
from dateline.exports.answer_rows import (
    CHANGES,
    POINTS,
    RANKED,
    WHOSE,
    change_row,
    columns_of,
    point_row,
    ranked_row,
    several_points,
)
from dateline.notebook.company import vantage_title
from dateline.notebook.table import Table
from dateline.state.company import CompanyState
from dateline.state.vantage import Vantage


def changes_table(company: str, changes: Sequence[Change], before: Vantage, after: Vantage) -> Table[Change]:
    cells = [change_row(change, before, after) for change in changes]
    title = f"{company}, what differs: {vantage_title(before)} → {vantage_title(after)}"
    return Table(title, changes, columns_of(CHANGES), cells, ("kind", "subject", "field", "before", "after"))


def points_table(company: str, drawn: Series) -> Table[Point]:
    cells = [point_row(point) for point in drawn.points]
    shown = ("on", "value", "currency", "unit", "bound", "event")
    span = f" ({drawn.per.value})" if drawn.per is not None else ""
    others = ", ".join(span.value if span is not None else "no span" for span in drawn.other_spans)
    also = f"; also told over {others}" if others else ""
    return Table(f"{company}, {drawn.metric}{span}{also}", drawn.points, columns_of(POINTS), cells, shown)


def several_table(drawn: Sequence[tuple[CompanyState, Series]]) -> Table[Point]:
    """The points of several companies, by company."""
    told = list(several_points(drawn))
    shown = ("company", "on", "value", "currency", "unit", "bound", "event")
    title = f"{drawn[0][1].metric} of {', '.join(state.name for state, _ in drawn)}"
    points, cells = [point for point, _ in told], [row for _, row in told]
    return Table(title, points, columns_of({**WHOSE, **POINTS}), cells, shown)


def ranking_table(entries: Sequence[RankedCompany], order: CompanyOrder, vantage: Vantage) -> Table[RankedCompany]:
    cells = [ranked_row(entry, order) for entry in entries]
    what = order.metric if order.field is OrderField.METRIC else order.field.value
    gaps = ("counted", "unknown", "excluded", "why") if order.over is not None else ()
    shown = ("rank", "company", "company_name", "value", "currency", "unit", *gaps, "date", "known")
    over = f" over {order.over}" if order.over is not None else ""
    return Table(f"companies by {what}{over}, {vantage_title(vantage)}", entries, columns_of(RANKED), cells, shown)
