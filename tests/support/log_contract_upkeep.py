"""What every store promises of its upkeep."""

from __future__ import annotations

import pytest
from builders import founded, funding
from log_cases import NOW, EmptyLog, many

from dateline.errors import StoreUnavailable
from dateline.events.codec import canonical
from dateline.log.append import CHUNK
from dateline.log.contract import EventLog, Taken
from dateline.log.verification import verify


class UpkeepContract(EmptyLog):
    """Each promise of `Upkeep`; what `verify` finds in a file that was altered is in tests/log/test_sqlite.py."""

    async def test_a_file_is_taken_with_its_events(self, log: EventLog) -> None:
        digest, other = b"\x00\xff" * 16, b"o" * 32
        await log.append([funding("a")], now=NOW, taken=Taken(digest, "a.ndjson"))
        await log.append([], now=NOW, taken=Taken(digest, "renamed.ndjson"))
        assert await log.taken([digest, other]) == {digest}

    async def test_traces_are_noted_with_a_file_once_and_found_by_how_they_begin(self, log: EventLog) -> None:
        await log.append([], now=NOW, taken=Taken(b"d" * 32, "dry.csv", ["t c"]), dry_run=True)
        await log.append([], now=NOW, taken=Taken(b"a" * 32, "a.csv", ["t b", "t a"]))
        await log.append([funding("a")], now=NOW, taken=Taken(b"b" * 32, "t.csv", ["t a", "t d", "other"]))
        assert await log.traces("t ") == [("t a", 0), ("t b", 0), ("t d", 1)]

    async def test_a_closed_log_says_so(self) -> None:
        async with self.opening() as log:
            await log.append([funding("a")], now=NOW)
        with pytest.raises(StoreUnavailable, match="closed"):
            await log.head()
        with pytest.raises(StoreUnavailable, match="closed"):
            await log.append([funding("b")], now=NOW)
        await log.close()

    async def test_a_log_that_can_be_read_and_appended_to_says_nothing_of_its_condition(self, log: EventLog) -> None:
        await log.append([funding("a")], now=NOW)
        found = await log.condition()
        assert (found.unreadable, found.unwritable) == (None, None)
        assert found.durability

    async def test_what_is_stored_comes_in_pages_by_position(self, log: EventLog) -> None:
        await log.append(many(5), now=NOW)
        pages = [await log.stored(after, 2) for after in (0, 2, 4, 5)]
        assert [[one.position for one in page] for page in pages] == [[1, 2], [3, 4], [5], []]
        assert [one.content for one in pages[2]] == [canonical(many(5)[4])]

    async def test_what_is_filed_follows_from_the_contents_and_an_index_made_anew_is_the_same(
        self, log: EventLog
    ) -> None:
        await log.append([founded("f"), *many(2 * CHUNK)], now=NOW)
        reached: list[int] = []
        assert await log.reindex(reached.append) == 2 * CHUNK + 1 == reached[-1]
        assert (await verify(log)).position == 2 * CHUNK + 1
        assert await log.misfiled([]) is None
