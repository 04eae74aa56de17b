"""The index for rankings of a long log is made anew with other processes: it comes out as one process makes it."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import aclosing, closing
from pathlib import Path

import msgspec
import pytest
from builders import eur, founded, funding, retraction
from log_cases import NOW

from dateline.log.drafts import draft_of_read
from dateline.log.opening import open_log
from dateline.log.record import LogHead
from dateline.log.sql.rows import Cells
from dateline.log.sqlite.indexers import Indexers, start_indexer

RECORDS = 23
Portions = list[tuple[int, list[Cells]]]


class Several(Indexers):
    """Takes any log to be worth other processes, and keeps those that were started."""

    def __init__(self) -> None:
        super().__init__(worth_it_records=0, processors=2, start=self._begin, stretch=4)
        self.started: list[subprocess.Popen[bytes]] = []

    def _begin(self) -> subprocess.Popen[bytes]:
        process = start_indexer()
        assert process is not None
        self.started.append(process)
        return process


class GiveNoAnswer(Several):
    """Processes that are gone, as far as anyone can tell who waits for their answers."""

    def _begin(self) -> subprocess.Popen[bytes]:
        code = "import os, sys; os.close(1); sys.stdin.buffer.read()"
        process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.started.append(process)
        return process


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "x.db"
    asyncio.run(_fill(path))
    return path


async def _fill(path: Path) -> None:
    events = [
        funding(f"c{n}/seed", company=f"c{n}", round="seed", raised=eur(n + 1), valuation=eur(9 * n + 9), on="2021")
        if n % 2
        else founded(f"c{n}/founded", company=f"c{n}", name=f"Ünter {n}", country="DE", on="2020")
        for n in range(RECORDS - 2)
    ]
    garbled = draft_of_read(funding("bad/seed", company="bad", round="seed", raised=eur(1), on="2021"), b"garbled")
    async with open_log(path) as log:
        await log.append([*events, garbled, retraction("c1/no", of="c1/seed", company="c1")], now=NOW)


def _filed(path: Path) -> list[Cells]:
    """As the index has them, in the order in which they are inserted."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            "SELECT measure, unit, number, company, subject, first_day, last_day, possible_day, known, confidence, id"
            " FROM account WHERE company <> 'bad' ORDER BY id"
        ).fetchall()


async def _head(path: Path) -> LogHead:
    async with open_log(path, read_only=True) as log:
        return await log.head()


async def _portions(indexers: Indexers, path: Path, head: LogHead, here: Portions) -> Portions:
    """What comes of a log; `here` gets what was left to this process."""

    async def made_here(after: int, upto: int) -> Sequence[Cells]:
        rows = [row for row in _filed(path) if after < _position(row) <= upto]
        here.append((upto, rows))
        return rows

    async with aclosing(indexers.rows(path, head, made_here)) as found:
        return [(position, [*rows]) async for position, rows in found]


def _position(row: Cells) -> int:
    assert isinstance(row[-1], int)
    return row[-1] // 8


async def test_others_say_what_is_filed(path: Path) -> None:
    several, here = Several(), Portions()
    portions = await _portions(several, path, await _head(path), here)
    assert [position for position, _ in portions] == [4, 8, 12, 16, 20, 23]
    assert [row for _, rows in portions for row in rows] == _filed(path)
    assert here == []
    assert [process.returncode is not None for process in several.started] == [True, True]


@pytest.mark.parametrize("kind", [Several, GiveNoAnswer])
async def test_a_log_is_indexed_as_before(path: Path, kind: type[Several], monkeypatch: pytest.MonkeyPatch) -> None:
    before = _filed(path)
    indexers, told = kind(), list[int]()
    monkeypatch.setattr("dateline.log.sqlite.writer.Indexers", lambda: indexers)
    async with open_log(path) as log:
        assert await log.reindex(told.append) == RECORDS
    assert _filed(path) == before
    assert told == [4, 8, 12, 16, 20, 23]
    assert len(indexers.started) == 2


async def test_where_they_give_no_answer_all_is_made_here(path: Path) -> None:
    here = Portions()
    portions = await _portions(GiveNoAnswer(), path, await _head(path), here)
    assert portions == here
    assert [row for _, rows in portions for row in rows] == _filed(path)


async def test_they_say_nothing_of_another_log_at_the_same_place(path: Path) -> None:
    head, here = msgspec.structs.replace(await _head(path), hash=bytes(32)), Portions()
    assert await _portions(Several(), path, head, here) == here
    assert len(here) == 6


async def test_they_end_with_what_they_are_for(path: Path) -> None:
    several = Several()

    async def made_here(after: int, upto: int) -> Sequence[Cells]:
        return [pytest.fail(f"{after} to {upto} was left to this process")]

    async with aclosing(several.rows(path, await _head(path), made_here)) as found:
        assert (await anext(found))[0] == 4
        assert [process.poll() for process in several.started] == [None, None]
    assert [process.returncode is not None for process in several.started] == [True, True]


@pytest.mark.parametrize(
    "indexers",
    [
        Indexers(processors=2, start=lambda: pytest.fail("it is not worth it")),
        Indexers(worth_it_records=0, processors=1, start=lambda: pytest.fail("there is no processor for it")),
        Indexers(worth_it_records=0, processors=2, start=lambda: None),
    ],
    ids=["short", "one processor", "never start"],
)
async def test_else_nothing_is_made_for_others_to_do(path: Path, indexers: Indexers) -> None:
    assert await _portions(indexers, path, await _head(path), []) == []
