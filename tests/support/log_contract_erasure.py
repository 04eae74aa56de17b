"""What every store promises where a content is erased."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import Json, event, founded, funding, merge, profile, retraction
from hypothesis import given
from hypothesis import strategies as st
from log_cases import ALL, NOW, READS, EmptyLog, batches, laws, many

from dateline.errors import EventIdTaken, PositionAhead
from dateline.events.codec import digest
from dateline.events.event import Event
from dateline.log.contract import EventLog
from dateline.log.cut import Cut
from dateline.log.memory.store import MemoryLog
from dateline.log.proofs import root
from dateline.log.record import Erasure, erased_id, id_digest
from dateline.log.selection import Order, Selection
from dateline.log.verification import verify

LATER = NOW + timedelta(days=1)


def role(id: str, **fields: Json) -> Event:
    return event("role", id, company="acme", person="Ada Example", title="CEO", **fields)


class ErasureContract(EmptyLog):
    """Each promise of `erase`."""

    async def test_the_content_goes_and_the_chain_and_the_tree_stay(self, log: EventLog) -> None:
        await log.append([funding("a"), role("acme/ada"), funding("c")], now=NOW)
        before, whole, head = await log.stored(0, 9), await root(log, 3), await log.head()
        assert await log.erase([2], now=LATER, reason="asked for", by="a clerk") == []
        assert await log.head() == head
        assert [one.hash for one in await log.stored(0, 9)] == [one.hash for one in before]
        (gone,) = await log.stored(1, 1)
        assert (gone.content, gone.digest, gone.id) == (b"", before[1].digest, erased_id(2))
        assert await root(log, 3) == whole
        assert await verify(log) == head
        assert log.erased == 1
        assert await log.erasures(0, 9) == [Erasure(2, LATER, "asked for", "a clerk", id_digest("acme/ada"))]
        assert await log.erasures(2, 9) == []
        await log.append([funding("d")], now=LATER)
        assert (await verify(log)).position == 4

    @given(batches, st.sets(st.integers(1, 12)))
    @laws
    async def test_every_read_is_as_if_it_had_never_been_said(self, events: list[Event], positions: set[int]) -> None:
        async with self.opening() as log, MemoryLog.opened() as plainest:
            done = await log.append(events, now=NOW)
            await plainest.append(events, now=NOW)
            there = [position for position in positions if position <= done.head.position]
            speaking = await log.erase(there, now=LATER, reason="asked for")
            assert speaking == await plainest.erase(there, now=LATER, reason="asked for")
            for read in READS:
                assert await read.plain(log, ALL) == await read.plain(plainest, ALL), read.name
            left = [one.event.id for one in await log.select(Selection(Cut(None, ALL), order=Order.POSITION_ASC))]
            assert len(left) == await log.count(Selection(Cut(None, ALL))) == done.head.position - len(there)
            assert await verify(log) == done.head

    async def test_what_is_told_again_elsewhere_is_still_found(self, log: EventLog) -> None:
        named = [founded("f", company="acme", name="Acmé"), profile("p", company="acme", name="Acmé")]
        await log.append([*named, funding("b", company="bolt")], now=NOW)
        await log.erase([1, 3], now=LATER, reason="asked for")
        assert await log.companies(ALL, limit=9) == await log.companies(ALL, search="acmé", limit=9) == ["acme"]
        assert await log.companies(1, limit=9) == []
        assert await log.count_companies(ALL) == 1
        await verify(log)

    async def test_an_erased_act_has_no_force_and_acts_on_what_is_erased_are_named(self, log: EventLog) -> None:
        await log.append([funding("a"), retraction("r", of="a"), retraction("s", of="r"), merge("m", ["x"])], now=NOW)
        assert await log.erase([1], now=LATER, reason="asked for") == [2]
        assert await log.erase([2, 4], now=LATER, reason="asked for") == [3]
        assert await log.acts_on(["a"], ALL) == []
        assert [one.event.id for one in await log.all_acts(ALL)] == ["s"]
        assert await log.index.joined(ALL) == []

    async def test_a_file_that_is_read_again_brings_nothing_back(self, log: EventLog) -> None:
        events = [funding("a"), role("acme/ada"), funding("c")]
        await log.append(events, now=NOW)
        await log.erase([2], now=LATER, reason="asked for")
        again = await log.append(events, now=LATER, positions=True)
        assert (again.appended, again.repeated, list(again.positions)) == (0, 3, [1, 2, 3])
        with pytest.raises(EventIdTaken, match="position 2"):
            await log.append([role("acme/ada", note="other")], now=LATER)
        assert (await log.append([*events, funding("d")], now=LATER)).appended == 1

    async def test_twice_is_once_and_what_stands_on_record_stays(self, log: EventLog) -> None:
        await log.append(many(3), now=NOW)
        await log.erase([1], now=NOW, reason="first")
        await log.erase([1, 1, 2], now=LATER, reason="second")
        assert [(one.position, one.reason) for one in await log.erasures(0, 9)] == [(1, "first"), (2, "second")]

    async def test_what_is_not_there_cannot_be_erased_and_nothing_is_then(self, log: EventLog) -> None:
        await log.append(many(2), now=NOW)
        for positions in ([0], [3], [1, 3]):
            with pytest.raises(PositionAhead):
                await log.erase(positions, now=LATER, reason="asked for")
        assert (log.erased, await log.erasures(0, 9)) == (0, [])
        assert all(digest(one.content) == one.digest for one in await log.stored(0, 9))
