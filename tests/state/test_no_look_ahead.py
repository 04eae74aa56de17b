"""No part of an answer may depend on an event, or on a source of an event, past the knowledge or the log cut.

Hypothesis builds histories of all kinds; everything is asked over GraphQL, from a log that holds what lies past the
cut and from one that does not. Positions, recorded times, hashes, tokens, ids and cursors are not asked for.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Any

import pytest
from answers import ask, run
from builders import Json, profile, record, source
from histories import COMPANIES, EVERYTHING, HAPPENED, Asked, histories, law, recorded_at, told, vantages
from hypothesis import given
from hypothesis import strategies as st
from stores import STORES

from dateline.events.event import Event
from dateline.log.contract import EventLog
from dateline.log.memory.store import MemoryLog
from dateline.log.record import LogHead
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty, PartialDate
from dateline.values.vocabulary import Confidence

Opening = Callable[[], AbstractAsyncContextManager[EventLog]]


stores = pytest.mark.parametrize(("opening", "examples"), [*zip(STORES.values(), (24, 4, 2), strict=True)], ids=STORES)


@asynccontextmanager
async def holding(opening: Opening, events: Iterable[tuple[Event, datetime]]) -> AsyncIterator[EventLog]:
    async with opening() as log:
        for event, now in events:
            await log.append([event], now=now)
        yield log


async def everything(opening: Opening, events: Iterable[tuple[Event, datetime]], **variables: object) -> Any:
    async with holding(opening, events) as log:
        return await ask(log, EVERYTHING, **variables)


def in_turn(history: Iterable[Json]) -> list[tuple[Event, datetime]]:
    """Each recorded when it is its turn, whatever else is there: its id says when."""
    return [(told(line), recorded_at(int(line["id"].removeprefix("e")))) for line in history]


def day_of(source: Json) -> str:
    last = PartialDate.parse(source["published"]).last
    assert last is not None
    return last.isoformat()


def knowable(history: Iterable[Json], known_by: str) -> list[Json]:
    """The events known by a day, each with the sources of that day or before."""
    narrowed = [{**one, "sources": [said for said in one["sources"] if day_of(said) <= known_by]} for one in history]
    return [one for one in narrowed if one["sources"]]


@stores
def test_removing_what_was_published_after_the_knowledge_cut_changes_nothing(opening: Opening, examples: int) -> None:
    @law(examples)
    @given(histories, vantages.filter(lambda asked: asked.known_by is not None))
    def changes_nothing(history: list[Json], asked: Asked) -> None:
        async def compare() -> None:
            known_by = asked.variables["knownBy"]
            whole = await everything(opening, in_turn(history), **asked.variables)
            cut = await everything(opening, in_turn(knowable(history, known_by)), **asked.variables)
            assert whole == cut

        run(compare)

    changes_nothing()


@stores
def test_removing_what_was_recorded_after_the_log_cut_changes_nothing(opening: Opening, examples: int) -> None:
    @law(examples)
    @given(histories, vantages, st.data())
    def changes_nothing(history: list[Json], asked: Asked, data: st.DataObject) -> None:
        position = data.draw(st.integers(0, len(history)), label="position")

        async def compare() -> None:
            events = in_turn(history)
            pinned = {**asked.variables, "recorded": {"position": str(position)}}
            whole = await everything(opening, events, **pinned)
            assert whole == await everything(opening, events[:position], **asked.variables)

        run(compare)

    changes_nothing()


@stores
def test_an_instant_cuts_the_log_where_its_records_end(opening: Opening, examples: int) -> None:
    @law(max(examples // 4, 2))
    @given(histories, vantages, st.data())
    def changes_nothing(history: list[Json], asked: Asked, data: st.DataObject) -> None:
        count = data.draw(st.integers(1, len(history)), label="records")

        async def compare() -> None:
            events = in_turn(history)
            instant = recorded_at(count - 1).isoformat()
            whole = await everything(opening, events, **asked.variables, recorded={"time": instant})
            assert whole == await everything(opening, events[:count], **asked.variables)

        run(compare)

    changes_nothing()


def by_key(answer: Any) -> Any:
    """With the one list that is in the order of arrival, `Company.log`, sorted by key."""
    if isinstance(answer, list):
        return [by_key(one) for one in answer]
    if not isinstance(answer, dict):
        return answer
    if "log" in answer:
        answer = answer | {"log": sorted(answer["log"]["nodes"], key=lambda node: str(node["key"]))}
    return {name: by_key(value) for name, value in answer.items()}


@stores
def test_the_order_of_arrival_changes_nothing(opening: Opening, examples: int) -> None:
    @law(examples)
    @given(histories, vantages, st.randoms(use_true_random=False))
    def changes_nothing(history: list[Json], asked: Asked, random: object) -> None:
        shuffled = list(history)
        random.shuffle(shuffled)  # type: ignore[attr-defined]

        async def compare() -> None:
            now = recorded_at(6)
            first = await everything(opening, [(told(one), now) for one in history], **asked.variables)
            other = await everything(opening, [(told(one), now) for one in shuffled], **asked.variables)
            assert by_key(first) == by_key(other)

        run(compare)

    changes_nothing()


def _anchors() -> list[Event]:
    """So that every company is told of: one of which nothing is in reach is null, whatever is to come."""
    early = {"on": "2020", "sources": [source("Anchor", "2020-12-31")], "sector": "AI"}
    return [profile(f"anchor/{slug}", company=slug, **early) for slug in COMPANIES]


@stores
def test_removing_what_has_not_happened_yet_changes_only_what_is_upcoming(opening: Opening, examples: int) -> None:
    @law(examples)
    @given(histories, vantages)
    def changes_nothing(history: list[Json], asked: Asked) -> None:
        now = recorded_at(5)
        at = Vantage(
            asked.on,
            asked.known_by,
            LogHead(100, bytes(32), 1, now),
            Confidence[asked.confidence],
            Certainty[asked.dates],
        )
        events = [told(one) for one in history]
        happened = [one for one in events if one.is_act or at.reach.counts(record(one).event)]

        async def compare() -> None:
            answers = []
            for remaining in (events, happened):
                recorded = [(one, now) for one in (*_anchors(), *remaining)]
                async with holding(opening, recorded) as log:
                    answers.append(await ask(log, HAPPENED, **asked.variables))
            assert answers[0] == answers[1]

        run(compare)

    changes_nothing()


def test_what_was_known_then_never_changes_by_what_comes_later() -> None:
    """The same in one log that grows: an answer as known by a day stays, whatever is published after it."""

    @law(15)
    @given(histories, vantages.filter(lambda asked: asked.known_by is not None))
    def stays(history: list[Json], asked: Asked) -> None:
        async def compare() -> None:
            known = knowable(history, asked.variables["knownBy"])
            ids = {one["id"] for one in known}
            late = [one for one in history if one["id"] not in ids]
            async with MemoryLog.opened() as log:
                await log.append([told(one) for one in known], now=recorded_at(3))
                before = await ask(log, EVERYTHING, **asked.variables)
                await log.append([told(one) for one in late], now=recorded_at(4))
                assert before == await ask(log, EVERYTHING, **asked.variables)

        run(compare)

    stays()
