"""Finding a log in a database, and making one where there is none."""

from __future__ import annotations

import re
from typing import Any, Final

import asyncpg

from dateline.errors import StoreUnavailable
from dateline.log.postgres.address import PostgresAddress
from dateline.log.postgres.queries import QUERIES, SCHEMA, numbered
from dateline.log.sql.rows import FILING

_TABLES: Final = frozenset(re.findall(r"^CREATE TABLE (\w+)", SCHEMA, re.MULTILINE))
_ONLY_ONE: Final = "SELECT pg_advisory_xact_lock(1145132101)"
"""'Date': of several who find no log at the same time, one makes it."""


async def find_or_make(address: PostgresAddress, connection: Any, *, read_only: bool) -> None:
    """A log of this release is there, or is made unless it is to be read only. Raises StoreUnavailable, and what the
    driver raises."""
    async with connection.transaction():
        if await _is_there(address, connection):
            return
        if read_only:
            raise StoreUnavailable(f"there is no Dateline log in {address}: import into it, or name another database")
    try:
        async with connection.transaction():
            await connection.execute(_ONLY_ONE)
            if not await _is_there(address, connection):
                await _make(connection)
    except asyncpg.ReadOnlySQLTransactionError as error:
        raise StoreUnavailable(
            f"there is no Dateline log in {address}, and none can be made there: the server is a standby, or read-only"
        ) from error


async def _make(connection: Any) -> None:
    await connection.execute(SCHEMA)
    version = numbered(QUERIES["set_version"]).text
    await connection.execute(version, FILING)
    life = await connection.fetchval(QUERIES["life"])
    await connection.execute(numbered(QUERIES["first_life"]).text, life)


async def _is_there(address: PostgresAddress, connection: Any) -> bool:
    """Raises StoreUnavailable for what is neither a log of this release, nor empty."""
    ((schema, tables),) = await connection.fetch(QUERIES["relations"])
    if schema is None:
        raise StoreUnavailable(f"{address} cannot be opened: its search_path names no schema that is there")
    found = set(tables)
    if not found:
        return False
    if not found >= _TABLES:
        raise StoreUnavailable(
            f"{address} is no Dateline log, or a broken one: its schema {schema} holds {', '.join(sorted(found)[:3])}"
            f"{' …' if len(found) > 3 else ''}; give Dateline a database of its own, or a schema of its own, as with"
            " ?search_path=dateline"
        )
    encoding = await connection.fetchval("SHOW server_encoding")
    if encoding != "UTF8":
        raise StoreUnavailable(f"{address} cannot be opened: its encoding is {encoding}, not UTF8")
    await refuse_other_version(address, await connection.fetchval(QUERIES["version"]))
    return True


async def refuse_other_version(address: PostgresAddress, version: int | None) -> None:
    """Raises StoreUnavailable for a log whose rows were filed by other rules than those of this release."""
    if version != FILING:
        raise StoreUnavailable(
            f"{address} has schema version {version}, this Dateline reads {FILING}: use the version that wrote it"
        )
