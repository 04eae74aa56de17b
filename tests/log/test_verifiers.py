"""A long log is looked at by several processes: what is found is what one finds, in the order of positions."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from builders import eur, founded, funding
from log_cases import NOW, many
from postgres_server import new_place

from dateline.errors import CorruptLog
from dateline.log.contract import EventLog
from dateline.log.drafts import draft_of_read
from dateline.log.opening import open_log
from dateline.log.process_pool import as_many_as_processors
from dateline.log.record import LogHead
from dateline.log.stretches import Walked
from dateline.log.verification import verify
from dateline.log.verifiers import Looking, Verifiers, start_verifier

STRETCH = 3
RECORDS = 20


class Several(Verifiers):
    """Takes any log to be worth other processes, and keeps those that were started."""

    def __init__(self) -> None:
        super().__init__(worth_it_records=0, processors=2, start=self._begin, stretch=STRETCH)
        self.started: list[subprocess.Popen[bytes]] = []

    def _begin(self) -> subprocess.Popen[bytes]:
        process = start_verifier()
        assert process is not None
        self.started.append(process)
        return process


class DieAtOnce(Several):
    """Processes that are gone before they answer."""

    def _begin(self) -> subprocess.Popen[bytes]:
        process = super()._begin()
        process.kill()
        process.wait()
        return process


NEVER = Verifiers(worth_it_records=0, processors=2, start=lambda: None, stretch=STRETCH)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "x.db"
    asyncio.run(_fill(path))
    return path


async def _fill(path: Path) -> None:
    unreadable = {7: b"garbled", 16: b'{"id":"acme/wedding","type":"wedding"}'}
    drafts = [
        draft_of_read(
            founded(f"c{number}/founded", company=f"c{number}", name=f"C {number}", on="2020")
            if number % 2
            else funding(f"c{number}/seed", company=f"c{number}", round="seed", raised=eur(number + 1), on="2021"),
            unreadable.get(number + 1),
        )
        for number in range(RECORDS)
    ]
    async with open_log(path) as log:
        await log.append(drafts, now=NOW)


def _change(path: Path, *statements: str) -> None:
    """What nobody may do who writes a log by Dateline."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            assert connection.execute(statement).rowcount > 0


async def _found(path: Path, verifiers: Verifiers | None) -> tuple[object, list[int]]:
    """What a verification comes to, and the positions that it told."""
    told: list[int] = []
    async with open_log(path, read_only=True) as log:
        try:
            return await verify(log, told.append, verifiers), told
        except CorruptLog as error:
            unreadable = [(one.position, one.id, one.reason) for one in error.unreadable]
            return (error.position, error.reason, unreadable), told


WRONG = {
    "unreadable only": [],
    "an early and a late content": ["UPDATE event SET content = CAST('x' AS BLOB) WHERE position IN (5, 19)"],
    "a record that is gone, at the end of a stretch": ["DELETE FROM event WHERE position = 6"],
    "one at the beginning of a stretch": ["DELETE FROM event WHERE position = 10"],
    "the last one": ["DELETE FROM event WHERE position = 20"],
    "a hash between two stretches": ["UPDATE event SET hash = zeroblob(32) WHERE position = 9"],
    "misfiled behind one that cannot be read": ["UPDATE event SET known = '1999-01-01' WHERE position = 8"],
    "an index entry": ["DELETE FROM account WHERE id / 8 = 18"],
    "the head": ["UPDATE head SET hash = zeroblob(32)"],
    "the instant of the head": ["UPDATE head SET recorded_at = recorded_at + 1"],
    "a row too many": ["INSERT INTO mention (slug, role, position) VALUES ('zz', 'lead', 99)"],
}


@pytest.mark.parametrize("statements", WRONG.values(), ids=WRONG.keys())
async def test_several_find_what_one_finds(path: Path, statements: list[str]) -> None:
    if statements:
        _change(path, *statements)
    several = Several()
    there, told = await _found(path, several)
    here, _ = await _found(path, None)
    assert there == here
    assert not isinstance(here, LogHead)
    assert told == sorted(told)
    assert len(several.started) == 2
    assert all(process.returncode is not None for process in several.started)


async def test_what_is_sound_is_found_so(tmp_path: Path) -> None:
    path = tmp_path / "sound.db"
    async with open_log(path) as log:
        await log.append([founded(f"c{n}/founded", company=f"c{n}", name=f"C {n}") for n in range(RECORDS)], now=NOW)
        told = await _counted(log, Several())
    assert told == [3, 6, 9, 12, 15, 18, 20]


@pytest.mark.parametrize("verifiers", [DieAtOnce(), NEVER], ids=["die", "never start"])
async def test_without_other_processes_the_work_is_done_here(path: Path, verifiers: Verifiers) -> None:
    assert (await _found(path, verifiers))[0] == (await _found(path, None))[0]


async def test_one_that_dies_leaves_its_work_to_this_one(path: Path) -> None:
    several = Several()

    def kill_one(_position: int) -> None:
        several.started[0].kill()
        several.started[0].wait()

    async with open_log(path, read_only=True) as log:
        with pytest.raises(CorruptLog) as found:
            await verify(log, kill_one, several)
    assert [one.position for one in found.value.unreadable] == [7, 16]


async def test_whoever_ends_the_verification_ends_the_processes(path: Path) -> None:
    several = Several()

    def stop(_position: int) -> None:
        raise KeyboardInterrupt

    async with open_log(path, read_only=True) as log:
        with pytest.raises(KeyboardInterrupt):
            await verify(log, stop, several)
    assert [process.returncode is not None for process in several.started] == [True, True]


async def test_another_log_at_the_same_place_is_not_looked_at_for_this_one(path: Path, tmp_path: Path) -> None:
    async with open_log(path, read_only=True) as log:
        other = tmp_path / "other.db"
        async with open_log(other) as filled:
            await filled.append([founded(f"o{n}/founded", company=f"o{n}", name="O") for n in range(30)], now=NOW)
        other.replace(path)
        found = await _outcome(log, Several())
    assert found.position == 7


async def test_a_log_in_postgresql_is_looked_at_by_several() -> None:
    several = Several()
    with new_place() as place:
        async with open_log(place) as log:
            await log.append(many(RECORDS), now=NOW)
            told = await _counted(log, several)
        assert told == [3, 6, 9, 12, 15, 18, 20]
    assert len(several.started) == 2


async def _counted(log: EventLog, verifiers: Verifiers) -> list[int]:
    """The positions that are told, all of them by others."""
    told: list[int] = []

    class Nobody(Looking):
        async def stretch(self, after: int, upto: int) -> Walked:
            return pytest.fail(f"{after} to {upto} was left to this process")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("dateline.log.verifiers.Looking", Nobody)
        await verify(log, told.append, verifiers)
    return told


async def _outcome(log: EventLog, verifiers: Verifiers) -> CorruptLog:
    with pytest.raises(CorruptLog) as found:
        await verify(log, None, verifiers)
    return found.value


async def test_a_short_log_is_looked_at_here(path: Path) -> None:
    alone = Verifiers(processors=2, start=lambda: pytest.fail("it is not worth it"))
    assert (await _found(path, alone))[0] == (await _found(path, None))[0]


def test_no_more_processes_are_started_than_there_are_processors_for_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3}, raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    assert as_many_as_processors() == 1
    monkeypatch.delattr(os, "sched_getaffinity")
    assert as_many_as_processors() == 8
