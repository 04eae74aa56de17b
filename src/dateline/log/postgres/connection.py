"""Connections to the servers of a log: how they are made, and what they must hold.

One connection writes, to the primary; a pool of others reads, from the primary or from a standby. Where PgBouncer hands
out servers, another process answers than the connection was made to, and in every transaction it may be another one:
then nothing is prepared ahead, and each read is a transaction.
"""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import asyncpg

from dateline.errors import InvalidInput
from dateline.log.postgres.address import NO_ADDRESS, PostgresAddress
from dateline.log.postgres.failures import FAILURES, translated
from dateline.log.postgres.queries import QUERIES

MOST_READERS: Final = 4
"""Connections of one process that read at the same time: what is made of the rows takes longer than reading them."""
_CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 60.0
"""The longest that a statement may take which reads."""
_PREPARED: Final = 200
"""Statements that a connection keeps prepared: more than there are."""
_QUIET_SECONDS: Final = 10
_PROBE_SECONDS: Final = 5
_PROBES: Final = 3
"""A server that is silent for so long is asked whether it is still there, so often and so far apart."""


class LogConnection(asyncpg.Connection):  # type: ignore[misc]  # the driver tells no types
    """A connection without a state that would have to be undone when it is given back."""

    reached = -1
    """Up to which position its server is known to hold the log."""

    def note_reached(self, position: int) -> None:
        self.reached = max(self.reached, position)

    def get_reset_query(self) -> str:
        return ""


async def connect(address: PostgresAddress, *, writing: bool, prepares: bool) -> Any:
    """One connection: to the server that takes writes, or to one that can be read. `prepares` keeps statements
    prepared. Raises what the driver raises, and InvalidInput for a port or a host that can be none."""
    size = _PREPARED if prepares else 0
    try:
        connection = await asyncpg.connect(address.url, statement_cache_size=size, **_wanted(address, writing=writing))
    except FAILURES:  # some of which are a ValueError too
        raise
    except (ValueError, OverflowError) as error:
        raise InvalidInput(NO_ADDRESS) from error
    _watch(connection)
    return connection


@asynccontextmanager
async def connected(address: PostgresAddress, *, writing: bool) -> AsyncIterator[Any]:
    """The same, for one block of code, with nothing prepared."""
    connection = await connect(address, writing=writing, prepares=False)
    try:
        yield connection
    finally:
        connection.terminate()


async def is_handed_out(connection: Any) -> bool:
    """Whether PgBouncer, or something like it, stands between."""
    async with connection.transaction():
        return bool(await connection.fetchval(QUERIES["backend"]) != connection.get_server_pid())


async def open_pool(address: PostgresAddress, *, prepares: bool) -> Any:
    """A pool of connections that read; `prepares` keeps statements prepared. Raises StoreUnavailable."""
    with translated(address, "opened"):
        return await asyncpg.create_pool(
            address.url,
            min_size=0,
            max_size=MOST_READERS,
            init=_begin,
            statement_cache_size=_PREPARED if prepares else 0,
            **_wanted(address, writing=False),
        )


def _wanted(address: PostgresAddress, *, writing: bool) -> dict[str, Any]:
    """Of one host it is told later whether it will do; among several it is looked for."""
    if not address.has_several_hosts:
        attributes = "any"
    elif writing:
        attributes = "read-write"
    else:
        attributes = "prefer-standby" if address.reads_standby else "primary"
    settings = {"application_name": "dateline"}
    return {
        "timeout": _CONNECT_SECONDS,
        "connection_class": LogConnection,
        "target_session_attrs": attributes,
        "server_settings": settings,
    }


async def _begin(connection: Any) -> None:
    _watch(connection)


def _watch(connection: Any) -> None:
    """Have the system find out that a server is gone which does not say so, as where a cable is cut: whoever waits for
    a commit may have to wait for long, but not for a server that is not there."""
    transport = connection._transport  # the driver has no other way to it
    found = transport.get_extra_info("socket")
    if found is None or found.family not in (socket.AF_INET, socket.AF_INET6):
        return
    found.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    options = {"TCP_KEEPIDLE": _QUIET_SECONDS, "TCP_KEEPINTVL": _PROBE_SECONDS, "TCP_KEEPCNT": _PROBES}
    options["TCP_USER_TIMEOUT"] = 1000 * (_QUIET_SECONDS + _PROBE_SECONDS * _PROBES)
    for name, value in options.items():
        if hasattr(socket, name):  # not every system has all of them
            found.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
