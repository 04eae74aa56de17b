"""Fagin's threshold algorithm over lists of the index: candidates in the order of a bound.

The index gives accounts in the order of their numbers; as soon as a company's own bound is not passed by the bound of
whatever has not been read, nothing unread can come before it.
"""

from __future__ import annotations

import heapq
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence

import msgspec

from dateline.answers.ranking.batches import Batches
from dateline.answers.ranking.places import BoundedCompany, Sort
from dateline.log.index_contract import Place
from dateline.values.groups import Groups


class BoundedRow(msgspec.Struct, frozen=True):
    """A row of a list: `loose` bounds it and whatever comes behind it, `own` bounds it alone, None if it is void."""

    loose: Sort
    own: Sort | None
    company: str
    place: Place


FetchRows = Callable[[Place | None, int], Awaitable[Sequence[BoundedRow]]]
"""Reads up to so many rows of a list behind a place."""


class _ChunkedList:
    """A list of the index, read in chunks that grow."""

    def __init__(self, fetch: FetchRows, batches: Batches) -> None:
        self.rows: list[BoundedRow] = []
        """What is left of the chunk, the next one last."""
        self._fetch = fetch
        self._size = batches.first_rows
        self._most = batches.most_rows
        self._place: Place | None = None
        self._ended = False

    async def next(self) -> BoundedRow | None:
        """The next row, which stays; None at the end."""
        if not self.rows and not self._ended:
            found = await self._fetch(self._place, self._size)
            self._ended = len(found) < self._size
            self._place = found[-1].place if found else None
            self._size = min(self._size * 2, self._most)
            self.rows = list(found)[::-1]
        return self.rows[-1] if self.rows else None


async def merged_lists(
    fetches: Iterable[FetchRows], groups: Groups[str], batches: Batches
) -> AsyncIterator[BoundedCompany]:
    """The companies of several lists, each where its first bound stands; those of one bound by slug.

    `groups`: the companies that any merge ever joins, in force or not, each with all of its group.
    """
    lists = [_ChunkedList(fetch, batches) for fetch in fetches]
    heads = [(row.loose, number) for number, each in enumerate(lists) if (row := await each.next()) is not None]
    heapq.heapify(heads)
    seen: set[str] = set()
    waiting: list[BoundedCompany] = []
    while heads or waiting:
        while waiting and (not heads or waiting[0][0] < heads[0][0]):
            candidate = heapq.heappop(waiting)
            if candidate[1] not in seen:
                seen.add(candidate[1])
                yield candidate
        if heads:
            _, number = heads[0]
            row = lists[number].rows.pop()
            if row.own is not None and row.company not in seen:
                heapq.heappush(waiting, ((*row.own, *_tie(row.company, groups)), row.company))
            if (behind := await lists[number].next()) is not None:
                heapq.heapreplace(heads, (behind.loose, number))
            else:
                heapq.heappop(heads)


def _tie(slug: str, groups: Groups[str]) -> tuple[str, ...]:
    """What follows a bound: among equals the slug decides, unless the company may be listed under another one."""
    return (slug,) if slug not in groups else ()


class RefinedLists(msgspec.Struct, frozen=True):
    """Several lists, in the order of a bound that is read for each company when it first comes up.

    `bounds_of` reads the bounds of companies. What has not come up is bounded by the next row times `most`. The
    companies of one group in `one_bound` share the bound of the one that comes up first; all of them are candidates,
    since the merge that joins them may have no force.
    """

    groups: Groups[str]
    batches: Batches
    bounds_of: Callable[[Sequence[str]], Awaitable[dict[str, Sort]]]
    most: int = 1
    one_bound: Groups[str] = msgspec.field(default_factory=Groups)

    async def candidates(self, fetches: Iterable[FetchRows]) -> AsyncIterator[BoundedCompany]:
        """The companies of these lists, which are in the order of a number."""
        lists = [_ChunkedList(fetch, self.batches) for fetch in fetches]
        seen: set[str] = set()
        waiting: list[BoundedCompany] = []
        while True:
            best = min([_number(row) for each in lists if (row := await each.next()) is not None], default=None)
            while waiting and (best is None or waiting[0][0] < (best * self.most,)):
                yield heapq.heappop(waiting)
            if best is None:
                return
            new = self._unread(lists, seen)
            for company, bound in (await self.bounds_of(new) if new else {}).items():
                for member in self.one_bound.of(company):
                    heapq.heappush(waiting, ((*bound, *_tie(member, self.groups)), member))

    def _unread(self, lists: Iterable[_ChunkedList], seen: set[str]) -> list[str]:
        """The companies in the chunks at hand that are new, one of each group.

        The chunks are used up but for their last rows: these bound what comes behind, which may not be needed.
        """
        new = []
        for each in lists:
            for row in reversed(each.rows):
                if row.company not in seen:
                    seen |= self.one_bound.of(row.company)
                    new.append(row.company)
            del each.rows[1 if len(each.rows) > 1 else 0 :]
        return new


def _number(row: BoundedRow) -> float:
    """What bounds a row of a list that is ordered by numbers or days."""
    bound = row.loose[0]
    assert isinstance(bound, float | int)
    return bound
