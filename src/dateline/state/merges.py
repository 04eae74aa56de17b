"""Merges: several subjects, or several company slugs, that are one (DESIGN.md, section 4 and section 5, rule 2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dateline.events.acts import Merge
from dateline.values.groups import Groups


@dataclass(frozen=True, slots=True)
class Same:
    """`kept` maps every name that was merged away to the one that is kept."""

    kept: Mapping[str, str]

    def of(self, name: str) -> str:
        return self.kept.get(name, name)

    def group(self, name: str) -> frozenset[str]:
        """All the names of the one that this name stands for."""
        kept = self.of(name)
        return frozenset({kept, *(other for other, one in self.kept.items() if one == kept)})


def same_companies(merges: Iterable[Merge]) -> Same:
    return _same((merge.company, merge.same) for merge in merges if merge.merged is None)


def same_subjects(merges: Iterable[Merge]) -> Same:
    return _same((merge.merged, merge.same) for merge in merges if merge.merged is not None)


def _same(pairs: Iterable[tuple[str, Iterable[str]]]) -> Same:
    """Join what any merge joins. The name kept is one that no merge gives away; in a circle, the first by letters."""
    merged = [(kept, other) for kept, others in pairs for other in others]
    given_away = {other for _, other in merged}
    kept_of: dict[str, str] = {}
    for names in map(frozenset, Groups(merged).in_order):
        keeper = min(names - given_away or names)
        kept_of |= dict.fromkeys(names - {keeper}, keeper)
    return Same(kept_of)
