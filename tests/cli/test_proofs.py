"""`dateline checkpoint`, `receipt` and `verify` as somebody uses them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from builders import line
from click.testing import CliRunner, Result

from dateline.cli import program


class Desk:
    """A folder with a log of three events, and keys."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.db = folder / "log.db"
        self.events = [line("funding", f"acme/{name}", company="acme", round=name) for name in ("a", "b", "c")]
        self.import_(self.events)
        made = self.run("checkpoint", "--key", "key", "--make-key", "example.org/companies")
        (folder / "pub").write_text(made.stdout)

    def import_(self, events: list[dict[str, object]]) -> None:
        file = self.folder / "events.jsonl"
        file.write_text("".join(f"{json.dumps(one)}\n" for one in events))
        self.run("import", str(file))

    def run(self, *words: str, code: int = 0) -> Result:
        paths = [str(self.folder / word) if word in FILES else word for word in words]
        done = CliRunner().invoke(program, paths, env={"DATELINE_DB": str(self.db)})
        assert done.exit_code == code, done.output
        return done


FILES = ("key", "pub", "then.txt", "c.tlog-proof", "event.json", "r", "other")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_keys_are_made_once_and_the_public_ones_told_again(desk: Desk) -> None:
    public = (desk.folder / "pub").read_text()
    assert [key.split("+")[0] for key in public.splitlines()] == ["example.org/companies"] * 2
    assert desk.run("checkpoint", "--key", "key", "--public").stdout == public
    assert json.loads(desk.run("checkpoint", "--key", "key", "--public", "--json").stdout)["public"] == public.split()
    refused = desk.run("checkpoint", "--key", "key", "--make-key", "example.org/companies", code=2)
    assert "never written over" in refused.stderr
    one = desk.run("checkpoint", "--key", "r", "--make-key", "example.org/x", "--algorithm", "ed25519")
    assert len(one.stdout.splitlines()) == 1


def test_the_log_is_still_what_a_checkpoint_says_until_somebody_changes_it(desk: Desk) -> None:
    desk.run("checkpoint", "--key", "key", "--output", "then.txt")
    desk.import_([line("funding", "acme/d", company="acme", round="d")])
    whole = desk.run("verify", "--against", "then.txt", "--key", "pub")
    assert "It begins with the 3 records of the checkpoint of example.org/companies, signed by" in whole.stdout
    unsigned = json.loads(desk.run("verify", "--against", "then.txt", "--json").stdout)
    assert unsigned["against"]["signature_checked"] is False
    desk.db.unlink()
    desk.import_(desk.events[:2])
    assert "was cut" in desk.run("verify", "--against", "then.txt", code=1).stderr
    desk.import_(desk.events)
    assert "this is not the log that" in desk.run("verify", "--against", "then.txt", "--key", "pub", code=1).stderr
    assert "was then" in desk.run("checkpoint", "--key", "key", "--output", "then.txt", code=1).stderr


def test_of_several_keys_those_are_told_of_that_have_signed(desk: Desk) -> None:
    (desk.folder / "other").write_text(desk.run("checkpoint", "--key", "r", "--make-key", "example.org/other").stdout)
    desk.run("checkpoint", "--key", "key", "--output", "then.txt")
    desk.run("receipt", "acme/b", "--key", "key", "--output", "c.tlog-proof")
    for what in ("--against", "then.txt"), ("--receipt", "c.tlog-proof"):
        told = desk.run("verify", *what, "--key", "other", "--key", "pub").stdout
        assert "signed by example.org/companies" in told
        assert "example.org/other" not in told
        assert "by none of the keys" in desk.run("verify", *what, "--key", "other", code=1).stderr
    (desk.folder / "other").write_text("\n")
    assert "and none is there" in desk.run("verify", "--against", "then.txt", "--key", "other", code=1).stderr


def test_a_checkpoint_goes_to_standard_output_and_as_json(desk: Desk) -> None:
    note = desk.run("checkpoint", "--key", "key").stdout
    assert note.startswith("example.org/companies\n3\n")
    told = json.loads(desk.run("checkpoint", "--key", "key", "--json").stdout)
    assert (told["origin"], told["size"]) == ("example.org/companies", 3)
    assert told["checkpoint"].split("\n")[2] == told["root"]


def test_a_receipt_is_of_its_event_alone_and_needs_no_log(desk: Desk) -> None:
    desk.run("receipt", "acme/b", "--key", "key", "--output", "c.tlog-proof")
    (desk.folder / "event.json").write_text(json.dumps(desk.events[1]))
    desk.db.unlink()
    shown = desk.run("verify", "--receipt", "c.tlog-proof", "--key", "pub", "--event", "event.json").stdout
    assert "holds at position 2" in shown
    told = json.loads(desk.run("verify", "--receipt", "c.tlog-proof", "--json").stdout)
    assert (told["position"], told["event"], told["checkpoint"]["signature_checked"]) == (2, False, False)
    (desk.folder / "event.json").write_text(json.dumps(desk.events[0]))
    other = desk.run("verify", "--receipt", "c.tlog-proof", "--event", "event.json", code=1)
    assert "is of another event" in other.stderr


def test_a_receipt_is_asked_by_id_position_or_token_and_by_an_earlier_checkpoint(desk: Desk) -> None:
    desk.run("checkpoint", "--key", "key", "--output", "then.txt")
    by_id = json.loads(desk.run("receipt", "acme/c", "--checkpoint", "then.txt", "--json").stdout)
    by_position = json.loads(desk.run("receipt", "3", "--checkpoint", "then.txt", "--json").stdout)
    token = json.loads(desk.run("show", "acme", "--json").stdout)["vantage"]["token"]
    by_token = json.loads(desk.run("receipt", token, "--checkpoint", "then.txt", "--json").stdout)
    assert by_id == by_position == by_token
    assert by_id["position"] == 3
    assert desk.run("receipt", "3", "--checkpoint", "then.txt").stdout == by_id["receipt"]
    assert "no event 'acme/x'" in desk.run("receipt", "acme/x", "--checkpoint", "then.txt", code=1).stderr
    assert "position 9" in desk.run("receipt", "9", "--checkpoint", "then.txt", code=1).stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("receipt", "1"), "say by which checkpoint"),
        (("verify", "--event", "r"), "--event is for --receipt"),
        (("verify", "--key", "pub"), "--key is for --against and --receipt"),
        (("checkpoint", "--key", "key", "--algorithm", "ed25519"), "--algorithm is for --make-key"),
        (("checkpoint", "--key", "r"), "cannot be read"),
    ],
)
def test_flags_that_do_not_belong_together_are_told(desk: Desk, words: tuple[str, ...], told: str) -> None:
    assert told in desk.run(*words, code=2).stderr


def test_verify_against_a_checkpoint_finds_a_root_that_a_rewritten_chain_would_hide(desk: Desk) -> None:
    """Whoever writes the whole file anew has a sound log, and another one."""
    desk.run("checkpoint", "--key", "key", "--output", "then.txt")
    with closing(sqlite3.connect(desk.db)) as connection:
        (hash,) = connection.execute("SELECT hash FROM event WHERE position = 3").fetchone()
    desk.db.unlink()
    desk.import_([*desk.events[:2], line("funding", "acme/c", company="acme", round="other")])
    with closing(sqlite3.connect(desk.db)) as connection:
        assert connection.execute("SELECT hash FROM event WHERE position = 3").fetchone() != (hash,)
    desk.run("verify")
    assert "this is not the log that" in desk.run("verify", "--against", "then.txt", code=1).stderr
