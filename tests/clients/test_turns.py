"""However much a document asks for, others have their turn: counted, never measured."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import pytest_asyncio

from dateline.imports.event_files.importing import import_file
from dateline.log.sqlite.store import SqliteLog
from dateline.web.app import create_app
from tests.benchmarks import synthetic

from . import hostile
from .counted_work import counted

COMPANIES = 60
AT_ONCE = 5
TOGETHER = ("600 companies × rounds, figures and models", "600 companies × timeline", "findings of everything, counted")
LONGEST = 0.05
"""Seconds as they are counted, which is about what they are on a machine that does nothing else."""

_YEARS = ("2016", "2019", "2022", "2025")
OTHERS = [
    "{"
    + " ".join(f'a{y}: asOf(on: "{y}") {{ rounds(first: 0, order: LARGEST) {{ totalCount }} }}' for y in _YEARS)
    + "}",
    "{" + " ".join(f'a{y}: asOf(on: "{y}") {{ rounds(first: 0) {{ totalCount }} }}' for y in _YEARS) + "}",
    '{ asOf { company(slug: "company-1") { timeline(after: "zz") { totalCount } } } '
    "events(first: 1000) { nodes { key company { name } } } }",
    "{ asOf { companies(first: 600) { nodes { statements { field alternatives { text } } } } } }",
    "{ asOf { rounds(first: 1000) { nodes { series company { name } leads { name company { name } } } } } }",
    "{ events(first: 1000) { nodes { " + " ".join(f"a{number}: id" for number in range(190)) + " } } }",
    '{ company(slug: "company-1") { asOfEach(on: ['
    + ", ".join(f'"{year}"' for year in range(1700, 2100))
    + "]) { statements { field alternatives { text } } } } }",
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def log(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SqliteLog]:
    folder = tmp_path_factory.mktemp("turns")
    synthetic.write(folder / "events.jsonl", COMPANIES * 80, per_company=80)
    async with SqliteLog.opened(folder / "dateline.db") as opened:
        report = await import_file(opened, folder / "events.jsonl", datetime(2026, 11, 24, tzinfo=UTC))
        assert report.appended == COMPANIES * 80
        yield opened


def _documents() -> list[Any]:
    allowed = [(one.name, one.document, one.variables) for one in hostile.documents() if one.code is None]
    return [pytest.param(text, variables, id=name) for name, text, variables in allowed] + [
        pytest.param(text, {}, id=text[:60]) for text in OTHERS
    ]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("document", "variables"), _documents())
async def test_no_stretch_of_an_answer_is_long(
    log: SqliteLog, document: str, variables: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(log, today=lambda: date(2026, 11, 25))
    with counted(monkeypatch) as work:
        work.turn()
        status, _ = await _asked(app, document, variables)
    assert status == 200
    assert work.longest <= LONGEST


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("document", "variables"), [each for each in _documents() if each.id in TOGETHER])
async def test_several_at_once_hold_up_others_no_longer_than_one(
    log: SqliteLog, document: str, variables: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(log, today=lambda: date(2026, 11, 25))
    with counted(monkeypatch) as work:
        answers = await asyncio.gather(*(_asked(app, document + " " * number, variables) for number in range(AT_ONCE)))
    assert [status for status, _ in answers] == [200] * AT_ONCE
    assert work.longest_pass <= LONGEST


async def _asked(app: Any, document: str, variables: dict[str, Any]) -> tuple[int, bytes]:
    body = json.dumps({"query": document, "variables": variables}).encode()
    waiting, sent = [{"type": "http.request", "body": body, "more_body": False}], []

    async def receive() -> Any:
        return waiting.pop() if waiting else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json"), (b"host", b"localhost")]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": headers}
    await app({**scope, "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80)}, receive, send)
    return sent[0]["status"], sent[1]["body"]
