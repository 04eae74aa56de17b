"""HeldHistories: what one answer has read, which is given back when it is made."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from dateline.log.loop_turns import loop_turns
from dateline.state.told import Told

_MANY = 64


class HeldHistories(dict[str, asyncio.Future[dict[str, Told]]]):
    """By slug, the read that has the history of that company among others."""

    _waiting = 0
    """How many wait for some: of an answer that was broken off, there may still be some."""

    async def read(self, slugs: Collection[str]) -> dict[str, Told]:
        """These, of which the reads have begun. Raises what they failed with."""
        self._waiting += 1
        try:
            return {slug: (await asyncio.shield(self[slug]))[slug] for slug in slugs}
        finally:
            self._waiting -= 1

    @property
    def are_many(self) -> bool:
        return len(self) > _MANY

    async def let_go(self) -> None:
        """Once nothing is asked of them any more: others have their turn while the memory is given back."""
        if self._waiting:
            return
        reads = list({id(read): read for read in self.values()}.values())
        self.clear()
        while reads:
            read = reads.pop()
            if read.done() and not read.cancelled() and read.exception() is None:
                held = list(read.result().values())
                read.result().clear()
                await loop_turns().let_go(held)
