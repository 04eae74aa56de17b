"""Following a log: every event behind a place once, in the order of the log, as it was when it was appended.

What is behind the place already is read in pages, as fast as whoever follows takes them; then what is appended, as it
comes. An event is looked at from its own position: whoever followed live and whoever follows later are told the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

import msgspec
from cachetools import LRUCache

from dateline.answers.event_filter import EventFilter
from dateline.answers.event_lists import Listed, stand
from dateline.answers.reading import Timeline
from dateline.errors import OtherLog
from dateline.log.chain import chain
from dateline.log.contract import EventLog
from dateline.log.cut import Cut
from dateline.log.record import LogHead, Record
from dateline.log.selection import Order, Selection
from dateline.state.vantage import Vantage
from dateline.values.rates import ecb_until

PAGE = 100
"""Events that are read at once."""
_WINDOW = 10_000
"""Records that a store looks through at once where a filter lets few pass."""
_KEPT_PAGES = 8


class Followed(msgspec.Struct, frozen=True, eq=False):
    """An event, how it stood when it was appended, and the vantage of that place: with hindsight, on that day."""

    listed: Listed
    vantage: Vantage

    @property
    def at(self) -> LogHead:
        """The place it was appended at: whoever goes on from there is told of what follows it."""
        return self.vantage.at


class _Newest:
    """Pages at the end of the log, read once for all who follow it there."""

    def __init__(self) -> None:
        self._pages: LRUCache[tuple[LogHead, LogHead], asyncio.Future[list[Followed]]] = LRUCache(_KEPT_PAGES)

    async def between(self, log: EventLog, place: LogHead, head: LogHead) -> list[Followed]:
        key = (place, head)
        if key not in self._pages:
            self._pages[key] = asyncio.ensure_future(_page(log, _behind(place, head), head.epoch))
        read = self._pages[key]
        try:
            return await asyncio.shield(read)
        finally:
            if not read.done() or read.cancelled() or read.exception() is not None:
                self._pages.pop(key, None)


async def follow(timeline: Timeline, place: LogHead, wanted: EventFilter) -> AsyncGenerator[list[Followed], None]:
    """The events behind a place that pass a filter, in pages; it waits for more at the end of the log.

    Nothing is read before it is asked for. Raises OtherLog if the log does not hold that place any more, and
    StoreUnavailable.
    """
    log = timeline.log
    while True:
        head = await timeline.growth.beyond(place)
        if head.position <= place.position:
            _refuse_other(head, place)
        while place.position < head.position:
            if head.position - place.position <= PAGE:
                page = await timeline.cache(_Newest).between(log, place, head)
                if not _follows(page, place):
                    _refuse_other(await log.at_position(place.position), place)
                place = head
            else:
                page, place = await _older(log, place, head, wanted)
            passing = [one for one in page if _passes(one, wanted)]
            if passing:
                yield passing


def _follows(page: list[Followed], place: LogHead) -> bool:
    """Whether the hash of the first event of a page proves that it was appended to what was told up to a place."""
    if not page:
        return False
    first = page[0].listed.seen.record
    return first.hash == chain(place.hash, place.position + 1, first.recorded_at, first.digest)


def _refuse_other(found: LogHead, place: LogHead) -> None:
    """Raises OtherLog if the log has other records than those that were told up to a place."""
    if found.position != place.position or found.hash != place.hash:
        raise OtherLog(
            f"the log does not hold what was told of it up to position {place.position}: it was put back to an earlier"
            " copy; ask for its state anew, and go on from there"
        )


async def _older(log: EventLog, place: LogHead, head: LogHead, wanted: EventFilter) -> tuple[list[Followed], LogHead]:
    """A page of what passes, and the place up to which it tells all. Raises OtherLog."""
    _refuse_other(await log.at_position(place.position), place)
    end = place.position + _WINDOW
    upto = await log.at_position(end) if end < head.position else head
    page = await _page(log, wanted.narrowed(_behind(place, upto)), head.epoch)
    return page, page[-1].at if len(page) == PAGE else upto


def _behind(place: LogHead, upto: LogHead) -> Selection:
    return Selection(Cut(None, upto.position), order=Order.POSITION_ASC, after=(place.position,), limit=PAGE)


async def _page(log: EventLog, selection: Selection, epoch: int) -> list[Followed]:
    records = await log.select(selection)
    ids = [one.event.id for one in records]
    acts = await log.acts_on(ids, selection.cut.position) if ids else []
    return [_appended(one, acts, epoch) for one in records]


def _appended(record: Record, acts: Sequence[Record], epoch: int) -> Followed:
    at = LogHead(record.position, record.hash, epoch, record.recorded_at)
    vantage = Vantage(record.recorded_at.date(), None, at, rates_until=ecb_until(), final=True)
    (listed,) = stand([record], acts, vantage.cut)
    return Followed(listed, vantage)


def _passes(one: Followed, wanted: EventFilter) -> bool:
    return wanted.matches(one.listed.seen, one.listed.verdict.standing, one.vantage)
