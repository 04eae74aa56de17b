"""What all that is made of rows asks for them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from dateline.log.sql.rows import Params, SqlRow


class SqlReader(Protocol):
    """Runs statements that read. Parameters are named; a list is one parameter, and so is a text with JSON in it."""

    @property
    def queries(self) -> Mapping[str, str]:
        """The statements of this store by name, those that are parts too."""

    async def named(self, query: str, /, **params: object) -> list[SqlRow]:
        """All rows of one of the named queries. Raises StoreUnavailable."""

    async def rows(self, statement: str, params: Params) -> list[SqlRow]:
        """All rows of one statement. Raises StoreUnavailable."""


class SqlWriter(Protocol):
    """Runs statements that write beside the log."""

    async def run(self, queries: Sequence[str], params: Params) -> list[SqlRow]:
        """Run named queries that do not touch the log, in one transaction; the rows of the last one."""


def as_json(values: Collection[object]) -> str:
    """A list or a set of values as one text."""
    return json.dumps(list(values))
