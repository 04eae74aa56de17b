"""Every command takes the address of a database, and none shows the password in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import line
from click.testing import CliRunner, Result
from postgres_server import free_port, new_place

from dateline.cli import program

SECRET = "hidden"


@pytest.fixture
def db() -> Iterator[str]:
    """With a password, which the server does not ask for."""
    with new_place() as address:
        yield address.replace("postgres@", f"postgres:{SECRET}@")


def run(*arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(program, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    assert SECRET not in result.output
    return result


def test_all_commands_go_to_the_database(db: str, tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    events.write_text("\n".join(json.dumps(line(kind, kind)) for kind in ("founded", "funding", "model")) + "\n")
    told = json.loads(run("import", events, "--db", db, "--json").output)
    assert [one["appended"] for one in told["files"]] == [3]
    run("import", events, "--db", db, "--dry-run")
    assert "mistral-ai" in run("companies", "--db", db).output
    assert "log position 3" in run("show", "mistral-ai", "--db", db).output
    assert run("timeline", "mistral-ai", "--db", db, "--json").output
    assert json.loads(run("verify", "--db", db, "--json").output)["position"] == 3
    assert "3" in run("reindex", "--db", db).output
    run("export", "events", "--db", db, "--output", tmp_path / "out.ndjson")
    assert len((tmp_path / "out.ndjson").read_text().splitlines()) == 3
    run("key", "create", "importer", "--db", db)
    assert "importer" in run("key", "list", "--db", db).output
    run("key", "revoke", "importer", "--db", db)


def test_what_is_wrong_is_one_sentence_without_the_password(db: str, tmp_path: Path) -> None:
    assert "there is no Dateline log in postgresql://postgres@" in run("companies", "--db", db, code=1).output
    nowhere = f"postgresql://me:{SECRET}@127.0.0.1:{free_port()}/d"
    assert "no PostgreSQL server answers there" in run("show", "acme", "--db", nowhere, code=1).output
    assert "not copied by Dateline" in run("backup", tmp_path / "copy.db", "--db", db, code=2).output
