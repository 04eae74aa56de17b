"""The documentation is complete, and what it shows is true."""

from __future__ import annotations

import json
import re
import shlex
from enum import Enum
from pathlib import Path
from typing import get_args

import click
import msgspec
import pytest
from builders import line
from places import ROOT

from dateline import docs, errors
from dateline.cli import COMMANDS, program
from dateline.cli.failures import EXIT_CODES
from dateline.events import codec, kinds
from dateline.events.event import Event
from dateline.imports.event_files.reading import read
from dateline.web.statuses import HTTP_STATUS

EVERY = {name: program.get_command(click.Context(program), name) for name in COMMANDS}
PARTS = {name: command.commands if isinstance(command, click.Group) else {} for name, command in EVERY.items()}
"""The commands below a command: `map new`, `map try`."""

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMON = {field.encode_name for field in msgspec.structs.fields(Event)}


def section(text: str, title: str) -> str:
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#+ |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"no section {title!r}"
    return found.group(1)


def blocks(text: str, language: str) -> list[str]:
    return [body for name, body in BLOCK.findall(text) if name == language]


def all_errors(error: type[errors.DatelineError] = errors.DatelineError) -> list[type[errors.DatelineError]]:
    return [error, *(below for one in error.__subclasses__() for below in all_errors(one))]


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_every_kind_is_documented_with_an_example_that_decodes(kind: str) -> None:
    about = section(docs.page("events"), kind)
    examples = [codec.decode(line) for body in blocks(about, "json") for line in body.splitlines()]
    assert examples
    assert {example.kind for example in examples} == {kind}


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_every_field_of_a_kind_is_told_and_shown(kind: str) -> None:
    about = section(docs.page("events"), kind)
    told = about.partition("```")[0] + section(docs.page("events"), "metric") * (kind == "target")
    fields = {field.encode_name for field in msgspec.structs.fields(kinds.KINDS[kind])} - COMMON
    shown = {key for body in blocks(about, "json") for line in body.splitlines() for key in msgspec.json.decode(line)}
    assert {field for field in fields if f"`{field}`" not in told} == set()
    assert fields - shown == set()


def test_every_stage_and_every_word_of_a_vocabulary_is_told() -> None:
    page = docs.page("events")
    words = {
        word.value
        for kind in kinds.KINDS.values()
        for field in msgspec.structs.fields(kind)
        for vocabulary in _vocabularies(field.type)
        for word in vocabulary
    }
    assert {word for word in words - {"exact"} if f"`{word}`" not in page} == set()


def _vocabularies(hint: object) -> list[type]:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return [hint]
    return [found for part in get_args(hint) for found in _vocabularies(part)]


def test_every_field_that_all_events_have_is_told() -> None:
    about = section(docs.page("events"), "What every event says")
    assert {field for field in (*COMMON, "type") if f"`{field}`" not in about} == set()


@pytest.mark.parametrize("name", EVERY)
def test_every_command_and_every_flag_is_documented(name: str) -> None:
    page = docs.page("cli")
    parameters = [parameter for command in (EVERY[name], *PARTS[name].values()) for parameter in command.params]
    flags = {option for parameter in parameters for option in parameter.opts if option.startswith("--")}
    assert f"| `dateline {name}" in page
    assert {flag for flag in flags if f"`{flag}" not in page} == set()


def test_documented_commands_exist() -> None:
    assert set(re.findall(r"^\| `dateline ([a-z-]+)", docs.page("cli"), re.MULTILINE)) == set(EVERY)


def shown_commands() -> list[str]:
    pages = [docs.page(topic) for topic in docs.topics()]
    parts = [part for below in PARTS.values() for part in below.values()]
    helps = [command.help or "" for command in (program, *EVERY.values(), *parts)]
    lines = [line for page in pages for body in blocks(page, "") for line in body.splitlines()]
    lines += [line for text in helps for line in text.splitlines()]
    lines += [
        code
        for page in pages
        for code in re.findall(r"`(dateline [^`]+)`", page)
        if not re.search(r"[A-Z…]{3}|…", code)
    ]
    return sorted({line.strip() for line in lines if line.strip().startswith("dateline ")})


@pytest.mark.parametrize("line", shown_commands())
def test_every_command_line_shown_can_be_parsed(line: str) -> None:
    _, name, *arguments = shlex.split(re.split(r" {3,}| > ", line)[0])
    command = EVERY[name]
    if PARTS[name]:
        command = PARTS[name][arguments.pop(0)]
    with click.Context(program) as group, command.make_context(name, arguments, parent=group) as context:
        assert context.params or name in ("schema", "json-schema")


def test_every_error_is_documented_with_its_exit_code_and_its_http_status() -> None:
    page = docs.page("errors")
    rows = re.findall(r"^\| `([a-z-]+)` \| (\d+) \| (\d+) \|", page, re.MULTILINE)
    told = {code: (int(exit_code), int(status)) for code, exit_code, status in rows}
    expected = {error.code: (EXIT_CODES[error.code], HTTP_STATUS[error.code]) for error in all_errors()}
    assert expected.pop("error") == (1, 500)
    assert told == expected
    assert "`error`" in page


def test_every_error_has_an_exit_code_and_every_exit_code_an_error() -> None:
    assert {error.code for error in all_errors()} == set(EXIT_CODES)


def test_every_error_has_an_http_status_and_every_http_status_an_error() -> None:
    assert {error.code for error in all_errors()} == set(HTTP_STATUS)


def test_every_topic_that_is_mentioned_is_there() -> None:
    pages = [docs.page(topic) for topic in docs.topics()]
    mentioned = {topic for page in pages for topic in re.findall(r"dateline help ([a-z]+)", page)}
    assert mentioned <= set(docs.topics())
    assert all(docs.topics().values())


def test_the_problems_shown_are_those_that_are_reported(tmp_path: Path) -> None:
    """The page on files shows two bad lines; these are what such lines get."""
    shown = re.findall(r"^events/new\.jsonl:\d+: (.*)$", docs.page("files"), re.MULTILINE)
    bad = [line("funding", raised={"amount": 1, "currency": "EURO"}), line("funding", stage="done")]
    file = tmp_path / "new.jsonl"
    file.write_text("\n".join(map(json.dumps, bad)))
    problems = [found for found in read(file) if isinstance(found, errors.Problem)]
    assert [f"{problem.field}: {problem.message}" for problem in problems] == shown


def test_every_place_that_the_design_names_is_there() -> None:
    places = re.findall(r"^\| .* \| (.*) \|$", docs.page("design"), re.MULTILINE)
    named = [
        found
        for place in places
        for found in re.findall(r"`([\w./]+/[\w.]*)`(?: \(`([\w.]+)`(?:, `([\w.]+)`)?)?", place)
    ]
    assert len(named) > 40
    for path, *names in named:
        root = ROOT if path.startswith("tests/") else ROOT / "src" / "dateline"
        assert (root / path).exists(), path
        for name in filter(None, names):
            assert name.rpartition(".")[2] in (root / path).read_text(encoding="utf-8"), (path, name)
