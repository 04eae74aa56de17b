"""Rules about merges that do not say which of several is kept, or that join others than those they speak for."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from dateline.answers.findings.suspicion import Suspicion, joined, merging, once
from dateline.events.acts import Dispute, Merge, Retraction
from dateline.state.company import CompanyState
from dateline.state.seen import Seen
from dateline.values.groups import Groups


class _Link(msgspec.Struct, frozen=True):
    """One name is given away, another kept, as a merge with force says."""

    kept: str
    given_away: str
    by: Seen


def merges_in_circle(state: CompanyState) -> Iterable[Suspicion]:
    """Names of which each is given away to the next."""
    for links in _groups(state):
        given_to: dict[str, set[str]] = {}
        for link in links:
            given_to.setdefault(link.given_away, set()).add(link.kept)
        circle = [link for link in links if link.given_away in _reached(link.kept, given_to)]
        names = {name for link in circle for name in (link.kept, link.given_away)}
        if names:
            kept = _kept(state, links[0])
            yield Suspicion(
                f"{joined(sorted(names))} are merged in a circle: {kept} is kept, since a name has to be",
                once(sorted((link.by for link in circle), key=lambda seen: seen.id)),
            )


def merges_fork(state: CompanyState) -> Iterable[Suspicion]:
    """Several names that are kept, though they are one."""
    for links in _groups(state):
        keepers = {link.kept for link in links} - {link.given_away for link in links}
        if len(keepers) < 2:
            continue
        kept = min(keepers)
        yield Suspicion(
            f"{joined(sorted(keepers))} are joined by merges of which none says which is kept: {kept} is, as the first"
            " by letters",
            once(sorted((link.by for link in links if link.kept in keepers), key=lambda seen: seen.id)),
            merging(state, kept, sorted(keepers - {kept}), "merges keep both") if "/" in kept else None,
        )


def merge_by_another(state: CompanyState) -> Iterable[Suspicion]:
    """A company of which nothing is told but that two others are it."""
    told = {
        seen.event.company for seen in state.history.own if not isinstance(seen.event, Retraction | Dispute | Merge)
    }
    merges = [link for link in _links(state) if "/" not in link.kept]
    for third in sorted({link.kept for link in merges} - told):
        mine = [link for link in merges if link.kept == third and link.given_away in told]
        others = sorted({link.given_away for link in mine})
        if len(others) > 1:
            yield Suspicion(
                f"{joined(others)} are joined by {third}, of which nothing else is told",
                once(sorted((link.by for link in mine), key=lambda seen: seen.id)),
            )


def _links(state: CompanyState) -> list[_Link]:
    return [
        _Link(seen.event.kept_subject or seen.event.company, other, seen)
        for seen in state.history.merges
        if isinstance(seen.event, Merge)
        for other in seen.event.same
    ]


def _groups(state: CompanyState) -> list[list[_Link]]:
    """The links of each group of names, of companies and of subjects."""
    links = _links(state)
    groups = Groups((link.kept, link.given_away) for link in links)
    return [[link for link in links if link.kept in names] for names in groups.in_order]


def _reached(name: str, given_to: dict[str, set[str]]) -> set[str]:
    """The names that one ends up as, if every merge is followed."""
    found: set[str] = set()
    left = [name]
    while left:
        new = given_to.get(left.pop(), set()) - found
        found |= new
        left += new
    return found | {name}


def _kept(state: CompanyState, link: _Link) -> str:
    same = state.history.subjects if "/" in link.kept else state.history.companies
    return same.of(link.kept)
