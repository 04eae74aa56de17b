"""The one door to the stores: a log by its address. Nobody outside this package names a store's module but for tests.

A store is loaded when it is opened, so that a command which opens no log does not wait for a database driver.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from dateline.errors import InvalidInput, NotInstalled
from dateline.log.contract import EventLog
from dateline.log.postgres.address import PostgresAddress

DEFAULT_ADDRESS: Final = "dateline.db"
"""The log that is meant where none is named."""

_POSTGRES = re.compile(r"postgres(?:ql)?:", re.IGNORECASE)
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]+)://(.*)$", re.DOTALL)


LogAddress = Path | PostgresAddress
"""Where a log is; as a text, which messages show, it holds no password."""


def open_log(
    address: str | LogAddress,
    *,
    read_only: bool = False,
    write_later: bool = False,
    trace: Callable[[str], None] | None = None,
) -> AbstractAsyncContextManager[EventLog]:
    """The log at an address, for one block of code: a path, `sqlite:///path`, or `postgresql://…`. A text is read by
    `log_address`.

    A log that is not there is made, unless it is to be read only. `write_later`: where it cannot be written yet, what
    there is is read, and appended to as soon as that is possible: `condition` tells. `trace` is told the text of every
    statement that reads, where a store has statements.

    Raises InvalidInput for an address of no store, NotInstalled where its driver is missing; on entering,
    StoreUnavailable if the log cannot be opened.
    """
    place = log_address(address) if isinstance(address, str) else address
    if isinstance(place, PostgresAddress):
        return _postgres_log(place, read_only=read_only, write_later=write_later, trace=trace)
    from dateline.log.sqlite.store import SqliteLog

    return SqliteLog.opened(place, read_only=read_only, write_later=write_later, trace=trace)


def _postgres_log(
    address: PostgresAddress, *, read_only: bool, write_later: bool, trace: Callable[[str], None] | None
) -> AbstractAsyncContextManager[EventLog]:
    if find_spec("asyncpg") is None:
        raise NotInstalled('a log in PostgreSQL needs asyncpg: pip install "dateline[postgres]"')
    from dateline.log.postgres.store import PostgresLog

    return PostgresLog.opened(address, read_only=read_only, write_later=write_later, trace=trace)


def log_in_memory() -> AbstractAsyncContextManager[EventLog]:
    """A new and empty log for one block of code, gone at its end: for trying out what an append would do."""
    from dateline.log.memory.store import MemoryLog

    return MemoryLog.opened()


def log_address(address: str) -> LogAddress:
    """Where a log is: in a file, from a path or `sqlite:///path` (four slashes begin an absolute path), or in the
    database of `postgresql://…`.

    Raises InvalidInput for an address that names neither.
    """
    if _POSTGRES.match(address):
        return PostgresAddress(address)
    found = _SCHEME.match(address)
    path = _sqlite_path(address, *found.groups()) if found else address
    if not path or "\x00" in path or path == "-":
        raise InvalidInput(f"{address!r} names no file")
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise InvalidInput(f"{address!r} names no file: {error}") from error


def _sqlite_path(address: str, scheme: str, rest: str) -> str:
    """What follows `sqlite:///`. Raises InvalidInput for another scheme."""
    scheme = scheme.lower()
    if scheme != "sqlite":
        raise InvalidInput(f"{scheme}:// is no database that Dateline knows: give a file, like --db {DEFAULT_ADDRESS}")
    if not rest.startswith("/"):
        raise InvalidInput(f"write sqlite:/// and then the path, like sqlite:///{DEFAULT_ADDRESS}, not {address!r}")
    return rest[1:]
