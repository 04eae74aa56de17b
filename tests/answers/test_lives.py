"""A reading waits for a position that it was told of, and nothing is kept from one life of a log to the next."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from answers import TODAY, ask, reason_in, timeline_of
from builders import founded, funding
from log_cases import NOW, many

from dateline.answers.asking import Ask
from dateline.answers.reading import Timeline
from dateline.errors import PositionAhead
from dateline.events.event import Event
from dateline.graphql import Context, schema
from dateline.graphql.shown_errors import shown
from dateline.log.chain import GENESIS
from dateline.log.memory.store import MemoryLog
from dateline.log.record import LogHead
from dateline.web import graphql_over_http
from dateline.web.app import create_app


class Failing(MemoryLog):
    """A log whose server can be replaced by another one, which has not all that the first one had."""

    async def go_on_with(self, *instead: Event, epoch: int) -> None:
        self._head, self._stored, self._held = LogHead(0, GENESIS, epoch, None), [], {}
        await self.append(instead, now=NOW)


async def names(timeline: Timeline) -> list[str]:
    """Who is listed and what the company asked for is called, from the head of the log."""
    question = '{ asOf { company(slug: "mistral-ai") { name } companies(first: 9) { nodes { name } } } }'
    told = (await ask(timeline, question))["asOf"]
    return [told["company"] and told["company"]["name"], *(one["name"] for one in told["companies"]["nodes"])]


async def test_what_was_kept_of_another_life_is_told_by_none() -> None:
    log = Failing()
    await log.append([founded("f", name="Mistral AI")], now=NOW)
    timeline = timeline_of(log)
    assert await names(timeline) == ["Mistral AI", "Mistral AI"]
    await log.go_on_with(founded("f", name="Mistral"), epoch=2)
    assert await names(timeline) == ["Mistral", "Mistral"]
    await log.go_on_with(funding("x", company="another"), funding("y", company="another"), epoch=3)
    assert await names(timeline) == [None, "another"]


async def test_what_is_pinned_is_answered_anew_in_another_life(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter(range(10))
    monkeypatch.setattr(graphql_over_http, "monotonic", lambda: next(seconds))
    log = Failing()
    await log.append([founded("f", name="Mistral AI", on="2023")], now=NOW)
    question = '{ asOf(on: "2025-12-31", recorded: {position: "1"}) { company(slug: "mistral-ai") { name } } }'
    app = create_app(log, today=lambda: TODAY)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:

        async def name() -> tuple[str, str]:
            told = await client.get("/graphql", params={"query": question})
            return told.json()["data"]["asOf"]["company"]["name"], told.headers["etag"]

        before = await name()
        assert (before[0], await name()) == ("Mistral AI", before)
        await log.go_on_with(founded("f", name="Mistral", on="2023"), epoch=2)
        after = await name()
        assert (after[0], await name()) == ("Mistral", after)
        assert after[1] != before[1]


async def test_a_question_waits_for_a_position_that_another_server_has_told_of() -> None:
    log = MemoryLog()
    await log.append(many(2), now=NOW)
    timeline = timeline_of(log)
    reading = timeline.reading(await timeline.head())
    asked = asyncio.ensure_future(reading.vantage(Ask(at_least=4)))
    for count in range(3):
        await asyncio.sleep(0)
        assert not asked.done()
        if count < 2:
            await log.append(many(1, f"later/{count}"), now=NOW)
    vantage = await asked
    assert vantage.at.position == 4
    assert await reading.head() == vantage.at
    assert reading.has_waited


async def test_it_does_not_wait_for_ever() -> None:
    log = MemoryLog()
    timeline = timeline_of(log)
    assert 0 < timeline.patience_seconds <= 1
    timeline.patience_seconds = 0.01
    with pytest.raises(PositionAhead, match="position 3 is not in this log yet"):
        await asyncio.wait_for(timeline.reading().vantage(Ask(at_least=3)), 60)
    assert (await timeline.reading().vantage(Ask(at_least=0))).at.position == 0


async def test_what_has_read_one_end_of_the_log_waits_for_no_other() -> None:
    log = MemoryLog()
    await log.append(many(2), now=NOW)
    reading = timeline_of(log).reading()
    reading.rests_on(False)
    with pytest.raises(PositionAhead):
        await reading.vantage(Ask(at_least=3))


async def test_two_fields_that_wait_in_vain_are_both_refused() -> None:
    log = MemoryLog()
    await log.append(many(2), now=NOW)
    timeline = timeline_of(log)
    timeline.patience_seconds = 0.01
    ahead = 'asOf(recorded: {atLeast: "9"}) { company(slug: "a") { name } }'
    known = Context(timeline, head=await timeline.head())
    told = await schema.execute(f"{{ one: {ahead} other: {ahead} }}", context_value=known)
    assert {reason_in(shown(error)) for error in told.errors or ()} == {"position-ahead"}
