"""KeptHistories: what the states of companies depend on, kept ready from question to question.

A history stays valid until the log holds more of its company. What the log has gained since is asked by one read for
all that are kept, never for each of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from functools import cached_property

from cachetools import LRUCache

from dateline.log.contract import EventLog
from dateline.log.drafts import bound
from dateline.state.told import Told

_MOST_EVENTS = 20_000
_MOST_NEW = 10_000
"""Records; where the log has gained more, reading anew costs less than finding out what is still whole."""


class _Kept:
    def __init__(self, told: Told) -> None:
        self.told = told

    @cached_property
    def bound(self) -> frozenset[str]:
        """The companies whose events these are, and those in whose histories these events are too."""
        return frozenset({slug for record in self.told for slug in bound(record.event)})


class KeptHistories:
    """Of one log, those that were asked for last."""

    def __init__(self, log: EventLog, most_events: int = _MOST_EVENTS) -> None:
        self._log = log
        # However long one is, it leaves room for others.
        self._kept: LRUCache[str, _Kept] = LRUCache(
            most_events, getsizeof=lambda kept: min(len(kept.told) + 1, most_events // 2)
        )
        self._upto = 0
        self._catching_up = asyncio.Lock()

    def at_hand(self, slug: str, upto: int) -> Told | None:
        """The history of a company, of at least all that the log held at a position, if that is kept."""
        kept = self._kept.get(slug) if upto <= self._upto else None
        return kept.told if kept is not None else None

    def read_at_hand(self, slug: str, upto: int) -> Told | None:
        """The same, if it can be read without waiting for anybody."""
        records = self._log.history_at_hand(slug, self._upto) if upto <= self._upto else None
        if records is None:
            return None
        kept = self._kept[slug] = _Kept(Told(records))
        return kept.told

    async def of(self, slugs: Collection[str], upto: int) -> dict[str, Told]:
        """The histories of these companies, of at least all that the log held at a position."""
        if upto > self._upto:
            async with self._catching_up:
                await self._catch_up(upto)
        found = {slug: kept.told for slug in slugs if (kept := self._kept.get(slug)) is not None}
        missing = [slug for slug in slugs if slug not in found]
        return found | await self._read(missing) if missing else found

    async def _read(self, slugs: Collection[str]) -> dict[str, Told]:
        upto = self._upto
        read = {slug: Told(records) for slug, records in (await self._log.histories(slugs, upto)).items()}
        if upto == self._upto:  # or else the log may have gained more of them meanwhile
            self._kept.update({slug: _Kept(told) for slug, told in read.items()})
        return read

    async def _catch_up(self, upto: int) -> None:
        """Forget those of which the log has gained something."""
        if upto <= self._upto:
            return
        if upto - self._upto > _MOST_NEW:
            self._kept.clear()
        elif self._kept:
            touched = await self._log.touched(self._upto, upto)
            for slug, kept in list(self._kept.items()):
                if slug in touched or not touched.isdisjoint(kept.bound):
                    del self._kept[slug]
        self._upto = upto
