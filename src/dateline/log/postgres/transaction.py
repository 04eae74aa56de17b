"""One transaction that holds the head of the log: until it ends, nobody else appends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from dateline.log.chain import micros
from dateline.log.postgres.queries import QUERIES, numbered
from dateline.log.postgres.reader import sound_text
from dateline.log.record import LogHead
from dateline.log.sql.rows import Cells, SqlRow, as_head
from dateline.log.sql.uninterrupted import to_the_end

_MANY: Final = 100
"""Rows from which on they are copied: below, asking what types their columns have takes longer."""
_COPIED: Final = {
    "insert_event": (
        "event",
        "id company kind subject first_day last_day possible_day known confidence act position recorded_at content"
        " digest hash",
    ),
    "insert_act": ("act", "target position"),
    "insert_mention": ("mention", "slug role position"),
    "insert_same": ("same", "slug other position"),
    "insert_index_entry": (
        "account",
        "measure unit number company subject first_day last_day possible_day known confidence id",
    ),
}
"""Into which table and columns rows are copied."""


class Unconfirmed(Exception):
    """A commit is done on the primary, but nobody has waited until the standbys had it."""


class HeadMoved(Exception):
    """The head is not where it was when its turn was taken: something writes past it."""


class Transaction:
    """It is begun by `take_turn`, and ended by `commit` or `undo`. Whatever the driver raises, it raises."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._warnings: list[str] = []
        self.start = LogHead(0, b"", 0, None)
        """Where the log ended when it began."""
        self.erased = 0
        """How many contents were erased then."""
        self.life = ""
        """In which life of the database that was."""
        self.filing = 0
        """By which rules the rows were filed then: see FILING."""

    async def take_turn(self, begin: str) -> None:
        """Wait for whoever appends, and go on behind. `begin`: the statements that begin it."""
        await self._connection.execute(begin)
        await self._look()

    async def _look(self) -> None:
        (*found, self.erased, self.life, self.filing), *_ = await self.rows("take_turn")
        self.start = as_head(found)

    async def enter(self, life: str) -> None:
        """Say that the database is in another life, if it is: the epoch grows."""
        if self.life != life:
            await self.rows("new_life", life=life)
            await self._look()

    async def rows(self, query: str, /, **params: object) -> list[SqlRow]:
        """All rows of one of the named queries."""
        text, names = numbered(QUERIES[query])
        found: list[SqlRow] = await self._connection.fetch(text, *[params[name] for name in names])
        return found

    async def table(self, query: str, table: str) -> None:
        """Run one of the named queries that are about a table."""
        await self._connection.execute(QUERIES[query].format(table=table))

    async def run(self, script: str) -> None:
        """Run statements without parameters."""
        await self._connection.execute(script)

    async def insert(self, query: str, rows: Sequence[Cells]) -> None:
        """File rows."""
        if len(rows) >= _MANY and query in _COPIED:
            table, columns = _COPIED[query]
            await self._connection.copy_records_to_table(table, records=rows, columns=columns.split())
        elif rows:
            await self._connection.execute(numbered(QUERIES[query]).text, *map(list, zip(*rows, strict=True)))

    async def move_head(self, head: LogHead) -> None:
        """Raises HeadMoved."""
        assert head.recorded_at is not None
        moved = await self.rows(
            "move_head",
            expected=self.start.position,
            expected_hash=self.start.hash,
            position=head.position,
            hash=head.hash,
            recorded_at=micros(head.recorded_at),
        )
        if not moved:
            raise HeadMoved

    async def commit(self) -> None:
        """What is done is done for ever. It is never cut off: nobody could tell what became of it.

        Raises Unconfirmed if somebody has cancelled the wait for the standbys.
        """
        self._connection.add_log_listener(self._note)
        try:
            await to_the_end(self._connection.execute("COMMIT"))
        finally:
            if not self._connection.is_closed():
                self._connection.remove_log_listener(self._note)
        if self._warnings:
            raise Unconfirmed(self._warnings[0])

    async def undo(self) -> None:
        """As if it had never begun."""
        if not self._connection.is_closed():
            await to_the_end(self._connection.execute("ROLLBACK"))

    def _note(self, _: object, message: Any) -> None:
        """A commit warns of nothing else than “canceling wait for synchronous replication”: 01000 where somebody has
        cancelled it, 57P01 where the server ends."""
        if str(message.sqlstate).startswith(("01", "57")):
            self._warnings.append(str(message.message))


def sound_rows(rows: Iterable[Cells]) -> list[Cells]:
    """Rows that PostgreSQL takes, from a source that may have other letters than an event file."""
    return [tuple(sound_text(cell) if isinstance(cell, str) else cell for cell in row) for row in rows]
