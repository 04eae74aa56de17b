"""A list of parts of all companies as rows of the sheet of that part, in the order of the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dateline.answers.ranking.listed_parts import ListedPart
from dateline.answers.ranking.part_ranking import RankedPart
from dateline.exports.columns import Column, ColumnKind, SheetRow, StateSheet
from dateline.exports.sheets import sheet_named


def sheet_of(listed: ListedPart[Any]) -> StateSheet[object]:
    return sheet_named(listed.name)


def rows_of(listed: ListedPart[Any], found: Sequence[RankedPart[Any]]) -> list[SheetRow]:
    """One row for each entry of the list."""
    sheet = sheet_of(listed)
    rows: list[SheetRow] = []
    for one in found:
        views = [view.key for view in one.state.views(listed.part)]
        rows.append(sheet.rows(one.state)[views.index(one.part.key)])
    return rows


def listed_rows(
    listed: ListedPart[Any], found: Sequence[RankedPart[Any]], currency: str | None
) -> tuple[list[Column], list[SheetRow]]:
    """The columns of the sheet and the rows; with a currency, what they are in it too: `amount`, `amount_currency`."""
    columns, rows = list(sheet_of(listed).columns), rows_of(listed, found)
    if currency is None or not listed.is_money:
        return columns, rows
    more = [Column("amount", ColumnKind.NUMBER), Column("amount_currency", ColumnKind.TEXT)]
    told = [(*row, *_money(listed, one, currency)) for one, row in zip(found, rows, strict=True)]
    return [*columns, *more], told


def _money(listed: ListedPart[Any], one: RankedPart[Any], currency: str) -> SheetRow:
    number = listed.number(one.part, one.state, currency)
    return (number, currency) if number is not None else (None, None)
