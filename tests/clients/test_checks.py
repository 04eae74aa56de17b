"""What others say of an API: graphql-http's audit of the server, graphql-eslint of the schema."""

from __future__ import annotations

import json

import pytest

from . import node
from .conftest import project
from .serving import Server


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> node.Project:
    return project(tmp_path_factory.mktemp("checks"), "checks", {"schema.graphql": node.schema_for()})


def test_the_audit_of_graphql_over_http_has_nothing_to_say(checks: node.Project, server: Server) -> None:
    found = json.loads(checks.node("audit.ts", server.address))
    assert [(one["name"], one["reason"]) for one in found if one["status"] != "ok"] == []
    assert len(found) == 61


def test_the_schema_keeps_the_rules_of_graphql_eslint(checks: node.Project) -> None:
    (found,) = json.loads(checks.run("eslint", "--format", "json", "schema.graphql"))
    assert found["messages"] == []


def test_a_schema_that_breaks_them_is_told(checks: node.Project) -> None:
    broken = checks.folder / "schema.graphql"
    kept = broken.read_text(encoding="utf-8")
    broken.write_text('"""What can be asked."""\ntype Query { getIt: [Int] }\n')
    try:
        (found,) = json.loads(checks.run("eslint", "--format", "json", "schema.graphql", code=1))
    finally:
        broken.write_text(kept, encoding="utf-8")
    rules = {message["ruleId"] for message in found["messages"]}
    assert {"@graphql-eslint/naming-convention", "@graphql-eslint/require-description"} <= rules
