"""What a command loads: a server answers, and a command tells, as soon as Python has read what they need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from dateline.cli import COMMANDS, program

FIRST_ANSWER = """
import asyncio, json, sys
import dateline.cli.commands.serve
from datetime import date
from dateline.log.opening import open_log
from dateline.web.app import create_app
from dateline.web.bounded_http import BoundedHttp

ASKED = {"query": '{ asOf(on: "2026-01-01") { company(slug: "openai") { name } } }'}
SCOPE = {
    "type": "http", "http_version": "1.1", "method": "POST", "path": "/graphql", "raw_path": b"/graphql",
    "query_string": b"", "root_path": "", "scheme": "http", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 2),
    "headers": [(b"content-type", b"application/json")],
}

async def main():
    told, asked = [], [{"type": "http.request", "body": json.dumps(ASKED).encode()}]

    async def receive():
        return asked.pop() if asked else await asyncio.Event().wait()

    async def send(message):
        told.append(message.get("body", b""))

    async with open_log("log.db") as log:
        await create_app(log, today=lambda: date(2026, 1, 1))(SCOPE, receive, send)
    assert b"OpenAI" in b"".join(told), told

asyncio.run(main())
"""
COMMAND = """
import sys
from dateline.cli import main

sys.argv = ["dateline", *{!r}]
try:
    main()
except SystemExit as end:
    assert not end.code
"""
FOUNDED = (
    '{"id": "a", "type": "founded", "company": "openai", "on": "2015", "name": "OpenAI",'
    ' "sources": [{"publisher": "X", "title": "t", "published": "2015-12-11"}]}'
)
SERVING = {"starlette", "uvicorn", "h11", "httptools", "anyio", "dateline.web"}
SCHEMA = {"graphql", "strawberry", "dateline.graphql"}
FOR_OTHERS = {"openpyxl", "pyarrow", "opentelemetry", "prometheus_client", "charset_normalizer"}
"""What comes with extras, or is for files that are none of ours. (uvicorn loads watchfiles where it is there.)"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "e.jsonl").write_text(FOUNDED + "\n", encoding="utf-8")
    loaded(COMMAND.format(["import", "e.jsonl", "--db", "log.db"]), tmp_path)
    return tmp_path


def loaded(code: str, folder: Path) -> set[str]:
    """The modules that a process has in the end, and every package above them."""
    told = "\nimport os\nos.write(2, ' '.join(sys.modules).encode())\n"
    done = subprocess.run([sys.executable, "-c", code + told], cwd=folder, capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_a_server_loads_nothing_that_its_first_answer_can_do_without(folder: Path) -> None:
    found = loaded(FIRST_ANSWER, folder)
    assert "dateline.answers.reading" in found
    assert found & FOR_OTHERS == set()
    assert found & {"rich", "difflib", "filelock", "websockets"} == set()
    assert found & {"dateline.imports", "dateline.exports", "dateline.notebook", "dateline.log.memory"} == set()
    assert found & {"dateline.answers.findings.rules", "dateline.values.english_dates", "dateline.web.exports"} == set()


def test_only_the_reader_of_http_that_is_used_is_loaded(folder: Path) -> None:
    assert "h11" not in loaded(FIRST_ANSWER, folder)


@pytest.mark.parametrize(
    ("command", "besides"),
    [
        (["show", "openai", "--db", "log.db"], {"dateline.imports"}),
        (["import", "e.jsonl", "--db", "log.db"], {"dateline.exports"}),
        (["help", "rules"], {"dateline.answers", "dateline.log", "asyncio"}),
        (["--version"], {"dateline.answers", "dateline.log", "asyncio", "rich"}),
        (["--help"], {"dateline.answers", "dateline.log", "asyncio", "rich"}),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_command_loads_no_other_face_and_no_schema(folder: Path, command: list[str], besides: set[str]) -> None:
    found = loaded(COMMAND.format(command), folder)
    assert "dateline.cli" in found
    assert found & {*SERVING, *SCHEMA, *FOR_OTHERS, *besides, "filelock", "dateline.notebook"} == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_of_each_what_its_help_begins_with(name: str) -> None:
    command = program.get_command(click.Context(program), name)
    assert command is not None
    assert command.get_short_help_str(limit=1_000) == COMMANDS[name]
