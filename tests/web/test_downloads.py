"""Exports over HTTP: tagged before they are made, in parts, compressed; the same bytes however they are asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from answers import TODAY, later, memory
from builders import founded, funding, profile

from dateline.exports import Export
from dateline.log.memory.store import MemoryLog
from dateline.web.app import create_app
from dateline.web.compression import read
from dateline.web.configuration import Configuration, CorsSettings

PINNED = "on=2025&recorded=30"
FILES = ["states.csv", "events.ndjson", "events.csv", "events.parquet", "events.cloudevents-batch", "rounds.ndjson"]


@asynccontextmanager
async def serving(log: MemoryLog) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(log, today=lambda: TODAY))
    headers = {"accept-encoding": "identity"}
    async with httpx.AsyncClient(transport=transport, base_url="http://dateline", headers=headers) as client:
        yield client


@pytest.fixture
async def log() -> MemoryLog:
    return await memory(founded("f"), *(funding(f"round/{place}", round=f"r{place}", on="2024") for place in range(40)))


@pytest.mark.parametrize("address", [f"/export/{file}" for file in FILES] + ["/export/timelinejs/mistral-ai.json"])
async def test_whoever_has_the_file_is_told_so_before_it_is_made(
    log: MemoryLog, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(log) as client:
        first = await client.get(f"{address}?{PINNED}")
        assert first.headers["cache-control"] == "public, max-age=31536000, immutable"
        open_one = await client.get(address)
        assert open_one.headers["cache-control"] == "no-cache"
        assert open_one.headers["etag"] != first.headers["etag"]
        same = await client.get(open_one.headers["content-location"])
        assert (same.content, "immutable" in same.headers["cache-control"]) == (open_one.content, True)
    monkeypatch.setattr(Export, "pieces", None)
    async with serving(log) as anew:
        for etag in (first.headers["etag"], f'"x", W/{first.headers["etag"]}', "*"):
            held = await anew.get(f"{address}?{PINNED}", headers={"if-none-match": etag})
            assert (held.status_code, held.content, held.headers["etag"]) == (304, b"", first.headers["etag"])
        twice = [("if-none-match", '"x"'), ("if-none-match", first.headers["etag"])]
        assert (await anew.head(f"{address}?{PINNED}", headers=twice)).status_code == 304


async def test_what_is_appended_changes_the_tag_of_an_open_file_alone(log: MemoryLog) -> None:
    async with serving(log) as client:
        before = [(await client.get(f"/export/states.csv?{asked}")).headers["etag"] for asked in ("", PINNED)]
        await log.append([profile("p", name="Mistral", on="2025")], now=later(1))
        after = [(await client.get(f"/export/states.csv?{asked}")).headers["etag"] for asked in ("", PINNED)]
    assert (before[0] == after[0], before[1] == after[1]) == (False, True)


async def test_tags_differ_by_all_that_the_bytes_follow_from(log: MemoryLog) -> None:
    asked = [f"{file}?{PINNED}{more}" for file in FILES for more in ("", "&knownBy=2024", "&company=mistral-ai")]
    async with serving(log) as client:
        tags = {(await client.head(f"/export/{each}")).headers["etag"] for each in asked}
    assert len(tags) == len(asked)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("known", [True, False])
async def test_parts_together_are_the_whole(log: MemoryLog, file: str, known: bool) -> None:
    address = f"/export/{file}?{PINNED}"
    async with serving(log) as client:
        whole = (await client.get(address)).content
    size = len(whole)
    async with serving(log) as client:
        if known:
            await client.get(address)
            assert (await client.head(address)).headers["content-length"] == str(size)
        for part, first, last in (
            ("0-9", 0, 9), ("10-", 10, size - 1), ("-7", size - 7, size - 1), (f"5-{size * 2}", 5, size - 1),
            (f"-{size * 2}", 0, size - 1), (f"{size - 1}-", size - 1, size - 1), (f"{size // 2}-{size // 2}",) +
            (size // 2,) * 2,
        ):  # fmt: skip
            answer = await client.get(address, headers={"range": f"bytes={part}"})
            assert (answer.status_code, answer.content) == (206, whole[first : last + 1])
            assert answer.headers["content-range"] == f"bytes {first}-{last}/{size}"
            assert answer.headers["content-length"] == str(last - first + 1)
            assert answer.headers["etag"]


async def test_a_part_that_is_not_there_is_refused_with_the_length(log: MemoryLog) -> None:
    async with serving(log) as client:
        address = f"/export/states.csv?{PINNED}"
        size = len((await client.get(address)).content)
        for part in (f"{size}-", f"{size + 5}-{size + 9}", "-0"):
            answer = await client.get(address, headers={"range": f"bytes={part}"})
            assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{size}")
            assert answer.json()["errors"][0]["extensions"]["code"] == "RANGE_NOT_SATISFIABLE"


@pytest.mark.parametrize("part", ["bytes=0-1,5-6", "bytes=9-3", "lines=0-1", "bytes=", "bytes=-", "bytes=a-b", "x"])
async def test_what_asks_for_no_part_or_for_several_gets_all(log: MemoryLog, part: str) -> None:
    async with serving(log) as client:
        whole = await client.get(f"/export/states.csv?{PINNED}")
        answer = await client.get(f"/export/states.csv?{PINNED}", headers={"range": part})
    assert (answer.status_code, answer.content) == (200, whole.content)


async def test_a_download_goes_on_only_with_the_same_file(log: MemoryLog) -> None:
    async with serving(log) as client:
        first = await client.get("/export/events.ndjson")
        going_on = {"range": "bytes=100-", "if-range": first.headers["etag"]}
        rest = await client.get("/export/events.ndjson", headers=going_on)
        assert (rest.status_code, first.content[:100] + rest.content) == (206, first.content)
        await log.append([profile("p", name="Mistral", on="2025")], now=later(1))
        anew = await client.get("/export/events.ndjson", headers=going_on)
        assert (anew.status_code, len(anew.content) > len(first.content)) == (200, True)
        pinned = await client.get(first.headers["content-location"], headers=going_on)
        assert (pinned.status_code, pinned.content) == (206, rest.content)


@pytest.mark.parametrize("coding", ["zstd", "br", "gzip"])
async def test_text_is_streamed_compressed(log: MemoryLog, coding: str) -> None:
    async with serving(log) as client:
        plain = await client.get(f"/export/events.ndjson?{PINNED}")
        asked = {"accept-encoding": coding}
        async with client.stream("GET", f"/export/events.ndjson?{PINNED}", headers=asked) as answer:
            sent = b"".join([piece async for piece in answer.aiter_raw()])
            assert answer.headers["content-encoding"] == coding
            assert answer.headers["etag"] != plain.headers["etag"]
            assert answer.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
        assert read(sent, coding, 10_000_000) == plain.content
        assert len(sent) < len(plain.content) / 3
        parquet = await client.get(f"/export/events.parquet?{PINNED}", headers=asked)
        assert "content-encoding" not in parquet.headers
        part = await client.get(f"/export/events.ndjson?{PINNED}", headers={**asked, "range": "bytes=0-9"})
        assert (part.status_code, part.content) == (206, plain.content[:10])


async def test_what_rests_on_rates_still_to_come_is_not_kept_for_ever(log: MemoryLog) -> None:
    async with serving(log) as client:
        late = await client.get("/export/states.csv?on=2026-11-20&recorded=30")
        assert late.headers["cache-control"] == "no-cache"
        token = await client.get(late.headers["content-location"])
    assert "immutable" in token.headers["cache-control"]
    assert token.content == late.content


async def test_timelinejs_is_read_from_pages_anywhere(log: MemoryLog) -> None:
    for origins in ((), ("*",), ("https://app.example.org",)):
        configuration = Configuration(cors=CorsSettings(origins=origins))
        app = create_app(log, today=lambda: TODAY, configuration=configuration)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://dateline") as client:
            answer = await client.get("/export/timelinejs/mistral-ai.json", headers={"origin": "https://else.example"})
        assert answer.headers.get_list("access-control-allow-origin") == ["*"]
