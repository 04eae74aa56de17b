"""The schema against that of the last release: clients that were written for it must go on working.

`released.graphql` is the schema of the last release, as it was printed then. On a release `schema.graphql` is copied
over it, and ACCEPTED is emptied.
"""

from __future__ import annotations

from graphql import build_schema, find_breaking_changes
from places import ROOT

from dateline.graphql import schema

RELEASED = ROOT / "tests" / "graphql" / "released.graphql"

ACCEPTED: dict[str, str] = {}
"""A breaking change, in the words of graphql-core: why clients have to bear it."""


def _broken(now: str) -> set[str]:
    before = build_schema(RELEASED.read_text(encoding="utf-8"))
    return {change.description for change in find_breaking_changes(before, build_schema(now))}


def test_nothing_breaks_that_was_released_but_what_is_listed_with_its_reason() -> None:
    assert _broken(schema.as_str()) == set(ACCEPTED)
    assert all(ACCEPTED.values())


def test_a_field_taken_away_and_a_type_that_changes_are_seen() -> None:
    now = schema.as_str()
    assert any("summary" in one for one in _broken(now.replace("  summary: String!\n", "  telling: String!\n")))
    assert any("slug" in one for one in _broken(now.replace("  slug: String!\n", "  slug: String\n")))
