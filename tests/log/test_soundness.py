"""Whatever somebody does to a file by SQL, the database refuses it or `verify` finds it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copyfile

import pytest
from builders import founded, merge, one_of_each, retraction
from log_cases import NOW, many

from dateline.errors import CorruptLog, StoreUnavailable
from dateline.log.contract import Taken
from dateline.log.opening import open_log
from dateline.log.sqlite.queries import SCHEMA
from dateline.log.subtrees import FAN
from dateline.log.verification import verify


def made() -> dict[str, list[str]]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SCHEMA)
        found: dict[str, list[str]] = {"table": [], "index": [], "trigger": []}
        for type, name in connection.execute("SELECT type, name FROM sqlite_schema WHERE sql IS NOT NULL"):
            found[type].append(name)
        return found


MADE = made()
INSERTS = {
    "event": [
        "INSERT INTO event SELECT 0, 'new', company, kind, subject, first_day, last_day, possible_day, known,"
        " confidence, act, recorded_at, content, digest, hash FROM event WHERE position = 5",
        "INSERT INTO event SELECT 999, 'new', company, kind, subject, first_day, last_day, possible_day, known,"
        " confidence, act, recorded_at, content, digest, hash FROM event WHERE position = 5",
    ],
    "act": ["INSERT INTO act VALUES ('before/1', {})"],
    "mention": ["INSERT INTO mention VALUES ('ghost', 'lead', {})"],
    "same": ["INSERT INTO same VALUES ('ghost', 'acme', {})"],
    "company": ["INSERT INTO company VALUES ('ghost', {})"],
    "name": ["INSERT INTO name VALUES ('ghost', 'ghost', {})", "INSERT INTO name VALUES ('acme', 'ghost', {})"],
    "account": [
        "INSERT INTO account SELECT 8 * ({}) + 7, measure, unit, number, company, subject, first_day, last_day,"
        " possible_day, known, confidence FROM account LIMIT 1"
    ],
    "taken": [
        "INSERT INTO taken VALUES ('ghost', 'x', 3, 0)",
        "INSERT INTO taken VALUES (hex(zeroblob(32)), 'x', 999, 0)",
        "INSERT INTO taken VALUES (hex(zeroblob(32)), 'x', 3, 0)",
    ],
    "subtree": ["INSERT INTO subtree VALUES (1, 1, zeroblob(32))", "INSERT INTO subtree VALUES (0, 0, zeroblob(32))"],
    "erasure": [
        "INSERT INTO erasure VALUES (3, 'x', 0, 'ghost', '')",
        "INSERT INTO erasure VALUES (999, 'x', 0, 'ghost', '')",
    ],
    "tally": ["INSERT INTO tally VALUES ('ghost', 1, {})"],
    "head": ["INSERT INTO head VALUES (2, 3, zeroblob(32), 1, 0)"],
}
REPLACED = {
    "event": [
        "SELECT 2, 'new', company, kind, subject, first_day, last_day, possible_day, known, confidence, act,"
        " recorded_at, content, digest, hash FROM event WHERE position = 5",
        "SELECT (SELECT max(position) + 1 FROM event), id, company, kind, subject, first_day, last_day, possible_day,"
        " known, confidence, act, recorded_at, content, digest, hash FROM event WHERE position = 5",
    ],
    "company": ["SELECT slug, 1 FROM company ORDER BY slug DESC LIMIT 1"],
    "name": ["SELECT company, folded, 1 FROM name WHERE position > 1 LIMIT 1"],
    "account": [
        "SELECT id, measure, unit, number + 1, company, subject, first_day, last_day, possible_day, known, confidence"
        " FROM account LIMIT 1"
    ],
    "taken": ["SELECT digest, 'other', position, taken_at FROM taken LIMIT 1"],
    "subtree": ["SELECT level, number, zeroblob(32) FROM subtree"],
    "erasure": ["SELECT position, id_digest, 0, 'other', '' FROM erasure"],
    "head": [
        "SELECT one, position, hash, epoch + 1, recorded_at FROM head",
        "SELECT one, 3, zeroblob(32), epoch, recorded_at FROM head",
    ],
}
"""What INSERT OR REPLACE would put in the place of other rows, past every trigger on DELETE."""
WITHOUT_OTHER_COLUMNS = {"act", "mention", "same"}
COUNTED = {"tally"}
"""Changed by every append: nothing but `verify`, and whoever reads the company, can tell that it is another one."""
CHANGES = {
    "event": ["position = position + 100", "known = '1999-01-01'", "digest = zeroblob(32)", "hash = zeroblob(32)"],
    "act": ["target = 'before/1'", "position = position + 100"],
    "mention": ["slug = 'ghost' || slug", "position = 0 - position"],
    "same": ["slug = 'ghost' || slug", "position = position + 100"],
    "company": ["slug = 'ghost' || slug", "position = 1"],
    "name": ["folded = 'ghost' || folded", "position = 0"],
    "account": ["number = number + 1", "id = id + 800"],
    "taken": ["digest = 'ghost'", "position = 999", "taken_at = 0"],
    "erasure": ["position = position + 1", "position = 999"],
    "subtree": ["level = 2", "number = 1", "hash = zeroblob(32)"],
    "tally": ["company = 'ghost' || company", "events = events + 1", "positions = 0 WHERE company <> ''"],
    "head": ["position = 3", "epoch = 0", "hash = zeroblob(32)", "recorded_at = 0"],
}


def mutations() -> Iterator[str]:
    for table, statements in INSERTS.items():
        for statement in statements:
            yield from {statement.format(position) for position in (-1, 0, 3, 999)}
        yield f"DELETE FROM {table}"
        yield from (f"UPDATE {table} SET {change}" for change in CHANGES[table])
    for type in ("index", "trigger"):
        yield from (f"DROP {type} {name}" for name in MADE[type])
    yield "CREATE TRIGGER silence BEFORE INSERT ON act BEGIN SELECT RAISE(IGNORE); END"
    yield "CREATE UNIQUE INDEX only_one ON event (company)"


FORGETS = "DELETE FROM taken"
"""Once the guard is gone nothing tells that there was more: files are then read again, and their events repeated."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "x.db"
    asyncio.run(_fill(path))
    return path


async def _fill(path: Path) -> None:
    events = [*one_of_each(), merge("m", ["x"]), founded("f", company="new", name="New"), retraction("r", of="f")]
    async with open_log(path) as log:
        await log.append([*many(FAN, "before/"), *events], now=NOW, taken=Taken(b"t" * 32, "t.jsonl"))
        await log.erase([9], now=NOW, reason="asked for")


def test_every_table_is_tried() -> None:
    assert (
        sorted(INSERTS)
        == sorted(CHANGES)
        == sorted(MADE["table"])
        == sorted({*REPLACED, *WITHOUT_OTHER_COLUMNS, *COUNTED})
    )


@pytest.mark.parametrize(
    "statement",
    [f"INSERT OR REPLACE INTO {table} {rows}" for table, found in REPLACED.items() for rows in found]
    + ["UPDATE head SET hash = zeroblob(32)", "UPDATE head SET recorded_at = recorded_at + 1"]
    + ["UPDATE head SET position = position + 1", "UPDATE head SET epoch = epoch + 1"],
)
def test_what_takes_the_place_of_other_rows_is_refused_by_the_database(
    whole: Path, tmp_path: Path, statement: str
) -> None:
    path = tmp_path / "x.db"
    copyfile(whole, path)
    before = path.read_bytes()
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError) as refused:
        connection.execute(statement)
    assert "constraint failed" not in str(refused.value)  # a sentence of ours
    assert path.read_bytes() == before


@pytest.mark.parametrize("table", sorted(WITHOUT_OTHER_COLUMNS))
def test_a_row_that_is_its_own_key_is_replaced_by_itself(whole: Path, tmp_path: Path, table: str) -> None:
    path = tmp_path / "x.db"
    copyfile(whole, path)
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
        connection.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        assert connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() == rows != []


def changed(path: Path, statement: str, *, guarded: bool) -> bool:
    """Whether the database lets it be done, with its triggers or, once, without them."""
    with closing(sqlite3.connect(path)) as connection:
        guards = [] if guarded else connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        guards = list(guards)
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        try:
            connection.execute(statement)
        except sqlite3.IntegrityError:
            return False
        for _, sql in guards:
            connection.execute(sql)
        connection.commit()
        return True


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.parametrize("statement", sorted(set(mutations())))
async def test_every_change_by_sql_is_refused_or_found(
    whole: Path, tmp_path: Path, statement: str, guarded: bool
) -> None:
    if not guarded and ("TRIGGER" in statement.upper() or statement == FORGETS):
        return
    path = tmp_path / "x.db"
    copyfile(whole, path)
    if not changed(path, statement, guarded=guarded):
        return
    async with open_log(path, read_only=True) as log:
        with pytest.raises((CorruptLog, StoreUnavailable)):  # there is no such index
            await verify(log)


async def test_an_index_that_leaves_out_a_row_is_found(whole: Path, tmp_path: Path) -> None:
    """As a page of it would that was written by halves: the table is right, and what is looked up is not."""
    path = tmp_path / "x.db"
    copyfile(whole, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        (sql,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'event_by_act'").fetchone()
        connection.execute("PRAGMA writable_schema = 1")
        other = sql.replace("act = 1", "act = 2")
        connection.execute("DROP INDEX event_by_act")
        connection.execute(other)
        connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = 'event_by_act'", [sql])
    async with open_log(path, read_only=True) as log:
        with pytest.raises(CorruptLog, match="SQLite finds its pages damaged"):
            await verify(log)


async def test_a_whole_log_is_sound_and_a_table_more_harms_nobody(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    copyfile(whole, path)
    assert changed(path, "CREATE TABLE mine (x)", guarded=True)
    async with open_log(path, read_only=True) as log:
        assert (await verify(log)).position > 20
