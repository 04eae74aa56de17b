"""Servers of a log fail, are replaced and come back: nothing that was acknowledged is lost, repeated or skipped."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest
from builders import funding
from log_cases import ALL, NOW, many
from postgres_cluster import Cluster, cluster
from postgres_rounds import through_a_fault
from postgres_server import new_place, shared_server
from wire import line_to

from dateline.errors import StoreUnavailable
from dateline.log.append import Batch
from dateline.log.postgres import turns
from dateline.log.postgres.store import PostgresLog
from dateline.log.verification import verify


async def off(work: object, *arguments: object) -> None:
    """Servers are waited for in a thread, so that writers go on."""
    await asyncio.to_thread(work, *arguments)  # type: ignore[arg-type]


async def test_a_standby_takes_the_place_of_a_primary_that_is_killed_under_load() -> None:
    with cluster(standbys=2) as servers:

        async def fail_over() -> None:
            await off(servers.kill_primary)
            standby = await asyncio.to_thread(servers.most_advanced)
            await off(servers.promote, standby)

        round = await through_a_fault(servers.address(), fail_over)
        assert len(round.acknowledged) >= 80
        async with PostgresLog.opened(servers.address()) as log:
            assert (await log.head()).epoch == 2


async def test_a_server_that_starts_again_goes_on() -> None:
    with cluster(standbys=0, synchronous=False) as servers:

        async def start_again() -> None:
            await off(servers.kill_primary)
            await off(servers.primary.start)

        await through_a_fault(servers.address(), start_again)
        async with PostgresLog.opened(servers.address()) as log:
            assert (await log.head()).epoch == 1


async def test_a_line_that_is_cut_now_and_then() -> None:
    with new_place() as place:
        async with line_to(shared_server().port) as line:
            address = place.replace(f":{shared_server().port}/", f":{line.port}/")

            async def cut() -> None:
                for _ in range(5):
                    line.cut()
                    await asyncio.sleep(0.02)
                    line.mend()
                    await asyncio.sleep(0.1)

            await through_a_fault(address, cut, before=20, behind=20)


async def test_an_acknowledgement_that_never_comes_is_looked_up() -> None:
    """The commit goes out, and the line breaks off before anything comes back."""
    with new_place() as place:
        async with line_to(shared_server().port) as line:
            address = place.replace(f":{shared_server().port}/", f":{line.port}/")
            async with PostgresLog.opened(address) as log:
                await log.append(many(2), now=NOW)
                for count in range(3):
                    line.dropped.clear()
                    line.drop_answers_to = b"COMMIT\0"
                    told = await log.append([funding(f"lost/{count}")], now=NOW, positions=True)
                    assert line.dropped.is_set()
                    assert (told.appended, told.repeated, [*told.positions]) == (1, 0, [3 + count])
                line.drop_answers_to = b"COMMIT\0"
                told = await log.append(iter(many(3, "file/")), now=NOW)
                assert (told.appended, told.head.position) == (3, 8)
                assert (await verify(log)).position == 8


async def test_a_commit_that_never_arrives_is_made_again() -> None:
    with new_place() as place:
        async with line_to(shared_server().port) as line:
            address = place.replace(f":{shared_server().port}/", f":{line.port}/")
            async with PostgresLog.opened(address) as log:
                await log.append(many(2), now=NOW)
                line.break_before = b"COMMIT\0"
                told = await log.append([funding("again")], now=NOW, positions=True)
                assert (told.appended, [*told.positions]) == (1, [3])
                line.break_before = b"COMMIT\0"
                with pytest.raises(StoreUnavailable, match="nothing was kept: do the same again"):
                    await log.append(iter([funding("file")]), now=NOW)
                assert (await log.append(iter([funding("file")]), now=NOW)).appended == 1
                assert (await verify(log)).position == 4


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> Cluster:
    """A primary whose commits wait for a standby that is not there."""
    with cluster(standbys=0, synchronous=False) as servers:
        yield servers  # type: ignore[misc]


CANCEL = (
    "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'dateline' AND wait_event = 'SyncRep'"
)


async def cancelled_once(servers: Cluster) -> None:
    """Cancel a wait for the standby, as soon as there is one."""
    connection = await asyncpg.connect(servers.primary.address())
    try:
        while not await connection.fetch(CANCEL):  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.01)
    finally:
        await connection.close()


async def test_a_wait_for_a_standby_that_is_cancelled_is_not_told_as_kept(
    waiting: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers = waiting
    async with PostgresLog.opened(servers.address()) as log:
        await log.append(many(2), now=NOW)
        await off(servers.require, "standby1")
        appending = asyncio.ensure_future(log.append([funding("a")], now=NOW, positions=True))
        for _ in range(3):
            await asyncio.wait_for(cancelled_once(servers), 30)
            assert not appending.done()
        await off(servers.add_standby, "standby1")
        told = await asyncio.wait_for(appending, 60)
        assert (told.appended, [*told.positions]) == (1, [3])
        assert (await verify(log)).position == 3


async def test_what_a_cancelled_wait_has_shown_is_sure_only_behind_the_standby(
    waiting: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who sends the same again is not told that it is kept, as long as it may be lost with the primary."""
    monkeypatch.setattr(turns, "_PATIENCE_SECONDS", 0.2)
    servers = waiting
    async with PostgresLog.opened(servers.address()) as log:
        await log.append(many(2), now=NOW)
        await off(servers.require, "standby1")
        appending = asyncio.ensure_future(log.append([funding("a")], now=NOW))
        while not appending.done():
            cancelling = asyncio.ensure_future(cancelled_once(servers))
            await asyncio.wait({appending, cancelling}, return_when=asyncio.FIRST_COMPLETED)
            cancelling.cancel()
            await asyncio.wait({cancelling})
        with pytest.raises(StoreUnavailable, match="whether it is kept is not known"):
            await appending
        assert (await log.head()).position == 3, "anybody sees what the primary alone has"
        again = asyncio.ensure_future(log.append([funding("a")], now=NOW, positions=True))
        while not await waits_for_standby(servers):
            assert not again.done()
            await asyncio.sleep(0.01)
        await off(servers.add_standby, "standby1")
        told = await asyncio.wait_for(again, 60)
        assert (told.repeated, [*told.positions]) == (1, [3])


async def waits_for_standby(servers: Cluster, *, longer_than: str = "0 seconds") -> bool:
    connection = await asyncpg.connect(servers.primary.address())
    waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND clock_timestamp() - query_start > $1"
    try:
        return bool(await connection.fetch(waiting.replace("$1", f"interval '{longer_than}'")))
    finally:
        await connection.close()


async def test_no_limit_of_time_cancels_a_commit(waiting: Cluster) -> None:
    """The very commit that began waits on, for longer than a server or a driver has been told to wait."""
    servers = waiting
    limits = dict.fromkeys(("statement_timeout", "idle_in_transaction_session_timeout"), "200")
    async with PostgresLog.opened(servers.address(**limits)) as log:
        await log.append(many(2), now=NOW)
        assert log._writer is not None
        connection = log._writer._primary._connection
        await off(servers.require, "standby1")
        appending = asyncio.ensure_future(log.append([funding("a")], now=NOW))
        async with asyncio.timeout(60):
            while not await waits_for_standby(servers, longer_than="2 seconds"):  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.01)
        await off(servers.add_standby, "standby1")
        assert (await asyncio.wait_for(appending, 60)).head.position == 3
        assert log._writer._primary._connection is connection, "it was not given up for another one"


async def test_nobody_who_leaves_cancels_a_commit(waiting: Cluster) -> None:
    servers = waiting
    async with PostgresLog.opened(servers.address()) as log:
        await log.append(many(2), now=NOW)
        await off(servers.require, "standby1")
        leaving = asyncio.ensure_future(log.append(iter([funding("a")]), now=NOW))
        while not await waits_for_standby(servers):  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.01)
        leaving.cancel()
        await asyncio.sleep(0.05)
        assert not leaving.done()
        assert await waits_for_standby(servers)
        await off(servers.add_standby, "standby1")
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(leaving, 60)
        assert (await log.head()).position == 3


async def test_an_old_primary_that_comes_back_is_neither_read_nor_written() -> None:
    """It has what no other server has, and takes itself for the primary."""
    with cluster(standbys=1, synchronous=False) as servers:
        old, standby = servers.servers
        async with PostgresLog.opened(servers.address()) as log:
            before = (await log.append(many(3), now=NOW)).head
            await off(servers.catch_up, standby)
            await off(standby.stop)
            lost = (await log.append([funding("lost")], now=NOW)).head
            await off(servers.kill_primary)
            await off(standby.start)
            await off(servers.promote, standby)
            went_on = (await log.append([funding("kept")], now=NOW)).head
            assert (went_on.position, went_on.epoch) == (4, 2)
            assert went_on.hash != lost.hash
            assert (await log.at_position(3)).hash == before.hash
            assert [one.id for one in await log.stored(3, 9)] == ["kept"]
            assert await log.head() == went_on
            await off(old.start)  # the first one that is looked for
            await off(standby.stop)
            with pytest.raises(StoreUnavailable, match="was the primary once, and must not be reached as one"):
                await log.append([funding("more")], now=NOW)
            with pytest.raises(StoreUnavailable, match="was the primary once, and must not be reached as one"):
                await log.head()
            await off(old.stop)
            await off(standby.start)
            assert (await log.append([funding("more")], now=NOW)).head.position == 5


async def test_who_reads_and_knows_more_than_is_left_is_told_so() -> None:
    with cluster(standbys=1, synchronous=False) as servers:
        standby = servers.servers[1]
        async with PostgresLog.opened(servers.address()) as log:
            await log.append(many(3), now=NOW)
            await off(servers.catch_up, standby)
            await off(standby.stop)
            await log.append([funding("lost")], now=NOW)
            async with PostgresLog.opened(servers.address(), read_only=True) as reading:
                assert (await reading.head()).position == (await log.head()).position == 4
                await off(servers.kill_primary)
                await off(standby.start)
                await off(servers.promote, standby)
                with pytest.raises(StoreUnavailable, match="is at position 3, but the log was at 4 already"):
                    await reading.head()
                head = await log.head()
                assert (head.position, head.epoch) == (3, 2)
                assert (await reading.head()) == head


async def test_a_log_that_was_dumped_and_restored_is_in_another_life() -> None:
    with cluster(standbys=0, synchronous=False) as servers, new_place() as place:
        async with PostgresLog.opened(place) as log:
            before = (await log.append([*many(5)], now=NOW)).head
        schema = place.rpartition("=")[2]
        await off(_copy, schema, servers)
        async with PostgresLog.opened(servers.address(search_path=schema)) as log:
            assert (await verify(log)).position == 5
            after = (await log.append([funding("more")], now=NOW)).head
            assert (after.position, after.epoch) == (6, before.epoch + 1)
            assert (await log.at_position(5)).hash == before.hash


def _copy(schema: str, servers: Cluster) -> None:
    import subprocess

    from postgres_server import binaries

    dump = [binaries() / "pg_dump", "-n", schema, "-d", shared_server().address()]
    dumped = subprocess.run(dump, capture_output=True, check=True).stdout
    restore = [binaries() / "psql", "-qX", "-v", "ON_ERROR_STOP=1", servers.primary.address()]
    subprocess.run(restore, input=dumped, stdout=subprocess.DEVNULL, check=True)


async def test_readers_skip_nothing_while_a_transaction_is_held_open() -> None:
    """A number drawn from a sequence would be there before the one in front of it."""
    with new_place() as place:
        async with PostgresLog.opened(place) as held, PostgresLog.opened(place) as other:
            await other.append(many(1), now=NOW)
            assert held._writer is not None
            for kept in (False, True):
                before = [*range(1, 7 if kept else 2)]
                transaction = await held._writer._primary.begin()
                batch = Batch([funding("held")], transaction.start, NOW, expected=None, positions=False)
                await held._writer._filing.file(transaction, batch.judge(batch.draw(), {}), batch.start.hash)
                await transaction.move_head(batch.head)
                appending = [asyncio.ensure_future(other.append([funding(f"w/{kept}/{n}")], now=NOW)) for n in range(5)]
                for _ in range(5):
                    assert [one.position for one in await other.stored(0, ALL)] == before
                assert not any(one.done() for one in appending)
                if kept:
                    await held._writer._primary.commit(transaction)
                else:
                    await held._writer._primary.undo(transaction)
                await asyncio.gather(*appending)
            stored = await other.stored(0, ALL)
            assert [one.position for one in stored] == [*range(1, 13)]
            assert stored[6].id == "held"
            assert (await verify(other)).position == 12


async def test_standbys_are_read_from_only_as_far_as_they_have_what_was_told() -> None:
    with cluster(standbys=1, synchronous=False) as servers:
        standby = servers.servers[1]
        async with PostgresLog.opened(servers.address(reads="standby")) as log:
            first = (await log.append(many(3), now=NOW)).head
            assert await log.head() == first
            assert (await log._reader.named("settings"))[-1][1] == "true", "it is the standby that is read"
            await off(standby.sql, "SELECT pg_wal_replay_pause()")
            second = (await log.append([funding("behind")], now=NOW)).head
            reading = asyncio.ensure_future(log.head())
            await asyncio.sleep(0.1)
            assert not reading.done()
            await off(standby.sql, "SELECT pg_wal_replay_resume()")
            assert await asyncio.wait_for(reading, 60) == second
