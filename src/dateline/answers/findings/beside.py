"""The companies beside one that rules about several companies look at: found by an index, never by reading all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from dateline.answers.findings.one_identifier import MOST_NAMED
from dateline.answers.identifiers_told import identifiers_of
from dateline.answers.reading import Reading
from dateline.answers.states import COMPANIES_AT_ONCE, distinct_states
from dateline.state.company import CompanyState


async def beside(reading: Reading, states: Sequence[CompanyState]) -> Mapping[str, Sequence[CompanyState]]:
    """For the slug of each of these states, all at one vantage, the states of other companies that share an identifier
    with it. Of each identifier at most one more than a finding names: the first by slug."""
    said = {state.slug: identifiers_of(state) for state in states}
    asked = {identifier for identifiers in said.values() for identifier in identifiers}
    if not asked:
        return {state.slug: () for state in states}
    having: dict[str, set[str]] = defaultdict(set)
    for one in await reading.log.index.identified(asked, states[0].vantage.cut):
        having[one.identifier].add(one.company)
    found: dict[str, Sequence[CompanyState]] = {}
    for state in states:
        others: dict[str, CompanyState] = {}
        for identifier in said[state.slug]:
            others |= await _having(reading, state, identifier, having[identifier] - state.history.slugs)
        found[state.slug] = tuple(others.values())
    return found


async def _having(
    reading: Reading, state: CompanyState, identifier: str, slugs: Collection[str]
) -> dict[str, CompanyState]:
    """The first companies of these slugs that have the identifier at the vantage, but for the company itself."""
    found: dict[str, CompanyState] = {}
    listed = sorted(slugs)
    for place in range(0, len(listed), COMPANIES_AT_ONCE):
        batch = listed[place : place + COMPANIES_AT_ONCE]
        for other in await distinct_states(reading, batch, state.vantage):
            if other.slug != state.slug and identifier in identifiers_of(other):
                found[other.slug] = other
        if len(found) > MOST_NAMED:
            break
    return {slug: found[slug] for slug in sorted(found)[: MOST_NAMED + 1]}
