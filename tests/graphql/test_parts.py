"""Parts of a state in the API: made from their views, and complete."""

from __future__ import annotations

from dataclasses import fields

import pytest
import strawberry
from builders import projections

from dateline.graphql import schema
from dateline.graphql.types.parts import PART_TYPES, Part, ViewField, part
from dateline.state.parts import products
from dateline.state.parts.profile import CLOSING, FOUNDING, PROJECTION
from dateline.state.projection import View

SHOWN_OTHERWISE = {
    ("Metric", "value"): "figure",
    ("Role", "stage"): "until",
    ("Partnership", "stage"): "until",
}
"""Fields of a view that the API shows under another name."""


def _names(part_type: type[Part]) -> set[str]:
    return {field.python_name for field in part_type.__strawberry_definition__.fields}  # type: ignore[attr-defined]


def _shown() -> dict[str, tuple[type[View], type[Part]]]:
    return {view.__name__: (view, api) for view, api in PART_TYPES.items() if view.__name__ != "Span"}


@pytest.mark.parametrize("name", sorted(_shown()))
def test_the_api_shows_every_field_of_a_view(name: str) -> None:
    view, api = _shown()[name]
    told = {field.name for field in fields(view)} - {"subject"}
    assert {SHOWN_OTHERWISE.get((name, field), field) for field in told} <= _names(api)


def test_every_projection_but_those_of_the_company_itself_has_a_type() -> None:
    of_the_company = {PROJECTION.name, FOUNDING.name, CLOSING.name}
    parts = {projection.name for projection in projections()} - of_the_company
    assert len(parts) == len(_shown())
    assert all(schema.get_type_by_name(api.__name__) is not None for _, api in _shown().values())


def test_a_field_that_the_view_has_not_is_no_field_of_its_type() -> None:
    class Misspelt(Part):
        view: strawberry.Private[products.Product]
        descripton = ViewField()

    with pytest.raises(TypeError, match="descripton"):
        part("A product.")(Misspelt)
