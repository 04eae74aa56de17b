"""CORS: which pages of other sites may read the answers of this server (fetch.spec.whatwg.org, 3.3).

By default none: what a server inside of a firewall, or on one's own machine, tells those who can reach it, is not for
every page that they look at. Nothing here ever needs a cookie, so that `*` is safe where reading is open to all.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.types import ASGIApp, Receive, Scope, Send

from dateline.web.configuration import CorsSettings

_METHODS = "GET, HEAD, POST, OPTIONS"
_USUAL = (
    "Accept", "Accept-Language", "Apollo-Require-Preflight", "Authorization", "Content-Type", "If-None-Match",
    "Last-Event-ID", "Range", "X-Request-Id",
)  # fmt: skip
_ANY = "*"
_FOR_PAGES_ANYWHERE = "/export/timelinejs/"
"""TimelineJS fetches its JSON from whatever page it stands on."""


class CorsPolicy:
    """What is told to pages of other sites."""

    def __init__(self, settings: CorsSettings) -> None:
        self._origins = frozenset(origin.rstrip("/").lower().encode("latin-1") for origin in settings.origins)
        self.is_open = _ANY.encode() in self._origins
        self.is_closed = not self._origins
        self._asked_before: list[tuple[bytes, bytes]] = [
            (b"access-control-allow-methods", _METHODS.encode()),
            (b"access-control-allow-headers", ", ".join((*_USUAL, *settings.headers)).encode("latin-1")),
            (b"access-control-max-age", str(settings.max_age_seconds).encode()),
        ]

    def allows(self, origin: bytes) -> bool:
        """Whether pages of this origin may read."""
        return self.is_open or origin.lower() in self._origins

    def told(self, scope: Scope) -> Sequence[tuple[bytes, bytes]]:
        """The headers that every answer to this request has.

        Where all may read they are the same whoever asks, so that an answer that a cache keeps serves everybody.
        """
        if self.is_open or _FOR_PAGES_ANYWHERE in scope["path"]:
            return _TO_ALL
        if self.is_closed:
            return ()
        origin = origin_of(scope)
        if origin is None or not self.allows(origin):
            return _DEPENDS
        return (*_DEPENDS, (b"access-control-allow-origin", origin), _ALL_EXPOSED)

    def preflight(self) -> list[tuple[bytes, bytes]]:
        """What is told beside, when a browser asks before it asks."""
        return self._asked_before


_ALL_EXPOSED = (b"access-control-expose-headers", _ANY.encode())
_TO_ALL = ((b"access-control-allow-origin", _ANY.encode()), _ALL_EXPOSED)
_DEPENDS = ((b"vary", b"Origin"),)


def origin_of(scope: Scope) -> bytes | None:
    """Which site the page is of that asks; None where no page of another one does."""
    for name, value in scope["headers"]:
        if name == b"origin":
            return bytes(value)
    return None


class Preflights:
    """An app before which browsers may ask whether they may ask."""

    def __init__(self, app: ASGIApp, policy: CorsPolicy) -> None:
        self._app = app
        self._policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "OPTIONS" or not self._is_preflight(scope):
            await self._app(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 204, "headers": self._policy.preflight()})
        await send({"type": "http.response.body", "body": b""})

    def _is_preflight(self, scope: Scope) -> bool:
        origin = origin_of(scope)
        asks = any(name == b"access-control-request-method" for name, _ in scope["headers"])
        return asks and origin is not None and self._policy.allows(origin)
