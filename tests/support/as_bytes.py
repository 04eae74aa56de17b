"""A log in memory that gives histories as a file does: as bytes, so that companies have outlines. And what is decoded
of bytes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pytest

from dateline.events.codec import canonical
from dateline.events.event import Event
from dateline.events.packing import unpack
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


def ids_unpacked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the events that are unpacked from here on, in that order."""
    ids: list[str] = []

    def unpacking(packed: bytes) -> Event:
        event = unpack(packed)
        ids.append(event.id)
        return event

    monkeypatch.setattr("dateline.log.contents.unpack", unpacking)
    return ids
