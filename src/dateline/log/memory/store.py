"""The event log in memory: for tests, and as the plainest reading of what a log promises. Every read is a scan."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from datetime import date, datetime
from typing import TypeVar

from dateline.errors import InvalidVantage, PositionAhead
from dateline.events.codec import restore
from dateline.events.event import Event
from dateline.log.append import Batch
from dateline.log.chain import GENESIS
from dateline.log.contract import Appended, LogCondition, Taken
from dateline.log.cut import Cut
from dateline.log.drafts import IDENTIFIER, Draft
from dateline.log.listeners import Listeners
from dateline.log.memory.index import MemoryIndex
from dateline.log.memory.keys import MemoryKeys
from dateline.log.memory.related import acts, history, identity, touched, with_acts
from dateline.log.memory.stored import Stored, read_back
from dateline.log.memory.upkeep import MemoryUpkeep
from dateline.log.record import FileTaken, LogHead, Record, id_digest
from dateline.log.recording import Held, LogEntry
from dateline.log.selection import Selection, sort_key
from dateline.values.text import searched

T = TypeVar("T")

NOT_PARTIES = frozenset({"same", "subject", IDENTIFIER})
"""The roles of slugs that an act is about, which it gives no name, and of what is no slug."""


class MemoryLog(MemoryUpkeep):
    """An EventLog that forgets everything when it is gone."""

    address: object | None = None

    def __init__(self) -> None:
        super().__init__()
        self._listeners = Listeners()
        self.index = MemoryIndex(self._upto)
        self.keys = MemoryKeys(lambda: self._upto(0))

    @classmethod
    @asynccontextmanager
    async def opened(cls) -> AsyncIterator[MemoryLog]:
        """A new and empty log."""
        log = cls()
        try:
            yield log
        finally:
            await log.close()

    async def condition(self) -> LogCondition:
        await self.head()
        return LogCondition(durability="in the memory of this process alone")

    async def at_position(self, position: int) -> LogHead:
        if position < 0:
            raise InvalidVantage(f"a position is 0 or more, not {position}")
        if position > self._head.position:
            raise PositionAhead(position, self._head.position)
        return self._at(position)

    async def at_instant(self, instant: datetime) -> LogHead:
        return self._at(sum(one.entry.recorded_at <= instant for one in self._stored))

    async def append(
        self,
        events: Iterable[Event | Draft],
        *,
        now: datetime,
        expected: int | None = None,
        taken: Taken | None = None,
        positions: bool = False,
        dry_run: bool = False,
    ) -> Appended:
        self._upto(0)
        batch = Batch(events, self._head, now, expected=expected, positions=positions)
        held, stored = dict(self._held), list[Stored]()
        while drafts := batch.draw():
            for entry in batch.judge(drafts, held | self._erased_among(drafts)):
                held[entry.id] = Held(entry.position, entry.digest, entry.content)
                stored.append(Stored(entry, read_back(restore(entry.content), entry)))
        if not dry_run:
            self._keep(batch, stored, held, taken)
            await self._grow(batch.start, stored)
            self._listeners.tell()
        return batch.appended(kept=not dry_run)

    def told_of_growth(self, listener: Callable[[], None]) -> AbstractContextManager[None]:
        return self._listeners.listening(listener)

    def _erased_among(self, drafts: Sequence[Draft]) -> dict[str, Held]:
        gone = {one.id: self._held_erased.get(id_digest(one.id)) for one in drafts} if self._held_erased else {}
        return {id: held for id, held in gone.items() if held is not None}

    def _keep(self, batch: Batch, stored: list[Stored], held: dict[str, Held], taken: Taken | None) -> None:
        self._head, self._held = batch.head, held
        self._stored += stored
        if taken is not None:
            for digest, name in taken.noted():
                file = FileTaken(digest.hex(), name, batch.head.position, batch.recorded_at)
                self._taken.setdefault(digest.hex(), file)

    async def histories(self, slugs: Collection[str], upto: int) -> dict[str, list[Record]]:
        there = self._upto(upto)
        return {slug: self._records(with_acts(there, history(there, slug))) for slug in slugs}

    def history_at_hand(self, slug: str, cut: Cut) -> list[Record] | None:
        there = self._upto(cut.position)
        return self._records(with_acts(there, history(there, slug)))

    async def touched(self, after: int, upto: int) -> set[str]:
        return touched([one for one in self._upto(upto) if one.entry.position > after], self._stored_as)

    async def identities(self, slugs: Collection[str], upto: int) -> dict[str, list[Record]]:
        there = self._upto(upto)
        return {slug: self._records(with_acts(there, identity(there, slug))) for slug in slugs}

    async def existing(self, slugs: Collection[str], cut: Cut) -> set[str]:
        return {one.entry.company for one in self._within(cut)}.intersection(slugs)

    async def by_ids(self, ids: Collection[str], upto: int) -> dict[str, Record]:
        return {one.entry.id: one.record for one in self._upto(upto) if one.entry.id in ids}

    async def acts_on(self, ids: Collection[str], upto: int) -> list[Record]:
        there = self._upto(upto)
        return self._records(with_acts(there, acts(there, ids)))

    async def all_acts(self, upto: int, companies: Collection[str] | None = None) -> list[Record]:
        acts = [
            one for one in self._upto(upto) if one.entry.act and (companies is None or one.entry.company in companies)
        ]
        targets = {target for one in acts for target in one.entry.acts_on}
        found = {one.entry.position for one in acts}
        return self._records(found | {one.entry.position for one in self._upto(upto) if one.entry.id in targets})

    async def select(self, selection: Selection) -> list[Record]:
        order, dates, after = selection.order, selection.dates, selection.after
        keyed = [(sort_key(record, order, dates), record) for record in self._selected(selection)]
        keyed.sort(key=lambda pair: pair[0], reverse=order.descending)
        if after is not None:
            keyed = [(key, record) for key, record in keyed if (key < after if order.descending else key > after)]
        return [record for _, record in keyed[: selection.limit]]

    async def count(self, selection: Selection) -> int:
        return len(self._selected(selection))

    def _selected(self, selection: Selection) -> list[Record]:
        return [one.record for one in self._within(selection.cut) if _matches(one, selection)]

    async def companies(
        self, upto: int, *, search: str | None = None, after: str | None = None, before: str | None = None, limit: int
    ) -> list[str]:
        slugs = [
            slug
            for slug in self._companies(upto, search)
            if (after is None or slug > after) and (before is None or slug < before)
        ]
        return slugs[:limit] if before is None else slugs[max(len(slugs) - limit, 0) :]

    async def companies_among(self, slugs: Collection[str], upto: int, *, search: str | None = None) -> set[str]:
        return {slug for slug in self._companies(upto, search) if slug in slugs}

    async def count_companies(self, upto: int, *, search: str | None = None) -> int:
        return len(self._companies(upto, search))

    def _companies(self, upto: int, search: str | None) -> list[str]:
        words = searched(search or "")
        named = {
            one.entry.company
            for one in self._upto(upto)
            if words in one.entry.company or any(words in name for name in one.entry.names)
        }
        return sorted(named)

    async def naming(self, slugs: Collection[str], cut: Cut) -> dict[str, Record]:
        latest: dict[str, Record] = {}
        for one in sorted(self._within(cut), key=lambda one: (one.entry.known, one.entry.id)):
            named = (slug for slug, role in one.entry.mentions if role not in NOT_PARTIES)
            latest |= {slug: one.record for slug in named if slug in slugs}
        return latest

    def _within(self, cut: Cut) -> Iterator[Stored]:
        return (one for one in self._upto(cut.position) if cut.reaches(one.record))

    def _at(self, position: int) -> LogHead:
        if position == 0:
            return LogHead(0, GENESIS, self._head.epoch, None)
        entry = self._stored[position - 1].entry
        return LogHead(position, entry.hash, self._head.epoch, entry.recorded_at)

    def _records(self, positions: Collection[int]) -> list[Record]:
        return [self._stored[position - 1].record for position in sorted(positions)]


def _matches(one: Stored, selection: Selection) -> bool:
    return _filed_as_asked(one.entry, selection) and _dated_as_asked(one, selection)


def _filed_as_asked(entry: LogEntry, selection: Selection) -> bool:
    return (
        _among(entry.kind, selection.kinds)
        and _among(entry.company, selection.companies)
        and _among(entry.position, selection.among)
        and entry.position not in selection.beyond
        and selection.subject in (None, entry.subject)
        and entry.confidence >= selection.confidence.rank
        and (selection.contains or "").encode().lower() in entry.content.lower()
        and (not entry.content.isascii() or (selection.sieve or "").encode().lower() in entry.content.lower())
    )


def _dated_as_asked(one: Stored, selection: Selection) -> bool:
    known = one.entry.known
    return (
        _within(known, selection.known_from, selection.known_until)
        and _within(one.record.event.when.counts_from(selection.dates), selection.counts_from, selection.counts_until)
        and _within(one.entry.first_day, None, selection.begins_until)
    )


def _among(value: T, values: Collection[T] | None) -> bool:
    return values is None or value in values


def _within(day: date, start: date | None, end: date | None) -> bool:
    return (start is None or start <= day) and (end is None or day <= end)
