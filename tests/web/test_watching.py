"""Whoever looks after a server: is it ready, what has it done, and a line for each request."""

from __future__ import annotations

import io
import json
import logging
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from answers import NOW, TODAY, memory
from builders import founded
from prometheus_client.parser import text_string_to_metric_families

from dateline.log.contract import EventLog
from dateline.log.keys import KeyScope, new_key
from dateline.log.opening import open_log
from dateline.web.app import create_app
from dateline.web.configuration import AccessSettings, Configuration, LoggingSettings, MetricsSettings
from dateline.web.request_log import write_logs


@asynccontextmanager
async def asking(log: EventLog, **sections: Any) -> AsyncIterator[httpx.AsyncClient]:
    app: Any = create_app(log, today=lambda: TODAY, now=lambda: NOW, configuration=Configuration(**sections))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://dateline") as client:
        yield client


# Ready.


async def test_a_log_that_can_be_read_and_written_is_ready() -> None:
    async with asking(await memory(founded("a"))) as client:
        ready = await client.get("/readyz")
    told = {"ready": True, "position": "1", "writable": True, "durability": "in the memory of this process alone"}
    assert (ready.status_code, ready.json()) == (200, told)
    assert ready.headers["cache-control"] == "no-store"


async def test_a_clock_that_was_wrong_is_told() -> None:
    log = await memory()
    await log.append([founded("a")], now=NOW.replace(year=2153))
    async with asking(log) as client:
        ready = (await client.get("/readyz")).json()
    assert ready["ready"]
    assert ready["clock"].startswith("the newest record is of 2153-")


async def test_a_log_that_cannot_be_written_is_ready_for_reading_and_says_so(tmp_path: Path) -> None:
    async with open_log(tmp_path / "a.db") as log:
        await log.append([founded("a")], now=NOW)
    async with open_log(tmp_path / "a.db", read_only=True) as log, asking(log) as client:
        ready = await client.get("/readyz")
    told = {"ready": True, "position": "1", "writable": False, "why": "it was opened to be read only"}
    assert (ready.status_code, ready.json()) == (200, told)


async def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_log(tmp_path / "a.db") as log, asking(log) as client:
        monkeypatch.setattr("dateline.log.sqlite.condition.FREE_BYTES", 2**63)
        ready = (await client.get("/readyz")).json()
    assert ready["ready"]
    assert not ready["writable"]
    assert ready["why"].startswith("the disk of the log is full: ")


@pytest.mark.parametrize("gone", [True, False])
async def test_a_file_that_is_not_the_one_that_was_opened_is_not_ready(tmp_path: Path, gone: bool) -> None:
    async with open_log(tmp_path / "a.db") as log, asking(log) as client:
        (tmp_path / "a.db").rename(tmp_path / "b.db")
        if not gone:
            (tmp_path / "a.db").write_bytes((tmp_path / "b.db").read_bytes())
        ready = await client.get("/readyz")
        assert ready.status_code == 503
        (error,) = ready.json()["errors"]
        assert error["extensions"] == {"code": "SERVICE_UNAVAILABLE"}
        assert ("not there any more" if gone else "another file") in error["message"]
        assert str(tmp_path) not in ready.text
        os.replace(tmp_path / "b.db", tmp_path / "a.db")
        assert (await client.get("/readyz")).json()["writable"]


async def test_an_import_that_holds_the_lock_does_not_make_it_unready(tmp_path: Path) -> None:
    async with open_log(tmp_path / "a.db") as log, open_log(tmp_path / "a.db") as importing, asking(log) as client:

        def events() -> Iterator[Any]:
            yield founded("a")
            asked.append(True)

        asked: list[bool] = []
        await importing.append(events(), now=NOW)
        ready = (await client.get("/readyz")).json()
        assert ready.pop("durability") == "journal_mode=wal, synchronous=full, fullfsync=on"
        assert ready == {"ready": True, "position": "1", "writable": True}


# Figures.


async def test_what_was_asked_is_counted() -> None:
    async with asking(await memory(founded("a"))) as client:
        for _ in range(2):
            await client.post("/graphql", json={"query": "{ log { position } }"})
        await client.post("/graphql", json={"query": "{ nothing }"})
        await client.get("/export/nothing.csv")
        await client.get("/of-no-interest/one")
        told = await client.get("/metrics")
    assert told.status_code == 200
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(told.text)
        for sample in family.samples
    }
    assert found["dateline_requests_total", "graphql", "POST", "200"] == 3
    assert found["dateline_requests_total", "export", "GET", "404"] == 1
    assert found["dateline_requests_total", "other", "GET", "404"] == 1
    assert found["dateline_request_seconds_count", "graphql"] == 3
    assert found["dateline_request_seconds_bucket", "graphql", "+Inf"] == 3
    assert (found["dateline_cost_count",], found["dateline_cost_sum",]) == (1, 2)
    assert found["dateline_errors_total", "GRAPHQL_VALIDATION_FAILED"] == 1
    assert (found["dateline_answers_total", "made"], found["dateline_answers_total", "kept"]) == (2, 1)
    assert (found["dateline_log_position",], found["dateline_subscriptions",]) == (1, 0)
    assert ("process_cpu_seconds_total",) in found


@pytest.mark.parametrize(("access", "status"), [("open", 200), ("key", 401), ("off", 404)])
async def test_figures_can_be_closed(access: Any, status: int) -> None:
    async with asking(await memory(), metrics=MetricsSettings(access=access)) as client:
        told = await client.get("/metrics")
    assert told.status_code == status
    assert access == "open" or "errors" in told.json()


async def test_where_reading_is_closed_they_are_too() -> None:
    log = await memory()
    made = new_key("prometheus", [KeyScope.READ], NOW)
    await log.keys.add(made.kept)
    async with asking(log, access=AccessSettings(reading="key")) as client:
        assert (await client.get("/metrics")).status_code == 401
        told = await client.get("/metrics", headers={"authorization": f"Bearer {made.secret}"})
    assert told.status_code == 200


async def test_a_key_opens_them() -> None:
    log = await memory()
    made = new_key("prometheus", [KeyScope.READ], NOW)
    await log.keys.add(made.kept)
    async with asking(log, metrics=MetricsSettings(access="key")) as client:
        told = await client.get("/metrics", headers={"authorization": f"Bearer {made.secret}"})
    assert told.status_code == 200


async def test_figures_without_their_extra_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.web.metrics.is_installed", lambda: False)
    async with asking(await memory()) as client:
        told = await client.get("/metrics")
    assert (told.status_code, told.json()["errors"][0]["extensions"]["code"]) == (501, "NOT_IMPLEMENTED")
    assert "dateline[metrics]" in told.text


# Lines.


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What is written as logs, whose handlers are as before in the end."""
    root, requests = logging.getLogger(), logging.getLogger("dateline.request")
    before = root.handlers[:], requests.handlers[:], requests.propagate, requests.level
    yield io.StringIO()
    root.handlers[:], requests.handlers[:], requests.propagate = before[:3]
    requests.setLevel(before[3])


async def test_as_json_each_request_is_one_line(written: io.StringIO) -> None:
    settings = LoggingSettings(format="json")
    write_logs(settings, written)
    async with asking(await memory(), logging=settings) as client:
        headers = {"x-request-id": "r-1", "authorization": "Bearer nobody"}
        await client.post(
            "/graphql", json={"query": "query Head { log { position } }"}, headers={"x-request-id": "r-2"}
        )
        await client.post("/graphql", json={"query": "{ nothing }"}, headers={"x-request-id": "r-3"})
        await client.get("/schema.graphql", headers=headers)
        await client.post("/graphql", json={"query": "{ log { position } }"}, headers=headers)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    for line in lines:
        assert line.pop("milliseconds") > 0
        assert line.pop("time").endswith("+00:00")
        assert (line.pop("level"), line.pop("logger")) == ("info", "dateline.request")
    post = {"method": "POST", "path": "/graphql"}
    assert lines == [
        {"request_id": "r-2", **post, "status": 200, "operation": "Head", "cost": 2, "answer": "made"},
        {"request_id": "r-3", **post, "status": 200, "answer": "made", "errors": "GRAPHQL_VALIDATION_FAILED"},
        {"request_id": "r-1", "method": "GET", "path": "/schema.graphql", "status": 200},
        {"request_id": "r-1", **post, "status": 401},
    ]
    assert "nobody" not in written.getvalue()


async def test_a_line_names_the_key_and_never_shows_it(written: io.StringIO) -> None:
    settings, log = LoggingSettings(format="json"), await memory(founded("a"))
    write_logs(settings, written)
    made = new_key("newsroom", [KeyScope.READ], NOW)
    await log.keys.add(made.kept)
    async with asking(log, logging=settings) as client:
        client.headers["authorization"] = f"Bearer {made.secret}"
        await client.post("/graphql", json={"query": "{ log { position } }"})
        await client.get("/export/events.ndjson")
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [(line["path"], line["status"], line["key"]) for line in lines] == [
        ("/graphql", 200, "newsroom"),
        ("/export/events.ndjson", 200, "newsroom"),
    ]
    assert made.secret not in written.getvalue()


async def test_as_text_a_line_says_the_same(written: io.StringIO) -> None:
    settings = LoggingSettings(requests="all")
    write_logs(settings, written)
    async with asking(await memory(), logging=settings) as client:
        await client.post(
            "/graphql", json={"query": "query Head { log { position } }"}, headers={"x-request-id": "r-2"}
        )
    (line,) = written.getvalue().splitlines()
    assert " POST /graphql 200 " in line
    assert line.endswith(" ms operation=Head cost=2 answer=made request=r-2")


async def test_nobody_writes_a_line_of_their_own(written: io.StringIO) -> None:
    settings = LoggingSettings(requests="all")
    write_logs(settings, written)
    async with asking(await memory(), logging=settings) as client:
        await client.get("/a%0A2026-11-26 GET /b 200%1B[31m%E2%80%A8")
        for name in ("a\n2026-11-26", "a key=admin", "a" * 5_000, "ä"):
            await client.post("/graphql", json={"query": "{ log { position } }", "operationName": name})
            await client.get("/graphql", params={"query": "{ log { position } }", "operationName": name})
    lines = written.getvalue().splitlines()
    assert len(lines) == 9
    for line in lines:
        assert line.isprintable()
        assert len(line) < 300
        assert "admin" not in line
        assert line.count(" GET ") + line.count(" POST ") == 1


async def test_what_fails_is_one_line_of_json_with_its_traceback(written: io.StringIO) -> None:
    write_logs(LoggingSettings(format="json"), written)
    try:
        raise ValueError("broken")
    except ValueError as error:
        logging.getLogger("dateline.web").error("request %s failed", "r-1", exc_info=error)
    told = json.loads(written.getvalue())
    assert (told["level"], told["message"]) == ("error", "request r-1 failed")
    assert "ValueError: broken" in told["exception"]


async def test_unless_it_is_wanted_no_request_has_a_line(caplog: pytest.LogCaptureFixture) -> None:
    async with asking(await memory()) as client:
        await client.get("/healthz")
        await client.get("/nothing")
        await client.post("/graphql", json={"query": "{ nothing"})
    assert caplog.records == []
