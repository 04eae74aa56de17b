"""The log in PostgreSQL keeps those promises that only a server can break, and says in one sentence what is wrong."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest
from builders import founded, funding, merge, one_of_each, profile, retraction
from log_cases import ALL, NOW, many
from postgres_server import by_hand, free_port, new_place, shared_server
from wire import pooler_to

from dateline.errors import CorruptLog, InvalidInput, StoreUnavailable
from dateline.log.append import CHUNK
from dateline.log.cut import Cut
from dateline.log.opening import log_address, open_log
from dateline.log.postgres import reader, writer
from dateline.log.postgres.address import PostgresAddress
from dateline.log.postgres.connection import LogConnection, connect
from dateline.log.postgres.primary import Primary
from dateline.log.postgres.queries import QUERIES, SCHEMA, numbered
from dateline.log.postgres.store import PostgresLog
from dateline.log.sql.rows import FILING
from dateline.log.sqlite.queries import QUERIES as SQLITE_QUERIES
from dateline.log.verification import verify


@pytest.fixture
def place() -> Iterator[str]:
    with new_place() as address:
        yield address


# --- the address ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://h/d", "postgresql://h/d"),
        ("postgres://me@h:5433/d?sslmode=require", "postgresql://me@h:5433/d"),
        ("PostgreSQL://me:secret@h/d", "postgresql://me@h/d"),
        ("postgresql://me:se%40cret@h1,h2:5433/d?password=secret", "postgresql://me@h1,h2:5433/d"),
        ("postgresql:///d?host=/run/postgresql&password=secret", "postgresql:///d"),
        ("postgresql://:secret@h/d", "postgresql://h/d"),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, shown: str) -> None:
    address = log_address(url)
    assert isinstance(address, PostgresAddress)
    assert (str(address), repr(address)) == (shown, f"PostgresAddress({shown!r})")


@pytest.mark.parametrize("url", ["postgresql:secret", "postgresql://a:secret@h/d#x", "postgres://u:secret d@h/d"])
def test_what_is_no_address_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(InvalidInput, match="no address of a PostgreSQL database") as refused:
        open_log(url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("hosts", ["127.0.0.1:abc", "127.0.0.1:99999", "a..b", "127.0.0.1:99999,127.0.0.1"])
@pytest.mark.parametrize("read_only", [True, False])
async def test_a_host_or_a_port_that_can_be_none_is_refused(hosts: str, read_only: bool) -> None:
    with pytest.raises(InvalidInput, match="no address of a PostgreSQL database: write postgresql://user@host:5432"):
        async with open_log(f"postgresql://me:secret@{hosts}/d", read_only=read_only):
            pass


async def test_what_the_driver_knows_to_be_wrong_keeps_its_sentence() -> None:
    assert "the address is none that PostgreSQL knows" in await refused("postgresql://me:secret@h/d?sslmode=odd")


# --- what is wrong with a server or a database ------------------------------------------------------------------------


async def refused(address: str, *, read_only: bool = False) -> str:
    """The sentence of why a log cannot be opened."""
    with pytest.raises(StoreUnavailable) as error:
        async with open_log(address, read_only=read_only):
            pass
    told = str(error.value)
    assert "\n" not in told
    assert "secret" not in told
    assert told.startswith(("postgresql://", "there is no Dateline log in postgresql://"))
    return told


async def test_no_server() -> None:
    assert "no PostgreSQL server answers there" in await refused(f"postgresql://me:secret@127.0.0.1:{free_port()}/d")
    assert "no PostgreSQL server can be reached there" in await refused("postgresql://me:secret@no.host.invalid/d")


async def test_a_database_that_is_not_there() -> None:
    told = await refused(shared_server().address("nothing").replace("postgres@", "postgres:secret@"))
    assert 'database "nothing" does not exist: create it first' in told


async def test_a_wrong_password() -> None:
    server = shared_server()
    server.sql("DROP ROLE IF EXISTS locked", "CREATE ROLE locked LOGIN PASSWORD 'right'")
    told = await refused(server.address().replace("postgres@", "locked:secret@"))
    assert (
        'password authentication failed for user "locked": give the right user, and the password in PGPASSWORD' in told
    )


async def test_missing_rights(place: str) -> None:
    server = shared_server()
    server.sql("DROP ROLE IF EXISTS guest", "CREATE ROLE guest LOGIN")
    async with PostgresLog.opened(place):
        pass
    guest = place.replace("postgres@", "guest@")
    assert "names no schema that is there" in await refused(guest)
    schema = place.rpartition("=")[2]
    server.sql(f"GRANT USAGE ON SCHEMA {schema} TO guest")
    assert "permission denied for table filing: its user needs all rights" in await refused(guest)
    server.sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO guest")
    async with PostgresLog.opened(guest) as log:
        with pytest.raises(StoreUnavailable, match="permission denied for table head: its user needs all rights"):
            await log.append([funding("a")], now=NOW)
    server.sql(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM guest", f"REVOKE ALL ON SCHEMA {schema} FROM guest")
    server.sql("DROP ROLE guest")


async def test_other_tables_are_left_alone(place: str) -> None:
    await by_hand(place, "CREATE TABLE recipe (name text)", "CREATE TABLE event (name text)")
    for read_only in (False, True):
        told = await refused(place, read_only=read_only)
        assert "is no Dateline log, or a broken one: its schema" in told
        assert "holds event, recipe; give Dateline a database of its own" in told
    assert len(await by_hand(place, "SELECT 1 FROM pg_tables WHERE schemaname = current_schema()")) == 2


async def test_a_log_is_made_by_whoever_writes_and_by_one_of_several(place: str) -> None:
    told = await refused(place, read_only=True)
    assert told.startswith("there is no Dateline log in postgresql://")
    opened = await asyncio.gather(*(PostgresLog.open(place) for _ in range(4)))
    await asyncio.gather(*(log.append(many(2, f"{n}/"), now=NOW) for n, log in enumerate(opened)))
    assert [(await log.head()).position for log in opened] == [8] * 4
    for log in opened:
        await log.close()
    async with PostgresLog.opened(place, read_only=True) as log:
        assert (await verify(log)).position == 8
        with pytest.raises(StoreUnavailable, match="read only"):
            await log.append(many(1), now=NOW)


async def test_a_log_of_another_release(place: str) -> None:
    async with PostgresLog.opened(place) as log:
        await log.append(many(1), now=NOW)
        await by_hand(place, "UPDATE filing SET version = 99")
        assert "another version of Dateline" in str((await log.condition()).unreadable)
    assert f"has schema version 99, this Dateline reads 4 to {FILING}: use the version" in await refused(place)


async def test_a_server_that_would_lose_what_it_acknowledges(place: str) -> None:
    server = shared_server()
    async with PostgresLog.opened(place) as log:
        server.sql("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        try:
            await until_setting(place, "fsync", "off")
            with pytest.raises(StoreUnavailable, match="has fsync = off, and would lose what it acknowledges"):
                await log.append(many(1), now=NOW)
            assert "fsync = off" in str((await log.condition()).unwritable)
        finally:
            server.sql("ALTER SYSTEM RESET fsync", "SELECT pg_reload_conf()")
        await until_setting(place, "fsync", "on")
        assert (await log.append(many(1), now=NOW)).head.position == 1


async def until_setting(address: str, name: str, value: str) -> None:
    while (await by_hand(address, f"SHOW {name}"))[0][0] != value:  # noqa: ASYNC110 - the server tells nobody
        await asyncio.sleep(0)


async def test_what_is_committed_waits_for_the_disk_and_no_limit_of_time_whatever_the_server_says(place: str) -> None:
    limits = ["statement_timeout", "idle_in_transaction_session_timeout"]
    limits += await of_newer_servers(place, "transaction_timeout")
    told = "".join(f"&{name}=900" for name in limits)
    async with PostgresLog.opened(f"{place}&synchronous_commit=off{told}") as log:
        await log.append(many(1), now=NOW)
        assert log._writer is not None
        primary = log._writer._primary
        transaction = await primary.begin()
        asked = ", ".join(f"current_setting('{name}')" for name in ("synchronous_commit", *limits))
        assert tuple(*await primary._connection.fetch(f"SELECT {asked}")) == ("on", *("0" for _ in limits))
        await primary.undo(transaction)


async def of_newer_servers(place: str, name: str) -> list[str]:
    return [row[0] for row in await by_hand(place, f"SELECT name FROM pg_settings WHERE name = '{name}'")]


UNDER_WAY = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'"


async def until_under_way(address: str, count: int) -> None:
    while (await by_hand(address, UNDER_WAY))[0][0] != count:  # noqa: ASYNC110 - the server tells nobody
        await asyncio.sleep(0)


async def test_a_statement_that_nobody_waits_for_any_more_is_broken_off(place: str) -> None:
    async with PostgresLog.opened(place) as log, asyncio.timeout(60):
        gone = asyncio.create_task(log._reader.rows("SELECT pg_sleep(600)", {}))
        await until_under_way(place, 1)
        gone.cancel()
        await until_under_way(place, 0)
        assert await log._reader.rows("SELECT 1", {}) == [(1,)]


# --- what the database itself refuses ---------------------------------------------------------------------------------

TABLES = ["event", "act", "mention", "same", "company", "name", "subtree", "taken"]


async def filled(address: str) -> None:
    events = [*one_of_each(), merge("m", ["x"]), founded("f", company="new", name="New"), retraction("r", of="f")]
    async with PostgresLog.opened(address) as log:
        await log.append([*many(3, "before/"), *events, *many(3, "after/")], now=NOW)


@pytest.mark.parametrize("table", TABLES)
async def test_the_database_refuses_to_change_or_delete_what_is_recorded(place: str, table: str) -> None:
    await filled(place)
    for statement in (f"DELETE FROM {table}", f"TRUNCATE {table}"):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="never"):
            await by_hand(place, statement)
    if table not in ("subtree", "taken"):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="never changes"):
            await by_hand(place, f"UPDATE {table} SET position = position + 1")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE head SET position = position - 1",
        "UPDATE head SET hash = decode(repeat('00', 32), 'hex')",
        "UPDATE head SET epoch = epoch - 1",
        "DELETE FROM head",
        "TRUNCATE head",
        "INSERT INTO event SELECT * FROM event WHERE position = 3 ON CONFLICT (position) DO UPDATE SET kind = 'x'",
    ],
)
async def test_the_head_goes_only_forward_and_nothing_is_replaced(place: str, statement: str) -> None:
    await filled(place)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await by_hand(place, statement)


@pytest.mark.parametrize(
    ("tampering", "position", "reason"),
    [
        ("UPDATE event SET digest = decode(repeat('00', 32), 'hex') WHERE position = 5", 5, "digest differs"),
        ("UPDATE event SET recorded_at = recorded_at + 1 WHERE position = 6", 6, "does not follow"),
        ("DELETE FROM event WHERE position = 4", 4, "missing"),
        ("UPDATE head SET position = position - 1", 26, "head"),
        ("UPDATE event SET company = 'other' WHERE position = 8", 8, "filed"),
        ("INSERT INTO act VALUES ('after/0', 2)", 2, "filed"),
        ("INSERT INTO mention VALUES ('acme', 'lead', 3)", 3, "filed"),
        ("DELETE FROM same", 21, "filed"),
        ("UPDATE name SET folded = 'newer' WHERE company = 'new'", 23, "filed"),
        ("UPDATE account SET number = number + 1", 4, "filed"),
        ("INSERT INTO company VALUES ('ghost', 2)", 0, "a row in the table company"),
        ("INSERT INTO name VALUES ('ghost', 'ghost', 2)", 0, "a row in the table name"),
        ("DROP INDEX event_by_day", 0, "its index event_by_day is missing"),
        ("DROP TRIGGER event_is_never_changed ON event", 0, "its trigger event_is_never_changed is missing"),
        ("ALTER TABLE event DISABLE TRIGGER USER", 0, "is turned off"),
        (
            "CREATE OR REPLACE FUNCTION dateline_refuses() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            0,
            "its function dateline_refuses is not as this release makes it",
        ),
    ],
)
async def test_verify_names_the_first_that_was_tampered_with(
    place: str, tampering: str, position: int, reason: str
) -> None:
    await filled(place)
    async with PostgresLog.opened(place) as log:
        assert (await verify(log)).position == 27
    off, on = "SET session_replication_role = replica", "SET session_replication_role = origin"
    await by_hand(place, off, tampering, on)
    async with PostgresLog.opened(place) as log:
        with pytest.raises(CorruptLog, match=reason) as e:
            await verify(log)
    assert e.value.position == position


# --- what PostgreSQL does not take by itself --------------------------------------------------------------------------


async def test_names_and_slugs_may_be_longer_than_an_entry_of_an_index(place: str) -> None:
    """2,700 bytes."""
    letters = "".join(chr(0x4E00 + n) for n in range(300))
    long = [
        profile("p", company="acme", name=letters),
        founded("f", company="acme", name="\ufdfa" * 300),
        funding("i", company="bolt", investors=["\ufdfb" * 300, "&" * 299 + "a"]),
        *(event for event in one_of_each() if event.kind == "metric"),
    ]
    async with PostgresLog.opened(place) as log:
        await log.append(long, now=NOW)
        assert (await verify(log)).position == len(long)
        assert await log.companies(ALL, search=letters, limit=9) == ["acme"]
        party = long[2].parties()[1][1].slug
        assert {slug: record.event.id for slug, record in (await log.naming([party], Cut(None, ALL))).items()} == {
            party: "i"
        }


@pytest.mark.parametrize("asked", ["\0", "\ud800", "a\0b"])
async def test_what_no_text_of_a_log_is_finds_nothing(place: str, asked: str) -> None:
    async with PostgresLog.opened(place) as log:
        await log.append(many(1), now=NOW)
        assert await log.by_ids([asked], ALL) == {}
        assert await log.companies(ALL, search=f"x{asked}", limit=9) == []
        assert await log.histories([asked], ALL) == {asked: []}


async def test_a_long_append_is_copied_in_and_a_short_one_filed(place: str) -> None:
    async with PostgresLog.opened(place) as log:
        await log.append(iter(many(2 * CHUNK + 1)), now=NOW)
        await log.append(many(3, "few/"), now=NOW)
        assert (await verify(log)).position == 2 * CHUNK + 4


async def test_a_count_behind_a_long_append_is_nobody_elses_trouble(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_WORTH_COUNTING", 1)
    counted: list[int] = []
    count = Primary.count

    async def noted(primary: Primary) -> None:
        assert primary._connection is not None
        counted.append(1)
        await count(primary)

    monkeypatch.setattr(Primary, "count", noted)
    async with PostgresLog.opened(place) as log:
        await asyncio.gather(*(log.append(iter(many(3, f"{n}/")), now=NOW) for n in range(6)))
        await log.append(iter(many(3, "tried/")), now=NOW, dry_run=True)
        assert ((await log.head()).position, len(counted)) == (18, 6)
        assert log._writer is not None
        log._writer._primary._drop()
        await count(log._writer._primary)


# --- statements -------------------------------------------------------------------------------------------------------


def test_statements_have_the_names_that_they_have_in_sqlite() -> None:
    """What is made of rows asks both stores by the same names; the rest is how each is opened, written and checked."""
    own = {"take_turn", "touch_head", "hash_at", "life", "new_life", "first_life", "settings", "backend"}
    assert {*QUERIES} - {*SQLITE_QUERIES} == own | {
        "relations",
        "version",
        "set_version",
        "unguarded",
        "guarded",
        "write_anew",
    }
    assert len({*SQLITE_QUERIES} & {*QUERIES}) > 90


def test_parameters_are_numbered_by_their_names() -> None:
    assert numbered("SELECT :a::text, :b, :a WHERE x = ':c'::text") == (
        "SELECT $1::text, $2, $1 WHERE x = '$3'::text",
        ("a", "b", "c"),
    )
    assert SCHEMA.count("CREATE TABLE") == 13
    assert all(QUERIES.values())


# --- several logs, and connections that end ---------------------------------------------------------------------------


async def test_a_log_sees_what_another_one_appends(place: str) -> None:
    async with PostgresLog.opened(place) as one, PostgresLog.opened(place, read_only=True) as other:
        await one.append(many(5), now=NOW)
        assert await other.head() == await one.head()


async def test_who_looks_while_others_append_is_not_told_that_the_log_went_back(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with PostgresLog.opened(place) as log:
        before = (await log.append(many(2), now=NOW)).head
        named = log._reader.named

        async def with_an_append(query: str, /, **params: object) -> list[Any]:
            rows = await named(query, **params)
            await log.append([funding("meanwhile")], now=NOW)
            return rows

        monkeypatch.setattr(log._reader, "named", with_an_append)
        assert await log._reader.head() == before


async def test_a_writer_that_waits_too_long_says_so(place: str) -> None:
    async with PostgresLog.opened(place) as one, PostgresLog.opened(place, lock_timeout_seconds=0.05) as other:
        assert one._writer is not None
        transaction = await one._writer._primary.begin()
        with pytest.raises(StoreUnavailable, match="others have kept writing to it for too long"):
            await other.append(many(1), now=NOW)
        await one._writer._primary.undo(transaction)
        assert (await other.append(many(1), now=NOW)).head.position == 1


async def test_connections_that_the_server_ends_are_made_anew(place: str) -> None:
    ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dateline'"
    async with PostgresLog.opened(place) as log:
        await log.append(many(3), now=NOW)
        for count in range(3):
            await by_hand(place, ending)
            assert (await log.head()).position == 3 + count
            await by_hand(place, ending)
            assert (await log.append([funding(f"again/{count}")], now=NOW)).appended == 1
        assert (await verify(log)).position == 6


async def test_a_read_that_takes_too_long_is_not_tried_again(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[str] = []
    fetch = LogConnection.fetch

    async def noted(connection: LogConnection, query: str, *arguments: Any, **how: Any) -> Any:
        tries.append(query)
        return await fetch(connection, query, *arguments, **how)

    async with PostgresLog.opened(place) as log:
        await log.append(many(3), now=NOW)
        await log.head()  # on a connection that is kept
        holder = await asyncpg.connect(place)
        try:
            async with holder.transaction():
                await holder.execute("LOCK TABLE event IN ACCESS EXCLUSIVE MODE")
                with monkeypatch.context() as patched:
                    patched.setattr(LogConnection, "fetch", noted)
                    patched.setattr(reader, "READ_SECONDS", 0.2)
                    with pytest.raises(StoreUnavailable, match="cannot be read: the server does not answer"):
                        await log.by_ids(["e/0"], ALL)
            assert len(tries) == 1
        finally:
            await holder.close()
        assert len(await log.stored(0, 9)) == 3


async def test_what_reads_a_whole_table_may_take_its_time(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    limits: dict[str, float | None] = {}
    fetch = LogConnection.fetch

    async def noted(connection: LogConnection, query: str, *arguments: Any, **how: Any) -> Any:
        limits[query] = how.get("timeout")
        return await fetch(connection, query, *arguments, **how)

    monkeypatch.setattr(LogConnection, "fetch", noted)
    async with PostgresLog.opened(place) as log:
        await log.append(many(3), now=NOW)
        limits.clear()
        await verify(log)
    unlimited = {numbered(QUERIES[name])[0] for name in ("integrity", "strays", "stray_erasures", "stray_subtrees")}
    assert {query for query, limit in limits.items() if limit is None} == unlimited
    assert {limit for query, limit in limits.items() if query not in unlimited} == {reader.READ_SECONDS}


async def test_a_connection_that_is_made_while_a_log_is_closed_is_closed_too(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []

    async with PostgresLog.opened(place) as log:

        async def connected(*which: Any, **how: Any) -> Any:
            made.append(await connect(*which, **how))
            await log.close()
            return made[0]

        monkeypatch.setattr("dateline.log.postgres.primary.connect", connected)
        with pytest.raises(StoreUnavailable, match="cannot be written: it is closed"):
            await log.append(many(1), now=NOW)
    assert made[0].is_closed()


def through(address: str, port: int) -> str:
    """The same database by another port of this machine."""
    return re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{port}", address)


async def test_all_goes_through_a_pooler_that_hands_out_another_server_for_each_transaction(place: str) -> None:
    async with pooler_to(shared_server().port) as port:
        async with PostgresLog.opened(through(place, port)) as log:
            done = await asyncio.gather(*(log.append(many(2, f"{n}/"), now=NOW) for n in range(9)))
            await log.append(iter(many(2 * CHUNK)), now=NOW)
            await log.append([merge("m", ["bolt"], company="acme")], now=NOW)
            assert sorted(one.head.position for one in done) == [*range(2, 19, 2)]
            for _ in range(4):
                histories = await asyncio.gather(*(log.histories(["acme", "mistral-ai"], ALL) for _ in range(6)))
                assert {len(one["mistral-ai"]) for one in histories} == {2018}
            assert (await verify(log)).position == 2019
        async with PostgresLog.opened(through(place, port), read_only=True) as log:
            assert (await log.head()).position == 2019
