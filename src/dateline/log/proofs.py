"""What a log can prove of itself: the root of its first records, and that it holds or continues what it did.

Each reads, for every level of 256, at most a few hundred hashes, however long the log is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dateline.errors import CorruptLog, PositionAhead
from dateline.log.contract import EventLog
from dateline.log.merkle import EMPTY_ROOT, LeafRange, consistency_ranges, fold, inclusion_ranges, leaf_hash
from dateline.log.subtrees import FAN

_AT_ONCE: Final = 64
"""Subtrees worked out of records at once where they are not kept: some 16,000 records."""


async def root(log: EventLog, size: int) -> bytes:
    """The root of the tree over the first records. Raises PositionAhead if there are not so many."""
    await _refuse_ahead(log, size)
    return await _Nodes(log).above(LeafRange(0, size)) if size else EMPTY_ROOT


async def inclusion(log: EventLog, position: int, size: int) -> list[bytes]:
    """The proof that the record at a position is one of the first `size`. Raises PositionAhead."""
    await _refuse_ahead(log, max(size, position))
    return await _Nodes(log).each(inclusion_ranges(position - 1, size))


async def consistency(log: EventLog, old: int, size: int) -> list[bytes]:
    """The proof that the first `size` records begin with the first `old`. Raises PositionAhead."""
    await _refuse_ahead(log, max(size, old))
    return await _Nodes(log).each(consistency_ranges(old, size))


async def refuse_other_subtrees(log: EventLog, size: int) -> None:
    """Raises CorruptLog if what is kept of the tree does not follow from the hashes of the records. Reads all."""
    level, row = 1, await _first_level(log, size)
    while (kept := await log.subtrees(level, 0, 2**62)) is not None and (row or kept):
        for number, hash in enumerate(row):
            if kept.get(number) != hash:
                raise _other(level, number)
        if len(kept) > len(row):
            raise _other(level, max(kept))
        level, row = level + 1, [fold(row[at : at + FAN]) for at in range(0, len(row) - len(row) % FAN, FAN)]


def _other(level: int, number: int) -> CorruptLog:
    what = f"what is kept of its Merkle tree (level {level}, number {number}) does not follow from its records"
    return CorruptLog(0, what)


async def _first_level(log: EventLog, size: int) -> list[bytes]:
    nodes = _Nodes(log)
    row: list[bytes] = []
    while len(row) < size // FAN:
        row += await nodes.of_records(len(row), min(len(row) + _AT_ONCE, size // FAN))
    return row


async def _refuse_ahead(log: EventLog, size: int) -> None:
    head = await log.head()
    if size > head.position:
        raise PositionAhead(size, head.position)


class _Nodes:
    """The nodes of a log's tree, each read once."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._read: dict[tuple[int, int, int], Sequence[bytes]] = {}

    async def each(self, ranges: Sequence[LeafRange]) -> list[bytes]:
        return [await self.above(leaves) for leaves in ranges]

    async def above(self, leaves: LeafRange) -> bytes:
        """The node above these leaves, which begin at a multiple of a power of two that is no less than they are."""
        level = 0
        while FAN ** (level + 1) <= leaves.end - leaves.start:
            level += 1
        size = FAN**level
        whole = leaves.end - leaves.end % size
        row = await self._row(level, leaves.start // size, whole // size)
        return fold([*row, await self.above(LeafRange(whole, leaves.end))] if whole < leaves.end else row)

    async def _row(self, level: int, start: int, end: int) -> Sequence[bytes]:
        """Whole subtrees of a level, from a number up to another."""
        if (found := self._read.get((level, start, end))) is None:
            found = await (self._kept(level, start, end) if level else self._leaves(start, end))
            self._read[level, start, end] = found
        return found

    async def _leaves(self, start: int, end: int) -> list[bytes]:
        return [leaf_hash(one) for one in await self._log.record_hashes(start, end)]

    async def _kept(self, level: int, start: int, end: int) -> list[bytes]:
        kept = await self._log.subtrees(level, start, end) or {}
        return [kept[number] if number in kept else await self._made(level, number) for number in range(start, end)]

    async def _made(self, level: int, number: int) -> bytes:
        """A subtree that is not kept, of those below it."""
        below = await self._row(level - 1, number * FAN, (number + 1) * FAN)
        del self._read[level - 1, number * FAN, (number + 1) * FAN]
        return fold(below)

    async def of_records(self, start: int, end: int) -> list[bytes]:
        """Subtrees of level 1, whatever is kept of them."""
        hashes = await self._log.record_hashes(start * FAN, end * FAN)
        leaves = [leaf_hash(one) for one in hashes]
        return [fold(leaves[at : at + FAN]) for at in range(0, len(leaves), FAN)]
