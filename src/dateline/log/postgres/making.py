"""Finding a log in a database, making one where there is none, and adding what an earlier release did not make."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any, Final

import asyncpg

from dateline.errors import StoreUnavailable
from dateline.log.postgres.address import PostgresAddress
from dateline.log.postgres.connection import connected
from dateline.log.postgres.failures import FAILURES, unavailable
from dateline.log.postgres.queries import FIRST_SCHEMA, LATER, QUERIES, SCHEMA, numbered
from dateline.log.sql.rows import FILING

_TABLE = re.compile(r"^CREATE TABLE (\w+)", re.MULTILINE)
_TABLES: Final = frozenset(_TABLE.findall(FIRST_SCHEMA))
_OLDEST_FILING: Final = 4
_ONLY_ONE: Final = "SELECT pg_advisory_xact_lock(1145132101)"
"""'Date': of several who find no log at the same time, one makes it."""


async def find_or_make(address: PostgresAddress, connection: Any, *, read_only: bool) -> int:
    """A log with the tables of this release is there, or is made unless it is to be read only; by which rules its rows
    were filed: see FILING. Raises StoreUnavailable, and what the driver raises."""
    async with connection.transaction():
        found = await _tables(address, connection)
        if found and not _missing(found):
            return await _filed_by(address, connection)
    if not read_only:
        await _make_or_add(address, connection)
    elif found:
        await _add_to_read(address)
    else:
        raise StoreUnavailable(f"there is no Dateline log in {address}: import into it, or name another database")
    async with connection.transaction():
        return await _filed_by(address, connection)


async def _make_or_add(address: PostgresAddress, connection: Any) -> None:
    try:
        async with connection.transaction():
            await connection.execute(_ONLY_ONE)
            if found := await _tables(address, connection):
                for script in _missing(found):
                    await connection.execute(script)
            else:
                await _make(connection)
    except asyncpg.ReadOnlySQLTransactionError as error:
        raise StoreUnavailable(
            f"there is no Dateline log in {address}, or one of an earlier release, and nothing can be made there: the"
            " server is a standby, or read-only"
        ) from error


async def _add_to_read(address: PostgresAddress) -> None:
    """The same for one who only reads. Raises StoreUnavailable."""
    try:
        async with connected(address, writing=True) as connection:
            await _make_or_add(address, connection)
    except (*FAILURES, StoreUnavailable) as error:
        why = unavailable(address, "brought up to date before it is read", error)
        raise StoreUnavailable(f"{why}; open it once where it can be written") from error


def _missing(tables: Collection[str]) -> Sequence[str]:
    """The scripts whose tables are not among these."""
    return [script for script in LATER if not {*_TABLE.findall(script)} <= {*tables}]


async def _make(connection: Any) -> None:
    await connection.execute(SCHEMA)
    version = numbered(QUERIES["set_version"]).text
    await connection.execute(version, FILING)
    life = await connection.fetchval(QUERIES["life"])
    await connection.execute(numbered(QUERIES["first_life"]).text, life)


async def _tables(address: PostgresAddress, connection: Any) -> Collection[str]:
    """Those of the log; none where there is nothing. Raises StoreUnavailable for what is neither."""
    ((schema, tables),) = await connection.fetch(QUERIES["relations"])
    if schema is None:
        raise StoreUnavailable(f"{address} cannot be opened: its search_path names no schema that is there")
    found = set(tables)
    if not found:
        return found
    if not found >= _TABLES:
        raise StoreUnavailable(
            f"{address} is no Dateline log, or a broken one: its schema {schema} holds {', '.join(sorted(found)[:3])}"
            f"{' …' if len(found) > 3 else ''}; give Dateline a database of its own, or a schema of its own, as with"
            " ?search_path=dateline"
        )
    encoding = await connection.fetchval("SHOW server_encoding")
    if encoding != "UTF8":
        raise StoreUnavailable(f"{address} cannot be opened: its encoding is {encoding}, not UTF8")
    return found


async def _filed_by(address: PostgresAddress, connection: Any) -> int:
    """Raises StoreUnavailable for a log that was filed by rules that this release does not know."""
    version = await connection.fetchval(QUERIES["version"])
    if version is None or not _OLDEST_FILING <= version <= FILING:
        raise StoreUnavailable(
            f"{address} has schema version {version}, this Dateline reads {_OLDEST_FILING} to {FILING}: use the"
            " version that wrote it"
        )
    return int(version)
