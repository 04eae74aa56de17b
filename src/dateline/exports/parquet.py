"""Rows as Parquet, by pyarrow: an extra, since it is large. Imported only when it is asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from importlib.util import find_spec
from typing import Any

from dateline.errors import NotInstalled
from dateline.exports.columns import CellValue, Column, ColumnKind, SheetRow
from dateline.exports.json_values import Json
from dateline.values.money import COMPUTING

ROWS_IN_GROUP = 20_000
"""Rows are gathered into groups of this size: all that is held in memory."""
DECIMAL_DIGITS, DECIMAL_PLACES = 38, 8
_MISSING = "Parquet needs pyarrow, which is not installed: pip install 'dateline[parquet]'"
_STEP = Decimal(1).scaleb(-DECIMAL_PLACES)


_ROWS_AT_ONCE = 1_000
"""Rows that become a table at once, which takes some milliseconds: a group of them would hold up others."""


class ParquetWriter:
    """Numbers are decimal(38, 8): what is finer than that is rounded half-even, which NDJSON and CSV never do."""

    def __init__(self, columns: Sequence[Column], metadata: Json, *, rows_in_group: int = ROWS_IN_GROUP) -> None:
        """Raises NotInstalled without pyarrow."""
        self._rows_in_group = rows_in_group
        self._pyarrow, self._parquet = _pyarrow()
        types = _types(self._pyarrow)
        fields = [self._pyarrow.field(column.name, types[column.kind]) for column in columns]
        told = {f"dateline.{name}": json.dumps(value, ensure_ascii=False) for name, value in metadata.items()}
        self._schema = self._pyarrow.schema(fields, metadata=told)
        self._numbers = [place for place, column in enumerate(columns) if column.kind is ColumnKind.NUMBER]
        self._gathered: list[SheetRow] = []
        self._made: list[Any] = []
        """Tables of what was gathered, until they are a group."""
        self._rows_made = 0
        self._sink = _Sink()
        self._writer: Any = None

    def begin(self) -> bytes:
        self._writer = self._parquet.ParquetWriter(self._sink, self._schema, compression="zstd")
        return self._sink.taken()

    def rows(self, rows: Sequence[SheetRow]) -> bytes:
        self._gathered += rows
        is_full = self._rows_made + len(self._gathered) >= self._rows_in_group
        if is_full or len(self._gathered) >= _ROWS_AT_ONCE:
            self._make_table()
        if is_full:
            self._write_group()
        return self._sink.taken()

    def end(self) -> bytes:
        if self._gathered:
            self._make_table()
        if self._made:
            self._write_group()
        self._writer.close()
        return self._sink.taken()

    def _make_table(self) -> None:
        columns: list[Sequence[CellValue]] = list(zip(*self._gathered, strict=True))
        for place in self._numbers:
            columns[place] = [_rounded(number) for number in columns[place]]
        arrays = [
            self._pyarrow.array(column, type=field.type) for column, field in zip(columns, self._schema, strict=True)
        ]
        self._made.append(self._pyarrow.Table.from_arrays(arrays, schema=self._schema))
        self._rows_made += len(self._gathered)
        self._gathered = []

    def _write_group(self) -> None:
        self._writer.write_table(self._pyarrow.concat_tables(self._made).combine_chunks())
        self._made, self._rows_made = [], 0


def _rounded(number: CellValue) -> CellValue:
    if isinstance(number, Decimal) and int(number.as_tuple().exponent) < -DECIMAL_PLACES:
        return number.quantize(_STEP, ROUND_HALF_EVEN, COMPUTING)
    return number


class _Sink:
    """A file that is given away piece by piece, while it is written."""

    closed = False

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._at = 0

    def write(self, piece: bytes | memoryview) -> int:
        data = bytes(piece)
        self._pieces.append(data)
        self._at += len(data)
        return len(data)

    def tell(self) -> int:
        return self._at

    def flush(self) -> None: ...

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def close(self) -> None:
        self.closed = True

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def check_installed() -> None:
    """Raises NotInstalled without pyarrow, which is not loaded."""
    if find_spec("pyarrow") is None:
        raise NotInstalled(_MISSING)


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise NotInstalled(_MISSING) from error
    return pyarrow, pyarrow.parquet


def _types(pyarrow: Any) -> dict[ColumnKind, Any]:
    return {
        ColumnKind.TEXT: pyarrow.string(),
        ColumnKind.NUMBER: pyarrow.decimal128(DECIMAL_DIGITS, DECIMAL_PLACES),
        ColumnKind.COUNT: pyarrow.int64(),
        ColumnKind.DAY: pyarrow.date32(),
        ColumnKind.INSTANT: pyarrow.timestamp("us", tz="UTC"),
        ColumnKind.FLAG: pyarrow.bool_(),
        ColumnKind.TEXTS: pyarrow.list_(pyarrow.string()),
    }
