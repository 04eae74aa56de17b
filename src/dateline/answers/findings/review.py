"""Findings of many companies at one vantage, in pages: company after company, as far as a page needs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass

from dateline.answers.findings.rules import Finding, findings, known_rules
from dateline.answers.paging import Page, Slice
from dateline.answers.reading import Reading
from dateline.errors import InvalidInput
from dateline.log.selection import SortKey
from dateline.state.company import CompanyState, state
from dateline.state.vantage import Vantage

BATCH = 50
"""Companies read at a time; between two batches other requests have their turn."""
MAX_COMPANIES = 1000
"""That a question may name."""


@dataclass(frozen=True, slots=True, eq=False)
class Reviewed:
    """A finding, the state it is about, and its place in the list: company, rule, first event, sentence."""

    finding: Finding
    state: CompanyState
    place: SortKey


@dataclass(frozen=True, slots=True)
class Review:
    """Which findings are asked for: None is all companies in reach, or all rules."""

    reading: Reading
    vantage: Vantage
    companies: Collection[str] | None = None
    rules: Collection[str] | None = None

    def __post_init__(self) -> None:
        if self.rules is not None:
            known_rules(self.rules)
        if self.companies is not None and len(self.companies) > MAX_COMPANIES:
            raise InvalidInput(f"`companies` takes at most {MAX_COMPANIES:,} slugs, not {len(self.companies):,}")

    async def page(self, wanted: Page) -> Slice[Reviewed]:
        """The first findings behind a place, by company, rule and first event."""
        found: list[Reviewed] = []
        async for one in self._behind(wanted.after):
            found.append(one)
            if len(found) > wanted.size:
                break
        return Slice(found[: wanted.size], len(found) > wanted.size, wanted.after is not None)

    async def count(self) -> int:
        """How many there are in all pages: every company is looked at."""
        return len([None async for _ in self._behind(None)])

    async def _behind(self, place: SortKey | None) -> AsyncIterator[Reviewed]:
        async for slug, company in self._states(str(place[0]) if place is not None else None):
            for finding in findings(company, self.rules):
                here = (slug, *finding.place)
                if place is None or here > place:
                    yield Reviewed(finding, company, here)

    async def _states(self, start: str | None) -> AsyncIterator[tuple[str, CompanyState]]:
        """States with the slugs under which they are listed, from `start` on; each company once."""
        async for batch in self._batches(start):
            histories = await self.reading.log.histories(batch, self.vantage.at.position)
            for slug in batch:
                company = state(slug, histories[slug], self.vantage)
                if company is not None and slug == _listed_as(company):
                    yield slug, company
            await asyncio.sleep(0)

    async def _batches(self, start: str | None) -> AsyncIterator[Sequence[str]]:
        if self.companies is not None:
            slugs = [slug for slug in await self._named() if start is None or slug >= start]
            for place in range(0, len(slugs), BATCH):
                yield slugs[place : place + BATCH]
            return
        batch: Sequence[str] = [start] if start is not None else await self._next(None)
        while batch:
            yield batch
            batch = await self._next(batch[-1])

    async def _next(self, after: str | None) -> Sequence[str]:
        return await self.reading.log.companies(self.vantage.at.position, after=after, limit=BATCH)

    async def _named(self) -> list[str]:
        """The slugs under which the companies asked for are listed: a slug that was merged away is another's."""
        asked = sorted(set(self.companies or ()))
        listed: set[str] = set()
        for place in range(0, len(asked), BATCH):
            batch = asked[place : place + BATCH]
            histories = await self.reading.log.histories(batch, self.vantage.at.position)
            states = (state(slug, histories[slug], self.vantage) for slug in batch)
            listed |= {_listed_as(company) for company in states if company is not None}
        return sorted(listed)


def _listed_as(company: CompanyState) -> str:
    """Its slug; or, in a circle of merges that keeps a slug without events, the first of those that have some."""
    told = {seen.event.company for seen in company.own}
    return company.slug if company.slug in told else min(told)
