"""An answer as a file: rows as CSV, NDJSON or Parquet."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.exports.columns import Column, SheetRow
from dateline.exports.json_values import Json
from dateline.exports.request import Format
from dateline.exports.writers import CsvWriter, NdjsonWriter, Writer


def bytes_of(columns: Sequence[Column], rows: Sequence[SheetRow], format: Format, metadata: Json) -> bytes:
    """The rows as a file; `metadata` is noted in a Parquet file. Raises NotInstalled."""
    writer = _writer(columns, format, metadata)
    return writer.begin() + writer.rows(rows) + writer.end()


def _writer(columns: Sequence[Column], format: Format, metadata: Json) -> Writer:
    match format:
        case Format.CSV:
            return CsvWriter(columns)
        case Format.PARQUET:
            from dateline.exports.parquet import ParquetWriter  # takes a moment to load, and few files are of it

            return ParquetWriter(columns, metadata)
    return NdjsonWriter(columns)
