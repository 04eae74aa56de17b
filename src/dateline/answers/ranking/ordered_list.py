"""A list in its order, as far as it was asked for: entries come from companies, companies in the order of a bound."""

from __future__ import annotations

import asyncio
import heapq
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Hashable, Iterable
from typing import Generic, TypeVar

import msgspec

from dateline.answers.paging import Page, Slice
from dateline.answers.ranking.batches import Batches
from dateline.answers.ranking.places import BoundedCompany, Sort
from dateline.errors import StoreUnavailable
from dateline.log.loop_turns import loop_turns
from dateline.log.selection import SortKey
from dateline.state.company import CompanyState

E = TypeVar("E")

_ENTRIES_IN_ONE_STEP = 1_000
_SOON = 2.0
"""Seconds for which is looked on, for somebody who is gone."""


class OrderedEntry(msgspec.Struct, Generic[E], frozen=True, eq=False, gc=False):
    """One place in a list: `sort` is what comes before what; `place` is what a cursor holds of it."""

    sort: Sort
    place: SortKey
    item: E


class RankedEntry(msgspec.Struct, Generic[E], frozen=True, eq=False):
    """An entry of a page, and its place in the whole list, from 1."""

    rank: int
    entry: OrderedEntry[E]


class OrderedList(Generic[E]):
    """A list in its order, as far as it was asked for."""

    def __init__(
        self,
        states: Callable[[Collection[str]], Awaitable[list[CompanyState]]],
        candidates: AsyncIterator[BoundedCompany],
        entries_of: Callable[[CompanyState], Iterable[OrderedEntry[E]]],
        batches: Batches,
    ) -> None:
        """`candidates` come in the order of their bounds; `entries_of` says what the list has of one company."""
        self.entries: list[OrderedEntry[E]] = []
        self.ended = False
        self.broken = False
        self._states = states
        self._candidates = candidates
        self._entries_of = entries_of
        self._batches = batches
        self._waiting: list[tuple[Sort, OrderedEntry[E]]] = []
        self._asked: set[str] = set()
        self._next: BoundedCompany | None = None
        self._begun = False
        self._one_reads = asyncio.Lock()
        self._waited_for = 0
        self._growing = set[asyncio.Task[None]]()

    @property
    def size(self) -> int:
        """Of how many entries it takes the memory: a company that was asked takes less."""
        return len(self.entries) + len(self._waiting) + len(self._asked) // 8

    async def page(self, wanted: Page, sort: Sort | None) -> Slice[RankedEntry[E]]:
        """A page; `sort` is the place of its cursor."""
        if wanted.backward:
            end = await self._before(sort) if sort is not None else len(await self.all())
            start = max(end - wanted.size, 0)
        else:
            start = await self._before(sort, it_too=True) if sort is not None else 0
            await self.until(start + wanted.size + 1)
            end = min(start + wanted.size, len(self.entries))
        items = [RankedEntry(start + ahead + 1, entry) for ahead, entry in enumerate(self.entries[start:end])]
        return Slice(items, has_next=end < len(self.entries) or not self.ended, has_previous=start > 0)

    async def all(self) -> list[OrderedEntry[E]]:
        """Every entry: all candidates are asked."""
        while not self.ended:
            await self.until(len(self.entries) + self._batches.most_states)
        return self.entries

    async def until(self, size: int) -> None:
        """So many entries, or all there are. Who waits may be gone before they are there: then no more are looked for
        than those that were begun, which others may wait for too. Where nobody does, even these are broken off, unless
        they are there soon: whoever asks again goes on from there."""
        if len(self.entries) < size and not self.ended:
            gone = asyncio.Event()
            growing = asyncio.ensure_future(self._grow(size, gone))
            growing.add_done_callback(self._let_fail)
            self._growing.add(growing)
            self._waited_for += 1
            try:
                await asyncio.shield(growing)
            finally:
                gone.set()
                self._waited_for -= 1
                if not self._waited_for and self._growing:
                    asyncio.get_running_loop().call_later(_SOON, self._break_off)

    def _break_off(self) -> None:
        if not self._waited_for:
            for growing in self._growing:
                self.broken = True
                growing.cancel()

    def _let_fail(self, growing: asyncio.Task[None]) -> None:
        """Whoever waits is told why; where nobody does any more, nobody need be."""
        self._growing.discard(growing)
        if not growing.cancelled():
            growing.exception()

    async def _before(self, sort: Sort, *, it_too: bool = False) -> int:
        """How many entries come before a place, or up to it."""
        while not self.ended and (not self.entries or self.entries[-1].sort < sort):
            await self.until(len(self.entries) + self._batches.most_states)
        find = bisect_right if it_too else bisect_left
        return find(self.entries, sort, key=lambda entry: entry.sort)

    async def _grow(self, size: int, gone: asyncio.Event) -> None:
        async with self._one_reads:
            if self.broken:  # by somebody else, meanwhile: what there is would look like all there is
                raise StoreUnavailable("reading a list was broken off: ask again")
            try:
                while len(self.entries) < size and not self.ended and not gone.is_set():
                    await self._more(size)
            except BaseException:
                self.broken = True
                raise

    async def _more(self, size: int) -> None:
        lacking = size - len(self.entries) - len(self._waiting)
        asked = min(max(lacking, self._batches.fewest_states), self._batches.most_states)
        turns = loop_turns()
        for state in await self._states(await self._draw(asked)):
            await turns.step()
            if state.slug not in self._asked:
                self._asked.add(state.slug)
                for entry in self._entries_of(state):
                    heapq.heappush(self._waiting, (entry.sort, entry))
        while self._waiting and (self._next is None or self._waiting[0][0] < self._next[0]):
            self.entries.append(heapq.heappop(self._waiting)[1])
            if len(self.entries) % _ENTRIES_IN_ONE_STEP == 0:
                await turns.step()
        self.ended = self._next is None

    async def _draw(self, size: int) -> list[str]:
        """The next candidates; the one behind them is `_next`."""
        if not self._begun:
            self._begun = True
            self._next = await anext(self._candidates, None)
        drawn: list[str] = []
        while self._next is not None and len(drawn) < size:
            drawn.append(self._next[1])
            self._next = await anext(self._candidates, None)
        return drawn


class KeptLists(Generic[E]):
    """The lists that were asked for last: so many of them, with so many entries in all.

    A list grows while it is asked for, and its companies are as many as the log has: the one that was asked for last
    stays, however long it is.
    """

    def __init__(self, most_lists: int = 24, most_entries: int = 30_000) -> None:
        self._most_lists = most_lists
        self._most_entries = most_entries
        self._lists: OrderedDict[Hashable, OrderedList[E]] = OrderedDict()

    def at(self, key: Hashable, make: Callable[[], OrderedList[E]]) -> OrderedList[E]:
        """The list that is kept under a key, or a new one."""
        found = self._lists.pop(key, None)
        if found is None or found.broken:
            found = make()
        self._lists[key] = found
        while len(self._lists) > 1 and (len(self._lists) > self._most_lists or self.size > self._most_entries):
            self._lists.popitem(last=False)
        return found

    @property
    def size(self) -> int:
        """The entries of all of them."""
        return sum([each.size for each in self._lists.values()])
