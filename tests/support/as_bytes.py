"""A log in memory that gives histories as a file does: as bytes, so that companies have outlines."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from dateline.events.codec import canonical
from dateline.log.contents import Contents
from dateline.log.cut import Cut
from dateline.log.memory.store import MemoryLog
from dateline.log.record import Record


class AsBytes(MemoryLog):
    async def histories(self, slugs: Collection[str], upto: int) -> dict[str, Any]:
        return {slug: as_bytes(records) for slug, records in (await super().histories(slugs, upto)).items()}

    def history_at_hand(self, slug: str, cut: Cut) -> Any:
        return as_bytes(super().history_at_hand(slug, cut) or ())


def as_bytes(records: Sequence[Record]) -> Contents:
    return Contents(list(records), [canonical(record.event) for record in records])
