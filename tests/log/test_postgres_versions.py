"""A log in PostgreSQL that another release wrote: an older one is brought up to date, a newer one is left alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import asyncpg
import postgres_server
import pytest
from builders import funding, merge, profile
from log_cases import ALL, FILED_OTHERWISE, NOW
from postgres_cluster import cluster
from postgres_server import new_place, shared_server

from dateline.errors import CorruptLog, StoreUnavailable
from dateline.events.event import Event
from dateline.log.contract import EventLog
from dateline.log.postgres import making, upgrade
from dateline.log.postgres.erasing import TABLES, unguarded
from dateline.log.postgres.store import PostgresLog
from dateline.log.sql import refiling
from dateline.log.sql.erasing import Eraser
from dateline.log.sql.rows import FILING
from dateline.log.verification import verify

OLDER = FILING - 1


@pytest.fixture(autouse=True)
def rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if these tables had been filed by other rules once."""
    monkeypatch.setattr(making, "_OLDEST_FILING", OLDER)


@pytest.fixture
def place() -> Iterator[str]:
    with new_place() as address:
        yield address


async def by_hand(address: str, *statements: str) -> list[asyncpg.Record]:
    """The same, whatever triggers say."""
    return await postgres_server.by_hand(address, "SET session_replication_role = replica", *statements)


def told() -> list[Event]:
    return [
        profile("p", company="acme", name="Acmé"),
        funding("seed", company="acme", leads=["Bolt"], round="seed"),
        merge("m", ["acme-sas"], company="acme"),
    ]


async def older(place: str, *otherwise: str) -> None:
    """A log of an earlier release."""
    async with PostgresLog.opened(place) as log:
        await log.append(told(), now=NOW)
    await by_hand(place, *otherwise, f"UPDATE filing SET version = {OLDER}")


async def version(place: str) -> int:
    return int((await by_hand(place, "SELECT version FROM filing"))[0][0])


@pytest.mark.parametrize("read_only", [False, True])
async def test_what_was_filed_otherwise_is_filed_anew_once(place: str, read_only: bool) -> None:
    await older(place, *FILED_OTHERWISE)
    async with PostgresLog.opened(place, read_only=read_only) as log:
        assert (await verify(log)).position == 3
        assert await log.companies(ALL, search="acmé", limit=9) == ["acme"]
    assert await version(place) == FILING
    await by_hand(
        place, "UPDATE name SET folded = 'x'"
    )  # a second opening files nothing anew, so that this stays wrong
    async with PostgresLog.opened(place, read_only=read_only) as log:
        with pytest.raises(CorruptLog, match="filed"):
            await verify(log)


async def test_who_reads_meanwhile_goes_on_with_what_was_there(place: str) -> None:
    async with PostgresLog.opened(place) as log, PostgresLog.opened(place, read_only=True) as reading:
        await log.append(told(), now=NOW)
        await by_hand(place, *FILED_OTHERWISE, f"UPDATE filing SET version = {OLDER}")
        assert log._writer is not None
        transaction = await log._writer._primary.begin()
        ((_, name, *_), *_) = await reading._reader.named("names_as_filed", one="", other="", position=0, limit=1)
        assert name == "acm"
        assert "an earlier version" in str((await reading.condition()).unreadable)
        await log._writer._primary.commit(transaction)
        assert (await verify(reading)).position == 3
        assert (await reading.condition()).unreadable is None


async def test_of_several_who_open_it_at_once_one_files_it_anew(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await older(place, *FILED_OTHERWISE)
    filed: list[object] = []

    async def counted(transaction: object) -> None:
        filed.append(transaction)
        await refiling.file_all_anew(transaction)  # type: ignore[arg-type]

    monkeypatch.setattr(upgrade, "file_all_anew", counted)
    opened = await asyncio.gather(*(PostgresLog.open(place, read_only=n == 0) for n in range(4)))
    assert len(filed) == 1
    for log in opened:
        assert (await verify(log)).position == 3
        await log.close()


async def test_filing_anew_that_breaks_off_leaves_the_log_as_it_was(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await older(place, *FILED_OTHERWISE)

    def broken(_: object) -> list[object]:
        raise RuntimeError("the power is gone")

    monkeypatch.setattr(refiling, "name_rows", broken)
    with pytest.raises(RuntimeError, match="the power is gone"):
        async with PostgresLog.opened(place):
            pass
    assert await version(place) == OLDER
    assert (await by_hand(place, "SELECT slug FROM mention WHERE position = 2"))[0][0] == "b-lt"
    monkeypatch.undo()
    monkeypatch.setattr(making, "_OLDEST_FILING", OLDER)
    async with PostgresLog.opened(place) as log:
        assert (await verify(log)).position == 3


async def test_a_connection_that_is_lost_meanwhile_is_made_anew(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await older(place, *FILED_OTHERWISE)
    lost = ["SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dateline'"]

    async def breaking(transaction: object) -> None:
        if lost:
            await by_hand(place, lost.pop())
        await refiling.file_all_anew(transaction)  # type: ignore[arg-type]

    monkeypatch.setattr(upgrade, "file_all_anew", breaking)
    async with PostgresLog.opened(place) as log:
        assert (await verify(log)).position == 3
    assert not lost


async def test_an_older_release_that_still_runs_stops_writing_and_says_why(place: str) -> None:
    async with PostgresLog.opened(place) as log:
        await log.append(told(), now=NOW)
        await by_hand(place, f"UPDATE filing SET version = {FILING + 1}")
        newer = "another version of Dateline has brought the log up to date"
        for events in ([funding("x")], iter([funding("x")])):
            with pytest.raises(StoreUnavailable, match=f"cannot be written: {newer}.*schema version {FILING + 1}"):
                await log.append(events, now=NOW)
        with pytest.raises(StoreUnavailable, match=newer):
            await log.erase([2], now=NOW, reason="asked to")
        found = await log.condition()
        assert (newer in str(found.unreadable), newer in str(found.unwritable)) == (True, True)
        assert (await log.head()).position == 3, "reading goes on"


async def test_who_waited_for_the_release_that_filed_it_anew_does_not_write_by_older_rules(place: str) -> None:
    """A statement that waits for a row sees that row as it is then, and all others as they were when it began."""
    async with PostgresLog.opened(place) as one, PostgresLog.opened(place) as other:
        await one.append(told(), now=NOW)
        assert one._writer is not None
        transaction = await one._writer._primary.begin()
        appending = asyncio.ensure_future(other.append([funding("x")], now=NOW))
        await until_somebody_waits()
        await transaction.rows("set_version", version=FILING + 1)
        await transaction.rows("touch_head")
        await one._writer._primary.commit(transaction)
        with pytest.raises(StoreUnavailable, match="another version of Dateline"):
            await appending
        assert (await other.head()).position == 3


async def test_who_waited_for_an_erasure_does_not_append_what_is_gone(place: str) -> None:
    async with PostgresLog.opened(place) as one, PostgresLog.opened(place) as other:
        await one.append(told(), now=NOW)
        assert one._writer is not None
        transaction = await one._writer._primary.begin()
        appending = asyncio.ensure_future(other.append(told()[1:2], now=NOW))
        await until_somebody_waits()
        async with unguarded(transaction, *TABLES):
            await Eraser(transaction, NOW, "asked to", "").erase([2])
        await transaction.rows("touch_head")
        await one._writer._primary.commit(transaction)
        done = await appending
        assert (done.appended, done.repeated, done.head.position) == (0, 1, 3)


async def until_somebody_waits() -> None:
    waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'dateline'"
    while not await by_hand(shared_server().address(), waiting):  # noqa: ASYNC110 - the server tells nobody
        await asyncio.sleep(0)


async def test_where_nobody_may_write_it_is_read_if_nothing_in_it_is_filed_otherwise(place: str) -> None:
    await older(place)
    server, schema = shared_server(), place.rpartition("=")[2]
    server.sql("DROP ROLE IF EXISTS reads", "CREATE ROLE reads LOGIN", f"GRANT USAGE ON SCHEMA {schema} TO reads")
    server.sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO reads")
    reads = place.replace("postgres@", "reads@")
    try:
        async with PostgresLog.opened(reads, read_only=True) as log:
            assert (await log.head()).position == 3
        await by_hand(place, *FILED_OTHERWISE)
        with pytest.raises(StoreUnavailable, match=r"brought up to date before it is read.*open it once"):
            async with PostgresLog.opened(reads, read_only=True):
                pass
        assert await version(place) == OLDER
    finally:
        server.sql("DROP OWNED BY reads; DROP ROLE reads")


@pytest.mark.parametrize("read_only", [False, True])
async def test_tables_that_an_earlier_release_did_not_make_are_added(place: str, read_only: bool) -> None:
    async with PostgresLog.opened(place) as log:
        await log.append(told(), now=NOW)
    await by_hand(place, "DROP TABLE erasure")
    opened = await asyncio.gather(*(PostgresLog.open(place, read_only=read_only) for _ in range(3)))
    for log in opened:
        await sound(log)
        await log.close()


async def sound(log: EventLog) -> None:
    assert (await verify(log)).position == 3
    assert await log.erasures(0, 9) == []


async def test_a_table_that_somebody_took_away_is_missed(place: str) -> None:
    async with PostgresLog.opened(place) as log:
        await log.append(told(), now=NOW)
    for table in ("mention", "same"):
        await by_hand(place, f"ALTER TABLE {table} RENAME TO other")
        with pytest.raises(StoreUnavailable, match="no Dateline log, or a broken one"):
            async with PostgresLog.opened(place):
                pass
        await by_hand(place, f"ALTER TABLE other RENAME TO {table}")


async def test_who_reads_from_a_standby_waits_until_it_is_filed_anew_there_too() -> None:
    with cluster(standbys=1, synchronous=False) as servers:
        standby = servers.servers[1]
        await older(servers.address(), *FILED_OTHERWISE)
        await asyncio.to_thread(servers.catch_up, standby)
        await asyncio.to_thread(standby.sql, "SELECT pg_wal_replay_pause()")
        opening = asyncio.ensure_future(PostgresLog.open(servers.address(reads="standby")))
        while await version(servers.primary.address()) != FILING:  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0)
        assert not opening.done()
        await asyncio.to_thread(standby.sql, "SELECT pg_wal_replay_resume()")
        log = await asyncio.wait_for(opening, 60)
        try:
            assert (await log._reader.named("settings"))[-1][1] == "true", "it is the standby that is read"
            assert (await verify(log)).position == 3
        finally:
            await log.close()
