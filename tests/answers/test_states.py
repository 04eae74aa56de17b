"""Many companies are each asked once, whatever is kept of them and however many at a time are read."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from weakref import ref

import pytest
from answers import TODAY, memory
from builders import founded, merge

from dateline.answers.asking import Ask
from dateline.answers.reading import Timeline
from dateline.answers.states import distinct_states, every_state, states_named, states_of
from dateline.log.memory.store import MemoryLog
from dateline.state.told import Told

SLUGS = ["a", "b", "c", "d", "e"]


async def crowd() -> MemoryLog:
    """Five companies; what is said of `old` is of `d`."""
    return await memory(
        *(founded(f"f-{slug}", company=slug) for slug in (*SLUGS, "old")), merge("m", ["old"], company="d")
    )


async def test_a_state_that_is_kept_is_there_although_others_push_it_out() -> None:
    reading = Timeline(await crowd(), lambda: TODAY, state_bytes=2).reading()
    vantage = await reading.vantage(Ask())
    await states_of(reading, ["d", "e"], vantage)
    assert list(await states_of(reading, [*SLUGS, "nobody"], vantage)) == SLUGS


async def test_a_company_of_two_slugs_is_one() -> None:
    reading = Timeline(await crowd(), lambda: TODAY).reading()
    vantage = await reading.vantage(Ask())
    assert [one.slug for one in await distinct_states(reading, ["old", "a", "d"], vantage)] == ["d", "a"]
    assert [one.slug async for one in every_state(reading, vantage, ["old", "a", "d"])] == ["a", "d"]


async def test_all_companies_come_by_slug_from_where_they_are_asked_for() -> None:
    reading = Timeline(await crowd(), lambda: TODAY).reading()
    vantage = await reading.vantage(Ask())
    for at_once in (1, 2, 50):
        assert [one.slug async for one in every_state(reading, vantage, at_once=at_once)] == SLUGS
        assert [one.slug async for one in every_state(reading, vantage, start="c", at_once=at_once)] == SLUGS[2:]


async def test_companies_are_found_by_their_names_too() -> None:
    reading = Timeline(await crowd(), lambda: TODAY).reading()
    vantage = await reading.vantage(Ask())
    assert [one.slug async for one in states_named(reading, ["B", " a ", "", "?"], vantage)] == ["a", "b"]
    assert [one.slug async for one in states_named(reading, None, vantage)] == SLUGS


async def test_a_timeline_keeps_one_cache_of_a_kind() -> None:
    class Kept:
        pass

    timeline = Timeline(await crowd(), lambda: TODAY)
    assert timeline.cache(Kept) is timeline.cache(Kept)
    assert timeline.cache(Kept) is not Timeline(timeline.log, lambda: TODAY).cache(Kept)


async def test_of_many_histories_nothing_is_left_once_they_are_let_go() -> None:
    slugs = [f"c{number}" for number in range(100)]
    log = await memory(*(founded(f"f-{slug}", company=slug) for slug in slugs))
    reading = Timeline(log, lambda: TODAY, history_bytes=1).reading()
    assert not reading.held.are_many
    held = [ref(history) for history in (await reading.histories(slugs)).values()]
    assert reading.held.are_many
    await reading.held.let_go()
    assert not reading.held.are_many
    assert sum(each() is not None for each in held) <= 1  # that one is kept for other questions


async def test_nothing_is_let_go_that_somebody_still_waits_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """As one of an answer that took too long may."""
    reading = Timeline(await crowd(), lambda: TODAY).reading()
    await reading.histories(SLUGS[1:])
    read, may_go_on = reading.kept.histories.of, asyncio.Event()

    async def late(slugs: Collection[str], upto: int) -> dict[str, Told]:
        await may_go_on.wait()
        return await read(slugs, upto)

    monkeypatch.setattr(reading.kept.histories, "of", late)
    waiting = asyncio.ensure_future(reading.histories(SLUGS))
    await asyncio.sleep(0)
    await reading.held.let_go()
    may_go_on.set()
    assert list(await waiting) == SLUGS
    await reading.held.let_go()
    assert not reading.held
