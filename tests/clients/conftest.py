"""Servers for the clients, and the folders in which they are built. Whatever is not there skips, but fails in CI."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
from places import ROOT

from . import node, questions
from .missing import Missing, skip_but_in_ci
from .serving import Server, serving

QUESTIONS = 80


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serves the events of this repository."""
    with serving(tmp_path_factory.mktemp("served") / "dateline.db", ROOT / "events") as running:
        yield running


@dataclass(frozen=True)
class Tangled:
    """A server of a log in which everything occurs, and what it is to be asked."""

    address: str
    asked: list[questions.Asked]
    file: Path


@pytest.fixture(scope="session")
def tangled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tangled]:
    folder = tmp_path_factory.mktemp("tangled")
    random = asyncio.run(questions.drawn(folder / "dateline.db", QUESTIONS))
    by_id = list(questions.by_id())
    file = folder / "questions.json"
    file.write_text(json.dumps({"random": list(map(asdict, random)), "byId": list(map(asdict, by_id))}))
    with serving(folder / "dateline.db") as running:
        yield Tangled(running.address, [*random, *by_id], file)


def project(folder: Path, template: str, files: dict[str, str]) -> node.Project:
    try:
        return node.project(folder, template, files)
    except Missing as missing:
        skip_but_in_ci(str(missing))


@pytest.fixture(scope="session")
def typed(tmp_path_factory: pytest.TempPathFactory) -> node.Project:
    """What `graphql-codegen` makes of the programs' documents."""
    made = project(
        tmp_path_factory.mktemp("typed"),
        "typed",
        {
            "schema.graphql": node.schema_for(),
            "codegen.ts": node.schema_for("codegen"),
            "src/dateline.ts": node.schema_for("apollo"),
            "src/dateline-urql.ts": node.schema_for("urql"),
            **{name: program for name, program in node.SHOWN.items() if "relay" not in program},
        },
    )
    made.run("graphql-codegen", "--config", "codegen.ts")
    return made
