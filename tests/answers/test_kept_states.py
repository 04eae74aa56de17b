"""What is kept from question to question takes no more memory than it may, however long histories are."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from answers import TODAY, memory
from builders import eur, funding, record, source, vantage
from log_cases import NOW

from dateline.answers.asking import Ask
from dateline.answers.kept_states import KeptStates
from dateline.answers.reading import Timeline
from dateline.answers.states import states_of
from dateline.events.event import Event
from dateline.exports.json_state import state_answer
from dateline.log.cut import Cut
from dateline.log.selection import Selection
from dateline.log.sqlite import SqliteLog
from dateline.state.company import state_in_reach
from dateline.state.told import Told
from dateline.state.vantage import Vantage
from dateline.values.rates import ecb

COMPANIES, EVENTS = 20, 100
BYTES = 250_000


class Traced:
    """How many bytes were taken since, of what is still there."""

    def __init__(self) -> None:
        gc.collect()
        self._before = tracemalloc.get_traced_memory()[0]

    @property
    def bytes(self) -> int:
        gc.collect()
        return tracemalloc.get_traced_memory()[0] - self._before


@contextmanager
def traced() -> Iterator[Traced]:
    tracemalloc.start()
    try:
        yield Traced()
    finally:
        tracemalloc.stop()


async def test_distinct_questions_leave_no_more_than_there_is_room_for(tmp_path: Path) -> None:
    """Some 3 MB of events are looked at, and all that is kept of them may take 0.8 MB."""
    async with SqliteLog.opened(tmp_path / "x.db", kept_bytes=BYTES) as log:
        for number in range(COMPANIES):
            await log.append(rounds(f"company-{number}"), now=NOW)
        timeline = Timeline(log, lambda: TODAY, state_bytes=BYTES, history_bytes=BYTES)
        await ask(timeline, 0)
        with traced() as since:
            for number in range(4 * COMPANIES):
                await ask(timeline, number)
            cast(Any, ecb())._found.cache_clear()  # rates are kept by their number, for all logs
            assert BYTES < since.bytes < 5 * BYTES


async def ask(timeline: Timeline, number: int) -> None:
    """Each of a company, on a day of its own."""
    reading = timeline.reading(await timeline.head())
    at, slug = await reading.vantage(Ask(on=TODAY - timedelta(days=number))), f"company-{number % COMPANIES}"
    found = (await states_of(reading, [slug], at))[slug]
    assert state_answer(found)
    assert await timeline.log.select(Selection(Cut(None, 20 * (number + 1)), limit=100))


async def test_what_states_take_is_known() -> None:
    kept = KeptStates()
    log = await memory(*(event for number in range(8) for event in rounds(f"company-{number}")))
    head = await log.head()
    with traced() as since:
        for number in range(8):
            slug = f"company-{number}"
            # Decoded anew: those of the log in memory are its own.
            told = Told([record(one.event, one.position) for one in (await log.histories([slug], head.position))[slug]])
            for year in (2024, 2025, 2026):
                at = vantage(f"{year}-06-01")
                found = state_in_reach(slug, told, at)
                assert state_answer(found)
                kept.keep(slug, at, found, told)
        assert 0.5 * since.bytes < kept.size < 2 * since.bytes
    del told, found
    for year in (2024, 2025, 2026):
        kept.keep("nobody", vantage(f"{year}-06-01"), None, Told([]))
    assert len(kept) == 27
    kept.clear()
    assert kept.size == 0


async def test_those_that_were_not_asked_for_lately_go_and_the_last_one_stays() -> None:
    log = await memory(*rounds("a"), *rounds("b"))
    found = {slug: Told(records) for slug, records in (await log.histories(["a", "b"], 2 * EVENTS)).items()}
    one = found["a"].size_looked_at
    kept = KeptStates(int(one * 1.5))

    def keep(slug: str, on: str) -> tuple[str, Vantage]:
        at = vantage(on)
        kept.keep(slug, at, state_in_reach(slug, found[slug], at), found[slug])
        return slug, at

    first, second, third = keep("a", "2024"), keep("a", "2025"), keep("a", "2026")
    assert all(key in kept for key in (first, second, third)), "they are of the same events"
    assert kept.size < one * 1.5
    assert kept[first] is not None
    fourth = keep("b", "2024")
    assert [key in kept for key in (first, second, third, fourth)] == [False, False, False, True]
    assert kept.size < one * 1.5
    alone = KeptStates(10)
    alone.keep("a", vantage(), state_in_reach("a", found["a"], vantage()), found["a"])
    assert ("a", vantage()) in alone, "who is answered asks for it more than once"


def rounds(slug: str) -> list[Event]:
    sources = [source("Le Monde", "2000-01-01")]
    return [
        funding(f"{slug}-{n}", company=slug, round=f"r{n}", on=str(1900 + n), raised=eur(n), sources=sources)
        for n in range(1, EVENTS + 1)
    ]
