"""Relay: its compiler reads the schema and documents as people write them, its store keeps what they are answered."""

from __future__ import annotations

import json
import re

import pytest
from places import ROOT

from . import node, questions
from .conftest import Tangled, project
from .serving import Server

README = [
    questions.Asked(f"Readme{number}", f"query Readme{number}Query {document}", {})
    for number, document in enumerate(
        re.findall(r"```graphql\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    )
]


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory, tangled: Tangled) -> node.Project:
    """What `relay-compiler` makes of the documents."""
    asked = [*tangled.asked, *README]
    files = {f"src/{one.name}.ts": questions.for_relay(one) for one in asked}
    shared = (node.NPM / "typed" / "src" / "one-value.ts").read_text(encoding="utf-8")
    made = project(
        tmp_path_factory.mktemp("relay"),
        "relay",
        {
            "schema.graphql": node.schema_for(),
            "relay.config.json": node.schema_for("relay"),
            "src/one-value.ts": shared,
            "src/Companies.ts": node.SHOWN["src/Companies.ts"],
            **files,
        },
    )
    _compile(made)
    return made


def _compile(made: node.Project) -> None:
    """Relay has rules of its own, which a random document may break: such a one is left out."""
    left_out: set[str] = set()
    while why := made.fails("relay-compiler"):
        named = set(re.findall(r"src/(\w+)\.ts:", why))
        assert named, why
        left_out |= named
        for name in named:
            (made.folder / "src" / f"{name}.ts").unlink()
    assert len(left_out) <= 8, left_out
    assert all(name.startswith("Random") for name in left_out), left_out


def test_everything_has_a_type(relay: node.Project) -> None:
    relay.run("tsc")
    for made in (relay.folder / "src" / "__generated__").glob("*.ts"):
        assert "readonly any" not in made.read_text(encoding="utf-8")


def test_the_documentation_s_fragment_and_the_readme_s_questions_compile(relay: node.Project) -> None:
    made = {path.name.partition(".")[0] for path in (relay.folder / "src" / "__generated__").glob("*.ts")}
    assert {"Companies_snapshot", "CompaniesPageQuery"} | {f"{one.name}Query" for one in README} <= made


def test_a_list_is_paged_through_by_a_refetchable_fragment(relay: node.Project, server: Server) -> None:
    found = json.loads(relay.node("src/paging.ts", server.address))
    assert found["companies"] > 20
    assert found["requests"] == -(-found["companies"] // 7)


def test_in_relay_s_store_no_field_of_one_id_has_two_values(relay: node.Project, tangled: Tangled) -> None:
    found = json.loads(relay.node("src/store.ts", tangled.address, str(tangled.file)))
    assert found["ids"] > 500
    assert found["compared"] > 2_000
