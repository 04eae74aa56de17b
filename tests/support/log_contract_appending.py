"""What every store promises of appending, and of where the log ends."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from datetime import timedelta, timezone

import pytest
from builders import founded, funding
from hypothesis import given
from hypothesis import strategies as st
from log_cases import ALL, NOW, EmptyLog, batches, ids, laws, many

from dateline.errors import EventIdTaken, InvalidVantage, PositionAhead, PositionConflict
from dateline.events.codec import canonical
from dateline.events.event import Event
from dateline.log.append import CHUNK
from dateline.log.chain import GENESIS, chain
from dateline.log.contract import EventLog, Taken
from dateline.log.cut import Cut
from dateline.log.selection import Selection
from dateline.log.verification import verify

LATER = NOW + timedelta(hours=1)


class AppendingContract(EmptyLog):
    """Each promise of `Appending`."""

    async def test_an_empty_log_starts_from_nothing(self, log: EventLog) -> None:
        head = await log.head()
        assert (head.position, head.hash, head.recorded_at) == (0, GENESIS, None)
        assert await log.at_position(0) == await log.at_instant(NOW) == head

    async def test_positions_follow_the_batch_without_gaps(self, log: EventLog) -> None:
        first = await log.append([funding("b"), funding("a")], now=NOW, positions=True)
        second = await log.append([funding("c")], now=NOW, positions=True)
        assert ([*first.positions], [*second.positions]) == ([1, 2], [3])
        assert [row.position for row in await log.stored(0, 10)] == [1, 2, 3]
        assert ids(await log.select(Selection(Cut(None, ALL)))) == ["a", "b", "c"]

    async def test_listeners_are_told_of_growth_while_they_listen(self, log: EventLog) -> None:
        told: list[int] = []
        with log.told_of_growth(lambda: told.append(1)), log.told_of_growth(lambda: told.append(2)):
            await log.append([funding("a")], now=NOW)
            await log.append(iter([funding("b")]), now=NOW)
        await log.append([funding("c")], now=NOW)
        assert told == [1, 2, 1, 2]

    async def test_positions_are_told_only_if_asked_for(self, log: EventLog) -> None:
        assert [*(await log.append([funding("a")], now=NOW)).positions] == []

    async def test_each_hash_seals_all_that_came_before(self, log: EventLog) -> None:
        appended = await log.append(many(3), now=NOW)
        previous = GENESIS
        for row in await log.stored(0, 10):
            assert row.digest == hashlib.sha256(row.content).digest()
            assert row.hash == chain(previous, row.position, NOW, row.digest)
            previous = row.hash
        assert appended.head == await log.head()
        assert appended.head.hash == previous

    async def test_records_come_back_as_they_were_told(self, log: EventLog) -> None:
        told = [founded("a", on="around May 2023", name="Acmé"), funding("b", raised={"amount": 1, "currency": "EUR"})]
        await log.append(told, now=NOW)
        records = await log.select(Selection(Cut(None, ALL)))
        assert [record.event for record in records] == told
        assert [(record.recorded_at, record.known, record.subject) for record in records] == [
            (NOW, one.known, one.subject) for one in told
        ]
        assert [row.content for row in await log.stored(0, 10)] == [canonical(one) for one in told]

    async def test_an_iterable_that_fails_midway_leaves_nothing(self, log: EventLog) -> None:
        def failing() -> Iterator[Event]:
            yield from many(CHUNK + 10)
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await log.append(failing(), now=NOW, taken=Taken(b"d" * 32, "f"))
        assert (await log.head()).position == 0
        assert await log.stored(0, 10) == []
        assert await log.taken([b"d" * 32]) == set()
        assert (await log.append(many(2), now=NOW)).head.position == 2

    async def test_an_append_of_several_chunks_is_one(self, log: EventLog) -> None:
        appended = await log.append(iter(many(2 * CHUNK + 1)), now=NOW, positions=True)
        assert (appended.appended, appended.repeated) == (2 * CHUNK + 1, 0)
        assert [*appended.positions] == [*range(1, 2 * CHUNK + 2)]
        assert await verify(log) == appended.head

    @given(batches)
    @laws
    async def test_recording_twice_records_once(self, events: list[Event]) -> None:
        async with self.opening() as log:
            first = await log.append(events, now=NOW, positions=True)
            again = await log.append(events, now=LATER, positions=True)
            assert (again.appended, again.repeated, again.head) == (0, len(events), first.head)
            assert [*again.positions] == [*first.positions]

    @given(batches, st.data())
    @laws
    async def test_however_events_are_batched_the_log_is_the_same(
        self, events: list[Event], data: st.DataObject
    ) -> None:
        cut = data.draw(st.integers(0, len(events)))
        async with self.opening() as whole, self.opening() as parts:
            head = (await whole.append(events, now=NOW)).head
            await parts.append(events[:cut], now=NOW)
            await parts.append(events, now=NOW)
            assert await parts.stored(0, ALL) == await whole.stored(0, ALL)
            assert await parts.head() == head == await verify(whole)

    @pytest.mark.parametrize("between", [1, CHUNK, 2 * CHUNK + 7])
    async def test_a_repeat_within_one_batch_is_counted_not_written(self, log: EventLog, between: int) -> None:
        batch = [funding("a"), *many(between), funding("a")]
        appended = await log.append(batch, now=NOW, positions=True)
        assert (appended.appended, appended.repeated) == (between + 1, 1)
        assert [*appended.positions] == [*range(1, between + 2), 1]

    async def test_an_id_with_other_content_is_refused_naming_both(self, log: EventLog) -> None:
        await log.append(many(3), now=NOW)
        with pytest.raises(
            EventIdTaken, match="'e1' of event 2 is taken by other content in the log at position 2"
        ) as e:
            await log.append([funding("new"), funding("e1", note="other")], now=NOW)
        assert (e.value.id, e.value.position, e.value.index) == ("e1", 2, 1)
        assert (await log.head()).position == 3

    @pytest.mark.parametrize("between", [0, CHUNK, 2 * CHUNK + 7])
    async def test_a_clash_within_one_batch_names_both_places(self, log: EventLog, between: int) -> None:
        await log.append(many(3), now=NOW)
        batch = [*many(2), funding("x"), *many(between, "f"), funding("x", note="other")]
        with pytest.raises(EventIdTaken, match="in event 3 of the same batch") as e:
            await log.append(batch, now=NOW)
        assert (e.value.id, e.value.position, e.value.index) == ("x", 0, 3 + between)
        assert (await log.head()).position == 3

    async def test_an_append_goes_where_it_expects_or_nowhere(self, log: EventLog) -> None:
        await log.append([funding("a")], now=NOW, expected=0)
        with pytest.raises(PositionConflict, match="at position 1, not at 0"):
            await log.append([funding("b")], now=NOW, expected=0)
        with pytest.raises(PositionConflict):
            await log.append([], now=NOW, expected=2)
        assert (await log.append([funding("b")], now=NOW, expected=1)).head.position == 2

    async def test_recorded_at_never_decreases_when_the_clock_goes_back(self, log: EventLog) -> None:
        await log.append([funding("a")], now=LATER)
        await log.append([funding("b")], now=NOW)
        await log.append([funding("c")], now=LATER + timedelta(microseconds=1))
        recorded = [row.recorded_at for row in await log.stored(0, 10)]
        assert recorded == [LATER, LATER, LATER + timedelta(microseconds=1)]

    async def test_recorded_at_is_utc_wherever_the_clock_stands(self, log: EventLog) -> None:
        head = (await log.append([funding("a")], now=NOW.astimezone(timezone(timedelta(hours=5, minutes=30))))).head
        assert head.recorded_at == NOW
        assert head.recorded_at.utcoffset() == timedelta(0)
        assert await log.head() == await log.at_position(1) == head

    async def test_a_dry_run_tells_everything_and_changes_nothing(self, log: EventLog) -> None:
        before = (await log.append(many(2), now=NOW)).head
        file = Taken(b"d" * 32, "events.ndjson")
        would = await log.append(many(5), now=LATER, positions=True, dry_run=True, taken=file)
        assert (would.appended, would.repeated, [*would.positions]) == (3, 2, [1, 2, 3, 4, 5])
        assert would.head == await log.head() == before
        assert await log.taken([file.digest]) == set()
        with pytest.raises(EventIdTaken):
            await log.append([funding("e0", note="other")], now=NOW, dry_run=True)

    async def test_the_place_at_an_instant_is_the_newest_not_later(self, log: EventLog) -> None:
        for step, count in enumerate([3, 1, 4]):
            await log.append(many(count, f"{step}/"), now=NOW + timedelta(minutes=step))
        found = [await log.at_instant(NOW + timedelta(minutes=half / 2)) for half in range(-1, 6)]
        assert [place.position for place in found] == [0, 3, 3, 4, 4, 8, 8]
        assert found[1] == await log.at_position(3)
        assert found[-1] == await log.head()

    async def test_a_position_the_log_has_not_reached_is_an_error(self, log: EventLog) -> None:
        await log.append([funding("a")], now=NOW)
        with pytest.raises(PositionAhead, match="position 2 is not in this log yet: its newest is 1"):
            await log.at_position(2)
        with pytest.raises(PositionAhead):
            await log.at_position(10**30)
        with pytest.raises(InvalidVantage):
            await log.at_position(-1)

    async def test_appends_at_the_same_time_follow_each_other(self, log: EventLog) -> None:
        appended = await asyncio.gather(*(log.append(many(30, f"{one}/"), now=NOW, positions=True) for one in range(6)))
        ranges = sorted([*one.positions] for one in appended)
        assert [position for one in ranges for position in one] == [*range(1, 181)]
        assert await verify(log) == await log.head()

    async def test_of_two_appends_that_expect_the_same_head_one_wins(self, log: EventLog) -> None:
        both = [log.append([funding(id)], now=NOW, expected=0) for id in "ab"]
        outcomes = await asyncio.gather(*both, return_exceptions=True)
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Appended", "PositionConflict"]
        assert (await log.head()).position == 1
