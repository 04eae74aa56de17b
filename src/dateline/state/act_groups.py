"""ActGroups: acts and the events they speak of, in groups that have nothing to do with each other.

How an event stands depends on its group alone. So what was found of a group is kept, by which of its members are in
reach, and a vantage only looks it up; companies without acts, nearly all, need not even that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dateline.events.event import Event
from dateline.state.seen import Seen
from dateline.state.standing import ALL_STAND, Standings, standings
from dateline.values.groups import Groups

_MOST_KEPT = 1000
"""More than the ways in which the groups of nearly all companies can be in reach."""


class ActGroups:
    """Of the events of one history, whatever is in reach of them."""

    def __init__(self, events: Sequence[Event]) -> None:
        acts = [event for event in events if event.is_act]
        self._acts = frozenset([act.id for act in acts])
        self._group_of: dict[str, int] = {}
        self._found: dict[tuple[Seen, ...], Standings] = {}
        if acts:
            ids = {event.id for event in events}
            pairs = [(act.id, told) for act in acts for told in (act.id, *act.acts_on) if told in ids]
            self._group_of |= {id: place for place, group in enumerate(Groups(pairs).in_order) for id in group}

    def standings(self, reach: Sequence[Seen]) -> Standings:
        """How all these stand, which are what one vantage has in reach."""
        if not self._acts:
            return ALL_STAND
        groups: dict[int, list[Seen]] = {}
        for seen in reach:
            group = self._group_of.get(seen.id)
            if group is not None:
                groups.setdefault(group, []).append(seen)
        found = [self._of_group(tuple(members)) for members in groups.values()]
        return _together([one for one in found if one is not ALL_STAND], reach)

    def _of_group(self, members: tuple[Seen, ...]) -> Standings:
        if self._acts.isdisjoint([seen.id for seen in members]):
            return ALL_STAND
        if members not in self._found:
            if len(self._found) >= _MOST_KEPT:
                self._found.clear()
            self._found[members] = standings(members)
        return self._found[members]


def _together(found: Sequence[Standings], reach: Iterable[Seen]) -> Standings:
    """What holds of each group, as of all of them; acts in the order of what is in reach."""
    if not found:
        return ALL_STAND
    circles = {act for one in found for act in one.circles}
    strays = {act for one in found for act in one.strays}
    return Standings(
        verdicts={id: verdict for one in found for id, verdict in one.verdicts.items()},
        circles=tuple(seen for seen in reach if seen in circles) if circles else (),
        strays=tuple(seen for seen in reach if seen in strays) if strays else (),
    )
