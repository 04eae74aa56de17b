"""Outline: what a vantage asks of the events of a company to know which of them make its state, in columns of numbers.

It needs no event: those that a state looks at are decoded, and no others. Only companies have one that have to do with
no other and with no merge, as nearly all do.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from datetime import date

from dateline.events.acts import Merge
from dateline.events.event import Event
from dateline.events.kinds import KINDS
from dateline.events.measured import Metric
from dateline.log.cut import Cut, Reach
from dateline.log.record import Record
from dateline.state.act_places import ActPlaces

_KINDS = tuple(KINDS.values())
_PLACES = {kind: place for place, kind in enumerate(_KINDS)}
BYTES_OF_OUTLINE = 34
"""Of memory, for one event."""


class Outline:
    """Of the events of one company, by the day they certainly happened. Never changes."""

    __slots__ = (
        "_begins", "_confidence", "_counts", "_in_full", "_kinds", "_known", "_metrics", "_positions", "_subjects",
        "acts", "company", "late", "order",
    )  # fmt: skip

    def __init__(self, records: Sequence[Record]) -> None:
        """`records`: in any order, such as have an outline."""
        self.company = records[0].event.company
        dated = sorted((*one.event.when.sort_key(), one.event.id, place) for place, one in enumerate(records))
        self.order = array("i", [place for *_, place in dated])
        """From the place of an event here to its place among the records."""
        ordered = [records[place] for place in self.order]
        self.acts = ActPlaces([one.event for one in ordered]) if any(one.event.is_act for one in ordered) else None
        """None where all events stand."""
        self._counts = array("i", [last.toordinal() for last, *_ in dated])
        self._begins = array("i", [first.toordinal() for _, first, *_ in dated])
        self._known = array("i", [one.known.toordinal() for one in ordered])
        self._in_full = array("i", [_in_full(one).toordinal() for one in ordered])
        both = zip(self._known, self._in_full, strict=True)
        self.late = frozenset([place for place, (known, in_full) in enumerate(both) if known != in_full])
        """The places of events that are known before all of their sources can be."""
        self._positions = array("q", [one.position for one in ordered])
        self._confidence = array("b", [one.event.confidence.rank for one in ordered])
        self._kinds = array("b", [_PLACES[type(one.event)] for one in ordered])
        numbers = {subject: number for number, subject in enumerate(dict.fromkeys([one.subject for one in ordered]))}
        self._subjects = array("i", [numbers[one.subject] for one in ordered])
        self._metrics: dict[str, list[int]] = {}
        """The numbers of the subjects that are figures of each metric, by its slug."""
        for subject in dict.fromkeys([one.subject for one in ordered if type(one.event) is Metric]):
            self._metrics.setdefault(metric_in(subject), []).append(numbers[subject])

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        return BYTES_OF_OUTLINE * len(self.order) + (self.acts.size if self.acts is not None else 0)

    def within(self, cut: Cut) -> list[int]:
        """The places of what is in reach."""
        known_by, position = (cut.known_by or date.max).toordinal(), cut.position
        columns = zip(range(len(self.order)), self._known, self._positions, strict=True)
        return [place for place, known, at in columns if known <= known_by and at <= position]

    def making(self, reach: Reach, places: Iterable[int]) -> list[int]:
        """Of these places those of what counts, and is told with as much confidence as is believed."""
        until, least = reach.counts_until.toordinal(), reach.confidence
        begins_until = (reach.begins_until or date.max).toordinal()
        counts, begins, confidence = self._counts, self._begins, self._confidence
        return [
            place
            for place in places
            if counts[place] <= until and begins[place] <= begins_until and confidence[place] >= least
        ]

    def kind(self, place: int) -> type[Event]:
        return _KINDS[self._kinds[place]]

    def measuring(self, metric: str, places: Iterable[int]) -> list[int]:
        """Of these places those of the figures of a metric."""
        wanted, subjects = self._metrics.get(metric, ()), self._subjects
        return [place for place in places if subjects[place] in wanted]

    def by_subject(self, places: Iterable[int]) -> list[list[int]]:
        """These places, those of each subject together, in the order of their first events."""
        found: dict[int, list[int]] = {}
        subjects = self._subjects
        for place in places:
            found.setdefault(subjects[place], []).append(place)
        return list(found.values())

    def is_in_full(self, place: int, known_by: date) -> bool:
        """Whether all sources of an event can be known by a day."""
        return self._in_full[place] <= known_by.toordinal()


def metric_in(subject: str | None) -> str:
    """The slug of the metric that a figure is about, by the name of its subject: `metric/users/vibe@month`."""
    return (subject or "").partition("/")[2].partition("@")[0].partition("/")[0]


def _in_full(record: Record) -> date:
    sources = record.event.sources
    return record.known if len(sources) == 1 else max(source.day for source in sources)


def has_outline(records: Sequence[Record]) -> bool:
    """Whether these are of one company, and none of them is a merge."""
    company = records[0].event.company if records else ""
    return bool(records) and not any(one.event.company != company or type(one.event) is Merge for one in records)
