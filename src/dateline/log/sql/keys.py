"""API keys in the database of a log: in a table of their own, which the first key makes.

A database without a key is as it was before there were keys, and older releases pass the table over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from dateline.errors import StoreUnavailable
from dateline.log.chain import instant, micros
from dateline.log.keys import ApiKey, KeyScope, name_taken
from dateline.log.sql.reader import SqlReader, SqlWriter
from dateline.log.sql.rows import SqlRow


class SqlKeys:
    """A KeyStore."""

    def __init__(self, place: str | Path, reader: SqlReader, writer: SqlWriter | None) -> None:
        self._place = place
        self._reader = reader
        self._writer = writer
        self._has_table = False

    async def add(self, key: ApiKey) -> None:
        added = await self._write(
            "make_api_keys",
            "add_api_key",
            id=key.id,
            name=key.name,
            scopes=" ".join(sorted(scope.value for scope in key.scopes)),
            digest=key.digest,
            made_at=micros(key.made_at),
        )
        if not added:
            raise name_taken(key.name)

    async def find(self, id: str) -> ApiKey | None:
        found = await self._named("api_key", id=id)
        return _key(found[0]) if found else None

    async def all(self) -> Sequence[ApiKey]:
        return [_key(row) for row in await self._named("api_keys")]

    async def revoke(self, name_or_id: str, now: datetime) -> ApiKey | None:
        if not await self._named("api_keys"):
            return None
        revoked = await self._write("revoke_api_key", name_or_id=name_or_id, revoked_at=micros(now))
        return _key(revoked[0]) if revoked else None

    async def _write(self, *queries: str, **params: object) -> list[SqlRow]:
        if self._writer is None:
            raise StoreUnavailable(f"{self._place} cannot be written: it was opened to be read only")
        return await self._writer.run(queries, params)

    async def _named(self, query: str, **params: object) -> list[SqlRow]:
        """The rows of a query on the table; none where there is no table."""
        if not self._has_table:
            self._has_table = bool(await self._reader.named("has_api_keys"))
        return await self._reader.named(query, **params) if self._has_table else []


def _key(row: SqlRow) -> ApiKey:
    id, name, scopes, digest, made_at, revoked_at = row
    key = ApiKey(id, name, frozenset(map(KeyScope, scopes.split())), digest, instant(made_at))
    return key if revoked_at is None else msgspec.structs.replace(key, revoked_at=instant(revoked_at))
