"""Rows filed many at a time: a statement of many rows takes less than one for each of them, in SQLite and around it.
The rows of all tables go to SQLite's thread at once, which takes less than to wait for each table.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any, Final

from dateline.log.sql.rows import Cells

_MOST_ROWS: Final = 100
"""More save nothing more."""
_MOST_CELLS: Final = 999
"""Every build of SQLite takes so many in one statement."""
_PLAIN: Final = re.compile(r"VALUES (\(\?(?:, \?)*\))$")

_Run = tuple[str, Sequence[Sequence[object]]]
"""A statement, and the values for each time that it is run."""


class ToFile(list[tuple[str, Sequence[Cells]]]):
    """Statements that file one row each, with the rows for each of them, to be run in this order."""


class FilingConnection(sqlite3.Connection):
    """A connection that runs statements with many rows as few statements."""

    def executemany(self, sql: str, parameters: Any, /) -> sqlite3.Cursor:
        """Files rows. With `ToFile` it files all of them, up to the first error, and `sql` is nothing."""
        several = parameters if isinstance(parameters, ToFile) else [(sql, parameters)]
        cursor = self.cursor()
        for statement, rows in several:
            for few, values in filings(statement, rows):
                cursor.executemany(few, values)
        return cursor


def filings(statement: str, rows: Sequence[Cells]) -> Iterator[_Run]:
    """What to run to file these, in their order; `statement` files one of them."""
    many, count = _of_many(statement)
    whole = len(rows) - len(rows) % count
    if whole and count > 1:
        yield many, [[*chain.from_iterable(rows[at : at + count])] for at in range(0, whole, count)]
        rows = rows[whole:]
    if rows:
        yield statement, rows


@cache
def _of_many(statement: str) -> tuple[str, int]:
    """The statement that files many rows at once, and how many: the same and one, where it does more than to file."""
    found = _PLAIN.search(statement)
    if found is None:
        return statement, 1
    count = min(_MOST_ROWS, _MOST_CELLS // found[1].count("?"))
    return ", ".join([statement, *[found[1]] * (count - 1)]), count
