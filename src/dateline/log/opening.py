"""The one door to the stores: a log by its address. Nobody outside this package names a store's module but for tests.

A store is loaded when it is opened, so that a command which opens no log does not wait for a database driver.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Final

from dateline.errors import InvalidInput
from dateline.log.contract import EventLog

DEFAULT_ADDRESS: Final = "dateline.db"
"""The log that is meant where none is named."""

_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]+)://(.*)$", re.DOTALL)


def open_log(
    address: str | Path,
    *,
    read_only: bool = False,
    write_later: bool = False,
    trace: Callable[[str], None] | None = None,
) -> AbstractAsyncContextManager[EventLog]:
    """The log at an address, for one block of code: a path, or `sqlite:///path`. A text is read by `database_path`.

    A log that is not there is made, unless it is to be read only. `write_later`: where it cannot be written yet, what
    there is is read, and appended to as soon as that is possible: `condition` tells. `trace` is told the text of every
    statement that reads, where a store has statements.

    Raises InvalidInput for an address of no store; on entering, StoreUnavailable if the log cannot be opened.
    """
    from dateline.log.sqlite.store import SqliteLog

    path = address if isinstance(address, Path) else database_path(address)
    return SqliteLog.opened(path, read_only=read_only, write_later=write_later, trace=trace)


def log_in_memory() -> AbstractAsyncContextManager[EventLog]:
    """A new and empty log for one block of code, gone at its end: for trying out what an append would do."""
    from dateline.log.memory.store import MemoryLog

    return MemoryLog.opened()


def database_path(address: str) -> Path:
    """The file of an SQLite log, from a path or `sqlite:///path` (four slashes begin an absolute path).

    Raises InvalidInput for an address that names no file.
    """
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
    if scheme in ("postgresql", "postgres"):
        raise InvalidInput(f"a log in PostgreSQL is not there yet: give a file, like --db {DEFAULT_ADDRESS}")
    if scheme != "sqlite":
        raise InvalidInput(f"{scheme}:// is no database that Dateline knows: give a file, like --db {DEFAULT_ADDRESS}")
    if not rest.startswith("/"):
        raise InvalidInput(f"write sqlite:/// and then the path, like sqlite:///{DEFAULT_ADDRESS}, not {address!r}")
    return rest[1:]
