"""Settings are read from a file and from the environment; what is wrong with one is told by its name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import httpx
import msgspec
import pytest
from answers import TODAY, memory
from builders import founded
from click.testing import CliRunner

from dateline import docs
from dateline.cli import program
from dateline.errors import InvalidInput
from dateline.web.app import create_app
from dateline.web.configuration import Configuration, HttpLimits, read_configuration


def written(folder: Path, text: str) -> Path:
    path = folder / "dateline.toml"
    path.write_text(text, "utf-8")
    return path


def test_nothing_set_is_the_default() -> None:
    assert read_configuration(None, {"PATH": "/bin", "DATELINE_DB": "a.db"}) == Configuration()


def test_the_environment_is_stronger_than_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, "[limits]\nbody_bytes = 500\nanswer_seconds = 2.5\n")
    read = read_configuration(path, {"DATELINE_LIMITS_BODY_BYTES": "700"})
    assert read.limits == HttpLimits(body_bytes=700, answer_seconds=2.5)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[limits]\nbody_byte = 1", "[limits]: there is no setting 'body_byte'"),
        ("[limit]\nbody_bytes = 1", "there is no setting 'limit'"),
        ("[limits]\nbody_bytes = 'many'", "[limits] body_bytes: expected 'int', got 'str'"),
        ("[limits]\nbody_bytes = 0", "[limits] body_bytes: expected 'int' >= 1"),
        ("[limits", "is no TOML"),
    ],
)
def test_a_setting_that_cannot_be_is_told_with_its_file_and_name(tmp_path: Path, text: str, told: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InvalidInput, match=re.escape(told)) as failed:
        read_configuration(path, {})
    assert str(failed.value).startswith(f"{path}: ")


@pytest.mark.parametrize(
    ("variable", "text", "told"),
    [
        ("DATELINE_LIMITS_BODY_BYTE", "1", "DATELINE_LIMITS_BODY_BYTE: there is no such setting"),
        ("DATELINE_LIMITS_BODY_BYTES", "many", "DATELINE_LIMITS_BODY_BYTES='many': expected 'int'"),
        ("DATELINE_LIMITS_ANSWER_SECONDS", "-1", "DATELINE_LIMITS_ANSWER_SECONDS='-1': expected 'float' > 0"),
    ],
)
def test_a_variable_that_cannot_be_is_told_by_its_name(variable: str, text: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(told)):
        read_configuration(None, {variable: text})


def test_serve_says_what_is_wrong_before_it_opens_anything(tmp_path: Path) -> None:
    path = written(tmp_path, "[limits]\ncosts = 1")
    db = tmp_path / "a.db"
    result = CliRunner().invoke(program, ["serve", "--config", str(path), "--db", str(db), "--port", "0"])
    assert result.exit_code == 2
    assert f"{path}: [limits]: there is no setting 'costs'" in result.output
    assert not db.exists()


async def test_a_server_keeps_to_its_configuration() -> None:
    configuration = Configuration(limits=HttpLimits(body_bytes=100))
    app: Any = create_app(await memory(founded("a")), today=lambda: TODAY, configuration=configuration)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://dateline") as client:
        small = await client.post("/graphql", json={"query": "{ log { position } }"})
        large = await client.post("/graphql", json={"query": "{ log { position } }" + " " * 100})
    assert (small.status_code, large.status_code) == (200, 413)
    assert "100 bytes" in large.text


def rows() -> list[tuple[str, str, str]]:
    """Section, setting and default of every setting, as the page shows them."""
    found = []
    for section in msgspec.structs.fields(Configuration):
        for setting in msgspec.structs.fields(section.type):
            default = msgspec.json.encode(setting.default).decode().replace("[]", "")
            found.append((section.name, setting.name, default))
    return found


@pytest.mark.parametrize(("section", "setting", "default"), rows())
def test_help_configuration_has_every_setting_with_its_default(section: str, setting: str, default: str) -> None:
    about = docs.page("configuration").partition(f"## [{section}]")[2].partition("\n## ")[0]
    row = next((line for line in about.splitlines() if line.startswith(f"| `{setting}` |")), "")
    assert row, f"[{section}] {setting} is not in help configuration"
    assert f"| `{default}` |" in row.replace(",", ""), f"[{section}] {setting}: the default is {default}"


@pytest.mark.parametrize(("section", "setting", "_"), rows())
def test_every_setting_is_described(section: str, setting: str, _: str) -> None:
    kind = next(each.type for each in msgspec.structs.fields(Configuration) if each.name == section)
    hint = next(each.type for each in msgspec.structs.fields(kind) if each.name == setting)
    described = [meta.description for meta in get_args(hint)[1:] if isinstance(meta, msgspec.Meta)]
    assert any(described), f"[{section}] {setting} has no description"
