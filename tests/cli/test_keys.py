"""`dateline key`: shown once, listed without its secret, revoked by name or id."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest
from click.testing import CliRunner, Result

from dateline.cli import program
from dateline.log.keys import id_in


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "dateline.db"


def run(db: Path, *arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(program, ["key", *arguments, "--db", str(db)])
    assert result.exit_code == code, result.output
    return result


def answer(db: Path, *arguments: str) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(run(db, *arguments, "--json").stdout))


def test_a_key_goes_alone_to_standard_output(db: Path) -> None:
    made = run(db, "create", "nightly import", "--scope", "append")
    key = made.stdout.strip()
    assert made.stdout == f"{key}\n"
    assert id_in(key) is not None
    assert made.stderr == "The key 'nightly import' may append. It is shown this once:\n"
    assert key not in run(db, "list").output
    assert key.encode() not in b"".join(each.read_bytes() for each in db.parent.iterdir())


def test_keys_are_listed_and_revoked_by_name_and_by_id(db: Path) -> None:
    one, other = (answer(db, "create", name) for name in ("one", "other"))
    assert one["scopes"] == ["read", "append"]
    listed = answer(db, "list")["keys"]
    assert listed == [{name: value for name, value in key.items() if name != "key"} for key in (one, other)]
    assert answer(db, "revoke", "one")["revoked_at"] is not None
    assert run(db, "revoke", other["id"]).stdout == f"The key 'other' ({other['id']}) is revoked.\n"
    assert all(key["revoked_at"] for key in answer(db, "list")["keys"])
    rows = run(db, "list").stdout.splitlines()
    assert rows[0].split() == ["Id", "Name", "May", "Made", "Revoked"]
    assert rows[1].split()[:5] == [one["id"], "one", "read", "and", "append"]


def test_what_cannot_be_is_told(db: Path) -> None:
    assert "there is no log at" in run(db, "list", code=1).stderr
    assert "no name for a key" in run(db, "create", "\n", code=2).stderr
    run(db, "create", "mine")
    assert "there is a key named 'mine' already" in run(db, "create", "mine", code=2).stderr
    assert "no key in force has the name or id 'nobody'" in run(db, "revoke", "nobody", code=1).stderr
    assert "'write'" in run(db, "create", "other", "--scope", "write", code=2).stderr


def test_a_log_without_keys_says_so(db: Path) -> None:
    run(db, "create", "mine")
    assert "mine" in run(db, "list").stdout
    other = db.with_name("other.db")
    assert CliRunner().invoke(program, ["import", "-", "--db", str(other)], input="").exit_code == 0
    assert run(other, "list").stdout == "There is no key: `dateline key create NAME` makes one.\n"
