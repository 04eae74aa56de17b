"""`help limits` has every limit that can be set, with its default."""

from __future__ import annotations

import msgspec
import pytest

from dateline import docs
from dateline.graphql.entries import ENTRIES
from dateline.graphql.schema import LIMITS
from dateline.web.configuration import HttpLimits
from dateline.web.document_limits import entries_within, schema_within

FIELDS = {field.name: field.default for field in msgspec.structs.fields(HttpLimits)}


@pytest.mark.parametrize("name", FIELDS)
def test_every_limit_has_a_row_with_its_default_and_its_setting(name: str) -> None:
    rows = [row for row in docs.page("limits").splitlines() if row.startswith("|") and f"| `{name}` |" in row]
    assert rows, f"help limits has no row for [limits] {name}"
    assert f"{FIELDS[name]:,g}" in rows[0] or f"{FIELDS[name]:,}" in rows[0]


def test_what_is_not_set_is_what_the_schema_takes_anyway() -> None:
    assert schema_within(HttpLimits()).limits == LIMITS
    assert entries_within(HttpLimits()) == ENTRIES


def test_what_is_set_is_what_the_schema_takes() -> None:
    schema = schema_within(HttpLimits(cost=10, value_length=20, page=5, errors=3))
    assert (schema.limits.cost, schema.limits.text_length, schema.limits.errors) == (10, 20, 3)
    assert schema.limits.sizes.page == 5
    assert entries_within(HttpLimits(page=5, largest_page=7, ids=2)).page == (5, 7)
