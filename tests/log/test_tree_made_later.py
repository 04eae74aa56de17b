"""A log from before there was a tree answers and grows at once, while its tree is made in portions."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest
from builders import funding
from log_cases import NOW, many
from postgres_server import new_place

from dateline.errors import CorruptLog
from dateline.log.contract import EventLog
from dateline.log.opening import open_log
from dateline.log.proofs import root
from dateline.log.sql import tree
from dateline.log.sqlite import upgrade
from dateline.log.subtrees import FAN
from dateline.log.verification import verify

COUNT = 5 * FAN + 9

KILLED = """
import asyncio, os, signal, sys
from dateline.log.opening import open_log
from dateline.log.sql import tree
from dateline.log.sqlite import upgrade
tree.PORTION = upgrade.PORTION = 1
puts = 0
above = tree.above
async def killed(*given):
    global puts
    puts += 1
    if puts == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return await above(*given)
tree.above = killed
async def main():
    async with open_log(sys.argv[1]) as log:
        await log._tree._making
asyncio.run(main())
"""
"""Two portions are put by, and the third one is under way."""


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield str(tmp_path / "log.db")
        return
    with new_place() as address:
        yield address


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long log is one of more than 256 records."""
    monkeypatch.setattr(tree, "PORTION", 1)
    monkeypatch.setattr(upgrade, "PORTION", 1)


async def by_hand(place: str, statement: str) -> list[tuple[object, ...]]:
    if place.startswith("postgresql:"):
        connection = await asyncpg.connect(place)
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()
    with closing(sqlite3.connect(place)) as file, file:
        return list(file.execute(statement))


async def of_before(place: str) -> None:
    """A log of an earlier release."""
    async with open_log(place) as log:
        await log.append(many(COUNT), now=NOW)
    await by_hand(place, "DROP TABLE subtree")


async def begun(place: str) -> int:
    ((count,),) = await by_hand(place, "SELECT count(*) FROM begun_subtree")
    return int(str(count))


def maker(log: EventLog) -> tree.TreeMaker:
    made: tree.TreeMaker = log._tree  # type: ignore[attr-defined]
    return made


async def until_made(log: EventLog) -> None:
    making = maker(log)._making
    assert making is not None
    await asyncio.wait_for(asyncio.shield(making), 60)


async def check(log: EventLog, count: int) -> None:
    """All that belongs there is there, and nothing more."""
    assert sorted(await log.subtrees(1, 0, 99) or {}) == [*range(count // FAN)]
    assert (await verify(log)).position == count


async def test_it_is_made_beside_appends_and_they_go_on_with_it(place: str) -> None:
    await of_before(place)
    async with open_log(place) as log:
        assert (await log.head()).position == COUNT
        assert (await log.append([funding("at/once")], now=NOW)).head.position == COUNT + 1
        assert await log.subtrees(1, 0, 99) is None
        await until_made(log)
        await check(log, COUNT + 1)
        await log.append(many(FAN, "later/"), now=NOW)
        await check(log, COUNT + 1 + FAN)
    assert not await by_hand(place, f"SELECT 1 FROM {_catalogue(place)} WHERE {_name(place)} = 'begun_subtree'")


def _catalogue(place: str) -> str:
    return "pg_tables" if place.startswith("postgresql:") else "sqlite_schema"


def _name(place: str) -> str:
    return "schemaname = current_schema() AND tablename" if place.startswith("postgresql:") else "name"


async def test_who_reads_meanwhile_proves_the_same_and_finds_the_log_sound(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await of_before(place)
    put_by = asyncio.Event()
    in_turn = asyncio.Event()
    portion = tree.TreeMaker._portion

    async def one_and_no_more(self: tree.TreeMaker) -> bool:
        if put_by.is_set():
            await in_turn.wait()
        done = await portion(self)
        put_by.set()
        return done

    monkeypatch.setattr(tree.TreeMaker, "_portion", one_and_no_more)
    async with open_log(place) as log, open_log(place, read_only=True) as reading:
        await asyncio.wait_for(put_by.wait(), 60)
        assert await begun(place) == 1
        assert await reading.subtrees(1, 0, 99) is None
        assert (await verify(reading)).position == COUNT
        before = await root(reading, COUNT)
        await log.append(many(3, "more/"), now=NOW)
        in_turn.set()
        await until_made(log)
        await check(reading, COUNT + 3)
        assert await root(reading, COUNT) == before


async def test_who_is_killed_meanwhile_loses_a_portion_and_the_next_one_goes_on(place: str) -> None:
    await of_before(place)
    command = [sys.executable, "-c", KILLED, place]
    done = await asyncio.to_thread(subprocess.run, command, check=False, capture_output=True, timeout=60)
    assert done.returncode == -9, done.stderr
    assert await begun(place) == 2
    async with open_log(place) as log:
        await until_made(log)
        await check(log, COUNT)


async def test_who_closes_the_log_puts_by_the_portion_under_way(place: str) -> None:
    await of_before(place)
    made = []
    for _ in range(3):
        async with open_log(place):
            pass
        made.append(await begun(place))
    assert made == [1, 2, 3]
    async with open_log(place) as log:
        await until_made(log)
        await check(log, COUNT)


async def test_of_several_who_make_it_at_once_none_spoils_it_for_another(place: str) -> None:
    await of_before(place)
    async with open_log(place) as one, open_log(place) as other:
        await asyncio.gather(
            until_made(one), until_made(other), *(one.append(many(9, f"{n}/"), now=NOW) for n in range(9))
        )
        await check(other, COUNT + 81)
        await other.append(many(FAN, "later/"), now=NOW)
        await check(one, COUNT + 81 + FAN)


async def test_what_was_made_of_another_log_is_not_put_by(place: str) -> None:
    """As where a server has taken the place of another that was ahead of it."""
    await of_before(place)
    async with open_log(place) as log:
        making = maker(log)
        named, turned = making._reader.named, 0

        async def of_another(query: str, /, **params: object) -> object:
            nonlocal turned
            rows = await named(query, **params)
            if query == "record_hashes" and turned < 2:
                turned += 1
                return [*rows[:-1], (b"another" * 4 + b"hash",)]
            return rows

        making._reader.named = of_another  # type: ignore[method-assign,assignment]
        await until_made(log)
        assert turned == 2
        await check(log, COUNT)


async def test_a_tree_that_an_append_misses_is_made(place: str) -> None:
    """As where the log could not be written when it was opened."""
    async with open_log(place) as log:
        await log.append(many(COUNT), now=NOW)
    async with open_log(place) as log:
        await by_hand(place, "DROP TABLE subtree")
        assert maker(log)._making is None
        await log.append([funding("a")], now=NOW)
        await until_made(log)
        await check(log, COUNT + 1)


@pytest.mark.parametrize("portion", [1, 256], ids=["long", "short"])
@pytest.mark.parametrize("position", [FAN + 3, COUNT - 1])
async def test_a_log_that_is_hurt_goes_on_without_one(
    place: str, position: int, portion: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await of_before(place)
    if place.startswith("postgresql:"):
        await by_hand(place, "ALTER TABLE event DISABLE TRIGGER event_is_never_deleted")
    else:
        await by_hand(place, "DROP TRIGGER event_is_never_deleted")
    await by_hand(place, f"DELETE FROM event WHERE position = {position}")
    monkeypatch.setattr(tree, "PORTION", portion)
    monkeypatch.setattr(upgrade, "PORTION", portion)
    async with open_log(place) as log:
        await until_made(log)
        assert await log.subtrees(1, 0, 99) is None
        assert (await log.append([funding("a")], now=NOW)).head.position == COUNT + 1
        with pytest.raises(CorruptLog, match=f"record {position}"):
            await verify(log)
