"""Apollo Client and urql with documents typed by graphql-codegen, on the files that `dateline schema --for` prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from places import ARTICLES

from . import node
from .conftest import Tangled
from .serving import Server, serving


def test_everything_has_a_type(typed: node.Project) -> None:
    typed.run("tsc")
    written = (typed.folder / "src" / "gql" / "graphql.ts").read_text(encoding="utf-8")
    assert "amount: string, currency: string" in written
    assert ": any" not in written
    assert ": unknown" not in written.replace("{ [key: string]: unknown }", "")


def test_the_clients_of_the_documentation_are_checked_with_them() -> None:
    assert {f"src/{name}.ts" for name in ("apollo-client", "apollo-live", "apollo-persisted", "urql-client")} < {
        *node.SHOWN
    }


def test_what_is_read_amiss_does_not_compile(typed: node.Project) -> None:
    program = typed.folder / "src" / "amiss.ts"
    program.write_text(
        'import type { WorthQuery } from "./gql/graphql";\n'
        "declare const told: WorthQuery;\n"
        "export const name: string = told.asOf.company.name;\n"
    )
    try:
        assert "possibly 'null'" in typed.run("tsc", code=1)
    finally:
        program.unlink()


def test_documents_can_be_known_beforehand(typed: node.Project) -> None:
    persisted = json.loads((typed.folder / "src" / "gql" / "persisted-documents.json").read_text(encoding="utf-8"))
    assert any("query Worth(" in document for document in persisted.values())


def test_apollo_client(typed: node.Project, server: Server) -> None:
    typed.node("src/apollo.ts", server.address)


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_urql(typed: node.Project, server: Server, method: str) -> None:
    typed.node("src/urql.ts", server.address, method)


def test_in_apollo_s_cache_no_field_of_one_id_has_two_values(typed: node.Project, tangled: Tangled) -> None:
    found = json.loads(typed.node("src/apollo-store.ts", tangled.address, str(tangled.file)))
    assert found["ids"] > 150
    assert found["compared"] > 2_000


def test_apollo_s_persisted_queries_are_asked_for_by_their_hash_over_get(typed: node.Project, server: Server) -> None:
    typed.node("src/apollo-by-hash.ts", server.address)


def test_a_server_may_take_only_the_documents_of_codegen_s_manifest(typed: node.Project, tmp_path: Path) -> None:
    manifest = typed.folder / "src" / "gql" / "persisted-documents.json"
    known = {"DATELINE_DOCUMENTS_FILE": str(manifest), "DATELINE_DOCUMENTS_ONLY_KNOWN": "true"}
    with serving(tmp_path / "dateline.db", ARTICLES, **known) as server:
        typed.node("src/known-documents.ts", server.address)
