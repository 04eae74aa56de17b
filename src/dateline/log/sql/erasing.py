"""Erasing: a content goes for ever, and all that was filed of it; what is left proves that it was there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from dateline.errors import PositionAhead
from dateline.log.chain import micros
from dateline.log.index_entries import MOST_ENTRIES
from dateline.log.record import LogHead, erased_id, id_digest
from dateline.log.sql.misfiled import entries_of
from dateline.log.sql.rows import Cells, SqlRow, name_rows, stored_record


class Unguarded(Protocol):
    """A transaction without the triggers that keep records from being changed."""

    async def rows(self, query: str, /, **params: object) -> list[SqlRow]: ...

    async def insert(self, query: str, rows: Sequence[Cells]) -> None: ...


def refuse_ahead(positions: Sequence[int], head: LogHead) -> None:
    """Raises PositionAhead for the first of these positions that no record has."""
    for position in positions:
        if not 1 <= position <= head.position:
            raise PositionAhead(position, head.position)


class Eraser:
    """Erases within a transaction, for one reason."""

    def __init__(self, transaction: Unguarded, now: datetime, reason: str, by: str) -> None:
        self._transaction = transaction
        self._said = {"erased_at": micros(now), "reason": reason, "ordered_by": by}

    async def erase(self, positions: Sequence[int]) -> list[int]:
        """The positions of acts that still speak of what is gone."""
        speaking: list[int] = []
        for position in positions:
            speaking += await self._erase(position)
        return sorted({*speaking} - {*positions})

    async def _erase(self, position: int) -> list[int]:
        rows = self._transaction.rows
        ((id, company, content),) = await rows("to_erase", position=position)
        if not content:
            return []
        speaking = await rows("still_speaking_of", id=id)
        await rows("erase_event", position=position, id=erased_id(position))
        for query in ("erase_acts", "erase_mentions", "erase_sames", "erase_names"):
            await rows(query, position=position)
        start = position * MOST_ENTRIES
        await rows("erase_index_entries", start=start, end=start + MOST_ENTRIES)
        await self._refile_company(company)
        await rows("insert_erasure", position=position, id_digest=id_digest(id), **self._said)
        return [of for (of,) in speaking]

    async def _refile_company(self, company: str) -> None:
        """What is filed once, at the first event that says it, is filed at the next that does."""
        await self._transaction.rows("erase_company", company=company)
        await self._transaction.rows("move_company", company=company)
        naming = await self._transaction.rows("naming_company", company=company)
        await self._transaction.insert("insert_name", name_rows(entries_of(map(stored_record, naming))))
