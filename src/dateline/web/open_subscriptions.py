"""Open subscriptions: how many there are in a server, over whatever carries them, and whether it is about to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from dateline.graphql.execution import TooMuch


class OpenSubscriptions:
    """Of one server. `closing` is set when it is about to stop: they are then to end."""

    def __init__(self, most: int = 2_000, closing: asyncio.Event | None = None) -> None:
        self.closing = closing or asyncio.Event()
        self.count = 0
        self._most = most

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """For one block of code. Raises TooMuch."""
        if self.count >= self._most:
            message = f"this server has {self._most:,} open subscriptions, and takes no more: try again later"
            raise TooMuch(message, "SUBSCRIPTION_LIMIT_EXCEEDED", self._most, self.count + 1)
        self.count += 1
        try:
            yield
        finally:
            self.count -= 1
