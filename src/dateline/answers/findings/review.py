"""Findings of many companies at one vantage, in pages: company after company, as far as a page needs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection

import msgspec

from dateline.answers.findings.beside import beside
from dateline.answers.findings.finding import Reviewed
from dateline.answers.findings.rules import findings, known_rules, look_beside
from dateline.answers.paging import Page, Slice
from dateline.answers.reading import Reading
from dateline.answers.states import COMPANIES_AT_ONCE, every_state, listed_as
from dateline.errors import InvalidInput, of_argument
from dateline.log.loop_turns import loop_turns
from dateline.log.selection import SortKey
from dateline.state.company import CompanyState
from dateline.state.vantage import Vantage

MAX_COMPANIES = 1000
"""That a question may name."""


class Review(msgspec.Struct, frozen=True):
    """Which findings are asked for: None is all companies in reach, or all rules."""

    reading: Reading
    vantage: Vantage
    companies: Collection[str] | None = None
    rules: Collection[str] | None = None

    def __post_init__(self) -> None:
        if self.rules is not None:
            with of_argument("rules"):
                known_rules(self.rules)
        if self.companies is not None and len(self.companies) > MAX_COMPANIES:
            raise InvalidInput(
                f"`companies` takes at most {MAX_COMPANIES:,} slugs, not {len(self.companies):,}",
                argument=["companies"],
            )

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
        start = str(place[0]) if place is not None else None
        looks_beside, turns = look_beside(self.rules), loop_turns()
        async for states in _chunks(every_state(self.reading, self.vantage, self.companies, start)):
            others = await beside(self.reading, states) if looks_beside else {}
            for state in states:
                await turns.step()  # all rules about a company of a hundred events take some milliseconds
                for finding in findings(state, self.rules, others.get(state.slug, ())):
                    here = (listed_as(state), *finding.place)
                    if place is None or here > place:
                        yield Reviewed(finding, state, here)


async def _chunks(states: AsyncIterator[CompanyState]) -> AsyncIterator[list[CompanyState]]:
    """As many at a time as are read at a time."""
    chunk: list[CompanyState] = []
    async for state in states:
        chunk.append(state)
        if len(chunk) == COMPANIES_AT_ONCE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
