"""OutlineDraft: an outline while it is made, of records that come at once or in several lots."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from dateline.events.acts import Merge
from dateline.events.event import Event
from dateline.events.kinds import KINDS
from dateline.events.measured import Metric
from dateline.log.record import Record
from dateline.state.act_places import ActPlaces
from dateline.state.columns import Columns
from dateline.state.many_figures import MANY, NEVER, SEVERAL, ManyFigures, Said
from dateline.state.outline import Outline, metric_in
from dateline.values.agreement import identity
from dateline.values.text import compared

_NUMBERS = {kind: number for number, kind in enumerate(KINDS.values())}
_NO_FIGURE = -1
_METRIC = f"{Metric.kind}/"


class OutlineDraft:
    def __init__(self, of_a_subject: int) -> None:
        """`of_a_subject`: how many records there can be of one."""
        self._may_have_many = of_a_subject > MANY
        self._keys: list[tuple[date, date, str]] = []
        """By which they are put in order."""
        self._columns = Columns(*[array(code) for code in "iiiiqbbi"])
        """In the order in which they come."""
        self._subjects: dict[str | None, int] = {}
        self._acts: list[Event] = []
        self._said = Said(array("i"), array("i"), array("i"))
        self._values: dict[object, int] = {}
        self._voices: dict[str, int] = {}
        """Numbers of publishers, by their names as they are written and as they are compared."""

    def add(self, records: Sequence[Record]) -> None:
        """Takes in records of one company, none of them a merge."""
        spans = [one.event.when.sort_key() for one in records]
        columns, subjects = self._columns, self._subjects
        columns.counts.extend([last.toordinal() for last, _ in spans])
        columns.begins.extend([first.toordinal() for _, first in spans])
        columns.known.extend([one.known.toordinal() for one in records])
        columns.in_full.extend([_in_full(one).toordinal() for one in records])
        columns.positions.extend([one.position for one in records])
        columns.confidence.extend([one.event.confidence.rank for one in records])
        columns.kinds.extend([_NUMBERS[type(one.event)] for one in records])
        columns.subjects.extend([subjects.setdefault(one.subject, len(subjects)) for one in records])
        self._keys += [(*span, one.event.id) for span, one in zip(spans, records, strict=True)]
        self._acts += [one.event for one in records if one.event.is_act]
        if self._may_have_many:
            self._said.values.extend([self._value_of(one.event) for one in records])
            self._said.heard.extend([_heard(one) for one in records])
            self._said.voices.extend([self._voice_of(one.event) for one in records])

    def _value_of(self, event: Event) -> int:
        if not isinstance(event, Metric):
            return _NO_FIGURE
        return self._values.setdefault(identity(event.value), len(self._values))

    def _voice_of(self, event: Event) -> int:
        if len(event.sources) > 1:
            return SEVERAL
        publisher = event.sources[0].publisher
        number = self._voices.get(publisher)
        if number is None:
            number = self._voices[publisher] = self._voices.setdefault(compared(publisher), len(self._voices))
        return number

    def outline(self, company: str) -> Outline:
        *_, made = self.outlining(company)
        assert made is not None, "it comes last"
        return made

    def outlining(self, company: str) -> Iterator[Outline | None]:
        """The same step by step: None after each, and the outline at last."""
        order = array("i", sorted(range(len(self._keys)), key=self._keys.__getitem__))
        ordered = []
        for column in self._columns:
            yield None
            ordered.append(_ordered(column, order))
        columns, figures = Columns(*ordered), dict[int, ManyFigures]()
        for subject, places in self._places_of_many(columns, order).items():
            yield None
            figures[subject] = ManyFigures(columns, places, self._said.of([order[place] for place in places]))
        yield None
        yield Outline(company, order, columns, self._metrics(), figures, self._act_places(order))

    def _metrics(self) -> dict[str, list[int]]:
        """By the slug of a metric the numbers of the subjects that are its figures."""
        found: dict[str, list[int]] = {}
        for subject, number in self._subjects.items():
            if subject is not None and subject.startswith(_METRIC):
                found.setdefault(metric_in(subject), []).append(number)
        return found

    def _act_places(self, order: array[int]) -> ActPlaces | None:
        """None where there are no acts."""
        if not self._acts:
            return None
        places = {self._keys[record][2]: place for place, record in enumerate(order)}
        return ActPlaces(places, {places[act.id]: act for act in sorted(self._acts, key=lambda act: places[act.id])})

    def _places_of_many(self, columns: Columns, order: array[int]) -> dict[int, list[int]]:
        """Of each subject of which there are many figures."""
        if not self._may_have_many:
            return {}
        places: dict[int, list[int]] = {}
        for place, subject in enumerate(columns.subjects):
            if self._said.values[order[place]] != _NO_FIGURE:
                places.setdefault(subject, []).append(place)
        return {subject: its for subject, its in places.items() if len(its) > MANY}


def outline_of(records: Sequence[Record]) -> Outline:
    """Of records in any order, such as have an outline."""
    of_subjects = Counter([one.subject for one in records]) if len(records) > MANY else {}
    draft = OutlineDraft(max(of_subjects.values(), default=0))
    draft.add(records)
    return draft.outline(records[0].event.company)


def has_outline(records: Sequence[Record]) -> bool:
    """Whether these are of one company, and none of them is a merge."""
    is_of_one = len({one.event.company for one in records}) == 1
    return is_of_one and Merge not in {type(one.event) for one in records}


def _ordered(column: array[int], order: array[int]) -> array[int]:
    return array(column.typecode, map(column.__getitem__, order))


def _heard(record: Record) -> int:
    """The day since which it can be known of a source that does not foretell it; NEVER where there is none."""
    first = record.event.when.first
    if first is None or record.known >= first:
        return record.known.toordinal()
    return min([source.day.toordinal() for source in record.event.sources if source.day >= first], default=NEVER)


def _in_full(record: Record) -> date:
    sources = record.event.sources
    return record.known if len(sources) == 1 else max(source.day for source in sources)
