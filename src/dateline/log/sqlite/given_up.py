"""Statements for whose rows nobody waits any more are broken off, so that others do not wait behind them.

SQLite's `interrupt` ends whatever is under way, which by then may be the statement of somebody else. So it is asked
inside of each statement whether its own rows are still waited for.
"""

from __future__ import annotations

import sqlite3
from typing import Any, Final

_STEPS: Final = 500_000
"""Of SQLite's machine, between two looks: some hundredths of a second. Each look waits for Python's lock."""


class Awaited(dict[str, object]):
    """The parameters of a statement, and whether its rows are waited for."""

    given_up = False
    """May be set in any thread."""


class ReadingConnection(sqlite3.Connection):
    """A connection that ends a statement, with an error, or does not begin it, where its parameters are given up."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._under_way = Awaited()
        self.set_progress_handler(lambda: self._under_way.given_up, _STEPS)

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        self._under_way = parameters if isinstance(parameters, Awaited) else Awaited()
        if self._under_way.given_up:
            raise sqlite3.OperationalError("nobody waits for the rows of this statement")
        return super().execute(sql, parameters)
