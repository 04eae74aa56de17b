"""What goes wrong with a PostgreSQL server, as one sentence each; and after what another try makes sense."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import asyncpg

from dateline.errors import StoreUnavailable
from dateline.log.postgres.address import PostgresAddress

FAILURES: Final = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,  # with it TimeoutError
    EOFError,
)
"""What the driver raises for anything that is not a mistake of this program."""

_GONE: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # with it “no server of this kind”, and what a lost connection leads the driver to
    asyncpg.ReadOnlySQLTransactionError,  # the server that was the primary follows another one by now
    asyncpg.IdleSessionTimeoutError,
    OSError,
    EOFError,
)
_AGAIN: Final = (
    asyncpg.TransactionRollbackError,  # serialization, deadlock, and on a standby what was read is no longer there
    asyncpg.InvalidSQLStatementNameError,  # another server answers than the one that prepared it
    asyncpg.InvalidCachedStatementError,
)


def is_gone(error: BaseException) -> bool:
    """Whether the connection is of no use any more, so that what was under way may have been done or not."""
    return isinstance(error, _GONE) and not isinstance(error, asyncpg.exceptions.ClientConfigurationError)


def is_worth_another_try(error: BaseException) -> bool:
    """Whether the same may succeed on another connection."""
    return is_gone(error) or isinstance(error, _AGAIN)


@contextmanager
def translated(address: PostgresAddress, doing: str) -> Iterator[None]:
    """What the driver raises as StoreUnavailable: `doing` is what cannot be done, like “read”."""
    try:
        yield
    except FAILURES as error:
        raise unavailable(address, doing, error) from error


def unavailable(address: PostgresAddress, doing: str, error: BaseException) -> StoreUnavailable:
    """The sentence for what the driver has raised."""
    return StoreUnavailable(f"{address} cannot be {doing}: {_why(error)}")


def old_primary(address: PostgresAddress, doing: str, epoch: int, newest: int) -> str:
    """The sentence for a server that does not know that another one has taken its place."""
    return (
        f"{address} cannot be {doing}: the server has the log in epoch {epoch}, but it is in epoch {newest} by now: it"
        " was the primary once, and must not be reached as one"
    )


def _why(error: BaseException) -> str:
    if isinstance(error, StoreUnavailable):
        return str(error).partition(": ")[2]
    for kinds, why in _WHYS:
        if isinstance(error, kinds):
            return why.format(told=_first_line(error))
    return _first_line(error)


def _first_line(error: BaseException) -> str:
    if isinstance(error, TimeoutError) and not str(error):
        return "the server does not answer"
    if isinstance(error, OSError) and error.strerror and not isinstance(error, ExceptionGroup):
        return error.strerror
    return str(error).strip().partition("\n")[0] or type(error).__name__


_Kinds = type[BaseException] | tuple[type[BaseException], ...]
_WHYS: Final[tuple[tuple[_Kinds, str], ...]] = (
    (
        asyncpg.exceptions.ClientConfigurationError,
        "the address is none that PostgreSQL knows: write postgresql://user@host:5432/database",
    ),
    (
        asyncpg.InvalidAuthorizationSpecificationError,
        "{told}: give the right user, and the password in PGPASSWORD or ~/.pgpass",
    ),
    (asyncpg.InvalidCatalogNameError, "{told}: create it first, as with createdb"),
    (asyncpg.InsufficientPrivilegeError, "{told}: its user needs all rights on the schema and its tables"),
    (
        asyncpg.exceptions.TargetServerAttributeNotMatched,
        "none of the servers takes writes: each is a standby, or read-only",
    ),
    (asyncpg.ReadOnlySQLTransactionError, "the server is a standby, or read-only: name the primary"),
    (asyncpg.LockNotAvailableError, "others have kept writing to it for too long"),
    (asyncpg.CannotConnectNowError, "{told}: try again in a moment"),
    (asyncpg.TooManyConnectionsError, "{told}: raise max_connections, or put PgBouncer in front of it"),
    (asyncpg.DiskFullError, "the disk of the server is full: {told}"),
    (TimeoutError, "the server does not answer"),
    (ConnectionRefusedError, "no PostgreSQL server answers there: start it, or name another host or port"),
    (OSError, "no PostgreSQL server can be reached there: {told}"),
)
