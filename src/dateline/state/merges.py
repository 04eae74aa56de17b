"""Merges: several names of the same subject, or of the same company (help rules, 4 and 5.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from dateline.events.acts import Merge
from dateline.values.groups import Groups


class Same(msgspec.Struct, frozen=True):
    """Names of the same thing. `kept` maps every name that was merged away to the name that is kept."""

    kept: Mapping[str, str]

    def of(self, name: str) -> str:
        """The name that is kept."""
        return self.kept.get(name, name)

    def group(self, name: str) -> frozenset[str]:
        """All names of what this name stands for: the name that is kept, and those that were merged into it."""
        kept = self.of(name)
        return frozenset({kept, *(other for other, one in self.kept.items() if one == kept)})


NOTHING_SAME = Same({})


def same_companies(merges: Iterable[Merge]) -> Same:
    """Which company slugs are the same; merges of subjects say nothing of that."""
    return _same((merge.company, merge.same) for merge in merges if merge.kept_subject is None)


def same_subjects(merges: Iterable[Merge]) -> Same:
    """Which subjects are the same; merges of companies say nothing of that."""
    return _same((merge.kept_subject, merge.same) for merge in merges if merge.kept_subject is not None)


def _same(pairs: Iterable[tuple[str, Iterable[str]]]) -> Same:
    """What merges join, directly or through others, is the same. A name that no merge gives away is kept; of several
    of them, and in a circle, the first by letters."""
    merged = [(kept, other) for kept, others in pairs for other in others]
    if not merged:  # as for most companies
        return NOTHING_SAME
    given_away = {other for _, other in merged}
    kept_of: dict[str, str] = {}
    for names in map(frozenset, Groups(merged).in_order):
        keeper = min(names - given_away or names)
        kept_of |= dict.fromkeys(names - {keeper}, keeper)
    return Same(kept_of)
