"""The log in an SQLite file keeps those promises that only a file on a disk can break."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from datetime import date
from pathlib import Path
from typing import Any

import aiosqlite
import msgspec
import pytest
from builders import founded, merge, one_of_each, retraction
from filelock import FileLock
from log_cases import ALL, COMPANIES, NOW, many, positions
from rights import folder_to_look_into, nobody_writes

from dateline.errors import CorruptLog, StoreUnavailable
from dateline.events.codec import canonical
from dateline.events.event import Event
from dateline.log.append import CHUNK
from dateline.log.cut import Cut
from dateline.log.record import Record
from dateline.log.recording import decoded_size
from dateline.log.selection import Selection
from dateline.log.sql.selection_sql import select_events
from dateline.log.sql.statements import parse
from dateline.log.sqlite import SqliteLog, tallies
from dateline.log.sqlite.connection import Readers, open_reader, open_writer, set_and_read_back
from dateline.log.sqlite.queries import QUERIES, SCHEMA
from dateline.log.sqlite.reader import SqliteReader
from dateline.log.sqlite.unfinished import APPLICATION_ID
from dateline.log.verification import verify
from dateline.values.vocabulary import Confidence


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dateline.db"


def by_hand(path: Path, *statements: str) -> None:
    """What someone with the file in their hands can do."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def triggers(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")]


# --- the file ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a b.db", "100%.db", "what?mode=memory#.db", "é;.db", "file:x.db"])
async def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    async with SqliteLog.opened(tmp_path / name) as log:
        await log.append(many(2), now=NOW)
    assert {file.name for file in tmp_path.iterdir()} == {name, f"{name}.lock"}
    async with SqliteLog.opened(str(tmp_path / name), read_only=True) as log:
        assert (await log.head()).position == 2


async def test_a_log_survives_being_closed(path: Path) -> None:
    async with SqliteLog.opened(path) as log:
        head = (await log.append(many(CHUNK + 1), now=NOW)).head
    async with SqliteLog.opened(path) as log:
        assert await log.head() == await verify(log) == head


async def test_a_log_opened_to_be_read_only_is_not_written(path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="there is no Dateline database at"):
        await SqliteLog.open(path, read_only=True)
    assert not path.exists()
    async with SqliteLog.opened(path) as writing, SqliteLog.opened(path, read_only=True) as log:
        await writing.append(many(1), now=NOW)
        assert (await log.head()).position == 1
        with pytest.raises(StoreUnavailable, match="read only"):
            await log.append(many(2), now=NOW)


def _text(path: Path) -> None:
    path.write_text("id,company,on\n1,acme,2024\n")


def _short(path: Path) -> None:
    path.write_bytes(b"SQLite")


def _broken(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)


def _other(path: Path) -> None:
    by_hand(path, "CREATE TABLE recipe (name TEXT)")


def _other_wal(path: Path) -> None:
    by_hand(path, "PRAGMA journal_mode = wal", "CREATE TABLE recipe (name TEXT)", "PRAGMA application_id = 7")


def _newer(path: Path) -> None:
    by_hand(path, f"PRAGMA application_id = {APPLICATION_ID}", "PRAGMA user_version = 99")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (Path.mkdir, "is a directory, not a Dateline database"),
        (_text, "is not a Dateline database: it is not an SQLite file"),
        (_short, "is not a Dateline database: it is not an SQLite file"),
        (_broken, "cannot be opened: "),
        (_other, "is an SQLite file, but not a Dateline database"),
        (_other_wal, "is an SQLite file, but not a Dateline database"),
        (_newer, "has schema version 99, this Dateline reads 2"),
    ],
)
@pytest.mark.parametrize("read_only", [False, True])
async def test_what_is_no_database_is_refused_in_one_sentence_and_left_alone(
    path: Path, make: object, message: str, read_only: bool
) -> None:
    assert callable(make)
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreUnavailable, match=message) as e:
        await SqliteLog.open(path, read_only=read_only)
    assert str(path) in str(e.value)
    assert "\n" not in str(e.value)
    assert before == (path.read_bytes() if path.is_file() else None)


async def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="there is no directory"):
        await SqliteLog.open(tmp_path / "none" / "dateline.db")
    assert [*tmp_path.iterdir()] == []


async def test_an_empty_file_becomes_a_log(path: Path) -> None:
    path.touch()
    async with SqliteLog.opened(path) as log:
        assert (await log.head()).position == 0


async def test_settings_that_do_not_hold_are_an_error(path: Path) -> None:
    async with aiosqlite.connect(":memory:") as connection:
        with pytest.raises(StoreUnavailable, match="SQLite keeps journal_mode at memory, but wal is needed"):
            await set_and_read_back(path, connection, {"journal_mode": "wal"})


@asynccontextmanager
async def both_ways(path: Path) -> AsyncIterator[tuple[aiosqlite.Connection, Readers]]:
    """The connection that writes, and those that read."""
    writing = await open_writer(path)
    reading = await open_reader(path)
    try:
        yield writing, reading
    finally:
        await reading.close()
        await writing.close()


async def test_what_must_hold_of_the_connections_does(path: Path) -> None:
    async with both_ways(path) as (written, read):
        assert [*await written.execute_fetchall("PRAGMA journal_mode")] == [("wal",)]
        assert [*await written.execute_fetchall("PRAGMA synchronous")] == [(2,)]
        assert [*await read.thread.execute_fetchall("PRAGMA query_only")] == [(1,)]
        assert read.on_the_spot.execute("PRAGMA query_only").fetchall() == [(1,)]
        await read.thread.execute("PRAGMA query_only = 0")
        read.on_the_spot.execute("PRAGMA query_only = 0")
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await read.thread.execute("UPDATE head SET epoch = 2")
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            read.on_the_spot.execute("UPDATE head SET epoch = 2")


async def test_the_head_is_read_though_nobody_may_read_on_the_spot(path: Path) -> None:
    """What a moment's lock keeps from the one connection is asked of the other, which waits."""
    connections = await open_reader_of_new(path)
    connections.on_the_spot.close()
    reader = SqliteReader(path, connections)
    try:
        assert (await reader.head())[0] == 0
    finally:
        await reader.close()
    with pytest.raises(StoreUnavailable, match="is closed"):
        await reader.head()


async def open_reader_of_new(path: Path) -> Readers:
    await (await open_writer(path)).close()
    return await open_reader(path)


async def test_a_reader_that_closes_last_writes_nothing(path: Path, tmp_path: Path) -> None:
    """A copy of file and WAL stands for the files of a process that was killed."""
    left = tmp_path / "left.db"
    async with SqliteLog.opened(path) as log:
        await log.append(many(5), now=NOW)
        for suffix in ("", "-wal"):
            Path(f"{left}{suffix}").write_bytes(Path(f"{path}{suffix}").read_bytes())
    before = [Path(f"{left}{suffix}").read_bytes() for suffix in ("", "-wal")]
    async with SqliteLog.opened(left, read_only=True) as log:
        assert (await log.head()).position == 5
    assert [Path(f"{left}{suffix}").read_bytes() for suffix in ("", "-wal")] == before


# --- what the database refuses, and what verify finds -----------------------------------------------------------------


async def filled(path: Path) -> None:
    events = [*one_of_each(), merge("m", ["x"]), founded("f", company="new", name="New"), retraction("r", of="f")]
    async with SqliteLog.opened(path) as log:
        await log.append([*many(3, "before/"), *events, *many(3, "after/")], now=NOW)


@pytest.mark.parametrize("table", ["event", "act", "mention", "same", "company", "name"])
async def test_the_database_refuses_to_change_or_delete_what_is_recorded(path: Path, table: str) -> None:
    await filled(path)
    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        by_hand(path, f"UPDATE {table} SET position = position + 1")
    with pytest.raises(sqlite3.IntegrityError, match="never deleted"):
        by_hand(path, f"DELETE FROM {table}")


async def test_the_head_goes_only_forward(path: Path) -> None:
    await filled(path)
    with pytest.raises(sqlite3.IntegrityError, match="shorter"):
        by_hand(path, "UPDATE head SET position = position - 1")
    with pytest.raises(sqlite3.IntegrityError, match="always has a head"):
        by_hand(path, "DELETE FROM head")


@pytest.mark.parametrize(
    ("tampering", "position", "reason"),
    [
        (
            "UPDATE event SET content = CAST(replace(content, 'series-c', 'series-d') AS BLOB) WHERE position = 7",
            7,
            "digest differs",
        ),
        ("UPDATE event SET digest = zeroblob(32) WHERE position = 5", 5, "digest differs"),
        ("UPDATE event SET hash = zeroblob(32) WHERE position = 5", 5, "does not follow"),
        ("UPDATE event SET recorded_at = recorded_at + 1 WHERE position = 6", 6, "does not follow"),
        ("DELETE FROM event WHERE position = 4", 4, "missing"),
        ("DELETE FROM event WHERE position > 20", 21, "missing"),
        ("UPDATE head SET position = position - 1", 26, "head"),
        ("UPDATE head SET position = position + 1", 28, "missing"),
        ("UPDATE head SET hash = zeroblob(32)", 27, "hash is not that of the head"),
        ("UPDATE head SET recorded_at = 0", 27, "not recorded when"),
        ("UPDATE event SET company = 'other' WHERE position = 8", 8, "filed"),
        ("UPDATE event SET last_day = '2030-01-01' WHERE position = 8", 8, "filed"),
        ("UPDATE event SET act = 1 WHERE position = 8", 8, "filed"),
        ("UPDATE event SET id = 'other' WHERE position = 8", 8, "filed"),
        ("UPDATE act SET target = 'other' WHERE position = 19", 19, "filed"),
        ("DELETE FROM act", 19, "filed"),
        ("INSERT INTO act VALUES ('after/0', 2)", 2, "filed"),
        ("INSERT INTO mention VALUES ('acme', 'lead', 3)", 3, "filed"),
        ("DELETE FROM mention WHERE role = 'holder'", 16, "filed"),
        ("DELETE FROM same", 21, "filed"),
        ("DELETE FROM company WHERE slug = 'new'", 23, "filed"),
        ("UPDATE name SET folded = 'newer' WHERE company = 'new'", 23, "filed"),
    ],
)
async def test_verify_names_the_first_record_that_was_tampered_with(
    path: Path, tampering: str, position: int, reason: str
) -> None:
    await filled(path)
    async with SqliteLog.opened(path) as log:
        assert (await verify(log)).position == 27
    by_hand(path, *(f"DROP TRIGGER {name}" for name in triggers(path)), tampering)
    async with SqliteLog.opened(path) as log:
        with pytest.raises(CorruptLog, match=reason) as e:
            await verify(log)
    assert e.value.position == position


async def test_verify_tells_how_far_it_is(path: Path) -> None:
    reached: list[int] = []
    async with SqliteLog.opened(path) as log:
        await log.append(many(2 * CHUNK + 1), now=NOW)
        await verify(log, reached.append)
    assert reached == [CHUNK, 2 * CHUNK, 2 * CHUNK + 1]


# --- one writer -------------------------------------------------------------------------------------------------------


async def test_two_logs_of_one_process_take_turns(path: Path) -> None:
    async with SqliteLog.opened(path) as one, SqliteLog.opened(path) as other:
        logs = (one, other, one, other)
        await asyncio.gather(*(log.append(many(40, f"{place}/"), now=NOW) for place, log in enumerate(logs)))
        assert (await verify(one)).position == 160
        assert await one.head() == await other.head()


async def test_while_another_writes_reading_goes_on_and_the_loop_turns(path: Path) -> None:
    async with SqliteLog.opened(path) as log:
        await log.append(many(3), now=NOW)
        with FileLock(f"{path}.lock"):
            waiting = asyncio.create_task(log.append(many(5), now=NOW))
            for _ in range(50):
                assert (await log.head()).position == 3
            assert not waiting.done()
        assert (await waiting).head.position == 5


async def test_a_writer_that_waits_too_long_says_so(path: Path) -> None:
    async with SqliteLog.opened(path, lock_timeout_seconds=0.02) as log:
        with FileLock(f"{path}.lock"):
            with pytest.raises(StoreUnavailable, match=r"others have kept writing to it for 0\.02 seconds"):
                await log.append(many(1), now=NOW)
            with pytest.raises(StoreUnavailable, match="others have kept writing"):
                await SqliteLog.open(path, lock_timeout_seconds=0)
        assert (await log.append(many(1), now=NOW)).head.position == 1


async def test_a_log_closes_even_while_others_write(path: Path) -> None:
    log = await SqliteLog.open(path, lock_timeout_seconds=0.02)
    with FileLock(f"{path}.lock"):
        await log.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        await log.append(many(1), now=NOW)


async def test_an_append_cancelled_at_any_moment_leaves_all_or_nothing_and_no_lock(path: Path) -> None:
    async with SqliteLog.opened(path) as log, SqliteLog.opened(path, lock_timeout_seconds=5) as other:
        for moment in range(0, 60, 3):
            before = (await log.head()).position
            task = asyncio.create_task(log.append(many(20, f"{moment}/"), now=NOW))
            for _ in range(moment):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            assert (await log.head()).position - before in (0, 20)
            await other.append(many(1, f"{moment}/other/"), now=NOW)
        await verify(log)


async def test_an_append_cancelled_between_chunks_is_undone(path: Path) -> None:
    def cancelling() -> Iterator[Event]:
        yield from many(CHUNK + 1)
        task = asyncio.current_task()
        assert task is not None
        task.cancel()

    async with SqliteLog.opened(path) as log:
        with pytest.raises(asyncio.CancelledError):
            await asyncio.create_task(log.append(cancelling(), now=NOW))
        assert (await log.head()).position == 0
        assert (await log.append(many(1), now=NOW)).head.position == 1


@pytest.fixture
def small_disk() -> Iterator[None]:
    """Files cannot grow beyond 256 KiB: SQLite sees a disk error."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (256 * 1024, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_after_a_disk_error_the_writer_stops_until_the_log_is_opened_again(
    path: Path, request: pytest.FixtureRequest
) -> None:
    async with SqliteLog.opened(path) as log:
        await log.append(many(2), now=NOW)
        request.getfixturevalue("small_disk")
        with pytest.raises(StoreUnavailable, match="cannot be written"):
            await log.append(many(3 * CHUNK), now=NOW)
        with pytest.raises(StoreUnavailable, match="has to be opened again"):
            await log.append(many(3), now=NOW)
        assert (await log.head()).position == 2
    async with SqliteLog.opened(path) as log:
        assert (await log.append(many(3), now=NOW)).head.position == 3
        await verify(log)


# --- statements -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("read", ["histories", "identities"])
async def test_histories_take_one_statement_or_two_whatever_is_asked_for(path: Path, read: str) -> None:
    seen: list[str] = []
    async with SqliteLog.opened(path, trace=seen.append) as log:
        await log.append([founded(slug, company=slug) for slug in COMPANIES], now=NOW)
        await log.append([*many(300), merge("m", ["bolt"], company="acme"), retraction("r", of="bolt")], now=NOW)
        for slugs in ([], ["acme"], [*COMPANIES, "nobody"] * 30):
            seen.clear()
            await getattr(log, read)(slugs, ALL)
            entangled = read == "histories" and "acme" in slugs  # a merge joins it to another
            assert len(seen) == 1 + entangled
        seen.clear()
        await getattr(log, read)(["cray"], ALL)
        assert len(seen) == 1


@pytest.mark.parametrize(
    "query",
    [
        "histories",
        "plain_histories",
        "touched",
        "identities",
        "existing",
        "by_ids",
        "acts_on",
        "all_acts",
        "acts_of",
        "naming",
        "held",
        "rows",
    ]
    + [name for name in QUERIES if name.startswith(("head", "filed"))],
)
async def test_no_query_walks_through_a_whole_table(path: Path, query: str) -> None:
    async with SqliteLog.opened(path):
        pass
    plan = explain(path, QUERIES[query])
    walks = [step for step in plan if step.startswith("SCAN") and "event_by_act" not in step]
    tables = {step.split()[1] for step in walks}
    assert not tables & {"event", "act", "mention", "same", "company", "name"}, plan


class AnyParameter(dict[str, object]):
    """Every name is there: what a plan is made of does not matter for it."""

    def __missing__(self, name: str) -> object:
        return 1


def explain(path: Path, statement: str) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", AnyParameter())]


async def test_the_newest_events_are_found_without_sorting_all(path: Path) -> None:
    async with SqliteLog.opened(path):
        pass
    plan = explain(path, select_events(QUERIES, Selection(Cut(None, ALL), limit=10))[0])
    assert plan == ["SCAN event USING INDEX event_by_day"]


CONDITIONS: dict[str, Any] = {
    "kinds": frozenset({"funding"}),
    "companies": frozenset({"acme"}),
    "subject": "funding/seed",
    **dict.fromkeys(("counts_from", "counts_until", "begins_until", "known_from", "known_until"), date(2025, 1, 1)),
    "confidence": Confidence.REPORTED,
    "contains": "text",
    "sieve": "text",
    "among": frozenset({1}),
    "beyond": frozenset({1}),
}


def test_every_condition_of_a_selection_is_written() -> None:
    names = {field.name for field in msgspec.structs.fields(Selection)}
    assert {*CONDITIONS} == names - {"cut", "dates", "order", "after", "limit"}
    for name, value in CONDITIONS.items():
        statement, params = select_events(QUERIES, Selection(Cut(None, ALL), **{name: value}))
        assert f":{name}" in statement
        assert name in params


def test_every_statement_is_described_and_takes_named_parameters() -> None:
    named = [statement for name, statement in QUERIES.items() if not name.startswith(("insert_", "refile_"))]
    assert "?" not in "".join(named)
    assert all(QUERIES.values())
    assert SCHEMA.count("CREATE TABLE") == 12
    with pytest.raises(AssertionError, match="one name"):
        parse("-- name: a\n-- One.\nSELECT 1;\n-- name: a\n-- Two.\nSELECT 2;\n")


async def test_records_are_decoded_once_and_only_so_many_are_kept(path: Path) -> None:
    async with SqliteLog.opened(path, kept_bytes=4 * decoded_size(len(canonical(many(1)[0])))) as log:
        await log.append(many(6), now=NOW)

        async def at(*places: int) -> list[Record]:
            return await log.select(Selection(Cut(None, 6), among=frozenset(places)))

        first, again = await at(1, 2, 3), await at(1, 2, 3)
        assert [a is b for a, b in zip(first, again, strict=True)] == [True] * 3
        whole = await log.select(Selection(Cut(None, 6)))
        assert positions(whole) == [1, 2, 3, 4, 5, 6]
        assert [(await at(place))[0] is whole[place - 1] for place in (3, 4, 5, 6)] == [True] * 4
        assert [(await at(place))[0] is whole[place - 1] for place in (1, 2)] == [False] * 2


# --- where nothing can be written -------------------------------------------------------------------------------------


@pytest.fixture
def open_folder() -> Iterator[Path]:
    with folder_to_look_into() as folder:
        yield folder


async def test_a_log_in_a_folder_that_cannot_be_written_to_is_read(open_folder: Path) -> None:
    path = open_folder / "x.db"
    await filled(path)
    path.chmod(0o444)
    with nobody_writes(open_folder):
        async with SqliteLog.opened(path, read_only=True) as log:
            assert (await verify(log)).position == 27
            assert len(await log.companies(26, limit=99)) > 1
        assert sorted(one.name for one in open_folder.iterdir()) == ["x.db", "x.db.lock"]
        with pytest.raises(StoreUnavailable, match="cannot be locked for writing"):
            async with SqliteLog.opened(path):
                pass


async def test_changes_that_wait_beside_a_log_are_not_passed_over(open_folder: Path) -> None:
    path = open_folder / "x.db"
    await filled(path)
    async with SqliteLog.opened(path) as log:
        await log.append(many(1, "later/"), now=NOW)
        copied = [open_folder / name for name in ("y.db", "y.db-wal")]
        for copy, suffix in zip(copied, ("", "-wal"), strict=True):
            copy.write_bytes(Path(f"{path}{suffix}").read_bytes())
            copy.chmod(0o444)
    with (
        nobody_writes(open_folder),
        pytest.raises(StoreUnavailable, match=r"changes wait in y\.db-wal beside it; close the program"),
    ):
        async with SqliteLog.opened(copied[0], read_only=True):
            pass


async def test_a_history_that_an_index_does_not_lead_to_as_a_whole_is_told_and_not_answered(path: Path) -> None:
    """One entry of the index is of another company, as flipped bits make it."""
    async with SqliteLog.opened(path) as log:
        await log.append([*many(3), founded("b", company="bolt"), merge("m", ["x"], company="bolt")], now=NOW)
    with closing(sqlite3.connect(path)) as connection:
        ((entry,),) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'event_by_company'")
        ((size,),) = connection.execute("PRAGMA page_size")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(path.read_bytes())
    start = (entry - 1) * size
    place = content.index(b"mistral-ai", start, start + size)
    content[place] = ord("z")
    path.write_bytes(content)
    async with SqliteLog.opened(path, read_only=True) as log:
        for read in (log.histories(["bolt", "mistral-ai"], 5), at_hand(log, "mistral-ai")):
            with pytest.raises(CorruptLog, match=r"other events of 'mistral-ai' than it has.*dateline repair"):
                await read
        assert len((await log.histories(["bolt"], 5))["bolt"]) == 2
        with pytest.raises(CorruptLog):
            await verify(log)


async def at_hand(log: SqliteLog, slug: str) -> None:
    log.history_at_hand(slug, Cut(None, 5))


async def test_tallies_are_of_what_was_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where an append was undone, broke off, or has more companies than are counted at a time."""
    monkeypatch.setattr(tallies, "MOST_COMPANIES", 3)

    def breaking() -> Iterator[Event]:
        yield from many(CHUNK + 1, "b")
        raise RuntimeError

    async with SqliteLog.opened(path) as log:
        await log.append(iter(many(2)), now=NOW, dry_run=True)
        with pytest.raises(RuntimeError):
            await log.append(breaking(), now=NOW)
        await log.append(many(CHUNK + 3), now=NOW)
        await log.append([founded(f"f{place}", company=f"c{place % 7}") for place in range(20)], now=NOW)
        await log.append(iter([founded(f"g{place}", company=f"d{place}") for place in range(CHUNK + 5)]), now=NOW)
        await log.erase([CHUNK + 4, 7], now=NOW, reason="asked for")
        await verify(log)
    with closing(sqlite3.connect(path)) as connection:
        tallied = dict(connection.execute("SELECT company, events FROM tally"))
    assert (tallied["mistral-ai"], tallied["c1"], tallied["c0"]) == (CHUNK + 2, 3, 2)
    with closing(sqlite3.connect(path)) as connection:
        marked = connection.execute("SELECT * FROM tally WHERE company = ''").fetchone()
    assert sum(tallied.values()) - tallied[""] == 2 * CHUNK + 3 + 20 + 5 - 2
    assert marked == ("", 2, 2 * CHUNK + 3 + 20 + 5)
