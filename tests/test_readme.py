"""The questions of the README and of `help answers` are asked as they stand there, and answered as they say."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from places import ROOT

from dateline.docs import page
from dateline.imports.event_files.importing import import_file
from dateline.imports.paths import event_files_at
from dateline.log.opening import open_log
from dateline.web.app import create_app

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = README + page("answers")
ANSWERS = re.findall(r"```graphql\n(.*?)```\s*```json\n(.*?)```", PAGES, re.DOTALL)
COMMANDS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)


NAMES = ["worth", "disagreement", "plans", "ranking", "rounds", "why"]


def test_every_question_has_an_answer() -> None:
    assert len(ANSWERS) == len(NAMES) == PAGES.count("```graphql")


def test_there_are_exactly_two_commands_to_set_up() -> None:
    assert len(COMMANDS) == 2
    assert "dateline serve" in COMMANDS[0]
    assert "pytest" in COMMANDS[1]


def test_it_stays_short() -> None:
    assert len(README.splitlines()) <= 250


@pytest.fixture
async def client(tmp_path: Path) -> Any:
    async with open_log(tmp_path / "dateline.db") as log:
        for path in event_files_at([ROOT / "events"]):
            report = await import_file(log, path, now=datetime(2026, 11, 22, tzinfo=UTC))
            assert not report.problems
        transport = httpx.ASGITransport(create_app(log, today=lambda: date(2026, 11, 22)))
        async with httpx.AsyncClient(transport=transport, base_url="http://dateline") as client:
            yield client


@pytest.mark.parametrize(("question", "answer"), ANSWERS, ids=NAMES)
async def test_the_readme_s_answer_is_the_answer(client: httpx.AsyncClient, question: str, answer: str) -> None:
    response = await client.post("/graphql", json={"query": question})
    assert response.json()["data"] == json.loads(answer)
