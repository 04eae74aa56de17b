"""Groups: what pairs join, directly or through others (union-find)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

M = TypeVar("M", bound=Hashable)


class Groups(Mapping[M, frozenset[M]]):
    """Every member that a pair names, with all the members of its group, itself among them. Never changes."""

    __slots__ = ("_group_of", "in_order")

    in_order: tuple[tuple[M, ...], ...]
    """Each group once, those first whose first member was named first; a pair appends the group of its second member to
    that of its first."""

    def __init__(self, pairs: Iterable[tuple[M, M]] = ()) -> None:
        joined = _join(pairs)
        self.in_order = tuple({id(members): tuple(members) for members in joined.values()}.values())
        frozen = [frozenset(members) for members in self.in_order]
        of_member = {member: members for members in frozen for member in members}
        self._group_of: dict[M, frozenset[M]] = {member: of_member[member] for member in joined}

    def of(self, member: M) -> frozenset[M]:
        """The group of a member; what no pair names is a group of its own."""
        return self._group_of.get(member) or frozenset((member,))

    def __getitem__(self, member: M) -> frozenset[M]:
        return self._group_of[member]

    def __iter__(self) -> Iterator[M]:
        return iter(self._group_of)

    def __len__(self) -> int:
        return len(self._group_of)


def _join(pairs: Iterable[tuple[M, M]]) -> dict[M, list[M]]:
    """The group of every member, by member; members of one group share one list."""
    group_of: dict[M, list[M]] = {}
    for one, other in pairs:
        mine, theirs = group_of.setdefault(one, [one]), group_of.setdefault(other, [other])
        if mine is theirs:
            continue
        if len(mine) < len(theirs):  # the larger list stays, so that no member moves more than log n times
            theirs[:0] = mine
            group_of |= dict.fromkeys(mine, theirs)
        else:
            mine += theirs
            group_of |= dict.fromkeys(theirs, mine)
    return group_of
