"""Access: what whoever asks may do, by the API key that comes with a request or a connection."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Final, NamedTuple

from cachetools import TTLCache

from dateline.errors import Forbidden, Unauthenticated
from dateline.log.keys import ApiKey, KeyScope, KeyStore, id_in

FRESH_SECONDS: Final = 0.5
"""How long a key that was looked up is believed to be in force: it is refused soon after it was revoked."""

_MOST_REMEMBERED: Final = 1_000
_BEARER: Final = re.compile(r"bearer +(\S+) *", re.IGNORECASE)

_HOW: Final = 'send one that is in force as "Authorization: Bearer …"'


class Caller(NamedTuple):
    """Who asks: the name of a key, empty where none came, and what it allows."""

    name: str
    scopes: frozenset[KeyScope]

    def require(self, scope: KeyScope) -> None:
        """Raises Unauthenticated where no key came and one is needed, Forbidden where the key does not allow this."""
        if scope in self.scopes:
            return
        if not self.name:
            raise Unauthenticated(f"{_DOING[scope]} needs an API key with the scope `{scope.value}`: {_HOW}")
        raise Forbidden(f"the key {self.name!r} has not the scope `{scope.value}`, which {_DOING[scope]} needs")


READER: Final = Caller("", frozenset({KeyScope.READ}))
"""Who sends no key where reading is open."""

_DOING: Final = {KeyScope.READ: "reading", KeyScope.APPEND: "writing"}


class Door:
    """The door of a server, with the keys of its log. Without a key reading is open, unless it is closed, and writing
    is not; a key that is not in force is refused everywhere."""

    def __init__(
        self, keys: KeyStore, *, reading_needs_key: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.reading_needs_key = reading_needs_key
        self.anybody = Caller("", frozenset()) if reading_needs_key else READER
        """Who sends no key."""
        self._keys = keys
        self._found: TTLCache[str, ApiKey | None] = TTLCache(_MOST_REMEMBERED, FRESH_SECONDS, clock)

    async def caller(self, authorization: str | None) -> Caller:
        """Who asks, by a header `Authorization`, or what stands for it in the first message of a WebSocket.

        Raises Unauthenticated for what is no key, or one that is unknown or revoked, and StoreUnavailable.
        """
        if authorization is None:
            return self.anybody
        bearer = _BEARER.fullmatch(authorization)
        if bearer is None:
            raise Unauthenticated(f"the header Authorization has not the form of an API key: {_HOW}")
        secret = bearer[1]
        key = await self._key(id_in(secret))
        if key is None or not key.opens_with(secret):
            raise Unauthenticated(f"this API key is unknown, or was revoked: {_HOW}")
        return Caller(key.name, key.scopes)

    async def _key(self, id: str | None) -> ApiKey | None:
        if id is None:
            return None
        try:
            return self._found[id]
        except KeyError:
            found = self._found[id] = await self._keys.find(id)
            return found
