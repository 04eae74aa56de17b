"""Outline: what a vantage asks of the events of a company to know which of them make its state, in columns of numbers.

It needs no event: those that a state looks at are decoded, and no others. Only companies have one that have to do with
no other and with no merge, as nearly all do.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from datetime import date

from dateline.events.event import Event
from dateline.events.kinds import KINDS
from dateline.log.cut import Cut, Reach
from dateline.state.act_places import ActPlaces
from dateline.state.columns import BYTES_OF_COLUMNS, Columns, Thresholds, Within
from dateline.state.many_figures import ManyFigures

_KINDS = tuple(KINDS.values())


class Outline:
    """Of the events of one company, by the day they certainly happened. Never changes. Made by an `OutlineDraft`."""

    __slots__ = ("_columns", "_metrics", "_walked", "acts", "company", "figures", "has_late", "order")

    def __init__(
        self,
        company: str,
        order: array[int],
        columns: Columns,
        metrics: Mapping[str, Sequence[int]],
        figures: Mapping[int, ManyFigures],
        acts: ActPlaces | None,
    ) -> None:
        self.company = company
        self.order = order
        """From the place of an event here to its place among the records."""
        self.figures = figures
        """Those of which there are many, by the number of their subject; the other events are walked through."""
        self.acts = acts
        """None where all events stand."""
        self.has_late = columns.known != columns.in_full
        """Whether any event is known before all of its sources can be."""
        self._columns = columns
        self._metrics = metrics
        """By the slug of a metric the numbers of the subjects that are its figures."""
        walked = [place for place, subject in enumerate(columns.subjects) if subject not in figures] if figures else ()
        self._walked = array("i", walked)
        """The places of the others, where there are such figures."""

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        acts = self.acts.size if self.acts is not None else 0
        return len(self.order) * BYTES_OF_COLUMNS + sum([each.size for each in self.figures.values()]) + acts

    def within(self, cut: Cut) -> list[int]:
        """The places of what is in reach."""
        known_by, position = (cut.known_by or date.max).toordinal(), cut.position
        columns = zip(range(len(self.order)), self._columns.known, self._columns.positions, strict=True)
        return [place for place, known, at in columns if known <= known_by and at <= position]

    def walked_within(self, cut: Cut) -> list[int]:
        """Of what is in reach, but for figures of which there are many."""
        if not self.figures:
            return self.within(cut)
        thresholds, known, positions = Thresholds.of_cut(cut), self._columns.known, self._columns.positions
        return [
            place
            for place in self._walked
            if known[place] <= thresholds.known and positions[place] <= thresholds.position
        ]

    def has_figures_within(self, cut: Cut, silent: Collection[int] = ()) -> bool:
        """Whether any of the figures of which there are many is in reach, but for these."""
        thresholds = Thresholds.of_cut(cut, silent)
        return any(each.first(thresholds) is not None for each in self.figures.values())

    def reach(self, cut: Cut) -> Container[int]:
        """The places of what is in reach, without a look at all."""
        return Within(self._columns, cut)

    def making(self, reach: Reach, places: Iterable[int]) -> list[int]:
        """Of these places those of what counts, and is told with as much confidence as is believed."""
        until, least = reach.counts_until.toordinal(), reach.confidence
        begins_until = (reach.begins_until or date.max).toordinal()
        counts, begins, confidence = self._columns.counts, self._columns.begins, self._columns.confidence
        return [
            place
            for place in places
            if counts[place] <= until and begins[place] <= begins_until and confidence[place] >= least
        ]

    def kind(self, place: int) -> type[Event]:
        return _KINDS[self._columns.kinds[place]]

    def measuring(self, metric: str, places: Iterable[int]) -> list[int]:
        """Of these places those of the figures of a metric."""
        wanted, subjects = self._metrics.get(metric, ()), self._columns.subjects
        return [place for place in places if subjects[place] in wanted]

    def figures_of(self, metric: str | None) -> list[ManyFigures]:
        """Those of a metric of which there are many; of any, where none is named."""
        wanted = self.figures if metric is None else self._metrics.get(metric, ())
        return [each for number, each in self.figures.items() if number in wanted]

    def by_subject(self, places: Iterable[int]) -> list[list[int]]:
        """These places, those of each subject together, in the order of their first events."""
        found: dict[int, list[int]] = {}
        subjects = self._columns.subjects
        for place in places:
            found.setdefault(subjects[place], []).append(place)
        return list(found.values())

    def is_in_full(self, place: int, known_by: date) -> bool:
        """Whether all sources of an event can be known by a day."""
        return self._columns.in_full[place] <= known_by.toordinal()

    def are_in_full(self, places: Iterable[int], known_by: date) -> bool:
        """The same of events in reach."""
        return not self.has_late or all(self.is_in_full(place, known_by) for place in places)


def metric_in(subject: str | None) -> str:
    """The slug of the metric that a figure is about, by the name of its subject: `metric/users/vibe@month`."""
    return (subject or "").partition("/")[2].partition("@")[0].partition("/")[0]
