"""Following a log: every event that passes once, in order, as it was when it was appended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import date
from typing import Any

import pytest
from answers import memory, timeline_of
from builders import Json, dispute, founded, funding, retraction
from histories import histories, law, recorded_at, told
from hypothesis import given
from hypothesis import strategies as st
from log_cases import NOW, many

from dateline.answers import following
from dateline.answers.event_filter import EventFilter
from dateline.answers.following import Followed, follow
from dateline.answers.log_places import place_cursor
from dateline.answers.reading import Timeline
from dateline.answers.tokens import token_of
from dateline.errors import InvalidCursor, OtherLog
from dateline.events.event import Event
from dateline.log.chain import GENESIS
from dateline.log.cut import Cut
from dateline.log.memory.store import MemoryLog
from dateline.log.record import LogHead
from dateline.log.selection import Selection
from dateline.state.seen import see
from dateline.state.standing import Standing, standings
from dateline.values.vocabulary import Confidence

START = LogHead(0, GENESIS, 1, None)
PATIENCE_SECONDS = 30

filters = st.sampled_from(
    [
        EventFilter(),
        EventFilter(companies=frozenset({"acme"})),
        EventFilter(kinds=frozenset({"funding", "retraction", "merge"})),
        EventFilter(standing=frozenset({Standing.STANDING})),
        EventFilter(standing=frozenset({Standing.RETRACTED, Standing.CORRECTED, Standing.DISPUTED})),
        EventFilter(confidence=Confidence.CONFIRMED),
        EventFilter(publisher="wired"),
        EventFilter(text="acme", since=date(2024, 3, 1), until=date(2024, 12, 31)),
        EventFilter(known_from=date(2024, 6, 1), known_until=date(2025, 1, 31)),
        EventFilter(companies=frozenset()),
    ]
)


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a history of ten events has pages, windows, and an end that is near."""
    monkeypatch.setattr(following, "PAGE", 3)
    monkeypatch.setattr(following, "_WINDOW", 4)


def shown(one: Followed) -> tuple[object, ...]:
    """All that is told of an event."""
    verdict = one.listed.verdict
    return one.listed.seen.id, verdict.standing, [act.id for act in verdict.because], one.vantage, place_cursor(one.at)


async def take(pages: AsyncGenerator[list[Followed], None], count: int) -> list[Followed]:
    """So many events, in whole pages."""
    taken: list[Followed] = []
    while len(taken) < count:
        taken += await asyncio.wait_for(anext(pages), PATIENCE_SECONDS)
    return taken


async def passing(log: MemoryLog, wanted: EventFilter, after: int) -> list[str]:
    """The events behind a position that pass where they were appended, by a literal reading."""
    passed = []
    records = await log.select(Selection(Cut(None, (await log.head()).position)))
    for record in sorted(records, key=lambda one: one.position)[after:]:
        before = [see(one, None) for one in records if one.position <= record.position]
        standing = standings(before).of(record.event.id).standing
        found = await log.count(
            wanted.narrowed(Selection(Cut(None, record.position), among=frozenset({record.position})))
        )
        judged = wanted.standing is None or standing in wanted.standing
        if found and judged and wanted.passes(see(record, None)):
            passed.append(record.event.id)
    return passed


@law(60)
@given(history=histories, wanted=filters, drawn=st.data())
def test_all_that_passes_is_told_once_whoever_follows_and_since_when(
    history: list[Json], wanted: EventFilter, drawn: st.DataObject
) -> None:
    """Some follow from the beginning while it is appended, go away and come back; some come in the end: all are told
    the same."""

    async def run() -> None:
        log = MemoryLog()
        timeline = timeline_of(log)
        place, seen = START, list[Followed]()
        for at, line in enumerate(history):
            await log.append([told(line)], now=recorded_at(at))
            if drawn.draw(st.booleans()):
                place = await _caught_up(timeline, place, wanted, seen)
        await _caught_up(timeline, place, wanted, seen)
        assert [one.listed.seen.id for one in seen] == await passing(log, wanted, 0)
        late: list[Followed] = []
        await _caught_up(timeline_of(log), START, wanted, late)
        assert [shown(one) for one in late] == [shown(one) for one in seen]

    asyncio.run(run())


async def _caught_up(timeline: Timeline, place: LogHead, wanted: EventFilter, seen: list[Followed]) -> LogHead:
    """Follows up to the end of the log, and gives the cursor to go on from: that of the last event it was told of."""
    assert isinstance(timeline.log, MemoryLog)
    left = await passing(timeline.log, wanted, place.position)
    pages = follow(timeline, place, wanted)
    seen += await take(pages, len(left))
    await pages.aclose()
    if not seen:
        return place
    return await timeline.reading().place_of(place_cursor(seen[-1].at))


async def test_what_is_appended_later_is_told_when_it_comes() -> None:
    log = await memory(*many(2, "old"))
    pages = follow(timeline_of(log), await log.head(), EventFilter())
    waiting = asyncio.ensure_future(take(pages, 5))
    await asyncio.sleep(0)
    for place in range(5):
        await log.append(many(1, f"new/{place}/"), now=NOW)
    events = await asyncio.wait_for(waiting, PATIENCE_SECONDS)
    assert [one.listed.seen.id for one in events] == [f"new/{place}/0" for place in range(5)]
    await pages.aclose()


async def test_an_event_is_told_as_it_stood_when_it_was_appended() -> None:
    log = await memory(dispute("early", of="b"), funding("a"), retraction("no", of="a"), funding("b"))
    (one, two, three, four) = await take(follow(timeline_of(log), START, EventFilter()), 4)
    found = [
        (each.listed.verdict.standing, [act.id for act in each.listed.verdict.because])
        for each in (one, two, three, four)
    ]
    assert found == [
        (Standing.STANDING, []),
        (Standing.STANDING, []),
        (Standing.STANDING, []),
        (Standing.DISPUTED, ["early"]),
    ]
    assert (two.vantage.on, two.vantage.known_by, two.at.position, two.vantage.final) == (NOW.date(), None, 2, True)


class Counted(MemoryLog):
    """Counts what is read of it."""

    reads = 0

    async def select(self, selection: Selection) -> list[Any]:
        self.reads += 1
        assert selection.limit == following.PAGE
        return await super().select(selection)


async def test_nothing_is_read_before_it_is_taken() -> None:
    log = Counted()
    await log.append(many(100), now=NOW)
    pages = follow(timeline_of(log), START, EventFilter())
    assert log.reads == 0
    assert len(await anext(pages)) == 3
    assert log.reads == 1
    await pages.aclose()


async def test_what_is_new_is_read_once_for_all_who_follow() -> None:
    log = Counted()
    timeline = timeline_of(log)
    wanted = [
        EventFilter(),
        EventFilter(companies=frozenset({"mistral-ai"})),
        EventFilter(kinds=frozenset({"funding"})),
    ]
    waiting = [asyncio.ensure_future(take(follow(timeline, START, one), 2)) for one in wanted * 20]
    await asyncio.sleep(0)
    await log.append(many(2), now=NOW)
    for events in await asyncio.wait_for(asyncio.gather(*waiting), PATIENCE_SECONDS):
        assert [one.listed.seen.id for one in events] == ["e0", "e1"]
    assert log.reads == 1


class PutBack(MemoryLog):
    """A log that can be put back to an earlier copy, as after a failover."""

    async def put_back(self, *instead: Event, epoch: int) -> None:
        self._head, self._stored, self._held = LogHead(0, GENESIS, epoch, None), [], {}
        await self.append(instead, now=NOW)


@pytest.mark.parametrize("epoch", [1, 2], ids=["by hand", "by a command"])
@pytest.mark.parametrize(
    "instead", [0, 1, 2, 3, following.PAGE + 3], ids=["nothing", "less", "as much", "more", "far more"]
)
async def test_a_log_that_was_put_back_is_told_and_not_skipped(instead: int, epoch: int) -> None:
    log = PutBack()
    await log.append(many(2), now=NOW)
    pages = follow(timeline_of(log), START, EventFilter())
    told = await take(pages, 2)
    await log.put_back(*many(instead, "other"), epoch=epoch)
    with pytest.raises(OtherLog, match="put back"):
        await asyncio.wait_for(anext(pages), PATIENCE_SECONDS)
    with pytest.raises(OtherLog, match="position 2"):
        await timeline_of(log).reading().place_of(place_cursor(told[-1].at))


async def test_a_log_in_a_new_life_with_the_same_content_goes_on() -> None:
    log = PutBack()
    await log.append(many(2), now=NOW)
    pages = follow(timeline_of(log), START, EventFilter())
    told = await take(pages, 2)
    await log.put_back(*many(3), epoch=2)
    assert [one.listed.seen.id for one in await take(pages, 1)] == ["e2"]
    assert (await timeline_of(log).reading().place_of(place_cursor(told[-1].at))).position == 2


async def test_a_place_is_named_by_a_cursor_or_by_the_token_of_a_vantage() -> None:
    log = await memory(*many(3))
    reading = timeline_of(log).reading()
    for position in range(4):
        at = await log.at_position(position)
        assert await reading.place_of(place_cursor(at)) == at
    (one, *_) = await take(follow(timeline_of(log), START, EventFilter()), 3)
    assert await reading.place_of(token_of(one.vantage)) == one.at


async def test_the_beginning_of_every_log_has_one_cursor() -> None:
    empty, full = await memory(), await memory(founded("a"))
    cursor = place_cursor(await empty.head())
    assert cursor == place_cursor(await full.at_position(0)) == "AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    assert (await timeline_of(full).reading().place_of(cursor)).position == 0


@pytest.mark.parametrize(
    "text", ["", "x", "AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "é", "WyJhIl0"]
)
async def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(InvalidCursor, match="send back"):
        await timeline_of(await memory()).reading().place_of(text)


async def test_a_cursor_of_a_longer_or_another_log_is_refused() -> None:
    log, other = await memory(*many(3)), await memory(*many(2, "other"))
    for at in (await log.head(), await log.at_position(2)):
        with pytest.raises(OtherLog, match="another log"):
            await timeline_of(other).reading().place_of(place_cursor(at))
