"""`dateline help backup` tells what the commands do: its examples are run, line by line."""

from __future__ import annotations

import asyncio
import json
import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders import founded, funding
from click.testing import CliRunner

from dateline import docs
from dateline.cli import program
from dateline.events.codec import canonical
from dateline.log.opening import open_log


def examples() -> list[tuple[str, str]]:
    """Each command that the page shows, and what it is said to print."""
    blocks = re.findall(r"^```\n(\$ .*?)^```$", docs.page("backup"), re.MULTILINE | re.DOTALL)
    return [(command, said) for block in blocks for command, said in re.findall(r"\$ (.*)\n((?:[^$].*\n)*)", block)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    told = {"events": [founded("acme/founded", company="acme"), funding("acme/seed", company="acme")]}
    told["later"] = [funding("acme/a", company="acme", round="a")]
    for name, events in told.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "events.jsonl").write_text("\n".join(canonical(event).decode() for event in events))
    return tmp_path


def shown(output: str) -> str:
    """What is another each time, as the page shows it."""
    return re.sub(r"hash [0-9a-f]{64}", "hash …", re.sub(r"\d{8}T\d{6}Z", "…", output))


def test_the_examples_of_the_page_say_what_it_shows(folder: Path) -> None:
    told = examples()
    assert len(told) >= 5
    for command, said in told:
        done = CliRunner().invoke(program, shlex.split(command)[1:])
        assert done.exit_code == 0, done.output
        if said.startswith("{"):
            answer = json.loads(done.stdout)
            assert {key: answer[key] for key in ("sound", "position", "epoch")} == {
                "sound": True, "position": 2, "epoch": 2,
            }  # fmt: skip
        elif said:
            assert shown(done.stdout) == shown(said)


def test_what_programs_are_told(folder: Path) -> None:
    def told(*arguments: str) -> dict[str, object]:
        done = CliRunner().invoke(program, [*arguments, "--json"])
        assert done.exit_code == 0, done.output
        answer: dict[str, object] = json.loads(done.stdout)
        return answer

    told("import", "events")
    copied = told("backup", "copy.db")
    assert (copied["position"], copied["epoch"], copied["file"]) == (2, 1, "copy.db")
    back = told("restore", "copy.db")
    assert (back["position"], back["epoch"], back["hash"]) == (2, 2, copied["hash"])
    assert (folder / str(back["replaced"])).exists()
    assert told("restore", "copy.db", "--db", "other.db")["replaced"] is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("backup copy.db", "there is no log at dateline.db"),
        ("restore copy.db", "there is no copy at copy.db"),
        ("restore events", "events is a directory, not a Dateline database"),
        ("restore events/events.jsonl", "is not a Dateline database: it is not an SQLite file"),
        ("backup events --db events/events.jsonl", "events is there already"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence_and_makes_no_file(folder: Path, arguments: str, said: str) -> None:
    before = sorted(folder.rglob("*"))
    done = CliRunner().invoke(program, arguments.split())
    assert done.exit_code == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert [path for path in sorted(folder.rglob("*")) if path.suffix != ".lock"] == before


def test_verify_tells_of_a_clock_that_was_wrong_and_a_new_log_of_the_same_events_is_right(folder: Path) -> None:
    async def fill() -> None:
        async with open_log(folder / "dateline.db") as log:
            await log.append([founded("acme/founded", company="acme")], now=datetime(2153, 1, 1, tzinfo=UTC))

    asyncio.run(fill())
    done = CliRunner().invoke(program, ["verify"])
    assert (done.exit_code, "The log is sound" in done.stdout) == (0, True)
    assert done.stderr.startswith("Note: the newest record is of 2153-01-01 00:00 UTC, and here it is 20")
    for command in ("export events --output all.ndjson", "import all.ndjson --db right.db", "verify --db right.db"):
        done = CliRunner().invoke(program, command.split())
        assert done.exit_code == 0, done.output
    assert done.stderr == ""
