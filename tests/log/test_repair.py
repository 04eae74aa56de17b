"""A log that is hurt is mended as far as its records are sure, and what was done is told."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders import founded, merge, one_of_each, retraction
from click.testing import CliRunner
from log_cases import NOW, many, nobody_looks

from dateline.cli import program
from dateline.errors import CorruptLog, DatelineError, StoreUnavailable
from dateline.log.backups import Mended, mend
from dateline.log.contract import Taken
from dateline.log.drafts import draft_of_read
from dateline.log.keys import KeyScope, new_key
from dateline.log.record import LogHead
from dateline.log.sqlite import SqliteLog
from dateline.log.verification import verify

THEN = datetime(2026, 11, 26, 8, 30, tzinfo=UTC)
EVENTS = 60


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dateline.db"


async def fill(path: Path) -> LogHead:
    events = [*one_of_each(), merge("m", ["x"]), founded("f", company="new", name="New"), retraction("r", of="f")]
    async with SqliteLog.opened(path) as log:
        await log.append([*many(3, "before/"), *events], now=NOW, taken=Taken(b"t" * 32, "t.jsonl"))
        here = (await log.head()).position
        await log.keys.add(new_key("k", (KeyScope.READ,), NOW).kept)
        return (await log.append(many(EVENTS - here, "after/"), now=NOW, taken=Taken(b"u" * 32, "u.jsonl"))).head


def by_hand(path: Path, *statements: str) -> None:
    """Whatever the triggers say, which are there again in the end."""
    with closing(sqlite3.connect(path)) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in (*statements, *(sql for _, sql in guards)):
            connection.execute(statement)
        connection.commit()


async def mended(path: Path, *, whole: bool = False) -> Mended:
    return await mend(path, THEN, nobody_looks, whole=whole)


async def verified(path: Path) -> LogHead:
    async with SqliteLog.opened(path, read_only=True) as log:
        return await verify(log)


async def everything(path: Path) -> list[object]:
    async with SqliteLog.opened(path, read_only=True) as log:
        head = await log.head()
        companies = await log.companies(head.position, limit=99)
        keys = [key.name for key in await log.keys.all()]
        taken = await log.taken([b"t" * 32, b"u" * 32])
        return [await log.stored(0, 999), companies, await log.traces(""), keys, taken, head]


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize(
    "statements",
    [
        (),
        ("DELETE FROM account", "DELETE FROM mention", "DELETE FROM name", "DELETE FROM company", "DELETE FROM act"),
        ("UPDATE event SET known = '1999-01-01', company = 'other', last_day = '2030-01-01', id = 'x' || id",),
        ("DROP INDEX event_by_company", "DROP INDEX event_by_day"),
        ("INSERT INTO name VALUES ('ghost', 'ghost', 3)", "INSERT INTO company VALUES ('ghost', 99)"),
        ("UPDATE head SET hash = zeroblob(32), recorded_at = 0",),
        ("DELETE FROM subtree",),
    ],
)
async def test_what_follows_from_the_records_is_made_anew(path: Path, statements: tuple[str, ...], whole: bool) -> None:
    await fill(path)
    before = await everything(path)
    by_hand(path, *statements)
    done = await mended(path, whole=whole)
    assert (done.lost, done.set_aside, done.forgotten) == (None, None, ())
    assert (await verified(path)).position == EVENTS
    assert await everything(path) == before
    assert done.replaced is not None
    assert done.replaced.exists()
    async with SqliteLog.opened(path) as log:
        assert (await log.append(many(1, "next/"), now=NOW)).head.position == EVENTS + 1
        await verify(log)


@pytest.mark.parametrize(
    ("statement", "sure", "why"),
    [
        ("UPDATE event SET content = x'7b7d' WHERE position = 40", 39, "not the one that was recorded"),
        ("UPDATE event SET hash = zeroblob(32) WHERE position = 40", 39, "its hash does not follow"),
        ("DELETE FROM event WHERE position = 40", 39, "it is missing, or cannot be read"),
        ("DELETE FROM event WHERE position > 50", 50, "it is missing, or cannot be read"),
        ("UPDATE event SET recorded_at = 9000000000000000000 WHERE position = 1", 0, ""),
    ],
)
async def test_what_stands_behind_the_first_record_that_is_not_sure_is_set_aside(
    path: Path, statement: str, sure: int, why: str
) -> None:
    head = await fill(path)
    async with SqliteLog.opened(path) as log:
        known = await log.at_position(sure)
        stored = await log.stored(0, 999)
    by_hand(path, statement)
    before = path.read_bytes()
    with pytest.raises(CorruptLog, match=f"record {sure + 1} is wrong"):
        await mended(path, whole=True)
    if sure == 0:
        with pytest.raises(StoreUnavailable, match="cannot be mended: nothing of it can be read"):
            await mended(path)
        assert path.read_bytes() == before
        return
    done = await mended(path)
    assert (done.head.position, done.head.hash, done.head.epoch) == (sure, known.hash, 2)
    assert done.lost is not None
    assert why in done.lost
    assert (await verified(path)).hash == known.hash
    if sure == 39:
        assert done.set_aside is not None
        told = [json.loads(line) for line in done.set_aside.read_text().splitlines()]
        assert [one["position"] for one in told if one["position"] > 40] == list(range(41, head.position + 1))
        assert told[-1]["content"].encode() == stored[-1].content
    async with SqliteLog.opened(path) as log:
        assert await log.taken([b"u" * 32]) == set()  # so that the file is read again
        again = await log.append(many(EVENTS, "after/"), now=NOW)
        assert again.appended >= EVENTS - sure


async def test_a_record_that_this_release_cannot_read_is_kept_as_it_is(path: Path) -> None:
    await fill(path)
    (known,) = many(1, "wedding/")
    async with SqliteLog.opened(path) as log:
        head = (await log.append([draft_of_read(known, b'{"type":"wedding"}')], now=NOW)).head
        before = await log.stored(0, 999)
    done = await mended(path, whole=True)
    assert done.head == head
    async with SqliteLog.opened(path) as log:
        assert await log.stored(0, 999) == before
        with pytest.raises(CorruptLog) as found:
            await verify(log)
    assert found.value.is_as_recorded


@pytest.mark.parametrize("position", [1, 5, 24, 30])
async def test_what_is_erased_stays_so(path: Path, position: int) -> None:
    await fill(path)
    async with SqliteLog.opened(path) as log:
        await log.erase([position], now=NOW, reason="a name", by="a court")
        head = await verify(log)
    before, names = await everything(path), rows_of(path, "company", "name", "erasure", "mention", "act", "same")
    done = await mended(path, whole=True)
    assert (done.head, await verified(path)) == (head, head)
    assert await everything(path) == before
    assert rows_of(path, "company", "name", "erasure", "mention", "act", "same") == names


def rows_of(path: Path, *tables: str) -> list[object]:
    with closing(sqlite3.connect(path)) as connection:
        return [sorted(connection.execute(f"SELECT * FROM {table}").fetchall()) for table in tables]


async def test_torn_pages_are_told_and_nothing_is_made_up(path: Path) -> None:
    """Random pages are lost: what is left is a beginning of the log, or it is refused."""
    await fill(path)
    whole = path.read_bytes()
    async with SqliteLog.opened(path) as log:
        stored = await log.stored(0, 999)
    draw = random.Random(7)
    outcomes = set()
    for _ in range(25):
        for file in path.parent.iterdir():
            file.unlink()
        torn = bytearray(whole)
        place = draw.randrange(1, len(whole) // 4096) * 4096
        torn[place : place + 4096] = bytes(draw.randrange(256) for _ in range(4096))
        path.write_bytes(torn)
        try:
            done = await mended(path)
        except DatelineError:
            assert path.read_bytes() == torn
            outcomes.add("refused")
            continue
        async with SqliteLog.opened(path, read_only=True) as log:
            assert await log.stored(0, 999) == stored[: done.head.position]
            await verify(log)
        outcomes.add("whole" if done.lost is None else "in part")
    assert outcomes >= {"whole", "in part"}


async def test_a_log_that_is_open_or_not_there_is_not_mended(path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="there is no Dateline database"):
        await mended(path)
    await fill(path)
    async with SqliteLog.opened(path):
        with pytest.raises(StoreUnavailable, match="is open in another program"):
            await mended(path)


def test_the_commands_say_what_they_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    monkeypatch.chdir(tmp_path)
    asyncio.run(fill(tmp_path / "dateline.db"))
    done = CliRunner().invoke(program, ["rebuild"])
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith(f"dateline.db has {EVENTS} records, all as they were recorded, and was filed anew")
    by_hand(tmp_path / "dateline.db", "UPDATE event SET content = x'7b7d' WHERE position = 40")
    refused = CliRunner().invoke(program, ["rebuild"])
    assert (refused.exit_code, "record 40 is wrong" in refused.stderr) == (1, True)
    done = CliRunner().invoke(program, ["repair"])
    assert done.exit_code == 0
    assert "Record 40 is not sure: its content is not the one that was recorded" in done.stdout
    assert "The log ends before it, in epoch 2." in done.stdout
    assert "What could be read behind it is in dateline.db.set-aside-" in done.stdout
    told = json.loads(CliRunner().invoke(program, ["rebuild", "--json"]).stdout)
    assert (told["position"], told["epoch"], told["lost"], told["set_aside"]) == (39, 2, None, None)
