"""History: which of a company's events in reach are told, count, are believed, are rumors, may have happened, or are
still to come.

The way from records to these is one function a step: in reach, standing, merged, counted, believed. What the events
add up to is for `company.py`.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from datetime import date
from typing import Any, TypeVar

import msgspec

from dateline.events.acts import ABOUT_EVENTS, Merge
from dateline.events.deals import Acquisition, Stake
from dateline.events.event import Event
from dateline.state.kept_views import KeptViews
from dateline.state.merges import NOTHING_SAME, Same, same_companies, same_subjects
from dateline.state.outline import metric_in
from dateline.state.projection import Gathered, Projection, fold
from dateline.state.seen import Seen, by_date
from dateline.state.standing import ALL_STAND, Standing, Standings
from dateline.state.told import Told
from dateline.state.vantage import Vantage
from dateline.values.agreement import Exchange
from dateline.values.once import Once
from dateline.values.vocabulary import Confidence

V = TypeVar("V")

_REPORTED = Confidence.REPORTED.rank
_FEW = 32
"""Events are looked through sooner than lists of them by their kinds are merged."""


class Coverage(msgspec.Struct, frozen=True):
    """What the state rests on: events that count, the sources behind them, and the days they are of."""

    events: int
    sources: int
    first_on: date | None
    last_on: date | None
    first_known: date | None
    last_known: date | None


class History:
    """The events in reach of one vantage that are about one company or name it. Made by `history`; never changes."""

    def __init__(
        self,
        slug: str,
        vantage: Vantage,
        own: Sequence[Seen],
        others: Sequence[Seen],
        standings: Standings,
        companies: Same,
        kept_views: KeptViews,
    ) -> None:
        """`others`: events of others that name it."""
        self.slug = slug
        self.vantage = vantage
        self._own = own
        self.others = others
        self._standings = standings
        self.companies = companies
        self.kept_views = kept_views
        """Shared by all vantages of the company."""

    def at(self, vantage: Vantage) -> History:
        """The same events at a vantage of the same cut and dates: what is in reach and how it stands are shared."""
        assert (vantage.cut, vantage.dates) == (self.vantage.cut, self.vantage.dates), "another cut needs the records"
        return History(self.slug, vantage, self._own, self.others, self._standings, self.companies, self.kept_views)

    @property
    def slugs(self) -> frozenset[str]:
        """All the slugs that the company goes by."""
        return self.companies.group(self.slug)

    # --- its events, each by date ------------------------------------------------------------------------------------

    @Once
    def own(self) -> Sequence[Seen]:
        """What is in reach of the company, under all its slugs."""
        return self._own

    @Once
    def standings(self) -> Standings:
        """How what is in reach stands."""
        return self._standings

    @Once
    def timeline(self) -> tuple[Seen, ...]:
        """All events that count, whatever their standing and confidence."""
        reach, dates = self.vantage.reach, self.vantage.dates
        # They come by the day they count from, so that what lies behind the day asked about need not be looked at.
        end = bisect_right(self.own, reach.counts_until, key=lambda seen: seen.when.counts_from(dates))
        counted = self.own[:end]
        if reach.begins_until is not None and reach.counts_until <= reach.begins_until:
            return tuple(counted)  # nothing that has happened by then begins later than anybody could know by
        return tuple([seen for seen in counted if not reach.is_planned(seen.when)])

    @Once
    def told(self) -> tuple[Seen, ...]:
        """All standing events about the company, whether they count or not."""
        return tuple(self._standing(self.own))

    @Once
    def is_told(self) -> bool:
        """Whether anything is told of the company."""
        return is_anything_told(self.own, self.standings)

    @Once
    def possible(self) -> tuple[Seen, ...]:
        """Standing events that do not count yet, but may have happened by the day asked about, however unsure."""
        reach = self.vantage.reach
        return tuple(seen for seen in self._not_yet if reach.may_be_past(seen.when))

    @Once
    def upcoming(self) -> tuple[Seen, ...]:
        """Standing events that begin later, or are plans as far as is known; however unsure."""
        reach = self.vantage.reach
        return tuple(seen for seen in self._not_yet if not reach.may_be_past(seen.when))

    @Once
    def _not_yet(self) -> tuple[Seen, ...]:
        reach = self.vantage.reach
        return tuple(seen for seen in self.told if not reach.is_past(seen.when))

    @Once
    def rumors(self) -> tuple[Seen, ...]:
        """Standing events that count, but with less confidence than the vantage accepts."""
        return tuple(seen for seen in self._standing(self.timeline) if not self._believed(seen))

    @Once
    def folded(self) -> tuple[Seen, ...]:
        """The events that make the state: they stand, count and are believed."""
        least, standing = self.vantage.confidence.rank, self._standing(self.timeline)
        if least <= _REPORTED:  # as sure is at least what somebody confirms, be it foretold or not
            return tuple([seen for seen in standing if seen.event.confidence.rank >= least])
        return tuple([seen for seen in standing if seen.confidence.rank >= least])

    @Once
    def naming(self) -> tuple[Seen, ...]:
        """The acquisitions and stakes of other companies that name this one; they stand, count and are believed.

        Those of a deal that is the same as one that names it do so too, and those of a deal that is the same as one
        that names another do not: what others say is read under their merges.
        """
        if not self.others:
            return ()
        reach = self.vantage.reach
        return tuple(
            seen
            for seen in self._standing(self.others)
            if self._believed(seen) and reach.is_past(seen.when) and self._is_named_by(seen)
        )

    @Once
    def naming_by_company(self) -> Mapping[str, Sequence[Seen]]:
        """The same by the company that is told of, under the slug that is kept."""
        companies: dict[str, list[Seen]] = {}
        for seen in self.naming:
            companies.setdefault(self.companies.of(seen.event.company), []).append(seen)
        return companies

    def _is_named_by(self, seen: Seen) -> bool:
        if not isinstance(seen.event, Acquisition | Stake):
            return False
        subject = self.subjects_of(self.companies.of(seen.event.company)).of(seen.event.subject)
        return subject.partition("/")[2] in self.slugs

    @property
    def told_kinds(self) -> Set[type[Event]]:
        """The kinds of the events that make the state."""
        return self._by_kind.keys()

    def gathered(self, part: Projection[Any], metric: str | None = None) -> Gathered:
        """The events that make a part of the state, by the subjects kept; `metric`: of one alone, by its slug."""
        found = fold(part, self._folded_of(part.kinds), self.subjects.of)
        if metric is None:
            return found
        return {name: events for name, events in found.items() if metric_in(name) == metric}

    def views(self, part: Projection[V], exchange: Exchange, metric: str | None = None) -> Sequence[V]:
        """What the part consists of: a view of each of its subjects, in the order of their first events; `metric`: of
        the figures of one alone, by its slug."""
        return self.kept_views.views(part, self.gathered(part, metric), exchange, self.slug)

    def _folded_of(self, kinds: Collection[type[Event]]) -> Iterable[Seen]:
        if len(kinds) == 1:
            return self._by_kind.get(next(iter(kinds)), ())
        if len(self.folded) <= _FEW:
            return [seen for seen in self.folded if type(seen.event) in kinds]
        return heapq.merge(*(self._by_kind.get(kind, ()) for kind in kinds), key=self._by_date)

    @Once
    def _by_kind(self) -> dict[type[Event], list[Seen]]:
        kinds: dict[type[Event], list[Seen]] = {}
        for seen in self.folded:
            kinds.setdefault(type(seen.event), []).append(seen)
        return kinds

    def _by_date(self, seen: Seen) -> tuple[date, date, str]:
        return by_date(seen, self.vantage.dates)

    def _standing(self, events: Iterable[Seen]) -> Iterable[Seen]:
        if self.standings is ALL_STAND:  # none of them is an act then
            return events
        fallen = self.standings.verdicts
        return (seen for seen in events if seen.id not in fallen and not isinstance(seen.event, ABOUT_EVENTS))

    def _believed(self, seen: Seen) -> bool:
        return seen.confidence.rank >= self.vantage.confidence.rank

    # --- merges ------------------------------------------------------------------------------------------------------

    @Once
    def merges(self) -> tuple[Seen, ...]:
        """Those with force, of its subjects and of its slugs, by date."""
        return tuple(_with_force(self.own, self.standings))

    @Once
    def subjects(self) -> Same:
        """Which of its subjects are the same, by its merges."""
        return same_subjects(merge.event for merge in self.merges if isinstance(merge.event, Merge))

    def subject_of(self, seen: Seen) -> str | None:
        """What one of its events is about, by the name that is kept."""
        subject = seen.event.subject
        return self.subjects.of(subject) if subject is not None else None

    def subjects_of(self, company: str) -> Same:
        """Which subjects of another company are one, as far as they have to do with this one; by the slug kept."""
        return self._subjects_of_others.get(company, NOTHING_SAME)

    @Once
    def _subjects_of_others(self) -> Mapping[str, Same]:
        merges: dict[str, list[Merge]] = {}
        for seen in _with_force(self.others, self.standings):
            if isinstance(seen.event, Merge):
                merges.setdefault(self.companies.of(seen.event.company), []).append(seen.event)
        return {company: same_subjects(told) for company, told in merges.items()}

    # --- how much it is ----------------------------------------------------------------------------------------------

    @Once
    def coverage(self) -> Coverage:
        """How many events make the state, of how many sources, and of which days."""
        days = [seen.when.counts_from(self.vantage.dates) for seen in self.folded]
        known = [seen.record.known for seen in self.folded]
        return Coverage(
            events=len(self.folded),
            sources=len({source.article for seen in self.folded for source in seen.sources}),
            first_on=min(days, default=None),
            last_on=max(days, default=None),
            first_known=min(known, default=None),
            last_known=max(known, default=None),
        )


def history(slug: str, told: Told, vantage: Vantage) -> History | None:
    """What of a company's history is in reach of a vantage and about it; None if nothing is.

    A slug that was merged into another answers as that other one.
    """
    there = told.visible(vantage)
    standing = told.acts.standings(there)
    if not told.has_merges and told.companies == {slug}:  # as nearly all are
        return History(slug, vantage, there, (), standing, NOTHING_SAME, told.kept_views) if there else None
    companies = same_companies(seen.event for seen in _with_force(there, standing) if isinstance(seen.event, Merge))
    slugs = companies.group(slug)
    own = [seen for seen in there if seen.event.company in slugs]
    if not own:
        return None
    others = [seen for seen in there if seen.event.company not in slugs]
    return History(companies.of(slug), vantage, own, others, standing, companies, told.kept_views)


def is_anything_told(own: Iterable[Seen], standing: Standings) -> bool:
    """Whether these events tell anything of their company: what is disputed is listed still, what was retracted is not.

    An act about events tells nothing of it.
    """
    there = (seen for seen in own if not isinstance(seen.event, ABOUT_EVENTS))
    return any(standing.of(seen.id).standing in (Standing.STANDING, Standing.DISPUTED) for seen in there)


def _with_force(events: Iterable[Seen], standing: Standings) -> list[Seen]:
    """The merges that are to be obeyed: merges apply after standing."""
    return [seen for seen in events if isinstance(seen.event, Merge) and standing.has_force(seen)]
