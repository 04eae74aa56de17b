"""Subtrees: the nodes of the Merkle tree that a store keeps, so that no proof reads the whole log.

Kept are the nodes above 256 leaves, above 256 of those, and so on, each when it has become whole: some forty bytes for
256 records. All others are worked out from these and from the hashes of records, of which a proof then needs at most
255 on each level (`proofs.py`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, NamedTuple

from dateline.log.merkle import fold, leaf_hash

FAN: Final = 256
"""How many nodes of one level a node of the next one stands above. Level 0 are the leaves."""


class Subtree(NamedTuple):
    """The node above the records `number * FAN ** level + 1` to `(number + 1) * FAN ** level`."""

    level: int
    number: int
    hash: bytes


HashesOf = Callable[[int, int], Awaitable[Sequence[bytes]]]
"""The hashes of the records behind a position, up to another."""
SubtreesOf = Callable[[int, int, int], Awaitable[Mapping[int, bytes]]]
"""The subtrees kept of a level, from a number up to another, which is not among them, by their numbers."""


class GrowingTree:
    """What of the tree becomes whole while records are appended; a store asks it within the transaction."""

    def __init__(self, hashes_of: HashesOf, subtrees_of: SubtreesOf) -> None:
        self._hashes_of = hashes_of
        self._subtrees_of = subtrees_of
        self._last: tuple[int, bytes] | None = None
        self._begun: list[bytes] = []
        """The hashes of the records of the subtree under way, as far as `_last`: they need not be read again."""

    async def grown(self, previous: bytes, start: int, hashes: list[bytes]) -> list[Subtree]:
        """The subtrees that become whole with records of these hashes, behind the position `start`, whose record has
        the hash `previous`. To be written at once: what is asked of the store next may rest on them.
        """
        begun = self._begun if self._last == (start, previous) else None
        end = start + len(hashes)
        if end // FAN == start // FAN:
            self._keep(end, hashes, begun)
            return []
        if begun is None:
            begun = list(await self._hashes_of(start - start % FAN, start)) if start % FAN else []
        leaves = begun + hashes
        whole = len(leaves) - len(leaves) % FAN
        self._last, self._begun = (end, hashes[-1]), leaves[whole:]
        return await above(1, start // FAN, whole_subtrees(leaves[:whole]), self._subtrees_of)

    def _keep(self, end: int, hashes: list[bytes], begun: list[bytes] | None) -> None:
        if begun is None:
            self._last = None
        else:
            self._last, self._begun = (end, hashes[-1]), begun + hashes


async def above(level: int, first: int, hashes: Sequence[bytes], subtrees_of: SubtreesOf) -> list[Subtree]:
    """New subtrees of a level, from the number `first` on, and the higher ones that become whole by them."""
    found = [Subtree(level, number, hash) for number, hash in enumerate(hashes, first)]
    end = first + len(hashes)
    if end // FAN == first // FAN:
        return found
    begun = first - first % FAN
    before = await subtrees_of(level, begun, first) if begun < first else {}
    row = [*(before[number] for number in range(begun, first)), *hashes]
    whole = [fold(row[at : at + FAN]) for at in range(0, len(row) - len(row) % FAN, FAN)]
    return found + await above(level + 1, first // FAN, whole, subtrees_of)


def whole_subtrees(hashes: Sequence[bytes]) -> list[bytes]:
    """The subtrees of level 1 above records of these hashes, as many as become whole."""
    whole = len(hashes) - len(hashes) % FAN
    return [fold([leaf_hash(one) for one in hashes[at : at + FAN]]) for at in range(0, whole, FAN)]
