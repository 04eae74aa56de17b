"""OutlinedHistory: the history of a company that has an outline, whose events are decoded when they are asked for."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence, Set
from itertools import chain
from operator import itemgetter
from typing import Any, TypeGuard, TypeVar

from dateline.events.event import Event
from dateline.events.measured import Metric
from dateline.state.columns import Thresholds
from dateline.state.history import History, history, is_anything_told
from dateline.state.lazy_views import LazyViews
from dateline.state.many_figures import Decided, ManyFigures
from dateline.state.merges import NOTHING_SAME
from dateline.state.outline import Outline
from dateline.state.projection import Gathered, Projection
from dateline.state.seen import Seen
from dateline.state.standing import ALL_STAND, Standings, standings
from dateline.state.subject import OfMany
from dateline.state.told import Told
from dateline.state.vantage import Vantage
from dateline.values.agreement import Exchange
from dateline.values.dates import Certainty
from dateline.values.once import Once
from dateline.values.vocabulary import Confidence

V = TypeVar("V")


class _PlacesOfMany(list[int]):
    """The places of the figures that decide, of many."""

    def __init__(self, figures: ManyFigures, decided: Decided) -> None:
        super().__init__(decided.places)
        self.figures = figures
        self.chosen = decided.chosen


class OutlinedHistory(History):
    def __init__(self, vantage: Vantage, told: Told, outline: Outline, walked: Sequence[int]) -> None:
        """`walked`: the places of what is in reach in the outline of what is told, but for figures of which there are
        many."""
        super().__init__(outline.company, vantage, (), (), ALL_STAND, NOTHING_SAME, told.kept_views)
        self._told = told
        self._outline = outline
        self._walked = walked

    def at(self, vantage: Vantage) -> History:
        assert (vantage.cut, vantage.dates) == (self.vantage.cut, self.vantage.dates), "another cut has other places"
        if tells(self._outline, self.slug, vantage):
            return OutlinedHistory(vantage, self._told, self._outline, self._walked)
        found = history(self.slug, self._told, vantage)
        assert found is not None, "the same is in reach"
        return found

    @Once
    def own(self) -> Sequence[Seen]:
        """What is in reach of the company."""
        return self._seen(self._outline.within(self.vantage.cut) if self._outline.figures else self._walked)

    @Once
    def standings(self) -> Standings:
        """How what is in reach stands: what acts have to do with is decoded for it."""
        acts = self._outline.acts
        if acts is None or not acts.are_in(self._reach):
            return ALL_STAND
        return standings(self._seen(sorted([place for place in acts.concerned if place in self._reach])))

    @Once
    def is_told(self) -> bool:
        """Whether anything is told of the company: nothing need be decoded where something stands."""
        silent = self._silent
        if any(place not in silent for place in self._walked):
            return True
        return self._outline.has_figures_within(self.vantage.cut, silent) or is_anything_told(self.own, self.standings)

    @Once
    def merges(self) -> tuple[Seen, ...]:
        """None: they are acts."""
        return ()

    @Once
    def folded(self) -> tuple[Seen, ...]:
        """The events that make the state."""
        return tuple(self._seen(_together([*self._making.values(), *self._figures_making()])))

    @property
    def told_kinds(self) -> Set[type[Event]]:
        """The kinds of the events that make the state."""
        return self._making.keys() | {Metric} if self._figures else self._making.keys()

    def gathered(self, part: Projection[Any], metric: str | None = None) -> Gathered:
        """The events that make a part of the state, by their subjects; `metric`: of one alone, by its slug."""
        if part.filed_under is not None:
            places = self._making_of(part.kinds)
            return {part.filed_under: tuple(self._seen(places))} if places else {}
        found = [tuple(self._seen(places)) for places in self._by_subject(part, metric)]
        return {events[0].record.subject or "": events for events in found}

    def views(self, part: Projection[V], exchange: Exchange, metric: str | None = None) -> Sequence[V]:
        """What the part consists of; each view is made when it is asked for. Of many figures only those that decide are
        looked at, where the part allows that."""
        if part.filed_under is not None:
            return super().views(part, exchange)
        kept, company, seen_at, of_many = self.kept_views, self.slug, self._seen, self._of_many

        def make(places: Sequence[int]) -> V:
            events = of_many(places) if isinstance(places, _PlacesOfMany) else tuple(seen_at(places))
            first = events[0] if isinstance(events, tuple) else events.any
            return kept.view(part, first.record.subject or "", events, exchange, company)

        places = self._deciding(part, metric) if part.has_one_changing_field else self._by_subject(part, metric)
        in_full = None if self._has_all_in_full else self._are_in_full
        return LazyViews(places, make, in_full, self._told.remembered)

    @Once
    def _has_all_in_full(self) -> bool:
        return not self._figures and (self.vantage.known_by is None or not self._outline.has_late)

    def _are_in_full(self, places: Sequence[int]) -> bool:
        """Whether these are all events of their subject in reach, and their sources can all be known."""
        known_by = self.vantage.known_by
        if isinstance(places, _PlacesOfMany):
            return False
        return known_by is None or self._outline.are_in_full(places, known_by)

    def _deciding(self, part: Projection[Any], metric: str | None) -> list[list[int]]:
        """The places of the events that make a part of the state, by their subjects; of many figures only those that
        decide."""
        if not self._figures:
            return self._by_subject(part, metric)
        few = [(places[0], places) for places in self._few_by_subject(part, metric)]
        thresholds, many = self._thresholds, self._many_figures(metric)
        deciding = [(self._figures[each], _PlacesOfMany(each, each.decided(thresholds))) for each in many]
        return [places for _, places in sorted([*few, *deciding], key=itemgetter(0))]

    def _of_many(self, places: _PlacesOfMany) -> OfMany:
        chosen = None
        if places.chosen is not None:
            place, rule = places.chosen
            chosen = self._seen([place])[0], rule
        return OfMany(
            chosen,
            deciding=lambda: self._seen(places),
            all=lambda: self._seen(places.figures.making(self._thresholds)),
        )

    def _by_subject(self, part: Projection[Any], metric: str | None) -> list[list[int]]:
        """The places of all of them."""
        subjects = self._few_by_subject(part, metric)
        if not self._figures or Metric not in part.kinds:
            return subjects
        return sorted([*subjects, *self._figures_making(metric)], key=itemgetter(0))

    def _few_by_subject(self, part: Projection[Any], metric: str | None) -> list[list[int]]:
        """The same without figures of which there are many."""
        places = self._making_of(part.kinds)
        return self._outline.by_subject(self._outline.measuring(metric, places) if metric is not None else places)

    def _making_of(self, kinds: Collection[type[Event]]) -> Sequence[int]:
        """Those of the events that make the state that are of these kinds, but for figures of which there are many."""
        theirs = [self._making[kind] for kind in kinds if kind in self._making]
        return theirs[0] if len(theirs) == 1 else _together(theirs)

    @Once
    def _making(self) -> dict[type[Event], list[int]]:
        """The places of these events, by their kinds."""
        found: dict[type[Event], list[int]] = {}
        making, silent = self._outline.making(self.vantage.reach, self._walked), self._silent
        for place in making if not silent else [place for place in making if place not in silent]:
            found.setdefault(self._outline.kind(place), []).append(place)
        return found

    @Once
    def _silent(self) -> Collection[int]:
        """The places of what is in reach and makes no state: it does not stand, or tells nothing of the company."""
        acts = self._outline.acts
        return acts.silent(self._reach, self._fallen_among) if acts is not None else ()

    @Once
    def _reach(self) -> Container[int]:
        """The places of what is in reach."""
        return self._outline.reach(self.vantage.cut) if self._outline.figures else set(self._walked)

    def _fallen_among(self, places: Sequence[int]) -> Sequence[int]:
        """Those of a group of acts and what they speak of that do not stand."""
        seen = self._seen(places)
        found = standings(seen)
        return [place for place, one in zip(places, seen, strict=True) if not found.stands(one)]

    @Once
    def _figures(self) -> Mapping[ManyFigures, int]:
        """Those of which there are many and any makes the state, each with the place of the first that does."""
        found = [(each, each.first(self._thresholds)) for each in self._outline.figures.values()]
        return {each: first for each, first in found if first is not None}

    def _many_figures(self, metric: str | None = None) -> list[ManyFigures]:
        return [each for each in self._outline.figures_of(metric) if each in self._figures]

    def _figures_making(self, metric: str | None = None) -> list[list[int]]:
        """The places of all that make the state."""
        return [each.making(self._thresholds) for each in self._many_figures(metric)]

    @Once
    def _thresholds(self) -> Thresholds:
        return Thresholds.of_reach(self.vantage.reach, self._silent)

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
    walked = outline.walked_within(vantage.cut)
    return (
        OutlinedHistory(vantage, told, outline, walked) if walked or outline.has_figures_within(vantage.cut) else None
    )


def _together(places: Iterable[Iterable[int]]) -> list[int]:
    return sorted(chain.from_iterable(places))
