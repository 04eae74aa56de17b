"""KeptHistories: what the states of companies depend on, kept ready from question to question.

A history stays valid until the log holds more of its company. What the log has gained since is asked by one read for
all that are kept, never for each of them. One may be kept only as far as could be known by a day: nothing that is seen
from a vantage rests on what could be known later.

Most are packed: bytes, and an outline by which a vantage finds the few events that it looks at, which are decoded for
it. So three times as many have room; where that is too little for the whole log they are deflated, and it is six times
as many.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import date

from cachetools import LRUCache

from dateline.answers.long_histories import LONG, packed
from dateline.log.contents import Contents
from dateline.log.contract import EventLog
from dateline.log.cut import Cut
from dateline.log.drafts import bound
from dateline.log.loop_turns import loop_turns
from dateline.log.record import Record
from dateline.state.remembered import Memory
from dateline.state.told import Told

MOST_BYTES = 45_000_000
"""Of memory: 200,000 events deflated, 100,000 packed, 30,000 decoded."""
_OPEN = 1 / 15
"""Of that memory, as much beside it, for histories that can be packed and were looked at last: of these, what was
decoded stays."""
_REMEMBERED = 1 / 3
"""Of that memory, as much beside it, for what was made of subjects that are seen alike from many vantages."""
_BYTES_OF_EVENT, _BYTES_OF_DEFLATED = 450, 225
"""Of memory, packed and deflated, about."""
_MOST_NEW = 10_000
"""Records; where the log has gained more, reading anew costs less than finding out what is still whole."""


class _Kept:
    def __init__(self, told: Told, known_by: date | None = None, bound_to: frozenset[str] | None = None) -> None:
        """`known_by`: what could be known only after that day may be missing; None where nothing is. `bound_to`: where
        it is known already."""
        self.told = told
        self._known_by = known_by
        self._bound_to = bound_to

    @property
    def is_whole(self) -> bool:
        return self._known_by is None

    def suffices(self, known_by: date | None) -> bool:
        """Whether all is there that could be known by a day, None for ever."""
        return self._known_by is None or (known_by is not None and known_by <= self._known_by)

    @property
    def bound_to(self) -> frozenset[str]:
        """The companies whose events these are, and those in whose histories these events are too."""
        if self._bound_to is None:
            self._bound_to = frozenset({slug for record in self.told for slug in bound(record.event)})
        return self._bound_to

    def close(self, *, deflated: bool) -> None:
        """Keeps nothing that is decoded, where it can be packed."""
        packed = self.told.undecoded(deflated=deflated)
        if packed is not None:
            _ = self.bound_to  # found out while events are decoded
            self.told = packed


class _Open(LRUCache[str, _Kept]):
    """Histories that were looked at last; those that are pushed out are closed."""

    def __init__(self, most_bytes: int, close: Callable[[str, _Kept], None]) -> None:
        super().__init__(
            max(1, most_bytes), getsizeof=lambda kept: max(1, min(kept.told.size_looked_at, most_bytes * 2 // 3))
        )
        self._close = close

    def popitem(self) -> tuple[str, _Kept]:
        slug, kept = super().popitem()
        self._close(slug, kept)
        return slug, kept


class KeptHistories:
    """Of one log, those that were asked for last."""

    def __init__(self, log: EventLog, most_bytes: int = MOST_BYTES, most_open_bytes: int | None = None) -> None:
        most_open = most_open_bytes or int(most_bytes * _OPEN)
        self._log = log
        self._most_packed = most_bytes // _BYTES_OF_EVENT
        self._most_deflated = most_bytes // _BYTES_OF_DEFLATED
        # However long one is, it is kept, and leaves room for others: one alone may take more than there is for all.
        # However little room there is, it takes some of it.
        self._kept: LRUCache[str, _Kept] = LRUCache(
            max(1, most_bytes), getsizeof=lambda kept: max(1, min(kept.told.size, most_bytes * 2 // 3))
        )
        self._open = _Open(most_open, self._close)
        self._memory = Memory(int(most_bytes * _REMEMBERED))
        self._upto = 0
        self._catching_up = asyncio.Lock()

    def at_hand(self, slug: str, cut: Cut) -> Told | None:
        """The history of a company, of at least all that is within a cut, if that is kept."""
        kept = self._kept.get(slug) if cut.position <= self._upto else None
        return self._opened(slug, kept) if kept is not None and kept.suffices(cut.known_by) else None

    def read_at_hand(self, slug: str, cut: Cut) -> Told | None:
        """The same, if it can be read without waiting for anybody.

        Of a log that has no room as a whole, only what could be known by the day of the cut is read at first: half of
        it, if days are asked of at random. Who asks for more comes again, and then the whole is read.
        """
        if cut.position > self._upto:
            return None
        known_by = cut.known_by if slug not in self._kept and self._upto > self._most_deflated else None
        records = self._log.history_at_hand(slug, Cut(known_by, self._upto))
        if records is None:
            return None
        return self._keep(slug, Told.kept(records, self._memory.remembered()), known_by)

    async def of(self, slugs: Collection[str], upto: int) -> dict[str, Told]:
        """The histories of these companies, of at least all that the log held at a position."""
        if upto > self._upto:
            async with self._catching_up:
                await self._catch_up(upto)
        kept = {slug: kept for slug in slugs if (kept := self._kept.get(slug)) is not None and kept.is_whole}
        found = {slug: self._opened(slug, each) for slug, each in kept.items()}
        missing = [slug for slug in slugs if slug not in found]
        return found | await self._read(missing) if missing else found

    async def passing(self, slugs: Collection[str], upto: int) -> dict[str, Told]:
        """The same for a walk through all companies: nothing is kept, and nothing that is kept is pushed out."""
        return {slug: Told(records) for slug, records in (await self._log.histories(slugs, upto)).items()}

    async def _read(self, slugs: Collection[str]) -> dict[str, Told]:
        upto = self._upto
        made, turns = dict[str, Told](), loop_turns()
        for slug, records in (await self._log.histories(slugs, upto)).items():
            told, bound_to = await self._ready(records)
            # Unless it is kept up to there, the log may have gained more of it meanwhile.
            made[slug] = self._keep(slug, told, bound_to=bound_to) if upto == self._upto else told
            await turns.step()
        return made

    async def _ready(self, records: Sequence[Record]) -> tuple[Told, frozenset[str] | None]:
        remembered = self._memory.remembered()
        if len(records) <= LONG:
            return Told.kept(records, remembered), None
        found = await packed(records, remembered) if isinstance(records, Contents) else None
        return found or (Told([*records]), None)

    def _keep(
        self, slug: str, told: Told, known_by: date | None = None, bound_to: frozenset[str] | None = None
    ) -> Told:
        kept = self._kept[slug] = _Kept(told, known_by, bound_to)
        return self._opened(slug, kept)

    def _opened(self, slug: str, kept: _Kept) -> Told:
        """What is kept, to be looked at."""
        if kept.told.is_packable and self._open.get(slug) is not kept:
            self._open[slug] = kept
        if kept.told.remembered is not None:
            kept.told.remembered.used()
        return kept.told

    def _close(self, slug: str, kept: _Kept) -> None:
        kept.close(deflated=self._upto > self._most_packed and len(kept.told) <= LONG)  # at once, or not at all
        if self._kept.get(slug) is kept:
            self._kept[slug] = kept  # with what it takes now

    async def _catch_up(self, upto: int) -> None:
        """Forget those of which the log has gained something."""
        if upto <= self._upto:
            return
        if upto - self._upto > _MOST_NEW:
            self._kept.clear()
        elif self._kept:
            touched = await self._log.touched(self._upto, upto)
            for slug, kept in list(self._kept.items()):
                if slug in touched or not touched.isdisjoint(kept.bound_to):
                    del self._kept[slug]
        self._upto = upto
