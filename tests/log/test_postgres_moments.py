"""A log in PostgreSQL is put back to a moment, from a base backup and the archived log of changes, as the guide says:
whoever knew more finds out, and whoever did not goes on."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from answers import timeline_of
from log_cases import NOW, many
from postgres_cluster import until
from postgres_server import PostgresServer, as_nobody, binaries, folder_of_nobody, new_server

from dateline.answers.log_places import place_cursor
from dateline.errors import OtherLog, PositionAhead, StoreUnavailable
from dateline.log.checkpoints.signing import checkpoint_of, refuse_other_history
from dateline.log.postgres.store import PostgresLog
from dateline.log.verification import verify


@pytest.fixture
def archive() -> Path:
    return folder_of_nobody()


@pytest.fixture
def server(archive: Path) -> Iterator[PostgresServer]:
    made = new_server(archive_mode="on", archive_command=f"cp %p {archive}/%f")
    yield made
    made.stop()


def base_backup(server: PostgresServer) -> Path:
    data = folder_of_nobody() / "data"
    source = f"host=127.0.0.1 port={server.port} user=postgres"
    if as_nobody([binaries() / "pg_basebackup", "-D", data, "-d", source, "-X", "none", "--checkpoint=fast"]).wait():
        raise RuntimeError("pg_basebackup has failed")
    return data


def all_archived(server: PostgresServer) -> None:
    """Wait until whatever was written is in the archive."""
    last = server.sql("SELECT pg_walfile_name(pg_current_wal_lsn())")
    server.sql("SELECT pg_switch_wal()")
    until(lambda: server.sql("SELECT last_archived_wal FROM pg_stat_archiver") >= last)


def restored(data: Path, archive: Path, moment: str) -> PostgresServer:
    """A server of this backup, as it was at that moment."""
    signal = data / "recovery.signal"
    signal.touch()
    shutil.chown(signal, *(("nobody", None) if data.owner() == "nobody" else (data.owner(), None)))
    settings = {
        "restore_command": f"cp {archive}/%f %p",
        "recovery_target_time": moment,
        "recovery_target_action": "promote",
    }
    server = PostgresServer(data, settings=settings).start()
    until(lambda: server.sql("SELECT pg_is_in_recovery()") == "f")
    return server


async def test_a_log_that_is_put_back_to_a_moment_is_in_another_life_and_tells_who_knew_more(
    server: PostgresServer, archive: Path
) -> None:
    async with PostgresLog.opened(server.address()) as log:
        await log.append(many(5, "before/"), now=NOW)
        data = await asyncio.to_thread(base_backup, server)
        kept = (await log.append(many(5, "behind/"), now=NOW)).head
        early = await checkpoint_of(log, "example.org/log")
        moment = await asyncio.to_thread(server.sql, "SELECT clock_timestamp()")
        lost = (await log.append(many(5, "lost/"), now=NOW)).head
        late = await checkpoint_of(log, "example.org/log")
        await asyncio.to_thread(all_archived, server)
        port = await asyncio.to_thread(restored, data, archive, moment)
        try:
            await asyncio.to_thread(server.stop)
            both = f"postgresql://postgres@127.0.0.1:{server.port},127.0.0.1:{port.port}/postgres"
            async with PostgresLog.opened(both) as put_back:
                assert (await verify(put_back)).position == 10
                head = await put_back.head()
                assert (head.position, head.hash, head.epoch) == (10, kept.hash, kept.epoch)
                await refuse_other_history(put_back, early)
                with pytest.raises(OtherLog, match=r"was cut, or put back to an earlier copy: .* 15 records, and 10"):
                    await refuse_other_history(put_back, late)
                went_on = (await put_back.append(many(9, "instead/"), now=NOW)).head
                assert (went_on.position, went_on.epoch) == (19, kept.epoch + 1)
                await refuse_other_history(put_back, early)
                with pytest.raises(OtherLog, match=r"not the log that example\.org/log was then"):
                    await refuse_other_history(put_back, late)
                reading = timeline_of(put_back).reading()
                assert (await reading.place_of(place_cursor(kept))).position == 10
                with pytest.raises(OtherLog, match="another log"):
                    await reading.place_of(place_cursor(lost))
        finally:
            await asyncio.to_thread(port.stop)


async def test_a_process_that_goes_on_over_a_restore_finds_out_by_the_epoch(
    server: PostgresServer, archive: Path
) -> None:
    """Its address leads to the server that was restored, which has the port of the one before."""
    async with (
        PostgresLog.opened(server.address()) as log,
        PostgresLog.opened(server.address(), read_only=True) as reading,
    ):
        data = await asyncio.to_thread(base_backup, server)
        await log.append(many(5, "kept/"), now=NOW)
        moment = await asyncio.to_thread(server.sql, "SELECT clock_timestamp()")
        await log.append(many(5, "lost/"), now=NOW)
        assert (await reading.head()).position == 10
        await asyncio.to_thread(all_archived, server)
        made = await asyncio.to_thread(restored, data, archive, moment)
        await asyncio.to_thread(made.stop)
        await asyncio.to_thread(server.stop)
        made.port = server.port
        await asyncio.to_thread(made.start)
        try:
            with pytest.raises(StoreUnavailable, match="is at position 5, but the log was at 10 already"):
                await reading.head()
            found = await log.head()
            assert (found.position, found.epoch) == (5, 2)
            assert await reading.head() == found
            with pytest.raises(PositionAhead):
                await log.at_position(10)
            assert (await log.append(many(5, "lost/"), now=NOW)).appended == 5, "what was lost can be told again"
            assert (await verify(log)).position == 10
        finally:
            await asyncio.to_thread(made.stop)
