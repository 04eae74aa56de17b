"""A table: a sequence of typed objects that prints well, and whose rows any data frame takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Generic, TypeVar, overload

from dateline.exports.columns import CellValue, Column, SheetRow
from dateline.values.words import number_words

T = TypeVar("T")

Cell = str | int | float | bool | Decimal | date | datetime | list[str] | None

NAMED_LATER = "° No name is known that it had by then: its slug stands for it."
MOST_SHOWN = 20
WIDEST_CELL = 40


class Table(Sequence[T], Generic[T]):
    """A sequence of objects, printed as a table. `rows()` is for data frames; `shown` are the columns to print."""

    def __init__(
        self, title: str, items: Sequence[T], columns: Sequence[Column], cells: Sequence[SheetRow], shown: Sequence[str]
    ) -> None:
        self.title = title
        self._items = tuple(items)
        self._columns = tuple(columns)
        self._cells = tuple(cells)
        self._shown = tuple(shown)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column.name for column in self._columns)

    def rows(self, *, exact: bool = False) -> list[dict[str, Cell]]:
        """One dict a row, for `pandas.DataFrame(…)` or `polars.DataFrame(…)`.

        Numbers are floats, which data frames compute with; `exact=True` keeps them as Decimal. Lists are lists, days
        are dates, and what is unknown is None.
        """
        return [dict(zip(self.columns, (_cell(value, exact) for value in row), strict=True)) for row in self._cells]

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        return self._items[place]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[T]:
        return iter(self._items)

    def __repr__(self) -> str:
        header, lines = self._printed()
        widths = [max(map(len, column)) for column in zip(header, *lines, strict=True)]
        printed = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
        head = "  ".join(cell.ljust(width) for cell, width in zip(header, widths, strict=True))
        body = [head, *printed] if lines else []
        return "\n".join(line.rstrip() for line in (self._heading(), *body, *self._left_out()))

    def _repr_html_(self) -> str:
        header, lines = self._printed()
        head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
        body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in line)}</tr>" for line in lines)
        rest = "".join(f"<p>{escape(line)}</p>" for line in self._left_out())
        return (
            f"<p><b>{escape(self._heading())}</b></p>"
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"
        )

    def _heading(self) -> str:
        return f"{self.title} ({len(self):,})"

    def _left_out(self) -> list[str]:
        more = len(self) - MOST_SHOWN
        unnamed = "company_name" in self._shown and not all(map(self._is_named, self._cells[:MOST_SHOWN]))
        return [f"… and {more:,} more"] * (more > 0) + [NAMED_LATER] * unnamed

    def _printed(self) -> tuple[list[str], list[list[str]]]:
        places = [self.columns.index(name) for name in self._shown]
        lines = [[self._printed_cell(row, place) for place in places] for row in self._cells[:MOST_SHOWN]]
        kept = [at for at in range(len(places)) if not lines or any(line[at] for line in lines)]
        return [self._shown[at] for at in kept], [[line[at] for at in kept] for line in lines]

    def _printed_cell(self, row: SheetRow, place: int) -> str:
        mark = "" if self.columns[place] != "company_name" or self._is_named(row) else " °"
        return _words(row[place]) + mark

    def _is_named(self, row: SheetRow) -> bool:
        """Whether the company of a row had its name by then; so it is wherever no column says otherwise."""
        return "named" not in self.columns or row[self.columns.index("named")] is not False


def _cell(value: CellValue, exact: bool) -> Cell:
    match value:
        case Decimal():
            return value if exact else float(value)
        case tuple():
            return list(value)
    return value


def _words(value: CellValue) -> str:
    """Short, on one line."""
    match value:
        case None:
            return ""
        case Decimal():
            text = number_words(value)
        case tuple():
            text = ", ".join(value)
        case _:
            text = str(value)
    text = " ".join(text.split())
    return text if len(text) <= WIDEST_CELL else f"{text[: WIDEST_CELL - 1]}…"
