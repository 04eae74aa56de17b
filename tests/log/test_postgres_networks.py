"""A network that swallows what is sent and tells nobody: whoever waits is told after a while, and nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from builders import funding
from log_cases import NOW, many
from networks import CLIENT, SERVER, Network, inside, network
from postgres_rounds import through_a_fault
from postgres_server import PostgresServer, new_server

from dateline.errors import StoreUnavailable
from dateline.log.postgres import connection, turns
from dateline.log.postgres.store import PostgresLog
from dateline.log.verification import verify


@pytest.fixture(scope="module")
def between() -> Iterator[Network]:
    with network() as made:
        yield made


@pytest.fixture(scope="module")
def server(between: Network) -> Iterator[PostgresServer]:
    with inside(between.server):
        made = new_server(listen_addresses=f"127.0.0.1,{SERVER}")
        with (made.data / "pg_hba.conf").open("a", encoding="utf-8") as rules:
            rules.write(f"host all all {CLIENT}/32 trust\n")
        made.sql("SELECT pg_reload_conf()")
    yield made
    made.stop()


@pytest.fixture
def place(between: Network, server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Of an empty schema, for whoever is on the client's side; a silent server is given up after two seconds."""
    for name in ("_QUIET_SECONDS", "_PROBE_SECONDS", "_PROBES"):
        monkeypatch.setattr(connection, name, 1)
    monkeypatch.setattr(connection, "_CONNECT_SECONDS", 1.0)
    name = f"place_{id(monkeypatch)}"
    with inside(between.server):
        server.sql(f"CREATE SCHEMA {name}")
    with inside(between.client):
        yield f"postgresql://postgres@{SERVER}:{server.port}/postgres?search_path={name}"
    between.mend()


async def given_up(log: PostgresLog) -> None:
    """Wait until the connection that writes is given up."""
    assert log._writer is not None
    connection = log._writer._primary._connection
    assert connection is not None
    while not connection.is_closed():  # noqa: ASYNC110 - the driver tells nobody
        await asyncio.sleep(0.01)


async def test_a_network_that_comes_back_has_lost_nothing(between: Network, place: str) -> None:
    async with PostgresLog.opened(place) as watched:
        await watched.append(many(1, "before/"), now=NOW)

        async def swallow() -> None:
            between.cut()
            appending = asyncio.ensure_future(watched.append([funding("meanwhile")], now=NOW))
            await asyncio.wait_for(given_up(watched), 60)
            assert not appending.done()
            between.mend()
            assert (await asyncio.wait_for(appending, 60)).appended == 1

        await through_a_fault(place, swallow)


async def test_who_waits_is_told_after_a_while_and_may_send_the_same_again(
    between: Network, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_PATIENCE_SECONDS", 1.0)
    async with PostgresLog.opened(place) as log:
        assert (await log.append(many(3), now=NOW)).head.position == 3
        between.cut()
        with pytest.raises(StoreUnavailable, match=r"cannot be written|whether it is kept is not known"):
            await asyncio.wait_for(log.append([funding("a")], now=NOW), 60)
        with pytest.raises(StoreUnavailable, match="cannot be read"):
            await asyncio.wait_for(log.head(), 60)
        between.mend()
        again = await log.append([funding("a")], now=NOW, positions=True)
        assert [*again.positions] == [4]
        assert (await verify(log)).position == 4
