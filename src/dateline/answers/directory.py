"""The companies that a log holds something of, by slug: those that were merged are one, under the slug that is kept.

A search may find only a slug or a name that was given away: then that entry stays, and stands for the one that is kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from dateline.answers.naming import identities
from dateline.answers.paging import Page, Slice, slice_from
from dateline.answers.reading import Reading
from dateline.answers.untold import untold
from dateline.log.cut import Cut
from dateline.log.selection import SortKey

_BEYOND_SLUGS = "\U0010ffff"
"""Sorts behind every slug."""


class Directory:
    """The companies in whose names or slugs a text occurs, or all of them, as of the head of the log."""

    def __init__(self, reading: Reading, search: str | None = None) -> None:
        self._reading = reading
        self._log = reading.log
        self._search = search
        self._again: set[str] | None = None

    async def page(self, wanted: Page) -> Slice[str]:
        """A page of their slugs, each company once."""
        return await slice_from(self._fetch, wanted)

    async def count(self) -> int:
        """How many companies there are in all pages."""
        all_found = await self._log.count_companies(await self._upto(), search=self._search)
        gone = await self._untold()
        hidden = await self._log.companies_among(gone, await self._upto(), search=self._search) if gone else set()
        return all_found - len(hidden | await self._repeated())

    async def _fetch(self, place: SortKey | None, limit: int, *, backward: bool) -> Sequence[str]:
        hidden = await self._repeated() | await self._untold()
        found: list[str] = []
        slug = str(place[0]) if place else None
        while True:
            slugs = await self._read(slug, limit, backward=backward)
            found += [one for one in slugs if one not in hidden]
            if len(slugs) < limit or len(found) >= limit:
                return found[:limit]
            slug = slugs[-1]

    async def _read(self, slug: str | None, limit: int, *, backward: bool) -> list[str]:
        upto = await self._upto()
        if not backward:
            return await self._log.companies(upto, search=self._search, after=slug, limit=limit)
        before = slug or _BEYOND_SLUGS
        return (await self._log.companies(upto, search=self._search, before=before, limit=limit))[::-1]

    async def _repeated(self) -> set[str]:
        """The slugs that a search finds of companies that it finds by another slug already.

        A company stands under the slug that is kept, or where the search misses that one, under its first by name.
        """
        if self._again is None:
            kept = await self._given_away()
            slugs = {*kept, *kept.values()}
            found = await self._log.companies_among(slugs, await self._upto(), search=self._search) if kept else set()
            first: dict[str, str] = {}
            for slug in sorted(found, key=lambda slug: (slug in kept, slug)):
                first.setdefault(kept.get(slug, slug), slug)
            self._again = found - {*first.values()}
        return self._again

    async def _given_away(self) -> dict[str, str]:
        """The slugs that stand for another one, by the merges in force, each with that one."""
        joined = {slug for slug, _ in await self._log.index.joined(await self._upto())}
        cut = Cut(None, await self._upto())
        named = await identities(self._reading, [(slug, cut) for slug in sorted(joined)]) if joined else {}
        return {slug: one.slug for (slug, _), one in named.items() if one is not None and one.slug != slug}

    async def _untold(self) -> frozenset[str]:
        """The slugs of companies of which nothing is told any more."""
        return await untold(self._reading, Cut(None, await self._upto()))

    async def _upto(self) -> int:
        return (await self._reading.head()).position
