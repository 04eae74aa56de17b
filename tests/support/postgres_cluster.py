"""A primary and its standbys, real servers all: they are killed, promoted, cut off and brought back."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from postgres_server import PostgresServer, as_nobody, binaries, folder_of_nobody, new_server

_SECONDS_TO_FOLLOW = 60
_QUICK = {"wal_receiver_status_interval": "1", "wal_retrieve_retry_interval": "100ms", "hot_standby_feedback": "on"}


class Cluster:
    """Servers by their place; the first one begins as the primary."""

    def __init__(self, standbys: int, *, synchronous: bool = True) -> None:
        self.servers = [new_server(**_QUICK)]
        self.primary = self.servers[0]
        for place in range(1, standbys + 1):
            self.add_standby(f"standby{place}")
        if synchronous:
            self.wait_for_standbys(standbys)

    def address(self, **parameters: str) -> str:
        """Of all servers: whoever connects finds the one that takes writes."""
        hosts = ",".join(f"127.0.0.1:{server.port}" for server in self.servers)
        told = "&".join(f"{name}={value}" for name, value in parameters.items())
        return f"postgresql://postgres@{hosts}/postgres{'?' if told else ''}{told}"

    def add_standby(self, name: str) -> PostgresServer:
        data = folder_of_nobody() / "data"
        source = f"host=127.0.0.1 port={self.primary.port} user=postgres application_name={name}"
        command = [binaries() / "pg_basebackup", "-D", data, "-d", source, "-R", "-X", "stream", "--checkpoint=fast"]
        if as_nobody(command).wait():
            raise RuntimeError("pg_basebackup has failed")
        server = PostgresServer(data, settings={**_QUICK, "primary_conninfo": source}).start()
        self.servers.append(server)
        return server

    def wait_for_standbys(self, count: int) -> None:
        """From now on a commit waits for any of the standbys."""
        names = ", ".join(f"standby{place}" for place in range(1, count + 1))
        self.require(f"ANY 1 ({names})")
        until(lambda: self.primary.sql("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'quorum'") >= "1")

    def catch_up(self, standby: PostgresServer) -> None:
        """Wait until it has all that the primary has."""
        place = self.primary.sql("SELECT pg_current_wal_lsn()")
        until(lambda: standby.sql(f"SELECT pg_last_wal_replay_lsn() >= '{place}'") == "t")

    def require(self, names: str) -> None:
        self.primary.sql(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'", "SELECT pg_reload_conf()")
        until(lambda: self.primary.sql("SHOW synchronous_standby_names") == names)

    def kill_primary(self) -> None:
        """As when its power fails."""
        self.primary.stop(signal.SIGKILL)

    def promote(self, server: PostgresServer) -> None:
        """It takes writes, and waits for no other, since there is none left."""
        self.primary = server
        server.sql("ALTER SYSTEM SET synchronous_standby_names = ''", "SELECT pg_promote()")

    def most_advanced(self) -> PostgresServer:
        """Of the standbys the one that has received most: who promotes another one loses what only it has."""
        left = [server for server in self.servers if server.process is not None and server is not self.primary]
        received = "SELECT pg_wal_lsn_diff(coalesce(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()), '0/0')"
        return max(left, key=lambda server: int(server.sql(received)))

    def stop(self) -> None:
        for server in self.servers:
            server.stop()


@contextmanager
def cluster(standbys: int = 1, *, synchronous: bool = True) -> Iterator[Cluster]:
    made = Cluster(standbys, synchronous=synchronous)
    try:
        yield made
    finally:
        made.stop()


def until(is_so: object, seconds: float = _SECONDS_TO_FOLLOW) -> None:
    """Servers tell nobody of a change: they are asked."""
    assert callable(is_so)
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it never came so far"
        time.sleep(0.02)
