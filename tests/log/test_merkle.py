"""The Merkle tree: the recursion of RFC 6962, and the vectors of transparency-dev/merkle, right and wrong."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import InvalidProof
from dateline.log.merkle import (
    EMPTY_ROOT,
    LeafRange,
    check_consistency,
    check_inclusion,
    consistency_ranges,
    fold,
    inclusion_ranges,
    leaf_hash,
)

LEAVES = [leaf_hash(number.to_bytes(4, "big")) for number in range(300)]


def mth(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, to the letter, over leaf hashes."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    k = split(len(leaves))
    return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def split(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, 2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962, 2.1.2."""
    n = len(leaves)
    if m == n:
        return [] if whole else [mth(leaves)]
    k = split(n)
    if m <= k:
        return [*subproof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


def hashes(ranges: list[LeafRange]) -> list[bytes]:
    return [fold(LEAVES[leaves.start : leaves.end]) for leaves in ranges]


sizes = st.integers(0, len(LEAVES))


@given(sizes)
def test_a_row_folds_to_the_root_of_the_recursion(size: int) -> None:
    assert fold(LEAVES[:size]) == mth(LEAVES[:size])


def test_the_leaf_and_the_empty_root_are_those_of_the_standard() -> None:
    assert leaf_hash(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(st.data())
def test_an_inclusion_proof_is_the_path_of_the_recursion_and_holds_for_its_leaf_alone(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(LEAVES)))
    index = data.draw(st.integers(0, size - 1))
    proof = hashes(inclusion_ranges(index, size))
    assert proof == path(index, LEAVES[:size])
    check_inclusion(index, size, LEAVES[index], proof, mth(LEAVES[:size]))
    other = data.draw(st.integers(0, size - 1).filter(lambda at: at != index)) if size > 1 else None
    if other is not None:
        with pytest.raises(InvalidProof):
            check_inclusion(index, size, LEAVES[other], proof, mth(LEAVES[:size]))
        with pytest.raises(InvalidProof):
            check_inclusion(other, size, LEAVES[index], proof, mth(LEAVES[:size]))


@given(st.data())
def test_a_consistency_proof_is_the_one_of_the_recursion_and_holds_for_its_roots_alone(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(LEAVES)))
    old = data.draw(st.integers(1, size))
    proof = hashes(consistency_ranges(old, size))
    assert proof == subproof(old, LEAVES[:size], True)
    roots = mth(LEAVES[:old]), mth(LEAVES[:size])
    check_consistency(old, size, *roots, proof)
    changed = data.draw(st.integers(0, len(proof) + 1))
    parts = [*roots, *proof]
    parts[changed] = bytes([parts[changed][0] ^ 1]) + parts[changed][1:]
    with pytest.raises(InvalidProof):
        check_consistency(old, size, parts[0], parts[1], parts[2:])


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (0, 0)])
def test_a_leaf_outside_of_its_tree_is_in_none(index: int, size: int) -> None:
    with pytest.raises(InvalidProof, match="none at index"):
        check_inclusion(index, size, LEAVES[0], [], EMPTY_ROOT)


def vectors() -> Iterator[Any]:
    place = os.environ.get("DATELINE_TEST_DATA")
    folder = Path(place, "merkle", "testdata") if place else None
    if folder is None or not folder.is_dir():
        absent = pytest.mark.skip("the test data of transparency-dev/merkle is not here: DATELINE_TEST_DATA")
        yield pytest.param(Path("absent"), marks=absent)
        return
    for file in sorted(folder.rglob("*.json")):
        yield pytest.param(file, id=file.relative_to(folder).as_posix())


@pytest.mark.parametrize("file", list(vectors()))
def test_the_vectors_of_transparency_dev_are_judged_as_they_say(file: Path) -> None:
    said = json.loads(file.read_text(encoding="utf-8"))
    if said["wantErr"]:
        with pytest.raises(InvalidProof):
            judge(said)
    else:
        judge(said)


def judge(said: dict[str, Any]) -> None:
    proof = [bytes_of(one) for one in said["proof"] or ()]
    if "leafIdx" in said:
        start, end = said.get("start", 0), said.get("end", said.get("treeSize"))
        refuse_no_subtree(start, end)
        leaf, root = bytes_of(said["leafHash"]), bytes_of(said["root"])
        check_inclusion(said["leafIdx"] - start, end - start, leaf, proof, root)
    elif "start" in said and said["start"] == said["end"] <= said["size"]:
        if bytes_of(said["root1"]) != EMPTY_ROOT or proof:
            raise InvalidProof("of a subtree without leaves there is one root, and no proof")
    elif said.get("start", 0) == 0:
        old, size = said.get("end", said.get("size1")), said.get("size", said.get("size2"))
        check_consistency(old, size, bytes_of(said["root1"]), bytes_of(said["root2"]), proof)
    else:
        # A subtree that does not begin with the first leaf belongs to a later draft than RFC 6962, and no log proves
        # one: of these vectors, the ones that are wrong are wrong for the reasons that this tree knows.
        refuse_no_subtree(said["start"], said["end"])
        check_subtree(said["start"], said["end"], said["size"], bytes_of(said["root1"]), bytes_of(said["root2"]), proof)


def refuse_no_subtree(start: int, end: int) -> None:
    if start and start != end and (start > end or start % (1 << (end - start - 1).bit_length())):
        raise InvalidProof("it is no subtree")


def check_subtree(start: int, end: int, size: int, node: bytes, root: bytes, proof: list[bytes]) -> None:
    """draft-ietf-plants-merkle-tree-certs, 4.4.3, for subtrees that are whole: an inclusion proof of their node."""
    height = (end - start - 1).bit_length()
    if end > size or (end - start != 1 << height and end != size):
        raise InvalidProof("it is not whole")
    check_inclusion(start >> height, ((size - 1) >> height) + 1, node, proof, root)


def bytes_of(text: str | None) -> bytes:
    return base64.b64decode(text or "")
