"""ActPlaces: which events of an outline acts speak of, so that a vantage knows what stands without decoding any.

How an event stands depends on its group of acts alone, and on which of the group is in reach. In nearly all groups no
act is spoken of: each act in reach fells what it speaks of, which is a comparison of places. Where acts speak of acts,
`standings` decides as it does for all, and what it found is kept.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Container, Mapping, Sequence
from itertools import chain

from dateline.events.acts import ABOUT_EVENTS
from dateline.events.event import Event
from dateline.values.groups import Groups

_BYTES_OF_ACT, _BYTES_BESIDE = 24, 600
"""Of memory: for one act with what it speaks of, about, and for all of them."""
_MOST_KEPT = 500
"""Members of groups, in all the ways in which these were in reach: nearly all have few. Of one that has more, what was
found last is kept."""


class ActPlaces:
    """Of the events of one outline. Never changes, but for what was found out."""

    __slots__ = ("_about_events", "_acts", "_entwined", "_found", "_members_kept", "_speaking", "_spoken_of")

    def __init__(self, places: Mapping[str, int], acts: Mapping[int, Event]) -> None:
        """`places`: those of all events, by their ids; `acts`: those that are acts, by their places, in order."""
        pairs = [(act, places[id]) for act, event in acts.items() for id in event.acts_on if id in places]
        entwined = _entwined(pairs, acts)
        among = {place for group in entwined for place in group}
        plain = [(act, place) for act, place in pairs if act not in among]
        self._acts = array("i", acts)
        self._speaking = array("i", [act for act, _ in plain])
        self._spoken_of = array("i", [place for _, place in plain])
        self._entwined = tuple([array("i", sorted(group)) for group in entwined])
        self._about_events = array("i", [act for act, event in acts.items() if isinstance(event, ABOUT_EVENTS)])
        self._found: dict[tuple[int, ...], Sequence[int]] = {}
        self._members_kept = 0

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        return _BYTES_BESIDE + _BYTES_OF_ACT * len(self._acts)

    @property
    def concerned(self) -> set[int]:
        """The places of all acts, and of all events that one speaks of."""
        return {*self._acts, *self._spoken_of, *chain.from_iterable(self._entwined)}

    def are_in(self, reach: Container[int]) -> bool:
        """Whether any act is there."""
        return any(act in reach for act in self._acts)

    def silent(self, reach: Container[int], fallen_among: Callable[[Sequence[int]], Sequence[int]]) -> set[int]:
        """Of these places, which are in reach, those of what makes no state: what acts fell, and acts that tell nothing
        of the company.

        `fallen_among` says of members of a group, all that are in reach, which do not stand.
        """
        plain = zip(self._speaking, self._spoken_of, strict=True)
        silent = {place for act, place in plain if act in reach and place in reach}
        silent.update([act for act in self._about_events if act in reach])
        for group in self._entwined:
            silent.update(self._of_group(tuple([place for place in group if place in reach]), fallen_among))
        return silent

    def _of_group(
        self, members: tuple[int, ...], fallen_among: Callable[[Sequence[int]], Sequence[int]]
    ) -> Sequence[int]:
        if members not in self._found:
            if self._members_kept + len(members) > _MOST_KEPT:
                self._found.clear()
                self._members_kept = 0
            self._members_kept += len(members)
            self._found[members] = fallen_among(members)
        return self._found[members]


def _entwined(pairs: Sequence[tuple[int, int]], acts: Container[int]) -> list[tuple[int, ...]]:
    """The groups in which an act is spoken of, by pairs of an act and what it speaks of."""
    of_acts = {place for _, place in pairs if place in acts}
    if not of_acts:
        return []
    return [group for group in Groups(pairs).in_order if not of_acts.isdisjoint(group)]
