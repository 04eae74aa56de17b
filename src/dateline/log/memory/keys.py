"""API keys in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from dateline.log.keys import ApiKey, name_taken


class MemoryKeys:
    """A KeyStore that forgets everything when it is gone."""

    def __init__(self, refuse_closed: Callable[[], object]) -> None:
        """`refuse_closed` raises StoreUnavailable once the log is closed."""
        self._refuse_closed = refuse_closed
        self._keys: dict[str, ApiKey] = {}

    async def add(self, key: ApiKey) -> None:
        if self._in_force(key.name) is not None:
            raise name_taken(key.name)
        self._keys[key.id] = key

    async def find(self, id: str) -> ApiKey | None:
        self._refuse_closed()
        return self._keys.get(id)

    async def all(self) -> Sequence[ApiKey]:
        self._refuse_closed()
        return sorted(self._keys.values(), key=lambda key: (key.made_at, key.id))

    async def revoke(self, name_or_id: str, now: datetime) -> ApiKey | None:
        found = self._in_force(name_or_id)
        if found is None:
            return None
        revoked = self._keys[found.id] = msgspec.structs.replace(found, revoked_at=now)
        return revoked

    def _in_force(self, name_or_id: str) -> ApiKey | None:
        self._refuse_closed()
        in_force = [key for key in self._keys.values() if key.revoked_at is None]
        return next((key for key in in_force if name_or_id in (key.name, key.id)), None)
