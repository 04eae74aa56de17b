"""Rows as bytes: NDJSON and CSV, by the standard library. Parquet: parquet.py.

A writer is asked for the bytes before the rows, of some rows at a time, and behind them; what it holds on to does not
grow with the rows.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

import msgspec

from dateline.exports.columns import CellValue, Column, SheetRow
from dateline.values.instants import instant_text
from dateline.values.money import digits_of
from dateline.values.text import DIRECTING, escaped

SEPARATOR = " | "
"""Between the entries of a list in one cell: no spreadsheet takes it for the end of the cell."""

_STEERING = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet read a text as a formula."""


class Writer(Protocol):
    def begin(self) -> bytes:
        """What comes before the rows."""

    def rows(self, rows: Sequence[SheetRow]) -> bytes:
        """Some rows; what they become may be held back for a while."""

    def end(self) -> bytes:
        """What is left, and what comes behind."""


class NdjsonWriter:
    """One JSON object a row: what is unknown is null, a number keeps all its digits."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._names = [column.name for column in columns]
        self._encoder = msgspec.json.Encoder(decimal_format="number")

    def begin(self) -> bytes:
        return b""

    def rows(self, rows: Sequence[SheetRow]) -> bytes:
        lines = [dict(zip(self._names, map(_in_utc, row), strict=True)) for row in rows]
        return escaped(self._encoder.encode_lines(lines))

    def end(self) -> bytes:
        return b""


class CsvWriter:
    """RFC 4180 in UTF-8: a header, then a line a row; what is unknown is empty."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._header = [column.name for column in columns]

    def begin(self) -> bytes:
        return _lines([self._header])

    def rows(self, rows: Sequence[SheetRow]) -> bytes:
        # Most cells are empty, and most others text.
        return _lines([["" if value is None else _CELLS[type(value)](value) for value in row] for row in rows])

    def end(self) -> bytes:
        return b""


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _harmless(text: str) -> str:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it; what would turn other cells around
    is replaced, as on a terminal."""
    if not text.isascii():
        text = DIRECTING.sub("\ufffd", text)
    return f"'{text}" if text.startswith(_STEERING) else text


class _ByType(dict[type, Callable[[Any], str]]):
    """How a value is written, by its type or that which it is made of."""

    def __missing__(self, type_: type) -> Callable[[Any], str]:
        self[type_] = next(self[base] for base in type_.__mro__ if base in self)
        return self[type_]


_CELLS = _ByType(
    {
        str: _harmless,
        tuple: lambda texts: _harmless(SEPARATOR.join(texts)),
        bool: lambda flag: "true" if flag else "false",
        int: str,
        Decimal: digits_of,
        datetime: instant_text,
        date: date.isoformat,
    }
)


def _in_utc(value: CellValue) -> CellValue:
    return instant_text(value) if isinstance(value, datetime) else value
