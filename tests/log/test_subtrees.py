"""The subtrees that a log keeps: on all levels, in logs of before, and where somebody changed them."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from log_cases import NOW, many

from dateline.errors import CorruptLog
from dateline.log.contract import EventLog
from dateline.log.merkle import check_consistency, check_inclusion, fold, leaf_hash
from dateline.log.opening import open_log
from dateline.log.proofs import consistency, inclusion, root
from dateline.log.record import LogHead
from dateline.log.subtrees import FAN, GrowingTree
from dateline.log.verification import verify

COUNT = FAN * FAN + 3 * FAN + 5
HASHES = [hashlib.sha256(number.to_bytes(4, "big")).digest() for number in range(COUNT)]
LEAVES = [leaf_hash(one) for one in HASHES]


class OnlyHashes:
    """Of a log no more than its tree needs; `reads` counts the hashes that were read."""

    def __init__(self) -> None:
        self.kept: dict[tuple[int, int], bytes] | None = {}
        self.size = 0
        self.reads = 0
        self._tree = GrowingTree(self.record_hashes, self.subtrees)

    async def append(self, upto: int) -> None:
        assert self.kept is not None
        previous = HASHES[self.size - 1] if self.size else bytes(32)
        grown = await self._tree.grown(previous, self.size, HASHES[self.size : upto])
        self.kept |= {(level, number): hash for level, number, hash in grown}
        self.size = upto

    async def head(self) -> LogHead:
        return LogHead(self.size, HASHES[self.size - 1], 1, NOW)

    async def record_hashes(self, after: int, upto: int) -> Sequence[bytes]:
        self.reads += upto - after
        return HASHES[after:upto]

    async def subtrees(self, level: int, start: int, end: int) -> Mapping[int, bytes]:
        found = {of: hash for (on, of), hash in (self.kept or {}).items() if on == level and start <= of < end}
        self.reads += len(found)
        return found

    @property
    def log(self) -> EventLog:
        return cast(EventLog, self)


@pytest.fixture
async def long() -> OnlyHashes:
    made = OnlyHashes()
    for upto in (FAN * 100 + 1, FAN * 100 + 7, FAN * FAN - 1, FAN * FAN, FAN * FAN + 2, COUNT):
        await made.append(upto)
    return made


async def test_subtrees_of_subtrees_are_kept_too(long: OnlyHashes) -> None:
    assert await long.subtrees(2, 0, 9) == {0: fold(LEAVES[: FAN * FAN])}
    assert len(await long.subtrees(1, 0, 999)) == FAN + 3


async def test_a_proof_reads_little_of_a_long_log_and_all_of_one_that_keeps_nothing(long: OnlyHashes) -> None:
    long.reads = 0
    whole = await root(long.log, COUNT)
    assert whole == fold(LEAVES)
    assert long.reads <= 3 * FAN
    long.reads = 0
    check_inclusion(777, COUNT, LEAVES[777], await inclusion(long.log, 778, COUNT), whole)
    old = FAN * FAN - 300
    check_consistency(old, COUNT, fold(LEAVES[:old]), whole, await consistency(long.log, old, COUNT))
    assert long.reads <= 20 * FAN
    long.kept = None
    long.reads = 0
    assert await root(long.log, COUNT) == whole
    assert long.reads >= COUNT


@given(st.lists(st.integers(1, 3 * FAN), max_size=12), st.sets(st.integers(0, 11)))
@settings(deadline=None)
async def test_what_is_kept_is_the_same_in_whatever_pieces_records_come(pieces: list[int], undone: set[int]) -> None:
    made, size = OnlyHashes(), 0
    for number, piece in enumerate(pieces):
        if number in undone:  # a transaction that came to nothing
            before = dict(made.kept or {})
            await made.append(size + piece)
            made.kept, made.size = before, size
        else:
            await made.append(size := size + piece)
    expected = {number: fold(LEAVES[number * FAN : (number + 1) * FAN]) for number in range(size // FAN)}
    assert await made.subtrees(1, 0, 999) == expected


def without_the_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE subtree")


async def test_a_log_of_before_gets_its_subtrees_when_it_is_opened_to_be_written(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    async with open_log(path) as log:
        await log.append(many(2 * FAN + 9), now=NOW)
        kept, whole = await log.subtrees(1, 0, 9), await root(log, 2 * FAN + 9)
    without_the_table(path)
    async with open_log(path, read_only=True) as log:
        assert await log.subtrees(1, 0, 9) is None
        assert await root(log, 2 * FAN + 9) == whole
        await verify(log)
    async with open_log(path) as log:
        assert await log.subtrees(1, 0, 9) == kept != {}
        await verify(log)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE subtree SET hash = zeroblob(32) WHERE number = 1",
        "DELETE FROM subtree WHERE number = 0",
        "DELETE FROM subtree",
        "INSERT INTO subtree (level, number, hash) VALUES (1, 2, zeroblob(32))",
        "INSERT INTO subtree (level, number, hash) VALUES (2, 0, zeroblob(32))",
    ],
)
async def test_verify_names_a_subtree_that_does_not_follow_from_the_records(tmp_path: Path, change: str) -> None:
    path = tmp_path / "log.db"
    async with open_log(path) as log:
        await log.append(many(2 * FAN), now=NOW)
    with closing(sqlite3.connect(path)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(change)
        for _, statement in triggers:
            connection.execute(statement)
        connection.commit()
    async with open_log(path, read_only=True) as log:
        with pytest.raises(CorruptLog, match="Merkle tree"):
            await verify(log)


async def test_the_database_refuses_to_change_a_subtree(tmp_path: Path) -> None:
    async with open_log(tmp_path / "log.db") as log:
        await log.append(many(FAN), now=NOW)
    with closing(sqlite3.connect(tmp_path / "log.db")) as connection:
        for change in ("UPDATE subtree SET hash = zeroblob(32)", "DELETE FROM subtree"):
            with pytest.raises(sqlite3.IntegrityError, match="never"):
                connection.execute(change)
