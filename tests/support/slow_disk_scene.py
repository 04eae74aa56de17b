"""A disk that does not end a sync until it is told to, under a server and several writers. Run in a process of its own,
with the path of a log to be made; it ends with 0 if all was as it must be."""

from __future__ import annotations

import asyncio
import sys
import threading
from pathlib import Path

import httpx
import pytest
from answers import TODAY
from builders import funding
from faulty_disk import FaultyDisk
from log_cases import NOW

from dateline.errors import StoreUnavailable
from dateline.log.contract import Appended
from dateline.log.sqlite import SqliteLog
from dateline.log.verification import verify
from dateline.web.app import create_app

ASKED = '{ company(slug: "acme") { slug } log { position } }'


class SlowDisk(FaultyDisk):
    """Ends no sync while it is slow."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), "none", 0)
        self.goes_on = threading.Event()
        self.goes_on.set()
        self.waited_for = threading.Event()
        """Somebody waits for a sync."""

    def _due(self, name: str) -> str | None:
        if name == "xSync" and not self.goes_on.is_set():
            self.waited_for.set()
            self.goes_on.wait()
        return super()._due(name)


async def scene(path: Path, disk: SlowDisk) -> None:
    async with SqliteLog.opened(path) as log:
        try:
            await while_it_is_slow(path, log, disk)
        finally:
            disk.goes_on.set()


async def while_it_is_slow(path: Path, log: SqliteLog, disk: SlowDisk) -> None:
    await append(log, "first")
    disk.goes_on.clear()
    begun = asyncio.ensure_future(append(log, "begun"))
    await asyncio.to_thread(disk.waited_for.wait)
    waiting, leaving = (asyncio.ensure_future(append(log, id)) for id in ("waiting", "leaving"))
    for _ in range(10):  # reads go on, again and again
        await others_go_on(log)
    await refused(path)
    leaving.cancel()
    await asyncio.wait([leaving])
    assert leaving.cancelled()
    assert not begun.done()
    assert not waiting.done()
    disk.goes_on.set()
    assert [(await one).head.position for one in (begun, waiting)] == [2, 3]
    assert (await verify(log)).position == 3
    assert sorted(await log.by_ids(["first", "begun", "waiting", "leaving"], 3)) == ["begun", "first", "waiting"]


async def append(log: SqliteLog, id: str) -> Appended:
    return await log.append([funding(id, company="acme")], now=NOW)


async def others_go_on(log: SqliteLog) -> None:
    """What is not on the disk yet is not told."""
    transport = httpx.ASGITransport(create_app(log, today=lambda: TODAY))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        ready = (await client.get("/readyz")).json()
        assert (ready["ready"], ready["position"], ready["writable"]) == (True, "1", True), ready
        told = (await client.post("/graphql", json={"query": ASKED})).json()
        assert told["data"]["log"] == {"position": "1"}, told
    assert [one.event.id for one in (await log.histories(["acme"], 1))["acme"]] == ["first"]


async def refused(path: Path) -> None:
    """Who waits for no more than a moment is told so."""
    with pytest.raises(StoreUnavailable, match=r"others have kept writing to it for 0\.01 seconds"):
        async with SqliteLog.opened(path, lock_timeout_seconds=0.01):
            pass


if __name__ == "__main__":
    place = Path(sys.argv[1])
    asyncio.run(scene(place, SlowDisk(place)))
