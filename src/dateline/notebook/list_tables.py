"""Tables of lists and sums over companies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dateline.answers.findings.finding import Reviewed
from dateline.answers.ranking.listed_parts import ListedPart, PartOrder
from dateline.answers.ranking.part_ranking import RankedPart
from dateline.answers.sums.company_sums import SumRow, SumTable
from dateline.exports.columns import Column, ColumnKind, SheetRow
from dateline.exports.part_lists import rows_of, sheet_of
from dateline.notebook.company import shown_columns, vantage_title
from dateline.notebook.table import Table
from dateline.state.vantage import Vantage
from dateline.values.totals import Total

_MONEY = (Column("amount", ColumnKind.NUMBER), Column("amount_currency", ColumnKind.TEXT))
_TOTAL = (
    Column("value", ColumnKind.NUMBER),
    Column("currency", ColumnKind.TEXT),
    Column("unit", ColumnKind.TEXT),
    Column("counted", ColumnKind.COUNT),
    Column("unknown", ColumnKind.COUNT),
    Column("excluded", ColumnKind.COUNT),
    Column("why", ColumnKind.TEXTS),
)


def listed_table(
    listed: ListedPart[Any], found: Sequence[RankedPart[Any]], order: PartOrder, vantage: Vantage, *, converted: bool
) -> Table[RankedPart[Any]]:
    """One row a part. `converted`: with its money in the currency of the order."""
    sheet = sheet_of(listed)
    rows: list[SheetRow] = [(one.rank, *row) for one, row in zip(found, rows_of(listed, found), strict=True)]
    columns = [Column("rank", ColumnKind.COUNT), *sheet.columns]
    shown: tuple[str, ...] = ("rank", *shown_columns(sheet))
    if converted and listed.is_money:
        rows = [(*row, *_money(listed, one, order.currency)) for one, row in zip(found, rows, strict=True)]
        columns += _MONEY
        shown = (*shown, *(column.name for column in _MONEY))
    return Table(f"{listed.name}, the {order.by.value} first, {vantage_title(vantage)}", found, columns, rows, shown)


def _money(listed: ListedPart[Any], one: RankedPart[Any], currency: str) -> SheetRow:
    number = listed.number(one.part, one.state, currency)
    return (number, currency) if number is not None else (None, None)


def findings_table(found: Sequence[Reviewed], vantage: Vantage) -> Table[Reviewed]:
    names = ("company", "company_name", "rule", "message")
    columns = [*(Column(name, ColumnKind.TEXT) for name in names), Column("events", ColumnKind.TEXTS)]
    cells: list[SheetRow] = [
        (
            one.state.slug,
            one.state.name,
            one.finding.rule,
            one.finding.message,
            tuple(seen.id for seen in one.finding.events),
        )
        for one in found
    ]
    return Table(f"findings, {vantage_title(vantage)}", found, columns, cells, ("company", "rule", "message"))


def sums_table(found: SumTable, vantage: Vantage) -> Table[SumRow]:
    """One row a group and currency; the last ones are all groups in one."""
    groups = [each.value for each in found.asked.groups]
    whole = SumRow((None,) * len(groups), found.whole.total, found.whole.because)
    items: list[SumRow] = []
    cells: list[SheetRow] = []
    for row in (*found.rows, whole) if groups else (whole,):
        for value in _values(row.total):
            items.append(row)
            cells.append((row is whole, *row.group, *value))
    columns = [Column("all", ColumnKind.FLAG), *(Column(name, ColumnKind.TEXT) for name in groups), *_TOTAL]
    shown = ("all", *groups, "value", "currency", "unit", "counted", "unknown", "excluded")
    what = found.asked.metric or found.asked.of.value
    others = f"; also told over {', '.join(per.value for per in found.other_spans)}" if found.other_spans else ""
    others += f"; {found.presumed} companies by a country told of later" if found.presumed else ""
    return Table(f"sum of {what}, {vantage_title(vantage)}{others}", items, columns, cells, shown)


def _values(total: Total) -> list[SheetRow]:
    """A count, or a row for each currency; one without a value where nothing is counted."""
    counts = (total.counted, total.unknown, total.excluded, total.why)
    if total.count is not None:
        return [(total.count, None, total.unit, *counts)]
    rows: list[SheetRow] = [(money.amount, money.currency, None, *counts) for money in total.by_currency]
    return rows or [(None, None, None, *counts)]
