"""graphql-core, but that others have their turn: it is asked where something goes wrong, and tells where."""

import asyncio
from time import perf_counter
from typing import Any

from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from dateline.log.loop_turns import loop_turns


class CoreInTurns(StrawberryGraphQLCoreExecutionContext):
    """Once a turn is over, each object that is still to be made waits for one: they have them one after the other."""

    _ends = 0.0
    _made_one_by_one: asyncio.Lock | None = None

    def collect_and_execute_subfields(self, *given: Any) -> Any:
        if perf_counter() < self._ends:
            return super().collect_and_execute_subfields(*given)
        if self._made_one_by_one is None:
            self._made_one_by_one = asyncio.Lock()
            self._ends = loop_turns().begun()
            return super().collect_and_execute_subfields(*given)
        return self._in_turn(self._made_one_by_one, *given)

    async def _in_turn(self, one_by_one: asyncio.Lock, *given: Any) -> Any:
        async with one_by_one:
            if perf_counter() >= self._ends:
                self._ends = await loop_turns().of_others()
            made = super().collect_and_execute_subfields(*given)
        return await made if self.is_awaitable(made) else made
