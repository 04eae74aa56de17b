"""Which records belong together: a company's history, what names it, the acts on events. All of it by scans."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from dateline.events.acts import Merge
from dateline.events.kinds import Founded, Profile
from dateline.log.drafts import BINDING, bound
from dateline.log.memory.stored import Stored
from dateline.values.groups import Groups

IDENTITY = frozenset({Founded.kind, Profile.kind})
"""The kinds that name a company."""


def history(there: Sequence[Stored], slug: str) -> set[int]:
    """Its own events, the merges of its slugs, and what others say of it, which is read under their merges."""
    names = _same(there, slug)
    own = {one.entry.position for one in there if one.entry.company in names}
    said = _mentioning(there, _about(there, names), BINDING - {"same"})
    others = {one.entry.company for one in there if one.entry.position in said}
    joined = {name for other in others for name in _same(there, other)}
    return own | said | _joining(there, names) | _joining(there, joined)


def identity(there: Sequence[Stored], slug: str) -> set[int]:
    names = _same(there, slug)
    own = (one.entry for one in there if one.entry.company in names)
    found = {entry.position for entry in own if entry.act or entry.kind in IDENTITY}
    return found | _mentioning(there, names, frozenset({"same"}))


def _about(there: Sequence[Stored], names: frozenset[str]) -> set[str]:
    """The slugs of the deals and stakes that may be those of a company, since a merge of subjects names both."""
    merged = [[slug for slug, role in one.entry.mentions if role == "subject"] for one in there]
    groups = Groups((slugs[0], other) for slugs in merged for other in slugs[1:])
    return {other for name in names for other in groups.of(name)}


def _mentioning(there: Sequence[Stored], slugs: Collection[str], roles: frozenset[str]) -> set[int]:
    return {
        one.entry.position for one in there if any(slug in slugs and role in roles for slug, role in one.entry.mentions)
    }


def _joining(there: Sequence[Stored], slugs: Collection[str]) -> set[int]:
    """The merges of companies that join any of these."""
    of_theirs = {
        one.entry.position
        for one in there
        if one.entry.company in slugs and any(role == "same" for _, role in one.entry.mentions)
    }
    return of_theirs | _mentioning(there, slugs, frozenset({"same"}))


def _same(there: Sequence[Stored], slug: str) -> frozenset[str]:
    """All the slugs that company merges join with this one, in either direction."""
    merges = [one.entry for one in there if isinstance(one.record.event, Merge)]
    pairs = [(one.company, other) for one in merges for other, role in one.mentions if role == "same"]
    return Groups(pairs).of(slug)


def with_acts(there: Sequence[Stored], positions: set[int]) -> set[int]:
    """These positions, those of the acts on these events, of the acts on those acts, and so on."""
    size = -1
    while len(positions) > size:
        size = len(positions)
        ids = {one.entry.id for one in there if one.entry.position in positions}
        positions = positions | acts(there, ids)
    return positions


def acts(there: Sequence[Stored], ids: Collection[str]) -> set[int]:
    return {one.entry.position for one in there if not set(one.entry.acts_on).isdisjoint(ids)}


def touched(new: Sequence[Stored], by_id: Callable[[str], Stored | None]) -> set[str]:
    """The slugs that these records have to do with; see `Histories.touched`."""
    slugs: set[str] = set()
    for one in new:
        slugs |= bound(one.record.event)
        slugs |= {other.entry.company for other in map(by_id, one.entry.acts_on) if other is not None}
    return slugs
