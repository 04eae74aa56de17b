"""Rounds of writers that must not lose anything, whatever becomes of the servers meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from builders import funding
from log_cases import ALL, NOW

from dateline.errors import OtherLog, StoreUnavailable
from dateline.log.contract import EventLog
from dateline.log.postgres.store import PostgresLog
from dateline.log.record import LogHead
from dateline.log.verification import verify


@dataclass
class Round:
    """What was acknowledged, and what of it the log holds in the end."""

    acknowledged: dict[str, int] = field(default_factory=dict)
    """Positions by ids."""
    refused: int = 0
    """Appends that were told not to be kept, or not to be known."""
    enough: asyncio.Event = field(default_factory=asyncio.Event)
    over: bool = False
    end: int | None = None
    """Where the log ended when all was over."""

    async def write(self, log: EventLog, name: str, at_least: int) -> None:
        """One event after the other; what is refused is sent again, as a client does."""
        count = 0
        while not self.over:
            id = f"{name}/{count}"
            try:
                told = await log.append([funding(id)], now=NOW, positions=True)
            except StoreUnavailable:
                self.refused += 1
                await asyncio.sleep(0.01)
                continue
            self.acknowledged[id] = told.positions[0]
            count += 1
            if len(self.acknowledged) >= at_least:
                self.enough.set()

    async def check(self, log: EventLog) -> LogHead:
        """Everything acknowledged is there, where it was said to be, once and in order. Where the log ends."""
        head = await verify(log)
        held = {one.id: one.position for one in await log.stored(0, ALL)}
        lost = {id for id, position in self.acknowledged.items() if held.get(id) != position}
        assert lost == set(), f"{len(lost)} acknowledged events are lost"
        assert len(held) == head.position
        return head


async def through_a_fault(
    address: str, fault: Callable[[], Awaitable[None]], *, writers: int = 8, before: int = 40, behind: int = 40
) -> Round:
    """Writers and a reader go on while something happens to the servers; what is left is checked."""
    round = Round()
    async with PostgresLog.opened(address) as one, PostgresLog.opened(address) as other:
        tailing = asyncio.ensure_future(_tail(other, round))
        writing = [asyncio.ensure_future(round.write((one, other)[n % 2], f"w{n}", before)) for n in range(writers)]
        await round.enough.wait()
        await fault()
        goal = len(round.acknowledged) + behind
        while len(round.acknowledged) < goal:
            assert [task.exception() for task in writing if task.done()] == []
            await asyncio.sleep(0.01)
        round.over = True
        await asyncio.gather(*writing)
        head = await round.check(one)
        round.end = head.position
        assert await asyncio.wait_for(tailing, 60) == [*range(1, head.position + 1)]
    return round


async def _tail(log: EventLog, round: Round) -> list[int]:
    """Every position as it is seen, by one who goes on from where he was."""
    seen: list[int] = []
    place = LogHead(0, b"", 0, None)
    while True:
        try:
            head = await log.head()
            if place.position and (await log.at_position(min(place.position, head.position))).hash != place.hash:
                raise OtherLog("what was read before is not there any more")
            records = await log.stored(place.position, head.position - place.position) if head != place else []
        except StoreUnavailable:
            await asyncio.sleep(0.02)
            continue
        seen += [one.position for one in records]
        if records:
            place = LogHead(records[-1].position, records[-1].hash, head.epoch, None)
        if place.position == round.end:
            return seen
        await asyncio.sleep(0.005)
