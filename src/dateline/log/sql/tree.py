"""The Merkle tree beside a log in a database: kept by each append, and made in portions for a log from before there was
one, beside all that goes on.

What is made is put by in a table of its own, one portion a transaction, so that whoever is killed loses one at most,
and the next one goes on behind. Until all is made the log keeps no tree: proofs are worked out of its records, and
appends add nothing. With the last portion all of it takes its place, in one transaction.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final, Protocol

from dateline.errors import CorruptLog, StoreUnavailable
from dateline.log.sql.erasing import Unguarded
from dateline.log.sql.reader import SqlReader
from dateline.log.sql.rows import SqlRow, as_head
from dateline.log.subtrees import FAN, GrowingTree, Subtree, above, whole_subtrees

PORTION: Final = 256
"""Subtrees of level 1 that are made at once: of 65,536 records, a tenth of a second."""
_AT_ONCE: Final = 16
"""Those after which others have their turn."""
_GRACE_SECONDS: Final = 1.0
"""How long whoever closes a log waits for the portion under way."""


class RowsOf(Protocol):
    """Runs named queries."""

    async def __call__(self, query: str, /, **params: object) -> list[SqlRow]: ...


class KeptTree:
    """The tree as appends keep it, each in its transaction; nothing as long as the log has none. `missing` is called
    then."""

    def __init__(self, rows: RowsOf) -> None:
        self._rows = rows
        self._tree = GrowingTree(self._hashes, self._subtrees)
        self._is_there = False
        self.missing: Callable[[], None] = _nothing

    async def grown(self, previous: bytes, start: int, hashes: list[bytes]) -> list[Subtree]:
        """What is to be filed beside records with these hashes: see `GrowingTree.grown`."""
        if not self._is_there:
            self._is_there = bool(await self._rows("has_subtrees"))
            if not self._is_there:
                self.missing()
                return []
        return await self._tree.grown(previous, start, hashes)

    async def _hashes(self, after: int, upto: int) -> list[bytes]:
        return [hash for (hash,) in await self._rows("record_hashes", after=after, upto=upto)]

    async def _subtrees(self, level: int, start: int, end: int) -> dict[int, bytes]:
        rows = await self._rows("subtrees", level=level, start=start, end=end)
        return {number: hash for number, hash in rows}  # noqa: C416 - rows are no pairs to the type checker


def _nothing() -> None:
    """Nobody makes the tree."""


async def fill_tree(transaction: Unguarded, start: int = 0) -> None:
    """File the nodes above all records behind a position, a multiple of 256, up to the head. Raises CorruptLog if one
    is missing."""
    tree = KeptTree(transaction.rows)
    (row,) = await transaction.rows("head")
    size, position, previous = as_head(row).position, start, b""
    while position < size:
        upto = min(position + _AT_ONCE * FAN, size)
        hashes = await _record_hashes(transaction.rows, position, upto)
        await transaction.insert("insert_subtree", await tree.grown(previous, position, hashes))
        position, previous = upto, hashes[-1]
        await asyncio.sleep(0)  # others have their turn between two chunks


async def _record_hashes(rows: RowsOf, after: int, upto: int) -> list[bytes]:
    found = [hash for (hash,) in await rows("record_hashes", after=after, upto=upto)]
    if len(found) < upto - after:
        raise CorruptLog(after + 1, "it is missing, or one of the next")
    return found


class TreeStore(Protocol):
    """What of a store makes its tree."""

    @property
    def tree(self) -> KeptTree:
        """The tree as it keeps it."""

    async def in_turn(self, work: Callable[[Unguarded], Awaitable[None]]) -> None:
        """Do something in a transaction that is kept, when nobody else writes; perhaps again, where a connection was
        lost. Raises StoreUnavailable."""

    async def make_tables(self, transaction: Unguarded, /) -> None:
        """Make the tables of the tree, and what guards them."""


class TreeMaker:
    """Makes the tree of a log that has none, in a task."""

    def __init__(self, reader: SqlReader, store: TreeStore) -> None:
        self._reader = reader
        self._store = store
        self._making: asyncio.Task[None] | None = None
        self._over = False

    def begin(self) -> None:
        """Make it, unless that is under way."""
        if not self._over and (self._making is None or self._making.done()):
            self._making = asyncio.ensure_future(self._make())

    async def end(self) -> None:
        """Make no more; the portion under way is put by first, where nobody has to be waited for."""
        self._over = True
        if self._making is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(_GRACE_SECONDS):
                    await self._making

    async def _make(self) -> None:
        clock = asyncio.get_running_loop().time
        try:
            while True:
                began = clock()
                if await self._portion() or self._over:
                    return
                await asyncio.sleep(clock() - began)  # half of the time is for those who ask
        except StoreUnavailable:  # whoever misses it next goes on
            return
        except CorruptLog:  # `verify` names what is missing
            self._over = True

    async def _portion(self) -> bool:
        """Whether all is made now."""
        if await self._reader.named("has_subtrees"):
            return True
        first = await self._begun(self._reader.named)
        ((position, *_),) = await self._reader.named("head")
        if position // FAN <= first + PORTION:
            await self._store.in_turn(self._finish)
            return True
        hashes: list[bytes] = []
        for number in range(first, first + PORTION, _AT_ONCE):
            upto = min(number + _AT_ONCE, first + PORTION) * FAN
            read = await _record_hashes(self._reader.named, number * FAN, upto)
            hashes += whole_subtrees(read)
            last = read[-1]
            await asyncio.sleep(0)  # others have their turn
        await self._store.in_turn(lambda transaction: self._put_by(transaction, first, hashes, last))
        return False

    async def _put_by(self, transaction: Unguarded, first: int, hashes: list[bytes], last: bytes) -> None:
        """Nothing where somebody else has put something by meanwhile, or the log is not the one that was read."""
        if await transaction.rows("has_subtrees") or await self._begun(transaction.rows) != first:
            return
        upto = (first + len(hashes)) * FAN
        if [tuple(row) for row in await transaction.rows("record_hashes", after=upto - 1, upto=upto)] != [(last,)]:
            return
        if not await transaction.rows("has_begun_subtrees"):
            await transaction.rows("make_begun_subtrees")

        async def begun_of(level: int, start: int, end: int) -> dict[int, bytes]:
            rows = await transaction.rows("begun_subtrees", level=level, start=start, end=end)
            return {number: hash for number, hash in rows}  # noqa: C416 - rows are no pairs to the type checker

        await transaction.insert("insert_begun_subtree", await above(1, first, hashes, begun_of))

    async def _finish(self, transaction: Unguarded) -> None:
        """The tables of the tree, with all that was put by and what is missing."""
        if await transaction.rows("has_subtrees"):
            return
        begun = await self._begun(transaction.rows)
        await self._store.make_tables(transaction)
        if await transaction.rows("has_begun_subtrees"):
            await transaction.rows("take_over_begun_subtrees")
            await transaction.rows("drop_begun_subtrees")
        await fill_tree(transaction, begun * FAN)

    async def _begun(self, rows: RowsOf) -> int:
        """How many subtrees of level 1 are put by."""
        if not await rows("has_begun_subtrees"):
            return 0
        ((count,),) = await rows("count_begun_subtrees")
        return int(count)


def tree_maker(reader: SqlReader, store: TreeStore | None) -> TreeMaker | None:
    """What makes the tree of a log that is written, as soon as an append misses it."""
    if store is None:
        return None
    maker = TreeMaker(reader, store)
    store.tree.missing = maker.begin
    return maker
