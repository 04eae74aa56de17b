"""A connection that was closed is gone: nothing of it leads back to itself, and waits to be found."""

from __future__ import annotations

import asyncio
import gc
from weakref import WeakSet

from raw_http import answer, connected, served

from dateline.web.bounded_protocol import Bounded

ASKED = b"GET /graphql?query=%7Blog%7Bposition%7D%7D HTTP/1.1\r\nhost: localhost\r\n\r\n"


async def test_a_connection_is_gone_when_it_is_closed(protocol: type[Bounded]) -> None:
    made: WeakSet[Bounded] = WeakSet()
    closed = asyncio.Event()

    class Noted(protocol):  # type: ignore[valid-type,misc]
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)
            made.add(self)

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            closed.set()

    async with served(Noted) as port:
        gc.collect()
        gc.disable()
        try:
            async with connected(port) as (reader, writer):
                for _ in range(2):
                    writer.write(ASKED)
                    assert (await answer(reader))[0] == 200
                assert len(made) == 1
            await asyncio.wait_for(closed.wait(), 30)
            for _ in range(3):  # passes of the loop, which lets go of what it has called
                await asyncio.sleep(0)
            assert len(made) == 0
        finally:
            gc.enable()
