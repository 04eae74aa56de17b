"""Lists of events, in pages, and how each event stands where it is looked at from."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec
from msgspec.structs import replace

from dateline.answers.event_filter import EventFilter
from dateline.answers.paging import Page, Slice, slice_from
from dateline.answers.reading import Reading
from dateline.log.cut import Cut
from dateline.log.record import Record
from dateline.log.selection import Order, Selection, SortKey, sort_key
from dateline.state.seen import Seen, see
from dateline.state.standing import Standing, Verdict, standings
from dateline.state.vantage import Vantage


class Listed(msgspec.Struct, frozen=True, eq=False):
    """An event in a list, and how it stands where it is looked at from."""

    seen: Seen
    verdict: Verdict


class EventList:
    """The events that pass a filter, in an order: those that count at a vantage; without one, all that are recorded."""

    def __init__(
        self, reading: Reading, wanted: EventFilter, order: Order, vantage: Vantage | None, *, batch_size: int = 500
    ) -> None:
        """`batch_size`: how many events are read at a time where the store cannot decide alone."""
        self._reading = reading
        self._wanted = wanted
        self._order = order
        self._vantage = vantage
        self._batch_size = batch_size
        self._made: Selection | None = None

    async def page(self, wanted: Page) -> Slice[Listed]:
        """A page of them, each with how it stands."""
        found = await slice_from(self._fetch, wanted)
        ids = [one.event.id for one in found.items]
        cut = await self._cut()
        acts = await self._reading.log.acts_on(ids, cut.position) if ids else []
        return Slice(stand(found.items, acts, cut), found.has_next, found.has_previous)

    async def count(self) -> int:
        """How many there are in all pages."""
        selection = await self._selection()
        if not self._wanted.judged:
            return await self._reading.log.count(selection)
        return len(await self._passing(selection, None))

    async def _fetch(self, place: SortKey | None, limit: int, *, backward: bool) -> Sequence[Record]:
        direction = self._order.reversed if backward else self._order
        return await self._passing(replace(await self._selection(), order=direction, after=place), limit)

    async def _cut(self) -> Cut:
        return self._vantage.cut if self._vantage is not None else Cut(None, (await self._reading.head()).position)

    async def _selection(self) -> Selection:
        """What the store's columns tell of the filter and the vantage."""
        if self._made is None:
            narrowed = self._wanted.narrowed(await self._reachable())
            self._made = await self._by_standing(narrowed) if self._wanted.standing is not None else narrowed
        return self._made

    async def _reachable(self) -> Selection:
        vantage = self._vantage
        if vantage is None:
            return Selection(await self._cut(), order=self._order)
        return Selection(
            vantage.cut,
            counts_until=vantage.on,
            begins_until=vantage.knowledge_day,
            dates=vantage.dates,
            order=self._order,
        )

    async def _by_standing(self, selection: Selection) -> Selection:
        """Acts are few: how their targets stand is known before the list is read."""
        wanted = self._wanted.standing
        assert wanted is not None
        cut = selection.cut
        acts = await self._reading.log.all_acts(cut.position, self._wanted.companies)
        reach = [see(one, cut.known_by) for one in acts if cut.reaches(one)]
        standing = standings(reach)
        fallen = {seen.record.position: standing.of(seen.id).standing for seen in reach if not standing.stands(seen)}
        if Standing.STANDING in wanted:
            return replace(selection, beyond=frozenset(place for place, how in fallen.items() if how not in wanted))
        return replace(selection, among=frozenset(place for place, how in fallen.items() if how in wanted))

    async def _passing(self, selection: Selection, limit: int | None) -> list[Record]:
        """The events that pass in full, as many as asked for."""
        if not self._wanted.judged:
            return await self._reading.log.select(replace(selection, limit=limit))
        passing: list[Record] = []
        place = selection.after
        while limit is None or len(passing) < limit:
            batch = await self._reading.log.select(replace(selection, after=place, limit=self._batch_size))
            passing += [one for one in batch if self._wanted.passes(see(one, selection.cut.known_by))]
            if len(batch) < self._batch_size:
                break
            place = sort_key(batch[-1], selection.order, selection.dates)
        return passing[:limit]


async def events_by_id(reading: Reading, asked: Collection[tuple[str, Cut]]) -> dict[tuple[str, Cut], Listed | None]:
    """Events and how they stand, each where it is looked at from; None for one that is not in reach there."""
    upto = (await reading.head()).position
    records = await reading.log.by_ids({id for id, _ in asked}, upto)
    acts = await reading.log.acts_on(records, upto) if records else []
    found: dict[tuple[str, Cut], Listed | None] = dict.fromkeys(asked)
    for cut in {cut for _, cut in asked}:
        wanted = [records[id] for id, other in asked if other == cut and id in records and cut.reaches(records[id])]
        found |= {(one.seen.id, cut): one for one in stand(wanted, acts, cut)}
    return found


def stand(records: Sequence[Record], acts: Sequence[Record], cut: Cut) -> list[Listed]:
    """How these events stand, which are in reach; `acts` holds all acts on them, on those acts, and so on."""
    there = {one.event.id: one for one in (*acts, *records) if cut.reaches(one)}
    standing = standings([see(one, cut.known_by) for one in there.values()])
    return [Listed(see(one, cut.known_by), standing.of(one.event.id)) for one in records]
