"""What every store promises where a log is copied into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from builders import event, funding
from hypothesis import given
from hypothesis import strategies as st
from log_cases import ALL, NOW, READS, EmptyLog, batches, laws, many

from dateline.errors import EventIdTaken, OtherLog, PositionConflict
from dateline.events.event import Event
from dateline.log.contract import EventLog, Taken
from dateline.log.copying import copy_log
from dateline.log.keys import KeyScope, new_key
from dateline.log.memory.store import MemoryLog
from dateline.log.proofs import root
from dateline.log.record import LogHead
from dateline.log.subtrees import FAN
from dateline.log.verification import verify

LATER = NOW + timedelta(days=1)


@contextmanager
def unwatched(what: str, last: int) -> Iterator[Callable[[int], None]]:
    yield lambda position: None


async def copied(source: EventLog, target: EventLog, *, keys: bool = False) -> tuple[int, int]:
    done = await copy_log(source, target, unwatched, keys=keys)
    assert await target.head() == done.head == await source.head()
    return done.records, done.keys


class CopiesContract(EmptyLog):
    """A copy is the log, and goes on where it broke off."""

    async def test_a_copy_has_positions_instants_hashes_erasures_and_files_as_they_were(self, log: EventLog) -> None:
        async with self.opening() as source:
            await source.append(many(2 * FAN), now=NOW, taken=Taken(b"a" * 32, "a.csv", ["t a"]))
            await source.append([event("role", "acme/ada", company="acme")], now=LATER)
            await source.erase([3, 2 * FAN + 1], now=LATER, reason="asked for", by="a clerk")
            await source.append(many(1000, "more/"), now=LATER)
            size = 2 * FAN + 1001
            assert await copied(source, log) == (size, 0)
            assert await log.stored(0, ALL) == await source.stored(0, ALL)
            assert await log.erasures(0, 9) == await source.erasures(0, 9) != []
            assert await log.files_taken("", 9) == await source.files_taken("", 9) != []
            assert (await log.traces("t "), await log.taken([b"a" * 32])) == ([("t a", 2 * FAN)], {b"a" * 32})
            assert await root(log, size) == await root(source, size)
            assert await log.subtrees(1, 0, 99) == await source.subtrees(1, 0, 99)
            again = await log.append([*many(4), event("role", "acme/ada", company="acme")], now=LATER)
            assert (again.appended, again.repeated) == (0, 5)
            with pytest.raises(EventIdTaken):
                await log.append([event("role", "acme/ada", company="acme", note="other")], now=LATER)
            await log.append([funding("own")], now=LATER)
            assert (await verify(log)).position == size + 1

    @given(batches, st.sets(st.integers(1, 12)), st.integers(0, 12))
    @laws
    async def test_every_read_of_a_copy_is_that_of_the_log(
        self, events: list[Event], erased: set[int], begun: int
    ) -> None:
        async with self.opening() as target, MemoryLog.opened() as source:
            await source.append(events[:begun], now=NOW)
            await copied(source, target)
            head = (await source.append(events, now=LATER)).head
            gone = [position for position in erased if position <= head.position]
            await source.erase(gone, now=LATER, reason="asked for")
            await copied(source, target)
            for read in READS:
                assert await read.plain(target, ALL) == await read.plain(source, ALL), read.name
            assert await target.erasures(0, 99) == await source.erasures(0, 99)

    async def test_a_copy_goes_on_where_it_broke_off_and_twice_is_once(self, log: EventLog) -> None:
        async with self.opening() as source:
            await source.append(many(30), now=NOW)
            records, nothing = await source.stored(0, 20), LogHead(0, bytes(32), 1, None)
            half = await log.append_copied(records, (), (), behind=nothing)
            assert half == await source.at_position(20)
            with pytest.raises(PositionConflict):
                await log.append_copied(records, (), (), behind=nothing)
            assert await copied(source, log) == (10, 0)
            assert await copied(source, log) == (0, 0)

    async def test_what_is_another_log_is_left_as_it_is(self, log: EventLog) -> None:
        async with self.opening() as source:
            await source.append(many(5), now=NOW)
            await log.append(many(2), now=LATER)
            with pytest.raises(OtherLog, match="holds other records"):
                await copy_log(source, log, unwatched)
            await log.append(many(9), now=LATER)
            with pytest.raises(OtherLog, match="has 9 records, more than the 5"):
                await copy_log(source, log, unwatched)
            assert (await log.head()).position == 9

    async def test_an_empty_log_takes_over_the_epoch(self, log: EventLog) -> None:
        async with MemoryLog.opened() as source:
            await source.append_copied((), (), (), behind=LogHead(0, bytes(32), 7, None))
            await source.append(many(3), now=NOW)
            records = await source.stored(0, 9)
            assert (await log.append_copied(records, (), (), behind=LogHead(0, bytes(32), 7, None))).epoch == 7
            assert (await log.head()).epoch == 7
            await verify(log)

    async def test_keys_in_force_go_with_a_log_only_if_they_are_asked_for(self, log: EventLog) -> None:
        async with self.opening() as source:
            await source.append(many(1), now=NOW)
            kept, gone = (new_key(name, [KeyScope.READ], NOW).kept for name in ("kept", "gone"))
            await source.keys.add(kept)
            await source.keys.add(gone)
            await source.keys.revoke("gone", NOW)
            assert await copied(source, log) == (1, 0)
            assert await log.keys.all() == []
            assert await copied(source, log, keys=True) == (0, 1)
            assert await log.keys.all() == [kept]
            assert await copied(source, log, keys=True) == (0, 0)
