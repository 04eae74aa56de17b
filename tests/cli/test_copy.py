"""`dateline copy`: between kinds of databases, and through any number of sudden ends."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from log_cases import NOW, many
from log_processes import python
from postgres_server import new_place

from dateline.cli import program
from dateline.log.contract import Taken
from dateline.log.opening import open_log
from dateline.log.proofs import root
from dateline.log.record import LogHead
from dateline.log.verification import verify

COPYING = "import sys; from dateline.cli import program; program(sys.argv[1:])"


@pytest.fixture
def place() -> Iterator[str]:
    with new_place() as address:
        yield address


def run(*words: object, code: int = 0) -> Result:
    done = CliRunner().invoke(program, [*map(str, words)])
    assert done.exit_code == code, done.output
    return done


def filled(path: Path, count: int) -> Path:
    async def fill() -> None:
        async with open_log(path) as log:
            await log.append(many(count), now=NOW, taken=Taken(b"a" * 32, "a.jsonl"))
            await log.erase([2, count], now=NOW, reason="asked for")

    asyncio.run(fill())
    return path


async def end_of(address: str | Path) -> tuple[LogHead, bytes]:
    """The head of a sound log, and its root."""
    async with open_log(address, read_only=True) as log:
        head = await verify(log)
        return head, await root(log, head.position)


def dump(path: Path) -> list[tuple[object, ...]]:
    """All rows that a file holds."""
    found = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1"
    with closing(sqlite3.connect(path)) as connection:
        return [
            (table, *row)
            for (table,) in connection.execute(found).fetchall()
            for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2")
        ]


def test_a_log_goes_to_postgresql_and_back_and_is_the_same_in_every_row(tmp_path: Path, place: str) -> None:
    source = filled(tmp_path / "one.db", 1_500)
    run("key", "create", "dashboard", "--db", source)
    there = json.loads(run("copy", source, place, "--json").stdout)
    assert (there["position"], there["copied"], there["keys"]) == (1_500, 1_500, 0)
    back = tmp_path / "two.db"
    assert "1,500 records are in" in run("copy", place, back).stdout
    assert dump(back) == [row for row in dump(source) if row[0] != "api_key"]
    assert asyncio.run(end_of(source)) == asyncio.run(end_of(place))
    assert "API keys handed over: 1." in run("copy", source, place, "--keys").stdout
    assert "dashboard" in run("key", "list", "--db", place).stdout


def test_a_copy_that_is_killed_again_and_again_is_whole_in_the_end(tmp_path: Path) -> None:
    source, target = filled(tmp_path / "one.db", 7_000), tmp_path / "two.db"
    killed = 0
    while (reached := position_of(target)) < 7_000:
        with python(COPYING, "copy", source, target) as copying:
            while copying.poll() is None and position_of(target) <= reached:
                pass
            copying.kill()
            copying.wait()
        killed += 1
    assert killed >= 3
    run("copy", source, target)
    assert dump(target) == dump(source)
    assert asyncio.run(end_of(target)) == asyncio.run(end_of(source))


def position_of(path: Path) -> int:
    """As far as a file that may be under way has come."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT position FROM head").fetchone()[0])
    return 0


def test_what_cannot_be_copied_is_told(tmp_path: Path) -> None:
    source, other = filled(tmp_path / "one.db", 5), filled(tmp_path / "two.db", 9)
    before = dump(other)
    assert "has 9 records, more than the 5" in run("copy", source, other, code=1).stderr
    assert dump(other) == before
    assert "into itself" in run("copy", source, source, code=2).stderr
    assert "there is no log at" in run("copy", tmp_path / "none.db", tmp_path / "new.db", code=1).stderr
    assert not (tmp_path / "new.db").exists()


def test_a_record_that_was_altered_is_not_copied(tmp_path: Path) -> None:
    source, target = filled(tmp_path / "one.db", 5), tmp_path / "two.db"
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("DROP TRIGGER event_is_never_changed")
        connection.execute("UPDATE event SET content = CAST(replace(content, 'a', 'b') AS BLOB) WHERE position = 4")
        connection.commit()
    assert "record 4 is wrong" in run("copy", source, target, code=1).stderr
    assert position_of(target) == 0


def test_a_content_that_is_gone_without_a_record_of_it_is_not_copied(tmp_path: Path) -> None:
    source, target = filled(tmp_path / "one.db", 5), tmp_path / "two.db"
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("DROP TRIGGER erasure_is_never_deleted")
        connection.execute("DELETE FROM erasure WHERE position = 2")
        connection.commit()
    assert "record 2 is wrong: its content is gone" in run("copy", source, target, code=1).stderr
    assert position_of(target) == 0
