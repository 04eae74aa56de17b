"""Answers that are kept: exact whatever is appended and whatever day it is, tagged, and within their bytes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any

import httpx
import msgspec
import pytest
from answers import NOW, TODAY, later, memory, timeline_of
from builders import founded, funding, profile, usd
from random_documents import question
from tangled import pool_of, tangled

from dateline.answers.reading import Timeline
from dateline.graphql import Context, schema
from dateline.log.memory.store import MemoryLog
from dateline.log.record import Record
from dateline.web.app import create_app
from dateline.web.kept_answers import AskedOverHttp, KeptAnswer, KeptAnswers

NAMES = '{ asOf { company(slug: "mistral-ai") { name rounds { key } } } }'
PINNED = '{ asOf(on: "2025", recorded: {position: "1"}) { company(slug: "mistral-ai") { name } } }'
GRAPHQL_JSON = "application/graphql-response+json"


class Counted(MemoryLog):
    """A log that counts how often histories are read."""

    read = 0

    async def histories(self, slugs: Collection[str], upto: int) -> Mapping[str, Sequence[Record]]:
        self.read += 1
        return await super().histories(slugs, upto)


class Day:
    """A clock of days."""

    def __init__(self) -> None:
        self.today = TODAY

    def __call__(self) -> date:
        return self.today


@asynccontextmanager
async def served(log: MemoryLog, day: Day | None = None, root: str = "") -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(log, today=day or Day(), root_path=root))
    async with httpx.AsyncClient(transport=transport, base_url="http://dateline") as client:
        yield client


async def of(*, like: type[MemoryLog] = MemoryLog) -> Any:
    log = like()
    await log.append([founded("f", name="Mistral AI", on="2023"), funding("a", on="2024")], now=NOW)
    return log


async def test_a_question_is_answered_once_until_something_is_appended() -> None:
    log = await of(like=Counted)
    async with served(log) as client:
        first = await client.post("/graphql", json={"query": NAMES})
        assert (log.read, first.headers["cache-control"], first.headers["vary"]) == (1, "no-cache", "Accept")
        again = await client.post("/graphql", json={"query": NAMES})
        assert (log.read, again.content, told(again)) == (1, first.content, told(first))
        await log.append([profile("p", name="Mistral", on="2025")], now=later(1))
        third = await client.post("/graphql", json={"query": NAMES})
        assert third.json()["data"]["asOf"]["company"]["name"] == "Mistral"
        assert third.headers["etag"] != first.headers["etag"]


async def test_another_day_makes_another_answer() -> None:
    log, day = await memory(founded("f", on="2023"), funding("a", on=TODAY.isoformat())), Day()
    day.today = TODAY - timedelta(days=1)
    async with served(log, day) as client:
        before = await client.post("/graphql", json={"query": NAMES})
        day.today = TODAY
        after = await client.post("/graphql", json={"query": NAMES})
    assert [len(found.json()["data"]["asOf"]["company"]["rounds"]) for found in (before, after)] == [0, 1]
    assert before.headers["etag"] != after.headers["etag"]


async def test_who_holds_the_answer_gets_304_also_from_a_server_that_has_not_made_it() -> None:
    log = await of(like=Counted)
    async with served(log) as client:
        first = await client.get("/graphql", params={"query": NAMES})
        etag = first.headers["etag"]
    async with served(log) as anew:
        for held in (etag, f'"x", {etag}', f"W/{etag}"):
            answer = await anew.get("/graphql", params={"query": NAMES}, headers={"if-none-match": held})
            assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
            assert "content-length" not in answer.headers
        assert log.read == 1
        for other in ('"x"', "*"):
            answer = await anew.get("/graphql", params={"query": NAMES}, headers={"if-none-match": other})
            assert (answer.status_code, answer.content) == ((200, first.content) if other != "*" else (304, b""))
        head = await anew.head("/graphql", params={"query": NAMES}, headers={"if-none-match": etag})
        assert head.status_code == 304


async def test_a_post_is_answered_in_full_whoever_holds_the_answer() -> None:
    async with served(await of()) as client:
        first = await client.post("/graphql", json={"query": NAMES})
        again = await client.post("/graphql", json={"query": NAMES}, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (200, first.content)


async def test_what_is_pinned_is_kept_for_ever() -> None:
    log, day = await of(like=Counted), Day()
    async with served(log, day) as client:
        first = await client.get("/graphql", params={"query": PINNED})
        assert first.headers["cache-control"] == "public, max-age=31536000, immutable"
        await log.append([profile("p", name="Mistral", on="2025")], now=later(1))
        day.today += timedelta(days=1)
        again = await client.get("/graphql", params={"query": PINNED})
        held = await client.get("/graphql", params={"query": PINNED}, headers={"if-none-match": first.headers["etag"]})
        assert (again.content, told(again), held.status_code) == (first.content, told(first), 304)
        assert log.read == 1
        posted = await client.post("/graphql", json={"query": PINNED})
        assert posted.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "query",
    ["{ __typename }", NAMES, "{ log { position } }", '{ asOf(on: "2025") { vantage { on } } }',
     '{ asOf(recorded: {position: "1"}) { vantage { on } } }',
     '{ company(slug: "mistral-ai") { name asOf(on: "2025", recorded: {position: "1"}) { name } } }',
     '{ nodes(ids: ["x"]) { id } asOf(on: "2025", recorded: {atLeast: "1"}) { vantage { on } } }'],
)  # fmt: skip
async def test_what_is_left_open_is_checked_each_time(query: str) -> None:
    async with served(await of()) as client:
        assert (await client.get("/graphql", params={"query": query})).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "query",
    ["{ nope }", '{ asOf(recorded: {position: "9"}) { vantage { on } } }', "{ __schema { queryType { name } } }",
     '{ __schema { queryType { name } } asOf(on: "2025", recorded: {position: "1"}) { vantage { on } } }'],
)  # fmt: skip
async def test_errors_and_what_is_told_of_the_schema_are_not_kept(query: str) -> None:
    async with served(await of()) as client:
        for _ in range(2):
            answer = await client.get("/graphql", params={"query": query}, headers={"if-none-match": "*"})
            assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
            assert "etag" not in answer.headers


async def test_answers_differ_by_media_type_by_prefix_and_by_the_way_of_asking() -> None:
    log = await of()
    query = '{ asOf(on: "2025", recorded: {position: "1"}) { exportUrl(format: CSV) } }'
    tags, bodies = set(), set()
    for root in ("", "/dl"):
        async with served(log, root=root) as client:
            for accept in ("application/json", GRAPHQL_JSON):
                got = await client.get("/graphql", params={"query": query}, headers={"accept": accept})
                posted = await client.post("/graphql", json={"query": query}, headers={"accept": accept})
                assert got.headers["content-type"] == posted.headers["content-type"] == f"{accept}; charset=utf-8"
                assert got.content == posted.content
                tags |= {got.headers["etag"], posted.headers["etag"]}
                bodies.add(got.content)
    assert (len(tags), len(bodies)) == (8, 2)


def test_the_least_recently_used_go_first_and_no_answer_takes_all() -> None:
    kept = KeptAnswers(most_bytes=40_000)
    asked = [AskedOverHttp(True, bytes([place]), "application/json", "") for place in range(30)]
    for place, one in enumerate(asked):
        kept.keep(one, KeptAnswer(b"x" * 2_000, f'"{place}"', False, []))
        assert kept.get(asked[0], '"0"') is not None
    there = [place for place, one in enumerate(asked) if kept.get(one, f'"{place}"')]
    assert there == [0, *range(18, 30)]
    kept.keep(asked[1], KeptAnswer(b"x" * 4_000, '"1"', False, []))
    assert kept.get(asked[1], '"1"') is None
    kept.keep(asked[29], KeptAnswer(b"y", '"new"', True, []))
    assert kept.get(asked[29], '"29"') == KeptAnswer(b"y", '"new"', True, [])


@pytest.mark.usefixtures("garbage_at_the_end")
@pytest.mark.counts_reads  # in effect: what both executors say of such questions is compared elsewhere
async def test_nothing_that_is_appended_changes_what_was_said_to_be_pinned() -> None:
    """Law: on random questions, before and after the log has grown and the day has passed."""
    log = await tangled()
    pool = dict(await pool_of(log))
    # What is refused makes no answer that is kept, so that there is little of it here.
    pool |= {"Int": [1, 2, 5], "after": [None], "before": [None], "token": pool["token"][:1], "Edtf": ["2025-12-31"]}
    roots = [("snapshot",), ("snapshot",), ("snapshot", "asOf", "node", "nodes"), None]
    before = [question(schema._schema, pool, {}, seed, roots[seed % 4]) for seed in range(140)]
    answers = [await answered(timeline_of(log), one.document, one.variables) for one in before]
    await log.append(
        [
            profile("late", name="Quite Another", on="2020", country="DE"),
            funding("late/round", round="seed", raised=usd(99), on="2024", confidence="confirmed"),
            founded("late/other", company="newcomer", name="Newcomer", on="2001"),
        ],
        now=later(10_000),
    )
    tomorrow = Timeline(log, lambda: TODAY + timedelta(days=1))
    again = [await answered(tomorrow, one.document, one.variables) for one in before]
    pinned = [place for place, (_, is_pinned) in enumerate(answers) if is_pinned]
    assert len(pinned) > 30
    assert [answers[place] for place in pinned] == [again[place] for place in pinned]
    assert sum(one != other for one, other in zip(answers, again, strict=True)) > 10


async def answered(timeline: Timeline, document: str, variables: dict[str, Any]) -> tuple[bytes, bool]:
    """The answer, and whether it is said to be pinned; nothing where there are errors."""
    context = Context(timeline)
    result = await schema.execute(document, variables, context)
    if result.errors:
        return b"", False
    return msgspec.json.encode(result.data), context.reading.is_pinned is True


def told(answer: httpx.Response) -> dict[str, str]:
    """What the headers of an answer say, but for the name of the request."""
    return {name: value for name, value in answer.headers.items() if name != "x-request-id"}
