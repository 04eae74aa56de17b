"""A list of parts of all companies as rows of the sheet of that part, in the order of the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dateline.answers.ranking.listed_parts import ListedPart
from dateline.answers.ranking.part_ranking import RankedPart
from dateline.exports.columns import SheetRow, StateSheet
from dateline.exports.json_values import Json
from dateline.exports.parquet import ParquetWriter
from dateline.exports.request import Format
from dateline.exports.sheets import sheet_named
from dateline.exports.writers import CsvWriter, NdjsonWriter, Writer

FORMATS = (Format.CSV, Format.NDJSON, Format.PARQUET)


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


def bytes_of(listed: ListedPart[Any], found: Sequence[RankedPart[Any]], format: Format, metadata: Json) -> bytes:
    """The list as a file; `metadata` is noted in a Parquet file. Raises NotInstalled."""
    writer = _writer(listed, format, metadata)
    return writer.begin() + writer.rows(rows_of(listed, found)) + writer.end()


def _writer(listed: ListedPart[Any], format: Format, metadata: Json) -> Writer:
    columns = sheet_of(listed).columns
    match format:
        case Format.CSV:
            return CsvWriter(columns)
        case Format.PARQUET:
            return ParquetWriter(columns, metadata)
    return NdjsonWriter(columns)
