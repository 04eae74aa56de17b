"""The index of a log in memory: every read is a scan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from typing import TypeVar

from dateline.log.cut import Cut, Reach
from dateline.log.drafts import IDENTIFIER
from dateline.log.index_contract import NEAREST, IdentifierEntry, KeyedEntry, NameEntry, Place, Sieve, Summand
from dateline.log.index_entries import COUNTRY, FOUNDED, MOST_ENTRIES, NAME, SECTOR, STATUS, IndexEntry, joined_subjects
from dateline.log.memory.stored import Stored
from dateline.log.recording import LogEntry
from dateline.values.dates import Certainty
from dateline.values.vocabulary import Confidence

T = TypeVar("T")
Passes = Callable[[str], bool]

_ABOUT_EVENTS = frozenset({"retraction", "dispute", "merge"})
_INVESTORS = frozenset({"lead", "investor", "holder", "subject"})


class MemoryIndex:
    """The Index of a MemoryLog. `stored` gives what that holds up to a position."""

    def __init__(self, stored: Callable[[int], Sequence[Stored]]) -> None:
        self._stored = stored

    async def units(self, measures: Collection[str]) -> list[tuple[str, str]]:
        return sorted({(one.measure, one.unit) for _, _, one in self._entries(self._all()) if one.measure in measures})

    async def entries(
        self,
        measure: str,
        unit: str,
        reach: Reach,
        sieve: Sieve,
        *,
        descending: bool,
        after: Place | None,
        limit: int,
    ) -> list[KeyedEntry]:
        by_first = measure == FOUNDED and reach.dates is Certainty.POSSIBLE and not descending
        passes = self._sieve(sieve, reach.cut.position)
        found = []
        for id, entry, said in self._entries(self._reached(reach)):
            if (said.measure, said.unit) == (measure, unit) and passes(entry.company):
                number = float(entry.possible_day.toordinal()) if by_first else said.number
                found.append(KeyedEntry(number, entry.company, *_days(entry), (number, id)))
        return _page(found, _place, descending=descending, after=after, limit=limit)

    async def summands(self, measure: str, companies: Collection[str], reach: Reach) -> list[Summand]:
        return [
            Summand(entry.company, one.subject, one.unit, one.number, *_days(entry)[:2])
            for _, entry, one in self._entries(self._reached(reach))
            if one.measure == measure and entry.company in companies
        ]

    async def most_subjects(self, measure: str, behind: int, upto: int) -> int:
        subjects: dict[str, set[str]] = defaultdict(set)
        new = set()
        for _, entry, one in self._entries(self._upto(upto)):
            if one.measure == measure:
                subjects[entry.company].add(one.subject)
                new |= {entry.company} if entry.position > behind else set()
        return max((len(subjects[company]) for company in new), default=0)

    async def days(
        self, kind: str | None, reach: Reach, sieve: Sieve, *, descending: bool, after: Place | None, limit: int
    ) -> list[KeyedEntry]:
        by_first = reach.dates is Certainty.POSSIBLE and not descending
        passes = self._sieve(sieve, reach.cut.position)
        found = []
        for one in self._reached(reach):
            if kind in (None, one.kind) and passes(one.company):
                first, last, possible = _days(one)
                day = possible if by_first else last
                found.append(KeyedEntry(day, one.company, first, last, possible, (day, first, one.id)))
        return _page(found, _place, descending=descending, after=after, limit=limit)

    async def latest_days(self, companies: Collection[str], reach: Reach) -> list[tuple[str, int]]:
        shaken = self._spoken_of()
        days: dict[str, list[tuple[bool, int]]] = defaultdict(list)
        for one in self._reached(reach):
            if one.company in companies:
                days[one.company].append((_is_sure(one, shaken, reach), _counts_from(one, reach).toordinal()))
        return [(slug, _surely_not_before(told)) for slug, told in days.items()]

    async def unfollowed(self, inner: Reach, outer: Reach, *, after: Place | None, limit: int) -> list[KeyedEntry]:
        shaken = self._spoken_of()
        followed = {one.position for one in self._followed(inner, shaken)}
        found = []
        for one in self._reached(outer):
            if one.position not in followed:
                first, last, possible = _days(one)
                day = _counts_from(one, outer).toordinal()
                found.append(KeyedEntry(day, one.company, first, last, possible, (day, first, one.id)))
        return _page(found, _place, descending=False, after=after, limit=limit)

    def _followed(self, inner: Reach, shaken: set[str]) -> Iterator[LogEntry]:
        """What one of the nearest of its company surely follows."""
        reached = {one.position for one in self._reached(inner)}
        of_company: dict[str, list[LogEntry]] = defaultdict(list)
        for one in self._upto(inner.cut.position):
            of_company[one.company].append(one)
        for told in of_company.values():
            for place, one in enumerate(told):
                near = told[max(place - NEAREST, 0) : place + NEAREST + 1]
                sure = [other for other in near if other.position in reached and _is_sure(other, shaken, inner)]
                if any(_counts_from(other, inner) > _counts_from(one, inner) for other in sure):
                    yield one

    async def told_of(self, behind: int, upto: int) -> list[str]:
        return sorted({one.company for one in self._upto(upto) if one.position > behind})

    async def names(
        self, reach: Reach, sieve: Sieve, *, descending: bool, after: Place | None, limit: int
    ) -> list[NameEntry]:
        passes = self._sieve(sieve, reach.cut.position)
        found = [
            NameEntry(one.unit, entry.company, (one.unit, id))
            for id, entry, one in self._entries(self._reached(reach))
            if one.measure == NAME and passes(entry.company)
        ]
        return _page(found, lambda named: named.place, descending=descending, after=after, limit=limit)

    async def identified(self, identifiers: Collection[str] | None, cut: Cut) -> list[IdentifierEntry]:
        there = (one.entry for one in self._stored(cut.position) if cut.reaches(one.record))
        return sorted(
            IdentifierEntry(said, entry.company, entry.id)
            for entry in there
            for said, role in entry.mentions
            if role == IDENTIFIER and (identifiers is None or said in identifiers)
        )

    async def slugs(self, reach: Reach, sieve: Sieve, *, descending: bool, after: str | None, limit: int) -> list[str]:
        passes = self._sieve(sieve, reach.cut.position)
        found = [(slug,) for slug in self._known(reach) if passes(slug)]
        place = (after,) if after is not None else None
        return [slug for (slug,) in _page(found, lambda one: one, descending=descending, after=place, limit=limit)]

    async def count_slugs(self, reach: Reach) -> int:
        return len(self._known(reach) - {slug for slug, _ in self._joined(self._upto(reach.cut.position))})

    async def joined(self, upto: int) -> list[tuple[str, str]]:
        return sorted(self._joined(self._upto(upto)))

    async def joined_subjects(self, behind: int, upto: int) -> list[tuple[str, str]]:
        records = (one.record for one in self._stored(upto) if one.entry.position > behind)
        return [pair for record in records for pair in joined_subjects(record.event)]

    async def shaken(self, behind: int, upto: int) -> list[str]:
        new = (one for one in self._upto(upto) if one.position > behind)
        return sorted({one.company for one in new if one.kind in _ABOUT_EVENTS})

    async def doubtful(self, companies: Collection[str], cut: Cut) -> list[str]:
        spoken_of = {target for one in self._all() for target in one.acts_on}
        there = [one.entry for one in self._stored(cut.position) if cut.reaches(one.record)]
        sure = {one.company for one in there if one.kind not in _ABOUT_EVENTS and one.id not in spoken_of}
        return sorted({one.company for one in there}.intersection(companies) - sure)

    def _spoken_of(self) -> set[str]:
        """The events that any act names, of companies that tell of acts at all: an act of another one has no force."""
        told = self._all()
        targets = {target for one in told for target in one.acts_on}
        acting = {one.company for one in told if one.acts_on or one.kind in _ABOUT_EVENTS}
        return {one.id for one in told if one.id in targets and one.company in acting}

    def _all(self) -> Sequence[LogEntry]:
        return self._upto(2**63)

    def _upto(self, upto: int) -> list[LogEntry]:
        return [one.entry for one in self._stored(upto)]

    def _reached(self, reach: Reach) -> list[LogEntry]:
        return [one.entry for one in self._stored(reach.cut.position) if reach.reaches(one.record)]

    def _known(self, reach: Reach) -> set[str]:
        cut = reach.cut
        return {one.entry.company for one in self._stored(cut.position) if cut.reaches(one.record)}

    def _joined(self, entries: Sequence[LogEntry]) -> set[tuple[str, str]]:
        pairs = {(one.company, slug) for one in entries for slug, role in one.mentions if role == "same"}
        return pairs | {(other, slug) for slug, other in pairs}

    def _entries(self, entries: Sequence[LogEntry]) -> Iterator[tuple[int, LogEntry, IndexEntry]]:
        for entry in entries:
            for place, said in enumerate(entry.index_entries):
                yield entry.position * MOST_ENTRIES + place, entry, said

    def _sieve(self, sieve: Sieve, upto: int) -> Passes:
        entries = self._upto(upto)
        joined = {slug for slug, _ in self._joined(entries)}
        sets = [companies for companies in _companies(sieve, entries) if companies is not None]
        return lambda slug: slug in joined or all(slug in companies for companies in sets)


def _surely_not_before(days: list[tuple[bool, int]]) -> int:
    """The latest of the days that are sure; if none is, the earliest of all."""
    return max((day for sure, day in days if sure), default=min(day for _, day in days))


def _companies(sieve: Sieve, entries: Sequence[LogEntry]) -> Iterator[set[str] | None]:
    """For each condition of a sieve the companies that may fulfil it; None if it is no condition."""
    yield _saying(entries, COUNTRY, sieve.countries)
    yield _saying(entries, SECTOR, sieve.sectors)
    if sieve.status == "acquired":
        yield {slug for one in entries for slug, role in one.mentions if role in ("target", "subject")}
    elif sieve.status is not None:
        yield _saying(entries, STATUS, frozenset({sieve.status}))
    if (called := sieve.called) is not None:
        yield {one.company for one in entries if any(called in name for name in (one.company, *one.names))}
    if sieve.investor is not None:
        investing = {(sieve.investor, role) for role in _INVESTORS}
        yield {one.company for one in entries if not investing.isdisjoint(one.mentions)}
    if sieve.partner is not None:
        yield {one.company for one in entries if (sieve.partner, "partner") in one.mentions}
    foundings = [one for one in entries if any(said.measure == FOUNDED for said in one.index_entries)]
    if sieve.founded_from is not None:
        yield {one.company for one in foundings if one.last_day >= sieve.founded_from}
    if sieve.founded_until is not None:
        yield {one.company for one in foundings if one.possible_day <= sieve.founded_until}


def _saying(entries: Sequence[LogEntry], measure: str, words: frozenset[str] | None) -> set[str] | None:
    if words is None:
        return None
    asked = {(measure, word) for word in words}
    return {one.company for one in entries if any((said.measure, said.unit) in asked for said in one.index_entries)}


def _counts_from(entry: LogEntry, reach: Reach) -> date:
    return entry.possible_day if reach.dates is Certainty.POSSIBLE else entry.last_day


def _is_sure(entry: LogEntry, shaken: set[str], reach: Reach) -> bool:
    """Whether it is in the state of its company, whatever else is."""
    return entry.id not in shaken and entry.kind not in _ABOUT_EVENTS and not _may_be_doubted(entry, reach)


def _may_be_doubted(entry: LogEntry, reach: Reach) -> bool:
    """Whether it may have been a plan when it was told: not enough for those who ask for what is confirmed."""
    return reach.confidence >= Confidence.CONFIRMED.rank and entry.known < entry.first_day


def _days(entry: LogEntry) -> tuple[int, int, int]:
    return entry.first_day.toordinal(), entry.last_day.toordinal(), entry.possible_day.toordinal()


def _place(told: KeyedEntry) -> Place:
    return told.place


def _page(found: list[T], place: Callable[[T], Place], *, descending: bool, after: Place | None, limit: int) -> list[T]:
    ordered = sorted(found, key=place, reverse=descending)
    if after is not None:
        ordered = [one for one in ordered if (place(one) < after if descending else place(one) > after)]
    return ordered[:limit]
