"""The rule about identifiers: a list of others knows one company by each, so two that share one are one, or one of the
two accounts is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dateline.answers.findings.suspicion import Suspicion, joined, merging_companies, once
from dateline.answers.identifiers_told import identifiers_of
from dateline.state.company import CompanyState
from dateline.state.seen import Seen

MOST_NAMED = 5
"""Of more companies with one identifier only the first by slug are named: it is none then, like `ticker:N/A`."""


def two_companies_one_identifier(state: CompanyState, others: Sequence[CompanyState]) -> Iterable[Suspicion]:
    """`others`: the companies that share an identifier with this one, or some of them; see beside.py."""
    said_by = {other.slug: identifiers_of(other) for other in others}
    for identifier, mine in identifiers_of(state).items():
        having = sorted((one for one in others if identifier in said_by[one.slug]), key=lambda one: one.slug)
        if having:
            named = sorted([state, *having[:MOST_NAMED]], key=lambda one: one.slug)
            seen = [*mine, *(seen for one in having[:MOST_NAMED] for seen in said_by[one.slug][identifier])]
            yield _shared(identifier, named, seen, all_named=len(having) <= MOST_NAMED)


def _shared(identifier: str, states: Sequence[CompanyState], events: Iterable[Seen], *, all_named: bool) -> Suspicion:
    slugs = [one.slug for one in states]
    who = joined(slugs if all_named else [*slugs, "others"])
    message = f"{who} have one identifier, {identifier}: they are one company, or it is not that of all"
    kept = min(states, key=lambda one: (-len(one.history.told), one.slug))
    rest = [slug for slug in slugs if slug != kept.slug]
    remedy = merging_companies(kept, rest, f"both have the identifier {identifier}") if all_named else None
    return Suspicion(message, once(sorted(events, key=lambda seen: seen.id)), remedy)
