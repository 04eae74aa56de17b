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
from dateline.log.record import LogHead, Record
from dateline.web.app import create_app
from dateline.web.compression import read
from dateline.web.heads import WrittenOnce
from dateline.web.kept_answers import AskedAt, AskedOverHttp, KeptAnswer, KeptAnswers

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
        assert (log.read, first.headers["cache-control"], first.headers["vary"]) == (
            1,
            "no-cache",
            "Accept, Accept-Encoding",
        )
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
    ["{ nope }", '{ asOf(recorded: {position: "9"}) { vantage { on } } }',
     '{ __schema { queryType { name } } asOf(on: "2025", recorded: {position: "1"}) { vantage { on } } }'],
)  # fmt: skip
async def test_errors_and_what_is_told_beside_the_schema_are_not_kept(query: str) -> None:
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
    kept = KeptAnswers(most_bytes=38_000)
    asked = [AskedOverHttp(True, bytes([place]), "application/json", "") for place in range(30)]
    at, other = (AskedAt(LogHead(position, b"", 1, None), TODAY) for position in (1, 2))

    def answer(size: int, *headers: tuple[bytes, bytes], pinned: bool = False) -> KeptAnswer:
        return KeptAnswer(b"x" * size, '"x"', at, pinned, WrittenOnce(headers))

    for one in asked:
        kept.keep(one, answer(2_000))
        assert kept.get(asked[0], at) is not None
    there = [place for place, one in enumerate(asked) if kept.get(one, at)]
    assert there == [0, *range(19, 30)]
    kept.keep(asked[1], answer(4_000))
    kept.keep(asked[1], answer(1, (b"content-location", b"x" * 1_000)))
    assert kept.get(asked[1], at) is None
    assert kept.get(asked[29], other) is None
    kept.keep(asked[29], answer(1, pinned=True))
    assert kept.get(asked[29], other) == answer(1, pinned=True)


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


# What is told of the schema alone.


SCHEMA = "{ __schema { queryType { name } } __typename }"


async def test_what_is_told_of_the_schema_alone_is_answered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    log, day = await of(), Day()
    async with served(log, day) as client:
        first = await client.get("/graphql", params={"query": SCHEMA})
        assert first.headers["cache-control"] == "no-cache"
        monkeypatch.setattr(type(schema), "execute", None)
        await log.append([profile("p", name="Mistral", on="2025")], now=later(1))
        day.today += timedelta(days=1)
        again = await client.get("/graphql", params={"query": SCHEMA})
        assert (again.content, told(again)) == (first.content, told(first))
        held = await client.get("/graphql", params={"query": SCHEMA}, headers={"if-none-match": first.headers["etag"]})
        assert held.status_code == 304


async def test_other_questions_do_not_drive_out_what_is_told_of_the_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    async with served(await of()) as client:
        await client.post("/graphql", json={"query": SCHEMA})
        monkeypatch.setattr(KeptAnswers.__init__, "__defaults__", (0,))
        for place in range(30):
            await client.post("/graphql", json={"query": "{ __typename }" + " " * place * 1_000})
        monkeypatch.setattr(type(schema), "execute", None)
        assert (await client.post("/graphql", json={"query": SCHEMA})).status_code == 200


# Answers that are compressed.


LONG = "{ events(first: 20) { nodes { key note company { slug name } sources { publisher title url } } } }"


@pytest.mark.parametrize("coding", ["zstd", "br", "gzip"])
async def test_a_long_answer_is_compressed_once_and_tagged_for_its_coding(
    coding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = await memory(*(funding(f"round/{place}") for place in range(30)))
    async with served(log) as client:
        plain = await client.get("/graphql", params={"query": LONG}, headers={"accept-encoding": "identity"})
        asked = {"accept-encoding": f"{coding};q=0.9, identity;q=0.5"}
        first = await client.get("/graphql", params={"query": LONG}, headers=asked)
        assert (plain.headers.get("content-encoding"), first.headers["content-encoding"]) == (None, coding)
        assert int(first.headers["content-length"]) < len(plain.content) / 2
        assert await sent_with(client, asked) == plain.content
        assert first.headers["etag"] != plain.headers["etag"]
        assert plain.headers["vary"] == first.headers["vary"] == "Accept, Accept-Encoding"
        monkeypatch.setattr("dateline.web.graphql_answers.compressed", None)  # nothing is compressed again
        again = await client.get("/graphql", params={"query": LONG}, headers=asked)
        assert told(again) == told(first)
        for etag, status in ((first.headers["etag"], 304), (plain.headers["etag"], 200)):
            held = {**asked, "if-none-match": etag}
            assert (await client.get("/graphql", params={"query": LONG}, headers=held)).status_code == status


async def sent_with(client: httpx.AsyncClient, headers: dict[str, str]) -> bytes:
    """The answer as it is before it is compressed: not each httpx reads each coding."""
    async with client.stream("GET", "/graphql", params={"query": LONG}, headers=headers) as answer:
        sent = b"".join([part async for part in answer.aiter_raw()])
        return read(sent, answer.headers["content-encoding"], 1_000_000)


async def test_short_answers_and_those_to_clients_that_read_none_are_sent_as_they_are() -> None:
    async with served(await of()) as client:
        for accepted, query in (("gzip, br, zstd", "{ __typename }"), ("identity", SCHEMA), ("deflate", SCHEMA)):
            answer = await client.post("/graphql", json={"query": query}, headers={"accept-encoding": accepted})
            assert "content-encoding" not in answer.headers


async def test_answers_with_errors_are_compressed_too() -> None:
    query = "{ " + " ".join(f"nope{place}" for place in range(30)) + " }"
    async with served(await of()) as client:
        answer = await client.post("/graphql", json={"query": query}, headers={"accept-encoding": "gzip"})
        assert (answer.headers["content-encoding"], answer.headers["cache-control"]) == ("gzip", "no-store")
        assert answer.json()["errors"]


async def test_an_answer_of_megabytes_is_compressed_without_holding_up_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.web.graphql_answers._LONG", 1_000)
    log = await memory(*(funding(f"round/{place}") for place in range(30)))
    async with served(log) as client:
        answer = await client.post("/graphql", json={"query": LONG}, headers={"accept-encoding": "gzip"})
        assert answer.headers["content-encoding"] == "gzip"
        assert len(answer.json()["data"]["events"]["nodes"]) == 20


# When it is asked.


@pytest.mark.parametrize(
    "query",
    ["{ __typename }", NAMES, "{ log { position hash companies } }", '{ asOf(on: "2025") { vantage { token final } } }',
     '{ companies { nodes { name } } a: asOf { vantage { position } } b: asOf(on: "2024") { vantage { on } } }',
     'query($on: Edtf) { asOf(on: $on) { vantage { on token } company(slug: "mistral-ai") { id name } } }'],
)  # fmt: skip
async def test_an_answer_that_was_left_open_tells_where_it_stays_as_it_is(query: str) -> None:
    log, day = await of(), Day()
    async with served(log, day, root="/dl") as client:
        open_one = await client.get("/graphql", params={"query": query, "variables": '{"x": "é {"}'})
        address = open_one.headers["content-location"]
        assert address.startswith("/dl/graphql?query=")
        assert "content-location" not in (await client.post("/graphql", json={"query": query})).headers
        await log.append([profile("p", name="Mistral", on="2025"), founded("n", company="new")], now=later(1))
        day.today += timedelta(days=1)
        for server in (log, log):
            async with served(server, day, root="/dl") as anew:
                pinned = await anew.get(address)
                assert pinned.content == open_one.content
                assert pinned.headers["cache-control"] == "public, max-age=31536000, immutable"
                assert "content-location" not in pinned.headers
                held = await anew.get(address, headers={"if-none-match": pinned.headers["etag"]})
                assert held.status_code == 304
        now = await client.get("/graphql", params={"query": query})
        assert now.headers["content-location"] != address


async def test_what_was_asked_of_a_moment_is_not_worked_out_again() -> None:
    log = await of(like=Counted)
    async with served(log) as client:
        address = (await client.get("/graphql", params={"query": NAMES})).headers["content-location"]
        first = await client.get(address)
        await log.close()
        again = await client.get(address)
    assert (again.status_code, again.content) == (200, first.content)


@pytest.mark.parametrize("token", ["x", "AQ"])
async def test_a_moment_that_never_was_is_refused(token: str) -> None:
    async with served(await of()) as client:
        answer = await client.get("/graphql", params={"query": NAMES, "at": token})
        assert (answer.status_code, answer.headers["cache-control"]) == (400, "no-store")
    (told_error,) = answer.json()["errors"]
    assert told_error["extensions"]["reason"] == "invalid-vantage"


async def test_a_moment_of_another_log_is_refused() -> None:
    async with served(await of()) as client:
        address = (await client.get("/graphql", params={"query": NAMES})).headers["content-location"]
    async with served(await memory(founded("other"), founded("another", company="b"))) as other:
        answer = await other.get(address)
    assert answer.json()["errors"][0]["extensions"]["reason"] == "other-log"


async def test_an_address_that_is_long_is_not_told_again() -> None:
    async with served(await of()) as client:
        answer = await client.get("/graphql", params={"query": NAMES + " " * 3_000})
        assert "content-location" not in answer.headers


@pytest.mark.usefixtures("garbage_at_the_end")
@pytest.mark.counts_reads  # in effect: what both executors say of such questions is compared elsewhere
async def test_whatever_is_asked_is_answered_as_it_was_at_its_moment() -> None:
    """Law: on random questions, before and after the log has grown and the day has passed."""
    log = await tangled()
    pool = dict(await pool_of(log))
    pool |= {"Int": [1, 2, 5], "after": [None], "before": [None], "token": pool["token"][:1]}
    asked = [question(schema._schema, pool, {}, seed, None) for seed in range(150)]
    day, same = Day(), 0
    async with served(log, day) as client:
        before = [await client.get("/graphql", params=address_of(one)) for one in asked]
        await log.append(
            [
                profile("late", name="Quite Another", on="2020", country="DE"),
                funding("late/round", round="seed", raised=usd(99), on="2024", confidence="confirmed"),
                founded("late/other", company="newcomer", name="Newcomer", on="2001"),
            ],
            now=later(10_000),
        )
        day.today += timedelta(days=1)
        for first in before:
            if "content-location" in first.headers:
                again = await client.get(first.headers["content-location"])
                assert again.content == first.content, first.request.url
                same += 1
    assert same > 40


def address_of(one: Any) -> dict[str, str]:
    return {"query": one.document, "variables": msgspec.json.encode(one.variables, enc_hook=str).decode()}


# Exchange rates.


@pytest.mark.parametrize(
    ("on", "known_by", "for_ever"), [("2025", None, True), ("2026-11-20", None, False), ("2026-11-20", "2025", True)]
)
async def test_what_later_exchange_rates_may_change_is_not_immutable(
    on: str, known_by: str | None, for_ever: bool
) -> None:
    """The packaged file ends before November 2026: a vantage on a later day may find a rate there that is not in it."""
    known = f', knownBy: "{known_by}-12-31"' if known_by else ""
    query = f'{{ asOf(on: "{on}"{known}, recorded: {{position: "1"}}) {{ vantage {{ token final }} }} }}'
    async with served(await of()) as client:
        answer = await client.get("/graphql", params={"query": query})
        vantage = answer.json()["data"]["asOf"]["vantage"]
        assert vantage["final"] is True
        assert ("immutable" in answer.headers["cache-control"]) is for_ever
        assert ("content-location" in answer.headers) is not for_ever
        again = f'{{ snapshot(token: "{vantage["token"]}") {{ vantage {{ token }} }} }}'
        pinned = await client.get("/graphql", params={"query": again})
        assert "immutable" in pinned.headers["cache-control"]
        assert pinned.json()["data"]["snapshot"]["vantage"]["token"] == vantage["token"]


async def test_what_is_immutable_is_the_same_with_more_rates(monkeypatch: pytest.MonkeyPatch) -> None:
    query = '{ asOf(on: "2025", recorded: {position: "2"}) { id company(slug: "mistral-ai") { id } } }'
    found = []
    for until in (date(2026, 10, 30), date(2027, 3, 1)):
        monkeypatch.setattr("dateline.answers.reading.ecb_until", lambda until=until: until)
        async with served(await of()) as client:
            answer = await client.get("/graphql", params={"query": query})
            found.append((answer.content, answer.headers["cache-control"]))
    assert found[0] == found[1]
    assert "immutable" in found[0][1]
