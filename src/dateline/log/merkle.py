"""The Merkle tree of RFC 6962 over the records of a log, as far as it is arithmetic: hashes, proofs, what they prove.

The leaf of a record is `SHA-256(0x00 || hash of the record)`, and its index is one less than its position; a node is
`SHA-256(0x01 || left || right)`. The hash of a record seals all records before it and the digest of its content
(chain.py), so that the tree stays what it is when a content is erased.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from dateline.errors import InvalidProof

EMPTY_ROOT: Final = hashlib.sha256().digest()
"""The root of a tree without leaves."""

_sha256 = hashlib.sha256


class LeafRange(NamedTuple):
    """Leaves that have one node above them: from `start` up to `end`, which is not among them."""

    start: int
    end: int


def leaf_hash(data: bytes) -> bytes:
    return _sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return _sha256(b"\1" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The node above nodes of one size; the last of them may be of a smaller tree.

    A last one without a neighbour goes up as it is, which comes to the same as to split at a power of two.
    """
    row = list(hashes)
    while len(row) > 1:
        pairs = iter(row)
        above = [_sha256(b"\1" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)]
        if len(row) % 2:
            above.append(row[-1])
        row = above
    return row[0] if row else EMPTY_ROOT


def inclusion_ranges(index: int, size: int) -> list[LeafRange]:
    """What proves that a leaf is in a tree of so many: the neighbours on its way up, the nearest first."""
    start, end = 0, size
    ranges = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append(LeafRange(middle, end))
            end = middle
        else:
            ranges.append(LeafRange(start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(old: int, size: int) -> list[LeafRange]:
    """What proves that a tree of so many leaves begins with one of `old`: nothing if that is all of it, or empty."""
    if old in (0, size):
        return []
    start, end, ranges, whole = 0, size, [], True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            ranges.append(LeafRange(middle, end))
            end = middle
        else:
            ranges.append(LeafRange(start, middle))
            start, whole = middle, False
    return [*([] if whole else [LeafRange(start, end)]), *ranges[::-1]]


def check_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Raises InvalidProof unless the proof leads from the leaf at an index to the root of a tree of so many leaves."""
    if not 0 <= index < size:
        raise InvalidProof(f"a tree of {size} leaves has none at index {index}")
    _refuse_length((leaf, root, *proof), 2 + len(inclusion_ranges(index, size)))
    if _climbed(index, size - 1, leaf, proof) != root:
        raise InvalidProof("it does not lead to the root")


def check_consistency(old: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> None:
    """Raises InvalidProof unless the proof shows that the tree of so many leaves begins with the one of `old`: one at
    least, since nothing can be shown of none."""
    if not 1 <= old <= size:
        raise InvalidProof(f"of a tree of {size} leaves nothing shows that it begins with one of {old}")
    _refuse_length(proof, len(consistency_ranges(old, size)))
    if old == size:
        if old_root != root:
            raise InvalidProof("two trees of one size have two roots")
        return
    first, rest = (old_root, proof) if old & (old - 1) == 0 else (proof[0], proof[1:])
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    if _climbed(place, last, first, rest, lambda is_left: not is_left) != old_root:
        raise InvalidProof("it does not lead to the root of the shorter tree")
    if _climbed(place, last, first, rest) != root:
        raise InvalidProof("it does not lead to the root of the longer tree")


def _climbed(
    place: int, last: int, hash: bytes, proof: Sequence[bytes], counts: Callable[[bool], bool] = lambda _: True
) -> bytes:
    """The hash at the top, from the node at a place of a row up. `counts` says of a neighbour, by whether the node is
    on its left, whether it belongs to the tree."""
    for neighbour, is_left in zip(proof, _sides(place, last), strict=False):
        if counts(is_left):
            hash = node_hash(hash, neighbour) if is_left else node_hash(neighbour, hash)
    return hash


def _sides(place: int, last: int) -> Iterator[bool]:
    """For each neighbour on the way up, whether the node is on its left."""
    while last:
        if place & 1:
            yield False
        elif place < last:
            yield True
        place, last = place >> 1, last >> 1


def _refuse_length(hashes: Sequence[bytes], expected: int) -> None:
    if len(hashes) != expected or any(len(one) != len(EMPTY_ROOT) for one in hashes):
        raise InvalidProof(f"it needs {expected} hashes of {len(EMPTY_ROOT)} bytes")


def _split(leaves: int) -> int:
    """The largest power of two below this number, which is two or more."""
    return 1 << (leaves - 1).bit_length() - 1
