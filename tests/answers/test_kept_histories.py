"""A history that is kept is the one the log would give, whatever the log has gained meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from answers import memory
from builders import Json, acquisition, founded, funding, merge, retraction
from histories import SLUGS, histories, law, recorded_at, told
from hypothesis import given
from hypothesis import strategies as st
from log_cases import NOW, ids

from dateline.answers.kept_histories import KeptHistories
from dateline.log.memory.store import MemoryLog
from dateline.log.record import Record


class CountingLog(MemoryLog):
    """Counts what is read of it."""

    def __init__(self) -> None:
        super().__init__()
        self.histories_read: list[str] = []
        self.asked_what_is_new = 0

    async def histories(self, slugs: Collection[str], upto: int) -> dict[str, list[Record]]:
        self.histories_read += slugs
        return await super().histories(slugs, upto)

    async def touched(self, after: int, upto: int) -> set[str]:
        self.asked_what_is_new += 1
        return await super().touched(after, upto)


@law(120)
@given(history=histories, asked=st.lists(st.sets(st.sampled_from(SLUGS), min_size=1), min_size=1, max_size=14))
def test_what_is_kept_is_what_the_log_gives(history: list[Json], asked: list[set[str]]) -> None:
    """After every append some companies are asked for; those kept from before must be as whole as new ones."""

    async def run() -> None:
        log = MemoryLog()
        kept = KeptHistories(log)
        for place, line in enumerate(history):
            head = (await log.append([told(line)], now=recorded_at(place))).head
            slugs = asked[place % len(asked)]
            found, given = await kept.of(slugs, head.position), await log.histories(slugs, head.position)
            assert {slug: ids(records) for slug, records in found.items()} == {
                slug: ids(records) for slug, records in given.items()
            }

    asyncio.run(run())


async def test_a_company_is_read_again_only_when_the_log_has_gained_something_of_it() -> None:
    log = CountingLog()
    await log.append([founded("a", company="acme"), founded("b", company="bolt")], now=NOW)
    kept = KeptHistories(log)
    await kept.of(["acme", "bolt"], 2)
    log.histories_read.clear()
    again = await kept.of(["acme", "bolt"], 2)
    assert (log.histories_read, log.asked_what_is_new) == ([], 0)
    await log.append([funding("c", company="cray", leads=["Acme"])], now=NOW)
    assert kept.at_hand("acme", 2) is again["acme"]
    assert kept.at_hand("acme", 3) is None
    assert (await kept.of(["acme", "bolt"], 3))["acme"] is again["acme"]
    assert kept.at_hand("acme", 3) is again["acme"]
    assert (log.histories_read, log.asked_what_is_new) == ([], 1)
    await log.append([acquisition("d", company="cray", target="Acme")], now=NOW)
    assert ids((await kept.of(["acme", "bolt"], 4))["acme"]) == ["a", "d"]
    assert log.histories_read == ["acme"]


async def test_an_act_that_came_before_its_event_belongs_to_the_company_of_that_event() -> None:
    log = CountingLog()
    await log.append([founded("a", company="acme"), retraction("r", of="x", company="bolt")], now=NOW)
    kept = KeptHistories(log)
    assert ids((await kept.of(["acme"], 2))["acme"]) == ["a"]
    await log.append([funding("x", company="acme")], now=NOW)
    assert ids((await kept.of(["acme"], 3))["acme"]) == ["a", "r", "x"]


async def test_what_the_log_gains_while_a_history_is_read_is_not_missed() -> None:
    class Growing(CountingLog):
        """Grows while it is read."""

        async def histories(self, slugs: Collection[str], upto: int) -> dict[str, list[Record]]:
            read = await super().histories(slugs, upto)
            if upto == 1:
                await self.append([merge("m", ["acme"], company="bolt")], now=NOW)
                await kept.of(["bolt"], 2)
            return read

    log = Growing()
    await log.append([founded("a", company="acme")], now=NOW)
    kept = KeptHistories(log)
    assert ids((await kept.of(["acme"], 1))["acme"]) == ["a"]
    assert ids((await kept.of(["acme"], 2))["acme"]) == ["a", "m"]


async def test_only_so_many_events_are_kept_however_long_one_history_is() -> None:
    log = CountingLog()
    many = [funding(f"{slug}-{place}", company=slug) for slug in ("a", "b", "c", "long") for place in range(4)]
    await log.append([*many, *(funding(f"long-{place}", company="long") for place in range(4, 40))], now=NOW)
    kept = KeptHistories(log, most_events=16)
    await kept.of(["a", "b", "c"], 52)
    await kept.of(["long"], 52)
    log.histories_read.clear()
    await kept.of(["long"], 52)
    await kept.of(["c"], 52)
    assert log.histories_read == []
    await kept.of(["a"], 52)
    assert log.histories_read == ["a"]


async def test_after_a_long_import_all_is_read_anew() -> None:
    log = await memory(*(funding(f"f{place}", company="bolt") for place in range(10)))
    kept = KeptHistories(log)
    await kept.of(["acme"], 0)
    await log.append(
        [funding(f"g{place}", company="acme" if place == 9000 else "x") for place in range(10_500)], now=NOW
    )
    assert ids((await kept.of(["acme"], 10_510))["acme"]) == ["g9000"]
