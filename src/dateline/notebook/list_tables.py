"""Tables of lists and sums over companies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dateline.answers.findings.finding import Reviewed
from dateline.answers.ranking.listed_parts import ListedPart, PartOrder
from dateline.answers.ranking.part_ranking import RankedPart
from dateline.answers.sums.company_sums import SumRow, SumTable
from dateline.exports.answer_rows import FOUND, columns_of, found_rows, sum_columns, sum_rows
from dateline.exports.columns import Column, ColumnKind, SheetRow
from dateline.exports.part_lists import listed_rows, sheet_of
from dateline.notebook.company import shown_columns, vantage_title
from dateline.notebook.table import Table
from dateline.state.vantage import Vantage


def listed_table(
    listed: ListedPart[Any], found: Sequence[RankedPart[Any]], order: PartOrder, vantage: Vantage, *, converted: bool
) -> Table[RankedPart[Any]]:
    """One row a part. `converted`: with its money in the currency of the order."""
    own, rows = listed_rows(listed, found, order.currency if converted else None)
    cells: list[SheetRow] = [(one.rank, *row) for one, row in zip(found, rows, strict=True)]
    sheet = sheet_of(listed)
    shown = ("rank", *shown_columns(sheet), *(column.name for column in own[len(sheet.columns) :]))
    title = f"{listed.name}, the {order.by.value} first, {vantage_title(vantage)}"
    return Table(title, found, [Column("rank", ColumnKind.COUNT), *own], cells, shown)


def findings_table(found: Sequence[Reviewed], vantage: Vantage) -> Table[Reviewed]:
    shown = ("company", "rule", "message")
    return Table(f"findings, {vantage_title(vantage)}", found, columns_of(FOUND), found_rows(found), shown)


def sums_table(found: SumTable, vantage: Vantage) -> Table[SumRow]:
    """One row a group and currency; the last ones are all groups in one."""
    told = list(sum_rows(found))
    items, cells = [row for row, _ in told], [cells for _, cells in told]
    groups = [each.value for each in found.asked.groups]
    shown = ("all", *groups, "value", "currency", "unit", "counted", "unknown", "excluded")
    what = found.asked.metric or found.asked.of.value
    others = f"; also told over {', '.join(per.value for per in found.other_spans)}" if found.other_spans else ""
    others += f"; {found.presumed} by a country told of later" if found.presumed else ""
    return Table(f"sum of {what}, {vantage_title(vantage)}{others}", items, sum_columns(found), cells, shown)
