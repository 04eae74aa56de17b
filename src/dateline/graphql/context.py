"""Context: what a request needs, its reading of the log, and loaders that join what fields ask for at the same time."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping
from datetime import UTC, datetime
from functools import cached_property, partial
from time import perf_counter
from typing import Any, NamedTuple, TypeVar

import strawberry
from strawberry.dataloader import DataLoader

from dateline.answers.access import READER, Caller
from dateline.answers.event_lists import Listed, events_by_id
from dateline.answers.kept_states import KeptStates
from dateline.answers.naming import Identity, identities, party_names
from dateline.answers.reading import Reading, Timeline
from dateline.errors import DatelineError
from dateline.graphql.entries import ENTRIES, Entries
from dateline.log.cut import Cut
from dateline.log.loop_turns import loop_turns
from dateline.log.record import LogHead
from dateline.state.company import CompanyState
from dateline.state.told import Told
from dateline.state.vantage import Vantage

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


def _loader(read: Callable[[list[K]], Awaitable[Mapping[K, T]]]) -> DataLoader[K, T]:
    async def load(keys: list[K]) -> list[T]:
        found = await read(keys)
        return [found[key] for key in keys]

    return DataLoader(load)


async def _loaded(loader: DataLoader[K, T], key: K) -> T:
    """What others may wait for too: a field that is cancelled, because one beside it failed, leaves it to them."""
    return await asyncio.shield(loader.load(key))


def _now() -> datetime:
    return datetime.now(UTC)


class Writing(NamedTuple):
    """How a server appends what is sent to it."""

    most_events: int = 1_000
    """Of one call."""
    now: Callable[[], datetime] = _now


class Context:
    """Made for each request; a company's events are read at most once in it.

    `prefix` is what a proxy shows the server under: it stands before every address that an answer tells. By
    `request_id` the log of the server and whoever asked speak of the same request. `caller` is who that is. `moment` is
    when it is asked, where that is not now. `writing` is how the caller may write.
    """

    def __init__(
        self,
        timeline: Timeline,
        prefix: str = "",
        head: LogHead | None = None,
        request_id: str = "",
        caller: Caller = READER,
        moment: Vantage | None = None,
        entries: Entries = ENTRIES,
        writing: Writing | None = None,
    ) -> None:
        self.entries = entries
        self.prefix = prefix
        self.caller = caller
        self.writing = writing or Writing()
        self._written: asyncio.Future[Any] | None = None
        self.request_id = request_id
        self.moment = moment
        self.resume: str | None = None
        """The cursor that a stream which was interrupted goes on from, whatever its document says."""
        self.reading: Reading = timeline.reading(head) if moment is None else timeline.reading_as_at(moment)
        self._states = KeptStates()
        """Other requests make theirs anew: what takes long of that stays with the history, and what goes at once is
        found by no search for garbage."""
        self._adding_up = asyncio.Lock()
        self._turn_ends = loop_turns().begun()

    @cached_property
    def _histories(self) -> DataLoader[str, Told]:
        return _loader(self.reading.histories)

    @cached_property
    def _identities(self) -> DataLoader[tuple[str, Cut], Identity | None]:
        return _loader(partial(identities, self.reading))

    @cached_property
    def _party_names(self) -> DataLoader[tuple[str, Cut], str | None]:
        return _loader(partial(party_names, self.reading))

    @cached_property
    def _events(self) -> DataLoader[tuple[str, Cut], Listed | None]:
        return _loader(partial(events_by_id, self.reading))

    async def state(self, slug: str, vantage: Vantage) -> CompanyState | None:
        """None if nothing is told of the company."""
        found = await self.in_reach(slug, vantage)
        return found if found is not None and found.history.is_told else None

    async def in_reach(self, slug: str, vantage: Vantage) -> CompanyState | None:
        """The same, whether anything is told of the company or not; None if nothing is in reach."""
        asked = (slug, vantage)
        for states in (self._states, self.reading.kept.states):
            if asked in states:
                return states[asked]
        told = self.reading.at_hand(slug, vantage)
        if told is None:
            told = await _loaded(self._histories, slug)
        async with self._adding_up:  # one state at a time: many that were waited for would be made without a pause
            if asked in self._states:
                return self._states[asked]
            state = self.reading.made(slug, told, vantage)
            self._states.keep(slug, vantage, state, told)
            await self._pause()
        return state

    async def _pause(self) -> None:
        """Others have their turn, every few milliseconds."""
        if perf_counter() >= self._turn_ends:
            self._turn_ends = await loop_turns().of_others()

    async def to_compare(self, slug: str, before: Vantage, after: Vantage) -> list[CompanyState | None]:
        """The same at both of these vantages, for what differs between them."""
        return self.reading.to_compare(slug, await _loaded(self._histories, slug), before, after)

    async def identity(self, slug: str, cut: Cut) -> Identity | None:
        """Who a company is; None if nothing of it is in reach."""
        return await _loaded(self._identities, (slug, cut))

    async def party_name(self, slug: str, cut: Cut) -> str | None:
        """The name under which an event in reach names this party, the last one known."""
        return await _loaded(self._party_names, (slug, cut))

    async def event(self, id: str, cut: Cut) -> Listed | None:
        """The event with this id, if it is in reach."""
        return await _loaded(self._events, (id, cut))

    async def vantage_of(self, token: str) -> Vantage:
        """The vantage that a token names. Raises InvalidVantage, or OtherLog if this is not the log it was made by."""
        try:
            at = await self.reading.vantage_of(token)
        except DatelineError:
            self.reading.rests_on(pinned=False)  # a longer log may be the one that made the token
            raise
        self.reading.rests_on(pinned=True)
        return at

    def read_anew(self, head: LogHead) -> None:
        """From here on the log is read up to this head, behind what the request has appended."""
        self.reading = self.reading.timeline.reading(head)
        self.reading.rests_on(pinned=False)
        for loader in ("_histories", "_identities", "_party_names", "_events"):
            self.__dict__.pop(loader, None)

    async def let_go(self) -> None:
        """Of a long answer that is made, what was read for it: nothing is asked any more."""
        if self.reading.held.are_many:
            self.__dict__.pop("_histories", None)
            await self.reading.held.let_go()

    async def written_once(self, write: Callable[[], Awaitable[T]]) -> T:
        """What the writing answers, kept for whoever has to ask for it once more: it is not done twice."""
        writing = asyncio.ensure_future(write())
        self._written = writing
        return await writing

    @property
    def has_written(self) -> bool:
        """Whether something was written, and nobody has asked for it once more."""
        return self._written is not None and self._written.done() and self._written.exception() is None

    async def written_before(self) -> Any:
        """What `written_once` answered, or raised; None where nothing was."""
        written, self._written = self._written, None
        return await written if written is not None else None

    async def head_cut(self) -> Cut:
        """The cut that a request reads at where it names no vantage: all of the log, up to its newest record."""
        return Cut(None, (await self.open_head()).position)

    async def open_head(self) -> LogHead:
        """Where the log ends, for an answer that says so: it has another one when something is appended."""
        self.reading.rests_on(pinned=False)
        return await self.reading.head()


def context_of(info: strawberry.Info) -> Context:
    context = info.context
    assert isinstance(context, Context)
    return context
