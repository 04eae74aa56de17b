"""`dateline erase`, and what other commands say afterwards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from builders import line
from click.testing import CliRunner, Result

from dateline.cli import program


class Desk:
    """A folder with a log about Ada."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.db = folder, folder / "log.db"
        self.file = folder / "events.jsonl"
        said = [
            line("founded", "acme/founded", company="acme", name="Acme"),
            line("role", "acme/ceo/ada-example", company="acme", person="Ada Example", title="CEO", stage="started"),
            line("retraction", "acme/retract", company="acme", event="acme/ceo/ada-example", reason="wrong"),
        ]
        self.file.write_text("".join(f"{json.dumps(one)}\n" for one in said))
        self.run("import", str(self.file))

    def run(self, *words: str, code: int = 0, sent: str = "") -> Result:
        done = CliRunner().invoke(program, words, env={"DATELINE_DB": str(self.db)}, input=sent)
        assert done.exit_code == code, done.output
        return done


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_an_event_is_erased_once_somebody_says_yes_and_that_stays_on_record(desk: Desk) -> None:
    assert "Aborted" in desk.run("erase", "2", "--reason", "case 17", code=1, sent="n\n").stderr
    assert b"ada-example" in desk.db.read_bytes()
    done = desk.run("erase", "acme/ceo/ada-example", "--reason", "case 17", "--by", "a clerk", sent="y\n")
    assert "The content of 1 event is erased: position 2." in done.stdout
    assert "acts still name what is erased by its id: position 3" in done.stdout
    listed = json.loads(desk.run("erase", "--list", "--json").stdout)["erasures"]
    assert [(one["position"], one["reason"], one["by"]) for one in listed] == [(2, "case 17", "a clerk")]
    assert "case 17" in desk.run("erase", "--list").stdout
    told = json.loads(desk.run("erase", "3", "--reason", "case 17", "--yes", "--json").stdout)
    assert told == {"erased": [3], "still_named_by": []}
    assert all(b"ada-example" not in file.read_bytes() for file in desk.folder.glob("log.db*"))


def test_what_was_erased_by_its_id_is_erased_again_by_its_id(desk: Desk) -> None:
    """As is to be done where something of it may be left in the file."""
    words = ("erase", "acme/ceo/ada-example", "acme/founded", "--yes", "--json", "--reason")
    for reason in ("case 17", "again"):
        assert json.loads(desk.run(*words, reason).stdout)["erased"] == [2, 1]
    listed = json.loads(desk.run("erase", "--list", "--json").stdout)["erasures"]
    assert [(one["position"], one["reason"]) for one in listed] == [(1, "case 17"), (2, "case 17")]


def test_an_event_that_is_named_twice_is_erased_once(desk: Desk) -> None:
    words = ("erase", "2", "2", "acme/ceo/ada-example", "--reason", "case 17")
    done = desk.run(*words, sent="y\n")
    assert "Erase the content of 2 events for ever?" in done.stderr
    assert "The content of 1 event is erased: position 2." in done.stdout


def test_what_is_erased_is_told_of_by_verify_and_export_and_by_nothing_else(desk: Desk) -> None:
    assert desk.run("erase", "--list").stdout == "Nothing was erased.\n"
    whole = json.loads(desk.run("verify", "--json").stdout)
    desk.run("erase", "2", "3", "--reason", "case 17", "--yes")
    after = json.loads(desk.run("verify", "--json").stdout)
    assert (after["hash"], after["erased"], whole["erased"]) == (whole["hash"], 2, 0)
    assert "3 records (2 of them erased, as is on record)" in desk.run("verify").stdout
    export = desk.run("export", "events", "--output", str(desk.folder / "out.ndjson"))
    assert "Not in it, for they were erased: 2" in export.stderr
    assert [json.loads(one)["id"] for one in (desk.folder / "out.ndjson").read_text().splitlines()] == ["acme/founded"]
    assert json.loads((desk.folder / "out.ndjson.vantage").read_text())["erased"] == 2
    assert "Ada" not in desk.run("show", "acme").stdout + desk.run("timeline", "acme").stdout
    assert "0 appended, 3 already there" in desk.run("import", str(desk.file)).output
    assert "Ada" not in desk.run("show", "acme").stdout


def test_a_receipt_of_before_holds_and_a_new_one_can_be_asked_for_by_position(desk: Desk) -> None:
    key, receipt = str(desk.folder / "key"), str(desk.folder / "r.tlog-proof")
    desk.run("checkpoint", "--key", key, "--make-key", "example.org/x")
    desk.run("receipt", "acme/ceo/ada-example", "--key", key, "--output", receipt)
    desk.run("checkpoint", "--key", key, "--output", str(desk.folder / "then.txt"))
    desk.run("erase", "2", "--reason", "case 17", "--yes")
    assert "holds at position 2" in desk.run("verify", "--receipt", receipt).stdout
    desk.run("verify", "--against", str(desk.folder / "then.txt"))
    for word in ("2", "acme/ceo/ada-example"):
        desk.run("receipt", word, "--key", key, "--output", receipt)
        assert "holds at position 2" in desk.run("verify", "--receipt", receipt).stdout


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("erase", "2"), 2, "say which events, and why"),
        (("erase", "2", "--reason", " "), 2, "say which events, and why"),
        (("erase", "--reason", "why"), 2, "say which events, and why"),
        (("erase", "nobody", "--reason", "why", "--yes"), 1, "the log holds no event 'nobody'"),
        (("erase", "9" * 5_000, "--reason", "why", "--yes"), 1, "the log holds no event '9999"),
        (("erase", "9", "--reason", "why", "--yes"), 1, "position 9 is not in this log"),
    ],
)
def test_what_cannot_be_erased_is_told_and_nothing_is(desk: Desk, words: tuple[str, ...], code: int, told: str) -> None:
    assert told in desk.run(*words, code=code).stderr
    assert desk.run("erase", "--list").stdout == "Nothing was erased.\n"
