"""Companies, the oldest latest event first: what is kept for vantages near each other never changes an answer."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from builders import event, source
from histories import LONG, law
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from ranking_cases import DAYS, crowd, expected_companies, histories, states_of, vantages
from stores import STORES

from dateline.answers.paging import Page
from dateline.answers.ranking.batches import Batches
from dateline.answers.ranking.cells import cells_of
from dateline.answers.ranking.filters import CompanyFilter
from dateline.answers.ranking.order import CompanyOrder, OrderField
from dateline.answers.ranking.ranking import CompanyRanking
from dateline.answers.reading import Reading, Timeline
from dateline.events.event import Event
from dateline.log.contract import EventLog
from dateline.log.cut import Cut, Reach
from dateline.log.memory.store import MemoryLog
from dateline.log.selection import Selection
from dateline.state.company import state
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty
from dateline.values.vocabulary import Confidence

Opening = Callable[[], AbstractAsyncContextManager[EventLog]]
TODAY = date(2026, 11, 22)
START = datetime.fromisoformat("2024-03-15T12:00:00+00:00")
OLDEST_FIRST = CompanyOrder(OrderField.LATEST_EVENT)
ONE_AT_A_TIME = Batches(fewest_states=1, most_states=1, first_rows=1, most_rows=1, new_records=1)
"""All records are in what is kept, as the old ones of a long log are, and no bound is read before it has to be."""
KEEPING_LITTLE = replace(ONE_AT_A_TIME, most_rows=2, new_records=5, worn_rows=2, kept_rows=4)


stores = pytest.mark.parametrize("opening", STORES.values(), ids=STORES)


async def told(reading: Reading, vantage: Vantage, batches: Batches, size: int) -> list[tuple[str, Any]]:
    """All companies and what they are ordered by, in pages."""
    found: list[tuple[str, Any]] = []
    place = None
    while True:
        page = await CompanyRanking(reading, vantage, CompanyFilter(), OLDEST_FIRST, batches).page(
            Page(size, after=place)
        )
        found += [(one.state.slug, one.value.key if one.value else None) for one in page.items]
        if not page.has_next:
            return found
        place = page.items[-1].place


async def agrees(timeline: Timeline, vantage: Vantage, batches: Batches, size: int) -> None:
    """Whatever was asked of the timeline before, the list is the sorted states of all companies."""
    states = await states_of(timeline.log, vantage, state)
    expected = expected_companies(states, None, CompanyFilter(), OLDEST_FIRST)
    found = await told(timeline.reading(), vantage, batches, size)
    assert found == [(slug, value.key if value else None) for slug, value in expected]


@stores
def test_what_was_asked_before_changes_no_list(opening: Opening) -> None:
    @law(30)
    @given(histories, st.sampled_from([KEEPING_LITTLE, ONE_AT_A_TIME]), st.integers(1, 4), st.data())
    def hold(history: list[Event], batches: Batches, size: int, data: st.DataObject) -> None:
        async def ask() -> None:
            async with opening() as log:
                timeline = Timeline(log, lambda: TODAY)
                heads = [await log.head()]
                for start in range(0, len(history), 6):
                    for one in history[start : start + 6]:
                        await log.append([one], now=START + timedelta(days=30 * len(heads)))
                        heads.append(await log.head())
                    for _ in range(3):
                        await agrees(timeline, data.draw(vantages(heads)), batches, size)

        asyncio.run(ask())

    hold()


@stores
@pytest.mark.parametrize("seed", range(100) if LONG else (3, 12, 27))
async def test_a_crowd_is_listed_from_many_vantages(opening: Opening, seed: int) -> None:
    random_ = random.Random(seed)
    async with opening() as log:
        timeline = Timeline(log, lambda: TODAY)
        history, heads = crowd(seed), []
        for start in range(0, len(history), 70):
            await log.append(history[start : start + 70], now=START + timedelta(days=200 + start))
            heads.append(await log.head())
            for _ in range(8):
                await agrees(timeline, _anywhere(random_, heads), ONE_AT_A_TIME, 7)


def _anywhere(random_: random.Random, heads: Sequence[Any]) -> Vantage:
    on, known = (date(2020, 1, 1) + timedelta(days=random_.randrange(2400)) for _ in range(2))
    return Vantage(
        on,
        random_.choice([None, on, known]),
        random_.choice([*heads, heads[-1], heads[-1]]),
        random_.choice([Confidence.REPORTED, *Confidence]),
        random_.choice([Certainty.CERTAIN, *Certainty]),
    )


@law(60)
@given(
    histories,
    st.builds(
        Reach,
        st.builds(Cut, st.none() | st.sampled_from(DAYS), st.integers(0, 26)),
        st.sampled_from([date.min, *DAYS, date.max]),
        st.none() | st.sampled_from(DAYS),
        st.integers(0, 2),
        st.sampled_from(Certainty),
    ),
)
def test_a_cell_holds_what_its_vantages_see(history: list[Event], reach: Reach) -> None:
    async def ask() -> None:
        async with MemoryLog.opened() as log:
            await log.append(history, now=START)
            records = await log.select(Selection(Cut(None, len(history))))
            for cell in cells_of(reach, 5):
                assert cell.holds(reach, 5)
                within = {one.position for one in records if cell.inner.reaches(one)}
                seen = {one.position for one in records if reach.reaches(one)}
                beyond = {one.position for one in records if cell.outer.reaches(one) or one.position > cell.position}
                assert within <= seen <= beyond

    asyncio.run(ask())


# --- one by one ------------------------------------------------------------------------------------------------------


def of(company: str, on: str, id: str | None = None, known: str | None = None, **fields: Any) -> Event:
    told = source("Wired", known or on[:10], title="Told")
    return event("metric", id or f"{company}-{on}", company=company, on=on, sources=[told], **fields)


def act(kind: str, id: str, company: str, known: str, **fields: Any) -> Event:
    told = source("Wired", known, title="Told")
    return event(kind, id, company=company, sources=[told], confidence="reported", reason="so", **fields)


async def order_after(log: EventLog, timeline: Timeline, more: Sequence[Event], **vantage: Any) -> list[str]:
    """The companies, the oldest latest event first, once more is appended."""
    if more:
        await log.append(more, now=START + timedelta(days=1000))
    at = Vantage(
        vantage.get("on", TODAY),
        vantage.get("known_by"),
        vantage.get("at") or await log.head(),
        vantage.get("confidence", Confidence.REPORTED),
        vantage.get("dates", Certainty.CERTAIN),
    )
    batches = vantage.get("batches", ONE_AT_A_TIME)
    await agrees(timeline, at, batches, 5)
    return [slug for slug, _ in await told(timeline.reading(), at, batches, 5)]


OLD = [
    of("a", "2010-01-01"), of("a", "2012-01-01"),
    of("b", "2011-01-01"), of("b", "2013-01-01", known="2022-01-01"),
    of("c", "2012-01-01"),
    of("d", "2009"), of("d", "2009-03-01"),
]  # fmt: skip


@stores
async def test_ties_plans_retractions_merges_and_late_news(opening: Opening) -> None:
    async with opening() as log:
        timeline = Timeline(log, lambda: TODAY)
        assert await order_after(log, timeline, OLD) == ["d", "a", "c", "b"]
        old = await log.head()
        assert await order_after(log, timeline, [], known_by=date(2021, 6, 1)) == ["d", "b", "a", "c"]
        assert await order_after(log, timeline, [], on=date(2009, 6, 1)) == ["d", "a", "b", "c"]
        both = {"on": date(2010, 6, 1), "dates": Certainty.POSSIBLE}
        assert await order_after(log, timeline, [], **both) == ["d", "a", "b", "c"]
        # what was the latest event of `c` is taken back, and that of `a` is followed by one told of later
        gone = [of("c", "2008-01-01"), act("retraction", "gone", "c", "2023-01-01", event="c-2012-01-01")]
        assert await order_after(log, timeline, gone) == ["c", "d", "a", "b"]
        assert await order_after(log, timeline, [], at=old) == ["d", "a", "c", "b"]
        assert await order_after(log, timeline, [of("a", "2024-01-01")]) == ["c", "d", "b", "a"]
        assert await order_after(log, timeline, [], known_by=date(2022, 6, 1)) == ["d", "a", "c", "b"]
        # `d` is the same company as `e`, of which nothing else is told
        joined = act("merge", "same", "e", "2024-06-01", same=["d"])
        assert await order_after(log, timeline, [joined]) == ["c", "e", "b", "a"]
        assert await order_after(log, timeline, [act("retraction", "apart", "e", "2024-07-01", event="same")]) == [
            "c", "d", "b", "a",
        ]  # fmt: skip


SURE = {"confidence": "confirmed"}
BETWEEN = [of(company, f"201{place}-01-01", **SURE) for place, company in enumerate("bcd", 2)]
"""Companies that are in their places before one is read whose latest event is of 2010 or 2015."""


@stores
async def test_what_was_told_before_it_happened_follows_nothing_for_those_who_ask_for_what_is_confirmed(
    opening: Opening,
) -> None:
    plan = [of("a", "2010-01-01", **SURE), of("a", "2015-01-01", known="2014-01-01", **SURE)]
    async with opening() as log:
        timeline = Timeline(log, lambda: TODAY)
        more = [*plan, *BETWEEN]
        assert await order_after(log, timeline, more, confidence=Confidence.CONFIRMED) == ["a", "b", "c", "d"]
        assert await order_after(log, timeline, []) == ["b", "c", "d", "a"]


@stores
@pytest.mark.parametrize("batches", [ONE_AT_A_TIME, replace(ONE_AT_A_TIME, new_records=4)], ids=["old", "new"])
async def test_what_is_taken_back_or_corrected_follows_nothing(opening: Opening, batches: Batches) -> None:
    """Whether it is taken back before the list is first kept, or among the records behind."""
    two = [of("a", "2010-01-01"), of("a", "2015-01-01"), *BETWEEN]
    gone = act("retraction", "gone", "a", "2015-06-01", event="a-2015-01-01")
    async with opening() as log:
        timeline = Timeline(log, lambda: TODAY)
        for more, expected in (two, ["b", "c", "d", "a"]), ([gone], ["a", "b", "c", "d"]), ([], ["a", "b", "c", "d"]):
            assert await order_after(log, timeline, more, batches=batches) == expected
        other = of("b", "2009-01-01", "right", "2015-07-01", corrects="b-2012-01-01", reason="a typing error")
        assert await order_after(log, timeline, [other], batches=batches) == ["b", "a", "c", "d"]
        assert await order_after(log, timeline, [], known_by=date(2015, 6, 30)) == ["a", "b", "c", "d"]


@stores
async def test_a_kept_list_is_read_once(opening: Opening) -> None:
    """Questions from later on read what the first one left, and only what is new beside it."""
    async with opening() as log:
        timeline = Timeline(log, lambda: TODAY)
        await log.append(OLD, now=START + timedelta(days=1000))
        asked = []
        unfollowed = log.index.unfollowed

        async def counted(*reaches: Reach, **more: Any) -> Any:
            asked.append(reaches)
            return await unfollowed(*reaches, **more)

        log.index.unfollowed = counted  # type: ignore[method-assign]
        for year in range(2018, 2026):
            at = Vantage(date(year, 5, 6), date(year, 7, 8), await log.head(), Confidence.REPORTED, Certainty.CERTAIN)
            await told(timeline.reading(), at, ONE_AT_A_TIME, 10)
        assert len(asked) == len(OLD) - 2 + 1, "two events are followed, and the last read finds nothing"
