"""POST /import: NDJSON of any length, in whole batches, with what is wrong told by line and field."""

from __future__ import annotations

import asyncio
import gzip
import json
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from answers import NOW, TODAY, memory
from builders import Json, founded, line

from dateline.errors import StoreUnavailable
from dateline.events.cloudevents import encode
from dateline.events.codec import MAX_EVENT_BYTES, canonical, decode
from dateline.imports.streams import MOST_PROBLEMS_KEPT
from dateline.log.keys import KeyScope, new_key
from dateline.log.memory.store import MemoryLog
from dateline.web.app import create_app
from dateline.web.configuration import AccessSettings, Configuration

NDJSON = {"Content-Type": "application/x-ndjson"}


def app_of(log: MemoryLog, configuration: Configuration | None = None) -> Any:
    return create_app(log, today=lambda: TODAY, now=lambda: NOW, configuration=configuration)


@asynccontextmanager
async def client_of(log: MemoryLog, configuration: Configuration | None = None) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app_of(log, configuration))
    async with httpx.AsyncClient(transport=transport, base_url="http://dateline", headers=NDJSON) as client:
        yield client


async def a_key(log: MemoryLog, *scopes: KeyScope) -> dict[str, str]:
    made = new_key("-".join(scope.value for scope in scopes), scopes, NOW)
    await log.keys.add(made.kept)
    return {"Authorization": f"Bearer {made.secret}"}


def ndjson(lines: Iterable[Json | str]) -> bytes:
    return b"".join((one if isinstance(one, str) else json.dumps(one)).encode() + b"\n" for one in lines)


def many(count: int, start: int = 0) -> list[Json]:
    return [line("founded", f"e{place}") for place in range(start, start + count)]


async def sent(log: MemoryLog, body: bytes, path: str = "/import", **headers: str) -> httpx.Response:
    async with client_of(log) as client:
        key = await a_key(log, KeyScope.APPEND)
        told = await client.post(path, content=body, headers={**key, **headers})
        await log.keys.revoke("append", NOW)
        return told


async def test_the_lines_are_appended_and_counted() -> None:
    log = await memory(founded("f"))
    told = await sent(log, ndjson(many(3)))
    assert told.status_code == 200
    assert told.headers["cache-control"] == "no-store"
    assert told.json() == {
        "read": 3, "appended": 3, "repeated": 0, "refused": 0, "position": "4", "problems": [], "problems_left_out": 0,
    }  # fmt: skip
    assert [one.content for one in await log.stored(1, 10)] == [canonical(decode(json.dumps(one))) for one in many(3)]
    assert (await log.head()).recorded_at == NOW


async def test_sent_again_nothing_is_appended() -> None:
    log = MemoryLog()
    for appended, repeated in ((2_500, 0), (0, 2_500)):
        told = (await sent(log, ndjson(many(2_500)))).json()
        assert (told["appended"], told["repeated"], told["position"]) == (appended, repeated, "2500")


async def test_a_bad_line_is_told_with_its_number_and_field_and_all_else_goes_in() -> None:
    log = await memory(founded("f"))
    lines = [line("founded", "a"), "", "{nonsense", line("funding", "b", raised={"amount": 1, "currency": "EURO"}),
             line("funding", "f"), line("founded", "c")]  # fmt: skip
    told = (await sent(log, ndjson(lines))).json()
    assert (told["read"], told["appended"], told["refused"], told["position"]) == (3, 2, 3, "3")
    assert [(one["line"], one["field"]) for one in told["problems"]] == [
        (3, None), (4, "raised.currency"), (5, "id"),
    ]  # fmt: skip
    assert "not JSON" in told["problems"][0]["message"]
    assert "position 1" in told["problems"][2]["message"]


async def test_only_so_many_problems_are_told_and_none_is_long() -> None:
    log = MemoryLog()
    told = (await sent(log, ndjson(["x" * 5_000] * (MOST_PROBLEMS_KEPT + 7)))).json()
    assert told["refused"] == MOST_PROBLEMS_KEPT + 7
    assert len(told["problems"]) == MOST_PROBLEMS_KEPT
    assert told["problems_left_out"] == 7
    assert max(len(one["message"]) for one in told["problems"]) <= 501


async def test_nothing_at_all_is_nothing_and_says_where_the_log_ends() -> None:
    told = await sent(await memory(founded("f")), b"")
    assert told.json()["position"] == "1"
    assert told.json()["read"] == 0


async def test_cloudevents_are_read_as_everywhere() -> None:
    log = MemoryLog()
    told = await sent(log, encode(founded("a"), NOW) + b"\n")
    assert told.json()["appended"] == 1


@pytest.mark.parametrize("value", ["1", "true", "True"])
async def test_a_dry_run_says_what_would_be_and_keeps_nothing(value: str) -> None:
    log = await memory(founded("e0"), founded("f"))
    told = (await sent(log, ndjson([*many(3), line("funding", "f")]), f"/import?dry_run={value}")).json()
    assert (told["appended"], told["repeated"], told["refused"], told["position"]) == (2, 1, 1, "2")
    assert (await log.head()).position == 2


async def test_a_dry_run_is_1_or_0() -> None:
    log = MemoryLog()
    assert (await sent(log, b"", "/import?dry_run=0")).status_code == 200
    told = await sent(log, b"", "/import?dry_run=maybe")
    assert told.status_code == 400
    assert "'maybe'" in told.text


# Compressed.


async def test_gzip_is_read_also_of_several_files() -> None:
    log = MemoryLog()
    body = gzip.compress(ndjson(many(1_500))) + gzip.compress(ndjson(many(10, 1_500)))
    told = await sent(log, body, **{"Content-Encoding": "gzip"})
    assert told.json()["appended"] == 1_510


@pytest.mark.parametrize(
    ("body", "why"),
    [(b"{}", "no gzip"), (gzip.compress(ndjson(many(5)))[:-20], "in the middle"), (gzip.compress(b"x")[:5], "middle")],
    ids=["other", "cut", "begun"],
)
async def test_what_is_no_gzip_or_breaks_off_is_told(body: bytes, why: str) -> None:
    told = await sent(MemoryLog(), body, **{"Content-Encoding": "gzip"})
    assert told.status_code == 400
    (error,) = told.json()["errors"]
    assert why in error["message"]


async def test_of_what_is_small_and_becomes_large_little_is_held() -> None:
    """A hundred megabytes of one line: no event is so long, and no more is kept of it than shows that."""
    squeezed = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = b"".join(squeezed.compress(b"x" * 2**20) for _ in range(100)) + squeezed.flush()
    tracemalloc.start()
    try:
        told = await sent(MemoryLog(), body, **{"Content-Encoding": "gzip"})
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert told.json()["refused"] == 1
    assert str(f"{MAX_EVENT_BYTES:,}") in told.json()["problems"][0]["message"]
    assert peak < 12 * 2**20


# What is turned away.


async def test_without_a_key_that_may_append_nothing_is_read() -> None:
    log = await memory(founded("f"))
    reader = await a_key(log, KeyScope.READ)
    async with client_of(log) as client:
        without, forbidden = [
            await client.post("/import", content=ndjson(many(1)), headers=one) for one in ({}, reader)
        ]
    assert (without.status_code, forbidden.status_code) == (401, 403)
    assert without.headers["www-authenticate"] == 'Bearer realm="dateline"'
    assert without.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert forbidden.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert (await log.head()).position == 1


async def test_a_key_that_may_only_append_imports_where_reading_is_closed() -> None:
    log = MemoryLog()
    key = await a_key(log, KeyScope.APPEND)
    async with client_of(log, Configuration(access=AccessSettings(reading="key"))) as client:
        assert (await client.post("/import", content=ndjson(many(1)), headers=key)).json()["appended"] == 1


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
async def test_another_media_type_is_refused(kind: str) -> None:
    told = await sent(MemoryLog(), ndjson(many(1)), **{"Content-Type": kind})
    assert told.status_code == 415
    assert "application/x-ndjson" in told.json()["errors"][0]["message"]
    assert told.json()["errors"][0]["extensions"]["code"] == "UNSUPPORTED_MEDIA_TYPE"


async def test_another_coding_is_refused() -> None:
    assert (await sent(MemoryLog(), b"", **{"Content-Encoding": "lzma"})).status_code == 415


async def test_the_media_type_may_say_its_charset() -> None:
    told = await sent(MemoryLog(), ndjson(many(1)), **{"Content-Type": "Application/X-NDJSON; charset=utf-8"})
    assert told.status_code == 200


async def test_get_is_no_way_to_import() -> None:
    async with client_of(MemoryLog()) as client:
        told = await client.get("/import")
    assert told.status_code == 405
    assert told.headers["allow"] == "POST"


@pytest.mark.parametrize(
    ("body", "why"), [(b'[{"id": 1}]', "array"), (b"{\n", "one line"), (b"PK\x03\x04" + b"\0" * 50, "")]
)
async def test_what_is_no_stream_of_events_is_told_once(body: bytes, why: str) -> None:
    told = await sent(MemoryLog(), body)
    assert told.status_code == 400
    (error,) = told.json()["errors"]
    assert why in error["message"]


async def test_a_log_that_fails_says_so_and_what_was_done_until_then(monkeypatch: pytest.MonkeyPatch) -> None:
    log = MemoryLog()
    append, calls = log.append, []

    async def fails_later(*given: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) > 2:
            raise StoreUnavailable("dateline.db cannot be written: the disk is full")
        return await append(*given, **named)

    monkeypatch.setattr(log, "append", fails_later)
    told = await sent(log, ndjson(many(3_500)))
    assert told.status_code == 503
    assert told.json()["errors"][0]["extensions"]["code"] == "SERVICE_UNAVAILABLE"
    assert "disk" not in told.text
    assert (told.json()["import"]["appended"], told.json()["import"]["position"]) == (2_000, "2000")


# As it comes.


class Sender:
    """A client that sends a piece when it is told to, and hears of every time that it is asked for one."""

    def __init__(self, log: MemoryLog, headers: dict[str, str]) -> None:
        self.asked = 0
        self._pieces: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.answer: list[dict[str, Any]] = []
        raw = [(name.lower().encode(), value.encode()) for name, value in {**NDJSON, **headers}.items()]
        scope = {"type": "http", "method": "POST", "path": "/import", "headers": raw, "query_string": b"",
                 "scheme": "http", "server": ("dateline", 80), "root_path": "", "http_version": "1.1"}  # fmt: skip
        self.running = asyncio.ensure_future(app_of(log)(scope, self._receive, self._send))

    def send(self, body: bytes, *, more: bool = True) -> None:
        self._pieces.put_nowait({"type": "http.request", "body": body, "more_body": more})

    def hang_up(self) -> None:
        self._pieces.put_nowait({"type": "http.disconnect"})

    async def _receive(self) -> dict[str, Any]:
        self.asked += 1
        return await self._pieces.get()

    async def _send(self, message: Any) -> None:
        self.answer.append(message)


async def test_who_breaks_off_leaves_whole_batches_and_sends_again_from_the_beginning() -> None:
    log = MemoryLog()
    key = await a_key(log, KeyScope.APPEND)
    sender = Sender(log, key)
    body = ndjson(many(2_300))
    sender.send(body[: len(body) - 1_000])
    sender.hang_up()
    await asyncio.wait_for(sender.running, 20)
    position = (await log.head()).position
    assert position in (1_000, 2_000)
    async with client_of(log) as client:
        told = (await client.post("/import", content=body, headers=key)).json()
    assert (told["appended"], told["repeated"]) == (2_300 - position, position)


def watched(log: MemoryLog, monkeypatch: pytest.MonkeyPatch, go_on: asyncio.Event | None = None) -> asyncio.Event:
    """Is set when something is appended; with `go_on`, before, and the append waits for that."""
    append, called = log.append, asyncio.Event()

    async def telling(*given: Any, **named: Any) -> Any:
        if go_on is not None:
            called.set()
            await go_on.wait()
        done = await append(*given, **named)
        called.set()
        return done

    monkeypatch.setattr(log, "append", telling)
    return called


async def test_what_has_come_is_appended_though_more_may_come(monkeypatch: pytest.MonkeyPatch) -> None:
    log = MemoryLog()
    appended = watched(log, monkeypatch)
    sender = Sender(log, await a_key(log, KeyScope.APPEND))
    sender.send(ndjson(many(2)))
    await asyncio.wait_for(appended.wait(), 20)
    assert (await log.head()).position == 2
    assert not sender.running.done()
    sender.send(ndjson(many(2, 2)), more=False)
    await asyncio.wait_for(sender.running, 20)
    assert json.loads(sender.answer[-1]["body"])["appended"] == 4


async def test_whoever_sends_faster_than_is_taken_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    log, go_on = MemoryLog(), asyncio.Event()
    key = await a_key(log, KeyScope.APPEND)
    appending = watched(log, monkeypatch, go_on)
    sender = Sender(log, key)
    for place in range(20):
        sender.send(ndjson(many(1_000, place * 1_000)), more=place < 19)
    await asyncio.wait_for(appending.wait(), 20)
    for _ in range(100):
        await asyncio.sleep(0)  # whoever can go on, does
    assert sender.asked < 10
    go_on.set()
    await asyncio.wait_for(sender.running, 60)
    assert json.loads(sender.answer[-1]["body"])["appended"] == 20_000
