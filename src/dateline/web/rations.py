"""Rations: how much a key, or an address without one, may ask for over time: a bucket that fills again.

A request costs 1, a question of GraphQL also what is counted for it (`dateline help limits`), a document that is
refused as much as it takes to read one; so does an operation of a WebSocket. A file costs what it takes to make. Each
event of a subscription costs what was counted for it, and waits until there is as much.

Whoever has not enough left is told when to come again, by the header `Retry-After`, and everybody what is left, by
`RateLimit` (draft-ietf-httpapi-ratelimit-headers).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from cachetools import LRUCache
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dateline.answers.access import Door
from dateline.errors import DatelineError
from dateline.graphql.execution import TooMuch
from dateline.web.configuration import RateSettings
from dateline.web.served import Served, served_in
from dateline.web.statuses import RATE_LIMITED, TOO_MANY, refusal

_ALWAYS = ("/healthz", "/readyz", "/metrics")
"""Whoever looks after the server is never turned away."""


class Bucket:
    """What somebody may ask for: so much at once, and as much again in so many seconds."""

    __slots__ = ("_at", "_clock", "_left", "_most", "_per_second", "wait")

    def __init__(self, most: int, seconds: float, clock: Callable[[], float]) -> None:
        self._most, self._per_second, self._clock = most, most / seconds, clock
        self._left, self._at = float(most), clock()
        self.wait = 0.0
        """Seconds until what was refused last can be asked for."""

    @property
    def left(self) -> float:
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._at) * self._per_second)
        self._at = now
        return self._left

    @property
    def until_full(self) -> float:
        return (self._most - self.left) / self._per_second

    def take(self, cost: int) -> bool:
        """Takes so much out if it is there. What is more than a full bucket takes a full one, and is owed then."""
        missing = min(cost, self._most) - self.left
        if missing > 0:
            self.wait = missing / self._per_second
            return False
        self._left -= cost
        return True

    def charge(self, cost: int) -> None:
        """For a question, beside the 1 of its request. Raises TooMuch where that is not there."""
        if not self.take(cost):
            message = (
                f"this costs {cost:,}, and {max(int(self.left), 0):,} are left: ask again in {self.seconds_to_wait} s"
            )
            raise TooMuch(message, RATE_LIMITED, self._most, cost)

    def owe(self, cost: int) -> None:
        """For what was done already."""
        self._left = self.left - cost

    async def pace(self, cost: int) -> None:
        """For what is told without being asked for each time: takes it as soon as it is there."""
        while not self.take(cost):  # noqa: ASYNC110 - it is there when time has passed, and nothing else brings it
            await asyncio.sleep(self.wait)

    @property
    def seconds_to_wait(self) -> int:
        return max(ceil(self.wait), 1)


class Rationed:
    """An app that answers each key and each address only so much."""

    def __init__(
        self, app: ASGIApp, door: Door, settings: RateSettings, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._door = door
        self._settings = settings
        self._clock = clock
        self._buckets: LRUCache[str, Bucket] = LRUCache(settings.remembered)
        self._policy = f'"cost";q={settings.cost};w={ceil(settings.seconds)}'.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if scope["type"] not in ("http", "websocket") or path in _ALWAYS:
            await self._app(scope, receive, send)
            return
        bucket = self._bucket(await self._name(scope))
        served = served_in(scope)
        _count_in(bucket, served)
        served.ration_by_key = lambda name: _count_in(self._bucket(_of_key(name)), served)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._told(bucket, message["status"])]
            await send(message)

        if bucket.take(1):
            await self._app(scope, receive, sending)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1013, "reason": "too many requests"})
        else:
            told = refusal(TOO_MANY, f"nothing is left to ask for: ask again in {bucket.seconds_to_wait} s")
            await JSONResponse(told, TOO_MANY, {"Cache-Control": "no-store"})(scope, receive, sending)

    async def _name(self, scope: Scope) -> str:
        """Whose bucket it is; a key that is not in force is as good as none here, and refused further on."""
        try:
            caller = await self._door.caller(Headers(scope=scope).get("authorization"))
        except DatelineError:
            return address_of(scope, self._settings.proxies)
        return _of_key(caller.name) if caller.name else address_of(scope, self._settings.proxies)

    def _bucket(self, name: str) -> Bucket:
        if name not in self._buckets:
            self._buckets[name] = Bucket(self._settings.cost, self._settings.seconds, self._clock)
        return self._buckets[name]

    def _told(self, bucket: Bucket, status: int) -> list[tuple[bytes, bytes]]:
        left = f'"cost";r={max(int(bucket.left), 0)};t={ceil(bucket.until_full)}'
        told = [(b"ratelimit-policy", self._policy), (b"ratelimit", left.encode())]
        return [*told, (b"retry-after", b"%d" % bucket.seconds_to_wait)] if status == TOO_MANY else told


def _count_in(bucket: Bucket, served: Served) -> None:
    served.charge, served.owe, served.pace = bucket.charge, bucket.owe, bucket.pace


def _of_key(name: str) -> str:
    return f"key {name}"


def address_of(scope: Scope, proxies: int) -> str:
    """Of whoever asks: of the connection, or what the first of so many proxies wrote into X-Forwarded-For.

    What stands before that, anybody may have written.
    """
    client = scope.get("client")
    asked = client[0] if client else "local"
    if proxies:
        written = [part.strip() for each in Headers(scope=scope).getlist("x-forwarded-for") for part in each.split(",")]
        asked = written[-proxies] if len(written) >= proxies else asked
    return _network(asked[:60])


@lru_cache(maxsize=1_000)
def _network(address: str) -> str:
    """An IPv6 address by its first 64 bits: whoever has one, has them all. What is no address, as it stands."""
    try:
        read = ip_address(address)
    except ValueError:
        return address
    if not isinstance(read, IPv6Address):
        return str(read)
    return str(read.ipv4_mapped or ip_network(f"{read}/64".replace("%", "_"), strict=False))
