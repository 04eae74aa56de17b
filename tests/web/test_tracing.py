"""Spans of requests, of documents and of reads of the log, where tracing is enabled; nothing of it elsewhere."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import httpx
import pytest
from answers import NOW, TODAY, memory
from builders import founded
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from dateline.errors import NotInstalled
from dateline.web.app import create_app
from dateline.web.configuration import Configuration, TracingSettings

TRACED = Configuration(tracing=TracingSettings(enabled=True))


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", lambda name: provider.get_tracer(name))
    return exporter


@pytest.mark.counts_reads
async def test_a_request_and_what_is_done_for_it_are_spans(spans: InMemorySpanExporter) -> None:
    app: Any = create_app(await memory(founded("a")), today=lambda: TODAY, configuration=TRACED)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://dateline") as client:
        parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        told = await client.post(
            "/graphql",
            json={"query": "query Names { companies { nodes { name } } }"},
            headers={"traceparent": parent, "x-request-id": "r-1"},
        )
    assert "errors" not in told.json()
    found = {span.name: span for span in spans.get_finished_spans()}
    request = found["POST"]
    assert {"graphql.parse", "graphql.execute", "log.companies", "log.identities"} <= found.keys()
    assert f"{request.context.trace_id:032x}" == parent.split("-")[1]
    for span in found.values():
        assert span.context.trace_id == request.context.trace_id
    assert found["log.companies"].parent is not None
    assert found["log.companies"].parent.span_id == found["graphql.execute"].context.span_id
    assert dict(request.attributes or {}) == {
        "http.request.method": "POST",
        "url.path": "/graphql",
        "dateline.request_id": "r-1",
        "http.response.status_code": 200,
        "graphql.operation.name": "Names",
        "dateline.cost": told.json()["extensions"]["cost"]["asked"],
    }


async def test_a_traced_log_is_the_same_log(spans: InMemorySpanExporter) -> None:
    log = await memory(founded("a"))
    app: Any = create_app(log, today=lambda: TODAY, configuration=TRACED)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://dateline") as client:
        assert (await client.get("/readyz")).json()["position"] == "1"
        await log.append([founded("b", company="b")], now=NOW)
        told = await client.post("/graphql", json={"query": "{ asOf { companies { totalCount } } }"})
    assert told.json()["data"] == {"asOf": {"companies": {"totalCount": 2}}}
    assert "log.count_slugs" in {span.name for span in spans.get_finished_spans()}


async def test_without_the_package_nothing_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.web.tracing.find_spec", lambda _: None)
    with pytest.raises(NotInstalled, match=r"dateline\[tracing\]"):
        create_app(await memory(), today=lambda: TODAY, configuration=TRACED)


def test_nothing_of_it_is_loaded_unless_it_is_enabled() -> None:
    loads = "import sys, dateline.web.app; print({'opentelemetry', 'prometheus_client'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
