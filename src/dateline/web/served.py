"""Served: what became of a request, filled in on the way, for whoever watches the server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.types import Scope

SOCKET: Final = "WS"
"""The method of an operation over a socket, which has none."""
TOLD: Final = "told"


class Served:
    """A request, and after it was answered, how. What GraphQL alone knows of is empty for other requests."""

    __slots__ = (
        "charge", "codes", "cost", "kept", "key", "method", "operation", "operations", "owe", "pace", "path",
        "ration_by_key", "request_id", "seconds", "status", "tell",
    )  # fmt: skip

    def __init__(self, request_id: str, method: str, path: str) -> None:
        self.request_id = request_id
        self.method = method
        self.path = path
        self.status = 0
        """0 where it was never answered: the client had gone."""
        self.seconds = 0.0
        """From its headers to the end of its answer."""
        self.operation = ""
        """The name of the operation."""
        self.cost = 0
        """What was counted for its document; nothing for an answer that was kept."""
        self.codes: tuple[str, ...] = ()
        """Of its errors."""
        self.kept = ""
        """`kept` for an answer that was at hand, `held` for one that the client has, `made` for a new one, and `told`
        for a subscription, which has many."""
        self.key = ""
        """The name of the API key that it came with."""
        self.charge: Callable[[int], None] | None = None
        """Where it is counted who asks for how much: is told what a question costs. Raises TooMuch."""
        self.owe: Callable[[int], None] | None = None
        """The same, of what was done already."""
        self.pace: Callable[[int], Awaitable[None]] | None = None
        """The same, of what is told without being asked for each time: it waits until there is as much left."""
        self.ration_by_key: Callable[[str], None] | None = None
        """Of a socket: from now on it is counted what the key of this name asks for, and no longer the address."""
        self.tell: Callable[[Served], None] | None = None
        """Of a socket: who watches the server is told of an operation."""
        self.operations = 0
        """Of a socket: how many have begun."""

    def operation_of(self) -> Served:
        """The newest operation of a socket, as a request of its own."""
        operation = Served(f"{self.request_id}.{self.operations}", SOCKET, self.path)
        operation.key, operation.tell = self.key, self.tell
        operation.charge, operation.owe, operation.pace = self.charge, self.owe, self.pace
        return operation

    async def paced(self, cost: int) -> None:
        """Counts what is told without being asked for each time, and waits until there is as much left."""
        if self.pace is not None:
            await self.pace(cost)
        self.cost += cost


Watcher = Callable[[Served], None]
"""Is told of each request, when it is answered."""


def served_in(scope: Scope) -> Served:
    """What is told of the request of this scope."""
    found = scope["dateline_served"]
    assert isinstance(found, Served), "it has passed through `Identified`"
    return found
