"""Every company, or every part, that passes a filter: for sums, which keep nothing of a state."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, TypeVar

from dateline.answers.ranking.batches import Batches
from dateline.answers.ranking.candidates import Candidates
from dateline.answers.ranking.filters import CompanyFilter
from dateline.answers.ranking.listed_parts import ListedPart, PartOrder
from dateline.answers.ranking.order import CompanyOrder
from dateline.answers.ranking.part_filters import DatedPart, PartFilter
from dateline.answers.ranking.places import WITH_VALUE, BoundedCompany
from dateline.answers.reading import Reading
from dateline.state.company import CompanyState
from dateline.state.vantage import Vantage

P = TypeVar("P", bound=DatedPart)

_BATCHES = Batches()
_MANY = 2_000
"""Companies."""


async def every_part(
    reading: Reading, vantage: Vantage, listed: ListedPart[P], filter: PartFilter[P]
) -> AsyncIterator[tuple[CompanyState, P]]:
    """Each part that passes, with the state it is of."""
    candidates = Candidates(reading.timeline, vantage, _BATCHES)
    async for state in _states(candidates, candidates.of_parts(listed, filter, PartOrder())):
        for part in state.views(listed.part):
            if filter.passes(part, state):
                yield state, part


async def may_pass(
    reading: Reading,
    vantage: Vantage,
    filter: CompanyFilter | PartFilter[Any],
    listed: ListedPart[Any] | None = None,
) -> list[str]:
    """The slugs of all companies that may pass, or have such a part that may, in order: more than do, never fewer."""
    candidates = Candidates(reading.timeline, vantage, _BATCHES)
    if isinstance(filter, CompanyFilter):
        found = candidates.of_companies(filter, CompanyOrder())
    else:
        assert listed is not None, "of which parts the filter is"
        found = candidates.of_parts(listed, filter, PartOrder())
    return sorted({slug async for _, slug in found})


async def every_telling(
    reading: Reading, vantage: Vantage, filter: CompanyFilter, order: CompanyOrder
) -> AsyncIterator[CompanyState]:
    """Each company that passes and may tell of the metric of the order."""
    candidates = Candidates(reading.timeline, vantage, _BATCHES)
    async for state in _states(candidates, _telling(candidates, filter, order)):
        if filter.passes(state):
            yield state


async def _telling(candidates: Candidates, filter: CompanyFilter, order: CompanyOrder) -> AsyncIterator[BoundedCompany]:
    """Up to the first that cannot have a value."""
    async for bound, slug in candidates.of_companies(filter, order):
        if bound[0] > WITH_VALUE:  # type: ignore[operator]
            return
        yield bound, slug


async def _states(candidates: Candidates, found: AsyncIterator[BoundedCompany]) -> AsyncIterator[CompanyState]:
    """The state of each company once, read some at a time."""
    told: set[str] = set()
    batch: list[str] = []
    async for _, slug in found:
        batch.append(slug)
        if len(batch) == _BATCHES.most_states:
            for state in await _new(candidates, batch, told):
                yield state
            batch = []
    for state in await _new(candidates, batch, told):
        yield state


async def _new(candidates: Candidates, slugs: list[str], told: set[str]) -> list[CompanyState]:
    # Who walks through more companies than are kept would push out what others ask for, and find none of it again.
    walks = len(told) > _MANY
    states = [state for state in await candidates.states(slugs, keep=not walks) if state.slug not in told]
    told |= {state.slug for state in states}
    return states
