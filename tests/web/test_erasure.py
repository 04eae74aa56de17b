"""Whoever asks a running server is told nothing of what was erased meanwhile, by this process or by another."""

from __future__ import annotations

from contextlib import aclosing
from datetime import date
from pathlib import Path

import httpx
import pytest
from answers import NOW, TODAY
from builders import event, founded, funding

from dateline.answers.event_filter import EventFilter
from dateline.answers.following import follow
from dateline.answers.reading import Timeline
from dateline.log.contract import EventLog
from dateline.log.memory.store import MemoryLog
from dateline.log.opening import open_log
from dateline.log.sqlite import reader
from dateline.web import graphql_over_http
from dateline.web.app import create_app

EVENTS = [
    founded("f", company="acme", name="Acme", on="2023"),
    event("role", "r", company="acme", person="Ada Example", title="CEO", stage="started", on="2024"),
    funding("s", company="acme", round="seed", on="2024"),
]
WHO = '{ asOf { company(slug: "acme") { name people { person } } vantage { token } } }'
PINNED = (
    '{ asOf(on: "2025-12-31", recorded: {position: "3"}) { company(slug: "acme") { people { person } }'
    " events(first: 9) { totalCount nodes { key } } } }"
)


class Clock:
    """So that the test says when half a second has passed."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(graphql_over_http, "monotonic", made)
    monkeypatch.setattr(reader, "ERASURES_SECONDS", 0.0)
    return made


def served(log: EventLog) -> httpx.AsyncClient:
    def today() -> date:
        return TODAY

    return httpx.AsyncClient(transport=httpx.ASGITransport(create_app(log, today=today)), base_url="http://dateline")


async def told(client: httpx.AsyncClient, query: str, **headers: str) -> httpx.Response:
    return await client.get("/graphql", params={"query": query}, headers=headers)


@pytest.mark.parametrize("by_another", [False, True])
async def test_an_answer_that_was_kept_is_not_told_again(tmp_path: Path, clock: Clock, by_another: bool) -> None:
    path = tmp_path / "log.db"
    async with open_log(path) as log:
        await log.append(EVENTS, now=NOW)
        async with served(log) as client:
            before = {query: await told(client, query) for query in (WHO, PINNED)}
            assert all("Ada Example" in answer.text for answer in before.values())
            token = before[WHO].json()["data"]["asOf"]["vantage"]["token"]
            if by_another:
                async with open_log(path) as other:
                    await other.erase([2], now=NOW, reason="asked for")
            else:
                await log.erase([2], now=NOW, reason="asked for")
            clock.now += 1
            for query, answer in before.items():
                again = await told(client, query, **{"if-none-match": answer.headers["etag"]})
                assert (again.status_code, "Ada" in again.text) == (200, False)
                assert again.headers["etag"] != answer.headers["etag"]
                assert (await told(client, query, **{"if-none-match": again.headers["etag"]})).status_code == 304
            pinned = (await told(client, PINNED)).json()["data"]["asOf"]
            assert (pinned["events"]["totalCount"], [one["key"] for one in pinned["events"]["nodes"]]) == (
                2,
                ["f", "s"],
            )
            by_token = await told(
                client, f'{{ snapshot(token: "{token}") {{ company(slug: "acme") {{ people {{ person }} }} }} }}'
            )
            assert by_token.json()["data"]["snapshot"]["company"] == {"people": []}


async def test_a_file_that_is_downloaded_again_is_another_one(clock: Clock) -> None:
    log = MemoryLog()
    await log.append(EVENTS, now=NOW)
    async with served(log) as client:
        before = await client.get("/export/events.ndjson")
        await log.erase([2], now=NOW, reason="asked for")
        again = await client.get("/export/events.ndjson", headers={"if-none-match": before.headers["etag"]})
        assert (again.status_code, "Ada" in before.text, "Ada" in again.text) == (200, True, False)


async def test_the_position_and_the_hash_of_an_erased_record_are_still_a_place(clock: Clock) -> None:
    log = MemoryLog()
    await log.append(EVENTS, now=NOW)
    asked = '{ log { position hash cursor } asOf(recorded: {position: "2"}) { vantage { position token } } }'
    async with served(log) as client:
        before = (await told(client, asked)).json()["data"]
        await log.erase([2, 3], now=NOW, reason="asked for")
        clock.now += 1
        assert (await told(client, asked)).json()["data"] == before


async def test_whoever_follows_the_log_goes_on_behind_what_was_erased() -> None:
    log = MemoryLog()
    await log.append(EVENTS, now=NOW)
    timeline = Timeline(log, lambda: TODAY)
    await log.erase([2], now=NOW, reason="asked for")
    async with aclosing(follow(timeline, await log.at_position(0), EventFilter())) as pages:
        page = await anext(pages)
    assert [(one.listed.seen.id, one.at.position) for one in page] == [("f", 1), ("s", 3)]


async def test_the_log_says_what_was_erased_and_why(clock: Clock) -> None:
    log = MemoryLog()
    await log.append(EVENTS, now=NOW)
    asked = '{ log { erasures { position reason erasedAt } behind: erasures(after: "2") { position } } }'
    async with served(log) as client:
        assert (await told(client, asked)).json()["data"] == {"log": {"erasures": [], "behind": []}}
        await log.erase([2, 3], now=NOW, reason="case 17", by="a clerk")
        clock.now += 1
        found = (await told(client, asked)).json()["data"]["log"]
        assert found["erasures"][0] == {"position": "2", "reason": "case 17", "erasedAt": "2026-11-22T12:00:00Z"}
        assert [one["position"] for one in found["erasures"]] == ["2", "3"]
        assert found["behind"] == [{"position": "3"}]
