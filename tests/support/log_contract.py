"""What every store promises: each docstring of `contract.py` as tests, part by part. A store joins by one class:

class TestMyLog(LogContract):
    opening = staticmethod(a_function_that_opens_a_new_and_empty_log_for_a_block_of_code)
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from log_cases import ALL, NOW, READS, Read, batches, laws
from log_contract_appending import AppendingContract
from log_contract_catalogue import CatalogueContract
from log_contract_copies import CopiesContract
from log_contract_erasure import ErasureContract
from log_contract_histories import HistoriesContract
from log_contract_keys import KeysContract
from log_contract_tree import TreeContract
from log_contract_upkeep import UpkeepContract

from dateline.events.event import Event
from dateline.log.contract import EventLog
from dateline.log.memory.store import MemoryLog


class LogContract(
    AppendingContract,
    HistoriesContract,
    CatalogueContract,
    UpkeepContract,
    TreeContract,
    ErasureContract,
    CopiesContract,
    KeysContract,
):
    """All of it, and what holds of every read."""

    @given(batches, st.integers(0, 12))
    @laws
    async def test_no_read_sees_past_its_position(self, events: list[Event], upto: int) -> None:
        async with self.opening() as whole, self.opening() as prefix:
            await whole.append(events, now=NOW)
            await prefix.append(events[:upto], now=NOW)
            for read in READS:
                assert await read.plain(whole, upto) == await read.plain(prefix, ALL), read.name

    @given(batches, st.integers(0, 12))
    @laws
    async def test_every_read_agrees_with_the_plainest_reading(self, events: list[Event], upto: int) -> None:
        async with self.opening() as log, MemoryLog.opened() as plainest:
            await log.append(events, now=NOW)
            await plainest.append(events, now=NOW)
            for read in READS:
                assert await read.plain(log, upto) == await read.plain(plainest, upto), read.name

    @pytest.mark.parametrize("read", READS, ids=lambda read: read.name)
    async def test_nothing_is_found_in_an_empty_log(self, log: EventLog, read: Read) -> None:
        found = await read.run(log, ALL)
        assert not any(found.values()) if isinstance(found, dict) else not found
