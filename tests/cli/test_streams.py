"""The standard streams, whatever they are: closed, full, without a reader, or of an encoding that lacks a character.

Each row of the table is a command; each column a state of the streams. None ends in a traceback, an answer that cannot
be written is a sentence and an exit code, and what was appended is told all the same.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from builders import eur, line
from click.testing import CliRunner
from places import ROOT
from stream_runner import CLOSED, FULL, GONE, UNREADABLE

from dateline.cli import COMMANDS, program
from dateline.cli.failures import CLOSED_PIPE, OUTPUT_LOST, USAGE

NAME = "Łódź 東京"
ENCODINGS = ("ascii", "iso-8859-1", "cp1252")
ANSWERS: dict[str, str] = {
    "show acme": "",
    "show acme --conflicts --findings": "",
    "timeline acme": "",
    "companies": "",
    "diff acme --from-on 2023 --to-on 2025": "",
    "rank --by raised": "",
    "series acme raised --currency EUR": "",
    "list rounds": "",
    "list findings": "",
    "sum raised --by year --currency EUR": "",
    "verify": "",
    "reindex": "",
    "key list": "",
    "key list --json": "data",
    "help": "",
    "help dates": "",
    "help show": "",
    "check e.jsonl": "",
    "map new t.csv": "data",
    "map try t.csv --map m.toml --published 2026-01-31": "",
    "schema": "data",
    "json-schema": "data",
    "show acme --json": "data",
    "timeline acme --json": "data",
    "companies --json": "data",
    "diff acme --from-on 2023 --to-on 2025 --json": "data",
    "rank --by raised --json": "data",
    "series acme raised --currency EUR --json": "data",
    "list rounds --json": "data",
    "sum raised --by year --currency EUR --json": "data",
    "verify --json": "data",
    "copy x.db y.db": "",
    "erase --list": "",
    "erase --list --json": "data",
    "checkpoint --key log.key": "data",
    "checkpoint --key log.key --json": "data",
    "receipt a/1 --key log.key": "data",
    "check e.jsonl --json": "data",
    "map try t.csv --map m.toml --published 2026-01-31 --json": "data",
    "export events": "data",
    "export states --format csv": "data",
    "export timelinejs --company acme": "data",
    "--help": "",
    "--version": "",
    "import --help": "",
}
"""Commands that answer → whether the answer is data for programs."""
APPENDING = ("import e.jsonl", "import e.jsonl --json", "import t.csv --map m.toml --published 2026-01-31")
REFUSALS = {
    "show nobody": 1,
    "import nothing.jsonl": 1,
    "backup x.db": 1,
    "restore nothing.db": 1,
    "rebuild and more": USAGE,
    "repair and more": USAGE,
    "nonsense": USAGE,
    "show": USAGE,
    "check bad.jsonl": 1,
    "map": USAGE,
}
EXITS = {**dict.fromkeys(ANSWERS, 0), **REFUSALS}


@dataclass(frozen=True)
class Outcome:
    code: int
    out: bytes
    err: str
    crash: str


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("streams")
    round_ = {"round": "seed", "stage": "closed", "on": "2024-01-05"}
    said = [
        line("funding", "a/1", company="acme", **round_, raised=eur("1000000")),
        line("funding", "a/2", company="acme", **round_, raised=eur("2000000")),
        line("profile", "a/3", company="acme", name=NAME, on="2024-01-05"),
    ]
    (here / "e.jsonl").write_text("".join(json.dumps(one) + "\n" for one in said))
    (here / "bad.jsonl").write_text("“oops”\n")
    (here / "t.csv").write_text("Id,Company,Raised,Date\n1,Škoda,5,2024-01-05\n2,Tōkyō,7,2024-02-05\n")
    made = CliRunner().invoke(program, ["map", "new", str(here / "t.csv"), "-o", str(here / "m.toml")])
    assert made.exit_code == 0, made.output
    make = ["checkpoint", "--key", str(here / "log.key"), "--make-key", "example.org/x", "--algorithm", "ed25519"]
    assert CliRunner().invoke(program, make).exit_code == 0
    assert CliRunner().invoke(program, ["import", str(here / "e.jsonl"), "--db", str(here / "x.db")]).exit_code == 0
    assert CliRunner().invoke(program, ["copy", str(here / "x.db"), str(here / "y.db")]).exit_code == 0
    return here


def command(words: str, db: str = "x.db") -> list[str]:
    without_log = ("help", "check", "copy", "map", "schema", "json-schema", "nonsense", "--help", "--version")
    arguments = words.split()
    return arguments if arguments[0] in without_log or "--help" in arguments else [*arguments, "--db", db]


def outcomes(folder: Path, runs: list[dict[str, Any]]) -> list[Outcome]:
    """Runs all of them, in one process that has everything loaded."""
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "support" / "stream_runner.py"],
        input=json.dumps(runs).encode(),
        capture_output=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "100"},
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    told = json.loads(done.stdout)
    return [
        Outcome(one["code"], one["stdout"].encode("latin-1"), one["stderr"], one["crash"] or _crash(one["stderr"]))
        for one in told
    ]


def _crash(said: str) -> str:
    return said if "Traceback" in said or "Exception ignored" in said else ""


def test_every_command_is_in_the_table() -> None:
    tried = {words.split()[0] for words in (*ANSWERS, *APPENDING, *REFUSALS)}
    assert {*COMMANDS} - tried == {"serve"}


@pytest.mark.parametrize("state", [CLOSED, FULL, GONE])
def test_an_answer_that_cannot_be_written_is_a_sentence_and_an_exit_code(folder: Path, state: str) -> None:
    found = outcomes(folder, [{"arguments": command(each), "stdout": state} for each in ANSWERS])
    for each, outcome in zip(ANSWERS, found, strict=True):
        assert not outcome.crash, each
        silent = state == GONE and not each.startswith(("reindex", "copy"))
        assert outcome.code == (CLOSED_PIPE if state == GONE else OUTPUT_LOST), each
        assert ("standard output" in outcome.err) != silent, each
        assert outcome.err.count("Error:") == (0 if silent else 1), each


@pytest.mark.parametrize("state", [CLOSED, FULL, GONE])
def test_a_report_that_cannot_be_written_neither_undoes_nor_hides_an_append(folder: Path, state: str) -> None:
    dbs = [f"{state}-{number}.db" for number in range(len(APPENDING))]
    appending = [{"arguments": command(words, db), "stdout": state} for words, db in zip(APPENDING, dbs, strict=True)]
    verifying = [{"arguments": ["verify", "--json", "--db", db]} for db in dbs]
    found = outcomes(folder, appending + verifying)
    for words, done, log in zip(APPENDING, found[: len(dbs)], found[len(dbs) :], strict=True):
        assert not done.crash, words
        assert done.code == (CLOSED_PIPE if state == GONE else OUTPUT_LOST), words
        assert "the import is done all the same: 1 file" in done.err, words
        assert json.loads(log.out)["position"] > 0, words


@pytest.mark.parametrize("state", [CLOSED, FULL, GONE])
def test_a_key_that_could_not_be_told_is_made_and_said_to_be(folder: Path, state: str) -> None:
    made = command(f"key create told-to-nobody-{state}")
    (done,) = outcomes(folder, [{"arguments": made, "stdout": state}])
    assert not done.crash
    assert done.code == (CLOSED_PIPE if state == GONE else OUTPUT_LOST)
    assert f"the key 'told-to-nobody-{state}' is made; where it was not told, revoke it" in done.err


@pytest.mark.parametrize("state", [CLOSED, FULL])
def test_what_nobody_can_be_told_changes_no_exit_code(folder: Path, state: str) -> None:
    found = outcomes(folder, [{"arguments": command(words), "stderr": state} for words in EXITS])
    for (words, code), outcome in zip(EXITS.items(), found, strict=True):
        assert (outcome.code, outcome.crash) == (code, ""), words


def test_no_command_but_one_that_reads_it_needs_an_input(folder: Path) -> None:
    wanted = {**EXITS, "import -": 1}
    found = outcomes(folder, [{"arguments": command(words), "stdin": CLOSED} for words in wanted])
    for (words, code), outcome in zip(wanted.items(), found, strict=True):
        assert (outcome.code, outcome.crash) == (code, ""), words
    assert "standard input cannot be read: it is closed" in found[-1].err


def test_an_input_that_cannot_be_read_is_a_sentence(folder: Path) -> None:
    (outcome,) = outcomes(folder, [{"arguments": command("import -"), "stdin": UNREADABLE}])
    assert (outcome.code, outcome.crash) == (1, "")
    assert outcome.err == "Error: standard input cannot be read: Bad file descriptor\n"


@pytest.fixture(scope="module")
def usually(folder: Path) -> dict[str, Outcome]:
    """What each command says to a terminal in UTF-8."""
    return dict(zip(EXITS, outcomes(folder, [{"arguments": command(words)} for words in EXITS]), strict=True))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_an_encoding_lacks_is_replaced_and_data_is_utf8(
    folder: Path, usually: dict[str, Outcome], encoding: str
) -> None:
    found = outcomes(folder, [{"arguments": command(words), "encoding": encoding} for words in EXITS])
    for (words, code), outcome in zip(EXITS.items(), found, strict=True):
        usual = usually[words]
        assert (outcome.code, outcome.crash) == (code, ""), words
        if ANSWERS.get(words) == "data":
            assert outcome.out == usual.out, words
            outcome.out.decode("utf-8")
        else:
            outcome.out.decode(encoding)
            assert bool(outcome.out) == bool(usual.out), words
        outcome.err.encode("latin-1").decode(encoding)


def test_letters_are_escaped_and_signs_become_others_that_look_alike(folder: Path) -> None:
    asked = [command("show acme"), command("series acme raised --currency EUR")]
    shown, drawn = outcomes(folder, [{"arguments": words, "encoding": "ascii"} for words in asked])
    said = shown.out.decode("ascii")
    assert r"\u0141\xf3d\u017a \u6771\u4eac" in said
    assert "!=" in said
    assert "+--" in drawn.out.decode("ascii")
    (latin,) = outcomes(folder, [{"arguments": command("show acme"), "encoding": "iso-8859-1"}])
    assert r"\u0141ód\u017a" in latin.out.decode("iso-8859-1")


@pytest.mark.parametrize(
    ("environment", "redirection"),
    [
        ({"PYTHONIOENCODING": "ascii"}, ""),
        ({"LC_ALL": "C"}, ""),
        ({"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, ""),
        ({}, ">&-"),
        ({}, ">/dev/full"),
        ({}, "<&- 2>&-"),
        ({}, "<&- >&- 2>&-"),
    ],
)
def test_the_program_itself_comes_up_and_ends_so(folder: Path, environment: dict[str, str], redirection: str) -> None:
    line_ = f'"{sys.executable}" -m dateline show acme --db x.db {redirection}'
    done = subprocess.run(
        ["bash", "-c", line_],
        cwd=folder,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment},
        timeout=60,
    )
    said = done.stderr.decode()
    assert "Traceback" not in said
    assert "Exception ignored" not in said
    assert done.returncode == (OUTPUT_LOST if ">&-" in redirection.replace("2>&-", "") or "full" in redirection else 0)
