"""What every store promises of the Merkle tree over its records."""

from __future__ import annotations

import pytest
from log_cases import NOW, EmptyLog, many

from dateline.errors import PositionAhead
from dateline.log.contract import EventLog
from dateline.log.merkle import EMPTY_ROOT, check_consistency, check_inclusion, fold, leaf_hash
from dateline.log.proofs import consistency, inclusion, root
from dateline.log.subtrees import FAN


class TreeContract(EmptyLog):
    """What an append keeps of the tree, and what a log proves by it."""

    async def test_subtrees_are_kept_as_they_become_whole_however_events_come(self, log: EventLog) -> None:
        events, begun = many(3 * FAN + 10), 0
        for count in (1, FAN - 2, 1, 1, 2 * FAN, 7):
            await log.append(events[begun : begun + count], now=NOW)
            begun += count
            leaves = [leaf_hash(one) for one in await log.record_hashes(0, begun)]
            whole = {number: fold(leaves[number * FAN : (number + 1) * FAN]) for number in range(begun // FAN)}
            assert await log.subtrees(1, 0, 99) == whole
            assert await root(log, begun) == fold(leaves)
        assert await log.subtrees(1, 1, 2) == {1: whole[1]}
        assert await log.subtrees(2, 0, 99) == {}

    async def test_a_dry_run_leaves_nothing_of_the_tree(self, log: EventLog) -> None:
        await log.append(many(FAN + 1), now=NOW, dry_run=True)
        assert await log.subtrees(1, 0, 99) == {}
        await log.append(many(FAN), now=NOW)
        assert await root(log, FAN) == (await log.subtrees(1, 0, 99) or {})[0]

    async def test_it_proves_that_it_holds_a_record_and_that_it_goes_on(self, log: EventLog) -> None:
        await log.append(many(2 * FAN + 30), now=NOW)
        hashes = await log.record_hashes(0, 2 * FAN + 30)
        for size in (1, 2, FAN - 1, FAN, FAN + 1, 2 * FAN, 2 * FAN + 30):
            whole = await root(log, size)
            for position in {1, 2, size // 2, size} & set(range(1, size + 1)):
                proof = await inclusion(log, position, size)
                check_inclusion(position - 1, size, leaf_hash(hashes[position - 1]), proof, whole)
            for old in {1, 2, size // 2, size - 1, size} & set(range(1, size + 1)):
                check_consistency(old, size, await root(log, old), whole, await consistency(log, old, size))

    async def test_the_tree_of_no_records_is_empty_and_none_is_ahead_of_the_log(self, log: EventLog) -> None:
        assert await root(log, 0) == EMPTY_ROOT
        await log.append(many(2), now=NOW)
        assert await root(log, 0) == EMPTY_ROOT
        with pytest.raises(PositionAhead):
            await root(log, 3)
        with pytest.raises(PositionAhead):
            await inclusion(log, 1, 3)
        with pytest.raises(PositionAhead):
            await consistency(log, 1, 3)
