"""Companies by slug: each once, whatever merges say, in pages of any size, forward and back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, date, datetime

import pytest
from builders import event
from histories import law
from hypothesis import given
from hypothesis import strategies as st
from stores import STORES

from dateline.answers.directory import Directory
from dateline.answers.naming import identities
from dateline.answers.paging import Page
from dateline.answers.reading import Reading, Timeline
from dateline.events.event import Event
from dateline.log.contract import EventLog
from dateline.log.cut import Cut
from dateline.log.memory.store import MemoryLog

Opening = Callable[[], AbstractAsyncContextManager[EventLog]]
NOW = datetime(2026, 11, 22, tzinfo=UTC)
SLUGS = ("a", "ab", "ab-c", "abc", "b", "bc", "c")
NAMES = {"a": "Alpha", "ab": "Beta", "ab-c": "Alpha Beta", "abc": "Gamma", "b": "Alpha", "bc": "Delta", "c": "Epsilon"}


def told(merges: list[tuple[str, str, bool]]) -> list[Event]:
    history = [event("founded", f"f/{slug}", company=slug, name=NAMES[slug]) for slug in SLUGS]
    for place, (kept, away, stands) in enumerate(merges):
        history.append(event("merge", f"m{place}", company=kept, same=[away]))
        if not stands:
            history.append(event("retraction", f"r{place}", company=kept, event=f"m{place}"))
    return history


async def everything(reading: Reading, search: str | None, size: int, *, backward: bool) -> list[str]:
    found: list[str] = []
    place = None
    while True:
        page = Page(size, before=place, backward=True) if backward else Page(size, after=place)
        part = await Directory(reading, search).page(page)
        assert len(part.items) <= size
        found = [*part.items, *found] if backward else [*found, *part.items]
        if not (part.has_previous if backward else part.has_next):
            return found
        assert len(part.items) == size
        place = (part.items[0 if backward else -1],)


async def expected(reading: Reading, search: str | None) -> list[str]:
    """What a search of all finds, each company once: by the slug that is kept if that is found, or else the first."""
    head = await reading.head()
    cut = Cut(None, head.position)
    hits = await reading.log.companies(head.position, search=search, limit=100)
    named = await identities(reading, [(slug, cut) for slug in hits])
    kept = {slug: one.slug if (one := named[slug, cut]) else slug for slug in hits}
    return [
        slug
        for slug in hits
        if kept[slug] == slug
        or (kept[slug] not in hits and slug == min(hit for hit in hits if kept[hit] == kept[slug]))
    ]


pairs = st.tuples(st.sampled_from(SLUGS), st.sampled_from(SLUGS), st.booleans()).filter(lambda one: one[0] != one[1])


@pytest.mark.parametrize("opening", STORES.values(), ids=STORES)
def test_every_company_is_listed_once(opening: Opening) -> None:
    @law(examples=40 if opening is MemoryLog.opened else 15)
    @given(st.lists(pairs, max_size=4), st.sampled_from([None, "alpha", "a", "b", "ab", "bc", "x"]), st.integers(1, 4))
    def holds(merges: list[tuple[str, str, bool]], search: str | None, size: int) -> None:
        async def check() -> None:
            async with opening() as log:
                await log.append(told(merges), now=NOW)
                reading = Timeline(log, lambda: date(2026, 11, 22)).reading()
                wanted = await expected(reading, search)
                assert await everything(reading, search, size, backward=False) == wanted
                assert await everything(reading, search, size, backward=True) == wanted
                assert await Directory(reading, search).count() == len(wanted)

        asyncio.run(check())

    holds()
