"""The use cases of reading: resolve a vantage, then state, timeline and lists of events at it.

A `Timeline` belongs to a process, a `Reading` to one request. A reading pins the head of the log when it is first
asked for, so that everything in one answer is read from one prefix of the log.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from dateline.company import CompanyState, state
from dateline.dates import Certainty, PartialDate
from dateline.errors import InvalidVantage, OtherLog, PositionAhead
from dateline.events import Record
from dateline.filters import EventFilter
from dateline.log import EventLog, Order, Selection, SortKey, sort_key
from dateline.paging import Page, Slice, slice_from
from dateline.standing import Standing, Standings, Verdict, standings
from dateline.terms import Confidence
from dateline.tokens import mark, read_token
from dateline.vantage import Head, Seen, Vantage, in_reach, see

_KEPT_STATES = 512
_BATCH = 500
"""Events read at a time where the store cannot decide alone."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A vantage as it is asked for: what is None takes its default. At most one of the last three."""

    on: PartialDate | None = None
    known_by: date | None = None
    confidence: Confidence = Confidence.REPORTED
    dates: Certainty = Certainty.CERTAIN
    position: int | None = None
    instant: datetime | None = None
    at_least: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """An event in a list, and how it stands where it is looked at from."""

    seen: Seen
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Identity:
    """What never changes about a company, and its latest name."""

    slug: str
    name: str


BEYOND_SLUGS = "~"
"""Sorts behind every slug."""


class Timeline:
    """What can be asked of a log. `today` is the day in UTC, the default of every vantage's `on`."""

    def __init__(self, log: EventLog, today: Callable[[], date]) -> None:
        self.log = log
        self.today = today
        self._states: OrderedDict[tuple[str, Vantage], CompanyState | None] = OrderedDict()

    def reading(self) -> Reading:
        return Reading(self)

    def kept(self, slug: str, vantage: Vantage) -> tuple[CompanyState | None, bool]:
        """A state that was made before, and whether there is one: a state at a vantage never changes."""
        key = (slug, vantage)
        if key not in self._states:
            return None, False
        self._states.move_to_end(key)
        return self._states[key], True

    def keep(self, slug: str, vantage: Vantage, made: CompanyState | None) -> None:
        self._states[slug, vantage] = made
        if len(self._states) > _KEPT_STATES:
            self._states.popitem(last=False)


class Reading:
    """One request's view of the log: one prefix of it."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.log = timeline.log
        self._head: Head | None = None

    # --- vantages ----------------------------------------------------------------------------------------------------

    async def head(self) -> Head:
        """The newest record this request reads."""
        if self._head is None:
            self._head = await self.log.head()
        return self._head

    async def vantage(self, ask: Ask) -> Vantage:
        """Raises InvalidVantage or PositionAhead."""
        if sum(one is not None for one in (ask.position, ask.instant, ask.at_least)) > 1:
            raise InvalidVantage("`recorded` takes one of position, time and at-least, not several")
        at, pinned = await self._recorded(ask)
        on = _last_day(ask.on) if ask.on is not None else self.timeline.today()
        final = pinned and ask.on is not None
        return Vantage(on, ask.known_by, at, ask.confidence, ask.dates, final)

    async def _recorded(self, ask: Ask) -> tuple[Head, bool]:
        """The place in the log, and whether the question pinned it for ever."""
        head = await self.head()
        if ask.position is not None:
            if ask.position < 0:
                raise InvalidVantage("a position is 0 or more")
            if ask.position > head.position:
                raise PositionAhead(ask.position, head.position)
            return await self.log.at_position(ask.position), True
        if ask.instant is not None:
            at = await self.log.at_instant(ask.instant)
            passed = head.recorded_at is not None and ask.instant < head.recorded_at
            return (at if at.position <= head.position else head), passed
        if ask.at_least is not None and ask.at_least > head.position:
            raise PositionAhead(ask.at_least, head.position)
        return head, False

    async def vantage_of(self, token: str) -> Vantage:
        """The vantage that a token names. Raises InvalidVantage, or OtherLog if this is not the log it was made by."""
        pinned = read_token(token)
        head = await self.head()
        if pinned.position > head.position or pinned.epoch > head.epoch:
            raise OtherLog(
                f"the token is of position {pinned.position}, epoch {pinned.epoch}, but this log is at position"
                f" {head.position}, epoch {head.epoch}: it is another log, or an older copy"
            )
        at = await self.log.at_position(pinned.position)
        if mark(at.hash) != pinned.mark or pinned.epoch != at.epoch:
            raise OtherLog(
                f"the token was made by another log: at position {pinned.position} this one holds other content"
            )
        return Vantage(pinned.on, pinned.known_by, at, pinned.confidence, pinned.dates, final=True)

    # --- states ------------------------------------------------------------------------------------------------------

    async def histories(self, slugs: Collection[str]) -> Mapping[str, Sequence[Record]]:
        """What the states of these companies depend on, at any vantage of this request."""
        return await self.log.histories(slugs, (await self.head()).position)

    def state(self, slug: str, history: Sequence[Record], vantage: Vantage) -> CompanyState | None:
        """The state of a company, from its history; None if nothing of it is in reach."""
        made, found = self.timeline.kept(slug, vantage)
        if not found:
            made = state(slug, history, vantage)
            self.timeline.keep(slug, vantage, made)
        return made

    async def state_of(self, slug: str, vantage: Vantage) -> CompanyState | None:
        """The same, reading the history first."""
        made, found = self.timeline.kept(slug, vantage)
        return made if found else self.state(slug, (await self.histories([slug]))[slug], vantage)

    async def identities(
        self, slugs: Collection[str], known_by: date | None, position: int
    ) -> dict[str, Identity | None]:
        """Who companies are, by what was known and recorded by then; None for those of which nothing is in reach.

        The name is the latest: as of the last day of knowledge.
        """
        records = await self.log.identities(slugs, position)
        existing = await self.log.existing(slugs, position, known_by)
        at = await self.log.at_position(position)
        day = known_by or (at.recorded_at.date() if at.recorded_at else self.timeline.today())
        vantage = Vantage(day, known_by, at)
        found: dict[str, Identity | None] = {}
        for slug in slugs:
            named = state(slug, records[slug], vantage)
            unnamed = Identity(slug, slug) if slug in existing else None
            found[slug] = Identity(named.slug, named.name) if named is not None else unnamed
        return found

    async def companies(self, search: str | None, page: Page) -> tuple[Slice[str], Callable[[], Awaitable[int]]]:
        """A page of the companies that the log holds something of, by slug; and how to count them all."""
        upto = (await self.head()).position

        async def fetch(place: SortKey | None, limit: int, *, backward: bool) -> Sequence[str]:
            slug = str(place[0]) if place else None
            if backward:
                found = await self.log.companies(upto, search=search, before=slug or BEYOND_SLUGS, limit=limit)
                return found[::-1]
            return await self.log.companies(upto, search=search, after=slug, limit=limit)

        async def count() -> int:
            return await self.log.count_companies(upto, search=search)

        return await slice_from(fetch, page), count

    # --- events ------------------------------------------------------------------------------------------------------

    async def listed(self, records: Sequence[Record], known_by: date | None, position: int) -> list[Listed]:
        """How events stand where they are looked at from."""
        acts = await self.log.acts_on([record.event.id for record in records], position)
        there = {one.event.id: one for one in (*acts, *records) if in_reach(one, known_by, position)}
        standing = standings([see(one, known_by) for one in there.values()])
        return [Listed(see(one, known_by), standing.of(one.event.id)) for one in records]

    async def event(self, key: str, known_by: date | None, position: int) -> Listed | None:
        """The event with this id, if it is in reach."""
        found = (await self.log.by_ids([key], position)).get(key)
        if found is None or not in_reach(found, known_by, position):
            return None
        (listed,) = await self.listed([found], known_by, position)
        return listed

    async def events(
        self, wanted: EventFilter, order: Order, page: Page, vantage: Vantage | None
    ) -> tuple[Slice[Listed], Callable[[], Awaitable[int]]]:
        """A page of the events at a vantage, or of all that are recorded; and how to count them all."""
        narrowed = await self._selection(wanted, order, vantage)
        known_by = vantage.known_by if vantage is not None else None

        async def fetch(place: SortKey | None, limit: int, *, backward: bool) -> Sequence[Record]:
            direction = order.reversed if backward else order
            return await self._passing(replace(narrowed, order=direction, after=place), wanted, known_by, limit)

        async def count() -> int:
            if not wanted.judged:
                return await self.log.count(narrowed)
            return len(await self._passing(narrowed, wanted, known_by, None))

        found = await slice_from(fetch, page)
        listed = await self.listed(found.items, known_by, narrowed.upto)
        return Slice(listed, found.has_next, found.has_previous), count

    async def _selection(self, wanted: EventFilter, order: Order, vantage: Vantage | None) -> Selection:
        if vantage is None:
            selection = Selection(upto=(await self.head()).position, order=order)
        else:
            selection = Selection(
                upto=vantage.at.position,
                known_by=vantage.known_by,
                counts_until=vantage.on,
                begins_until=vantage.knowledge_day,
                dates=vantage.dates,
                order=order,
            )
        selection = wanted.narrowed(selection)
        return await self._by_standing(selection, wanted) if wanted.standing is not None else selection

    async def _by_standing(self, selection: Selection, wanted: EventFilter) -> Selection:
        """Acts are few: how their targets stand is known before the list is read."""
        assert wanted.standing is not None
        acts = await self.log.all_acts(selection.upto, wanted.companies)
        reach = [see(one, selection.known_by) for one in acts if in_reach(one, selection.known_by, selection.upto)]
        standing: Standings = standings(reach)
        fallen = {seen.record.position: standing.of(seen.id).standing for seen in reach if not standing.stands(seen)}
        if Standing.STANDING in wanted.standing:
            beyond = frozenset(position for position, how in fallen.items() if how not in wanted.standing)
            return replace(selection, beyond=beyond)
        return replace(selection, among=frozenset(p for p, how in fallen.items() if how in wanted.standing))

    async def _passing(
        self, selection: Selection, wanted: EventFilter, known_by: date | None, limit: int | None
    ) -> list[Record]:
        """The events that pass in full, as many as asked for."""
        if not wanted.judged:
            return await self.log.select(replace(selection, limit=limit))
        passing: list[Record] = []
        place = selection.after
        while limit is None or len(passing) < limit:
            batch = await self.log.select(replace(selection, after=place, limit=_BATCH))
            passing += [one for one in batch if wanted.passes(see(one, known_by))]
            if len(batch) < _BATCH:
                break
            place = sort_key(batch[-1], selection.order, selection.dates)
        return passing[:limit]


def _last_day(day: PartialDate) -> date:
    """A vantage's own partial date means its last day."""
    if day.last is None:
        raise InvalidVantage(f"`on` needs a day that ends, not {day.text!r}")
    return day.last
