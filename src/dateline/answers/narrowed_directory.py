"""The companies of a log that have an investor or a partner, by slug: a directory that is narrowed down.

Who backs a company, and who works with it, is told of a day: here of today, with hindsight.
"""

from __future__ import annotations

from collections.abc import Sequence

from dateline.answers.asking import Ask
from dateline.answers.directory import Directory
from dateline.answers.identified import identified
from dateline.answers.paging import MAX_SIZE, Page, Slice, slice_from
from dateline.answers.ranking.filters import CompanyFilter
from dateline.answers.ranking.order import CompanyOrder, OrderField
from dateline.answers.ranking.walking import every_telling
from dateline.answers.reading import Reading
from dateline.answers.states import listed_as
from dateline.log.selection import SortKey
from dateline.state.vantage import Vantage
from dateline.values.identifiers import identifier_asked


class NarrowedDirectory:
    """As Directory, of those only that pass a filter today."""

    def __init__(self, reading: Reading, search: str | None, filter: CompanyFilter) -> None:
        self._reading = reading
        self._search = search
        self._filter = filter
        self._slugs: list[str] | None = None

    async def page(self, wanted: Page) -> Slice[str]:
        """A page of their slugs, each company once."""
        return await slice_from(self._fetch, wanted)

    async def count(self) -> int:
        """How many companies there are in all pages."""
        return len(await self._passing())

    async def _fetch(self, place: SortKey | None, limit: int, *, backward: bool) -> Sequence[str]:
        slugs, slug = await self._passing(), str(place[0]) if place else None
        if backward:
            return [one for one in reversed(slugs) if slug is None or one < slug][:limit]
        return [one for one in slugs if slug is None or one > slug][:limit]

    async def _passing(self) -> list[str]:
        """Those that pass: only companies of which anybody ever told so are looked at."""
        if self._slugs is None:
            vantage = await self._reading.vantage(Ask())
            order = CompanyOrder(OrderField.NAME)
            named: dict[str, frozenset[str]] = {}
            async for state in every_telling(self._reading, vantage, self._filter, order):
                named[listed_as(state)] = frozenset(state.history.slugs)
            if self._search is not None:
                asked = frozenset[str]().union(*named.values())
                upto = vantage.at.position
                called = await self._reading.log.companies_among(asked, upto, search=self._search)
                called |= await self._identified(vantage)
                named = {slug: slugs for slug, slugs in named.items() if not slugs.isdisjoint(called)}
            self._slugs = sorted(named)
        return self._slugs

    async def _identified(self, vantage: Vantage) -> set[str]:
        """The slugs of those that have the identifier that is searched for, if it is one."""
        identifier = identifier_asked(self._search or "")
        if identifier is None:
            return set()
        return {state.slug for state in await identified(self._reading, identifier, vantage)}


class IdentifiedDirectory(NarrowedDirectory):
    """As Directory, of those only that an identifier is of, or that are called so."""

    def __init__(self, reading: Reading, search: str) -> None:
        super().__init__(reading, search, CompanyFilter())
        self._named = Directory(reading, search)

    async def _passing(self) -> list[str]:
        if self._slugs is None:
            found = await self._identified(await self._reading.vantage(Ask()))
            page = Page(MAX_SIZE)
            while True:
                called = await self._named.page(page)
                found |= {*called.items}
                if not called.has_next:
                    break
                page = Page(MAX_SIZE, after=(called.items[-1],))
            self._slugs = sorted(found)
        return self._slugs


def directory_of(
    reading: Reading,
    search: str | None,
    investors: frozenset[str] | None = None,
    partners: frozenset[str] | None = None,
) -> Directory | NarrowedDirectory:
    """All companies that are called so, or known under it where it is an identifier; or those of them with one of these
    investors and partners, whom slugs name."""
    if investors is None and partners is None:
        if search is not None and identifier_asked(search) is not None:
            return IdentifiedDirectory(reading, search)
        return Directory(reading, search)
    return NarrowedDirectory(reading, search, CompanyFilter(investors=investors, partners=partners))
