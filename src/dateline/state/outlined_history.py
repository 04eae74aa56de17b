"""OutlinedHistory: the history of a company that has an outline, whose events are decoded when they are asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, KeysView, Sequence
from typing import Any, TypeGuard, TypeVar

from dateline.events.event import Event
from dateline.state.history import History, history, is_anything_told
from dateline.state.lazy_views import LazyViews
from dateline.state.merges import NOTHING_SAME
from dateline.state.outline import Outline
from dateline.state.projection import Gathered, Projection
from dateline.state.seen import Seen
from dateline.state.standing import ALL_STAND, Standings, standings
from dateline.state.told import Told
from dateline.state.vantage import Vantage
from dateline.values.agreement import Exchange
from dateline.values.dates import Certainty
from dateline.values.once import Once
from dateline.values.vocabulary import Confidence

V = TypeVar("V")


class OutlinedHistory(History):
    def __init__(self, vantage: Vantage, told: Told, outline: Outline, places: Sequence[int]) -> None:
        """`places`: of what is in reach, in the outline of what is told."""
        super().__init__(outline.company, vantage, (), (), ALL_STAND, NOTHING_SAME, told.kept_views)
        self._told = told
        self._outline = outline
        self._places = places

    def at(self, vantage: Vantage) -> History:
        assert (vantage.cut, vantage.dates) == (self.vantage.cut, self.vantage.dates), "another cut has other places"
        if tells(self._outline, self.slug, vantage):
            return OutlinedHistory(vantage, self._told, self._outline, self._places)
        found = history(self.slug, self._told, vantage)
        assert found is not None, "the same is in reach"
        return found

    @Once
    def own(self) -> Sequence[Seen]:
        """What is in reach of the company."""
        return self._seen(self._places)

    @Once
    def standings(self) -> Standings:
        """How what is in reach stands: what acts have to do with is decoded for it."""
        acts, reach = self._outline.acts, self._places
        if acts is None or not acts.are_in(set(reach)):
            return ALL_STAND
        concerned = acts.concerned
        return standings(self._seen([place for place in reach if place in concerned]))

    @Once
    def is_told(self) -> bool:
        """Whether anything is told of the company: nothing need be decoded where something stands."""
        return len(self._silent) < len(self._places) or is_anything_told(self.own, self.standings)

    @Once
    def merges(self) -> tuple[Seen, ...]:
        """None: they are acts."""
        return ()

    @Once
    def folded(self) -> tuple[Seen, ...]:
        """The events that make the state."""
        return tuple(self._seen(sorted([place for places in self._making.values() for place in places])))

    @property
    def told_kinds(self) -> KeysView[type[Event]]:
        """The kinds of the events that make the state."""
        return self._making.keys()

    def gathered(self, part: Projection[Any], metric: str | None = None) -> Gathered:
        """The events that make a part of the state, by their subjects; `metric`: of one alone, by its slug."""
        if part.filed_under is not None:
            places = self._making_of(part.kinds)
            return {part.filed_under: tuple(self._seen(places))} if places else {}
        found = [tuple(self._seen(places)) for places in self.places_of(part, metric)]
        return {events[0].record.subject or "": events for events in found}

    def views(self, part: Projection[V], exchange: Exchange) -> Sequence[V]:
        """What the part consists of; each view is made when it is asked for."""
        if part.filed_under is not None:
            return super().views(part, exchange)
        kept, company, seen_at = self.kept_views, self.slug, self._seen

        def make(places: Sequence[int]) -> V:
            events = tuple(seen_at(places))
            return kept.view(part, events[0].record.subject or "", events, exchange, company)

        return LazyViews(self.places_of(part), make, self._are_in_full, self._told.remembered)

    def _are_in_full(self, places: Sequence[int]) -> bool:
        """Whether the sources of these events can all be known."""
        late, known_by = self._outline.late, self.vantage.known_by
        if not late or known_by is None:
            return True
        return all(place not in late or self._outline.is_in_full(place, known_by) for place in places)

    def places_of(self, part: Projection[Any], metric: str | None = None) -> list[list[int]]:
        """The places of these events, those of each subject together: nothing need be decoded to know them."""
        places = self._making_of(part.kinds)
        if metric is not None:
            places = self._outline.measuring(metric, places)
        return self._outline.by_subject(places)

    def _making_of(self, kinds: Collection[type[Event]]) -> Sequence[int]:
        """Those of the events that make the state that are of these kinds."""
        theirs = [self._making[kind] for kind in kinds if kind in self._making]
        return theirs[0] if len(theirs) == 1 else sorted([place for places in theirs for place in places])

    @Once
    def _making(self) -> dict[type[Event], list[int]]:
        """The places of the events that make the state, by their kinds."""
        found: dict[type[Event], list[int]] = {}
        making, silent = self._outline.making(self.vantage.reach, self._places), self._silent
        for place in making if not silent else [place for place in making if place not in silent]:
            found.setdefault(self._outline.kind(place), []).append(place)
        return found

    @Once
    def _silent(self) -> Collection[int]:
        """The places of what is in reach and makes no state: it does not stand, or tells nothing of the company."""
        acts = self._outline.acts
        return acts.silent(set(self._places), self._fallen_among) if acts is not None else ()

    def _fallen_among(self, places: Sequence[int]) -> Sequence[int]:
        """Those of a group of acts and what they speak of that do not stand."""
        seen = self._seen(places)
        found = standings(seen)
        return [place for place, one in zip(places, seen, strict=True) if not found.stands(one)]

    def _seen(self, places: Iterable[int]) -> list[Seen]:
        outlined, known_by = self._told.outlined, self.vantage.known_by
        return [outlined(place, known_by) for place in places]


def tells(outline: Outline | None, slug: str, vantage: Vantage) -> TypeGuard[Outline]:
    """Whether an outline tells which events make the state of a company at a vantage.

    What may have happened is in another order; and what is confirmed may have been foretold, as its sources alone say.
    """
    return (
        outline is not None
        and outline.company == slug
        and vantage.dates is Certainty.CERTAIN
        and vantage.confidence is not Confidence.CONFIRMED
    )


def outlined_history(told: Told, outline: Outline, vantage: Vantage) -> History | None:
    """What of a company's history is in reach of a vantage; None if nothing is."""
    places = outline.within(vantage.cut)
    return OutlinedHistory(vantage, told, outline, places) if places else None
